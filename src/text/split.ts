import { isSpeakable } from './clean.ts';
import { clauseEnds } from './clauses.ts';

/** Where a piece ends inside a sentence, and at what. */
export interface Split {
  readonly end: number;
  readonly border: 'clause' | 'word';
}

/** Languages share these rules; scripts without spaces are cut by dictionary whatever the locale. */
const wordSegmenter = new Intl.Segmenter('en', { granularity: 'word' });
const characterSegmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** How much of the piece's length a clause border of strength 1 is worth over one of strength 0. */
const strengthWorth = 0.3;

/** A space is preferred to the word border of a script without spaces within this share of the wanted length. */
const spaceReach = 0.3;

/**
 * Cuts a sentence that is longer than `limit` so that the pieces come out alike in length: at a clause, else between
 * words, else between characters. `text` is what is known of the sentence and longer than `limit`; `total` is its
 * whole length, or Infinity. Neither side is shorter than `tiny` where that can be helped. 0 < end ≤ limit.
 */
export function splitEvenly(text: string, total: number, limit: number, tiny: number): Split {
  const ideal = Number.isFinite(total) ? total / Math.ceil(total / limit) : limit;
  const fits = (end: number): boolean =>
    end >= tiny && end <= limit && total - end >= tiny && isSpeakable(text.slice(0, end));

  const clauses = clauseEnds(text).filter(({ end }) => fits(end) && end >= ideal / 3);
  const costOf = (end: number, strength: number): number => Math.abs(end - ideal) / ideal - strengthWorth * strength;
  const clause = leastBy(clauses, ({ end, strength }) => costOf(end, strength));
  if (clause !== undefined) return { end: clause.end, border: 'clause' };
  return { end: wordEnd(text, ideal, limit, fits) ?? characterEnd(text, ideal, limit), border: 'word' };
}

/**
 * Cuts the start of a sentence so that sound can begin: at the first clause border that leaves a piece of at least
 * `tiny`, else between words at or before `target`. Undefined when the sentence is better left whole: it is at most
 * half as long again and has no clause border. A clause border counts as far as that too.
 */
export function splitEarly(text: string, total: number, target: number, tiny: number): Split | undefined {
  const stretched = target * 1.5;
  const fits = (end: number): boolean => end >= tiny && total - end >= tiny && isSpeakable(text.slice(0, end));
  const clause = clauseEnds(text.slice(0, stretched + 1)).find(({ end }) => end <= stretched && fits(end));
  if (clause !== undefined) return { end: clause.end, border: 'clause' };
  if (total <= stretched) return undefined;
  const end = wordEnd(text, target, target, fits);
  return end === undefined ? undefined : { end, border: 'word' };
}

/** The end of a word nearest to `ideal`, at most `limit`, among those that fit. */
function wordEnd(text: string, ideal: number, limit: number, fits: (end: number) => boolean): number | undefined {
  const near = text.slice(0, limit + 1);
  const distance = (end: number): number => Math.abs(end - ideal);
  const spaces = [...near.matchAll(/\S(?=\s)/gu)].map(({ index, 0: last }) => index + last.length).filter(fits);
  const space = leastBy(spaces, distance);
  if (space !== undefined && distance(space) <= spaceReach * ideal) return space;

  const ends: number[] = [];
  // One word more than fits is read, so that the last border is a real one.
  for (const { index, isWordLike } of wordSegmenter.segment(text.slice(0, limit + 64))) {
    if (index > limit) break;
    // A mark stays with the word before it.
    if (isWordLike === true && fits(index)) ends.push(index);
  }
  return leastBy(space === undefined ? ends : [...ends, space], distance);
}

/** The last end of a whole character (grapheme cluster) up to `ideal`; of a code point if one cluster is longer. */
function characterEnd(text: string, ideal: number, limit: number): number {
  let end = 0;
  for (const { index, segment } of characterSegmenter.segment(text.slice(0, limit + 64))) {
    const next = index + segment.length;
    if (next > limit || (end > 0 && next > ideal)) break;
    end = next;
  }
  return end > 0 ? end : wholeCodePoints(text, limit);
}

/** `end`, or one less where it would cut a surrogate pair. */
export function wholeCodePoints(text: string, end: number): number {
  const inPair = /[\uD800-\uDBFF]/.test(text.charAt(end - 1)) && /[\uDC00-\uDFFF]/.test(text.charAt(end));
  return inPair ? end - 1 : end;
}

function leastBy<T>(items: readonly T[], cost: (item: T) => number): T | undefined {
  let least: T | undefined;
  let leastCost = Infinity;
  for (const item of items) {
    const itemCost = cost(item);
    if (itemCost < leastCost) [least, leastCost] = [item, itemCost];
  }
  return least;
}

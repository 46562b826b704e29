import { speakablePattern, isSpeakable } from './clean.ts';
import { closers, sentenceEnds } from './sentences.ts';
import { splitEarly, splitEvenly, wholeCodePoints, type Split } from './split.ts';

/** What follows a segment: more of the phrase, a pause in the sentence, another sentence, another paragraph, nothing. */
export type Border = 'word' | 'clause' | 'sentence' | 'paragraph' | 'end';

/** A piece of text that a model speaks in one go: trimmed, on one line, speakable. */
export interface TextSegment {
  readonly text: string;
  /** Where it begins in the text that was cut, in UTF-16 units; it is as long there, with line ends where it has spaces. */
  readonly start: number;
  readonly border: Border;
}

export interface SegmentOptions {
  /** The longest segment, in UTF-16 units; at least 2. */
  readonly maxCharacters: number;
  /** How long the first segment may be, so that sound starts early, in UTF-16 units. Default 80. */
  readonly firstMaxCharacters?: number;
}

/** Lengths in characters of a script with about five letters a word; `denseShare` scales them for the others. */
const usualLengths = {
  /** A sentence shorter than this is spoken together with a neighbour: very short pieces sound bad. */
  short: 20,
  /** How long such a pair may become. */
  joined: 150,
  /** The first segment. */
  first: 80,
  /** Less than this is not cut off a sentence. */
  tiny: 15,
};

/** A Chinese, Japanese or Korean character takes as long to say as 8/3 Latin letters (5 against 13 a second). */
const denseShare = 3 / 8;

const denseLetter = /(?=\p{L})[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/gu;

/** Cannot begin a segment: space, and marks that belong to what came before. */
const notAtStart = new RegExp(
  `^(?:\\s|\\.(?!\\p{N})|[,;:!?…、，。；：！？،؛؟।—–]|(?!["'])${closers.slice(0, -1)})+`,
  'u',
);

type Lengths = typeof usualLengths & { max: number };

/**
 * Cuts `text` (as `cleanText` returns it) into segments, lazily: each pull looks at a window of about two segments, so
 * a long text costs nothing ahead of its speech. Joined again, the segments hold every speakable character in order.
 *
 * A segment is a sentence; short neighbours are joined, and what is too long is cut at a clause, a word, a character,
 * in this order (`split.ts`). Throws RangeError when `maxCharacters` is under 2, which not every character fits in.
 */
export function* segments(text: string, options: SegmentOptions): Generator<TextSegment, void, undefined> {
  const { maxCharacters } = options;
  if (!(maxCharacters >= 2)) throw new RangeError(`maxCharacters is at least 2, not ${maxCharacters}`);
  let first = true;
  let next = findSpeakable(text, 0);
  let position = 0;
  while (next !== undefined) {
    const from = startBefore(text, position, next, maxCharacters);
    const piece = nextPiece(text, from, options, first);
    position = from + piece.end;
    next = findSpeakable(text, Math.max(position, next));
    const whole = text.slice(from, position).replaceAll('\n', ' ').trimEnd();
    const spoken = whole.trimStart();
    if (!isSpeakable(spoken)) continue;
    const start = from + whole.length - spoken.length;
    yield { text: spoken, start, border: borderBetween(text, position, next, piece.border) };
    first = false;
  }
}

function borderBetween(text: string, end: number, next: number | undefined, inside: Border): Border {
  if (next === undefined) return 'end';
  return /\n\s*\n/u.test(text.slice(end, next)) ? 'paragraph' : inside;
}

const speakable = new RegExp(speakablePattern, 'gu');

/** The index of the first speakable character at or after `position`; undefined when there is none. */
function findSpeakable(text: string, position: number): number | undefined {
  speakable.lastIndex = position;
  return speakable.exec(text)?.index;
}

/** Where the segment of the speakable character at `at` begins: with the few marks before it that open it. */
function startBefore(text: string, position: number, at: number, maxCharacters: number): number {
  const earliest = wholeCodePoints(text, Math.max(position, at - Math.min(8, Math.floor(maxCharacters / 4))));
  const lead = text.slice(Math.max(earliest, text.lastIndexOf('\n', at) + 1), at);
  return at + 1 - (lead + text.charAt(at)).replace(notAtStart, '').length;
}

/** The piece that begins at `from`; its `end` is counted from there. */
function nextPiece(
  text: string,
  from: number,
  { maxCharacters, firstMaxCharacters }: SegmentOptions,
  first: boolean,
): { end: number; border: Border } {
  const reach = wholeCodePoints(text, Math.min(text.length, from + 2 * maxCharacters + 64));
  const window = text.slice(from, reach);
  const paragraphEnd = window.search(/\n\s*\n/u);
  const body = paragraphEnd < 0 ? window : window.slice(0, paragraphEnd);
  const complete = paragraphEnd >= 0 || reach === text.length;

  const lengths = lengthsFor(body, maxCharacters, firstMaxCharacters ?? usualLengths.first);
  const early = first ? earlyPiece(body, complete, lengths) : undefined;
  if (early !== undefined) return early;
  const end = joinedEnd(body, complete, lengths, first ? lengths.first : lengths.joined) ?? Infinity;
  if (end <= lengths.max) return { end, border: 'sentence' };
  return splitEvenly(body.slice(0, end), end, lengths.max, lengths.tiny);
}

function lengthsFor(body: string, maxCharacters: number, firstMaxCharacters: number): Lengths {
  const start = body.slice(0, 100);
  const letters = start.match(/\p{L}/gu)?.length ?? 0;
  const dense = (start.match(denseLetter)?.length ?? 0) * 3 > letters;
  const scaled = (length: number): number => (dense ? Math.ceil(length * denseShare) : length);
  const max = Math.max(2, Math.min(maxCharacters, scaled(maxCharacters)));
  return {
    max,
    short: scaled(usualLengths.short),
    joined: Math.min(max, scaled(usualLengths.joined)),
    first: Math.min(max, scaled(firstMaxCharacters)),
    tiny: Math.min(scaled(usualLengths.tiny), Math.floor(max / 3)),
  };
}

/**
 * The first piece, when the first sentence is too long to wait for; undefined when it may stay whole. A short first
 * sentence takes the first clause of a long second one along.
 */
function earlyPiece(body: string, complete: boolean, { first, short, tiny, max }: Lengths): Split | undefined {
  const [one = Infinity, two = complete ? one : Infinity] = sentenceEnds(body, complete);
  if (one > first) {
    const split = splitEarly(body.slice(0, one), one, first, tiny);
    return split !== undefined && split.end <= max ? split : undefined;
  }
  if (one >= short || two <= first) return undefined;
  const split = splitEarly(body.slice(0, two), two, first, tiny);
  return split?.border === 'clause' && split.end > one && split.end <= max ? split : undefined;
}

/** The end of the first sentence with the short neighbours that are spoken with it; undefined when it is not in sight. */
function joinedEnd(body: string, complete: boolean, { short }: Lengths, longest: number): number | undefined {
  const ends = sentenceEnds(body, complete);
  let end = ends.next().value as number | undefined;
  if (end === undefined) return undefined;
  for (let next = ends.next(); next.done !== true && next.value <= longest; next = ends.next()) {
    if (end < short || isInQuote(body.slice(0, end))) {
      end = next.value;
      continue;
    }
    // A short sentence goes with the one behind it, and with this one when there is none or it is too long.
    if (next.value - end >= short) break;
    const after = ends.next();
    const alone = after.done === true ? complete : after.value - end > longest;
    return alone ? next.value : end;
  }
  return end;
}

/** What opens direct speech, and what closes it. */
const quotes: readonly (readonly [opens: string, closes: string])[] = [
  ['“', '”'],
  ['「', '」'],
  ['『', '』'],
  ['«', '»'],
];

/** True when direct speech that began in `text` goes on behind it: “I came. | I saw.” */
function isInQuote(text: string): boolean {
  return quotes.some(([opens, closes]) => text.lastIndexOf(opens) > text.lastIndexOf(closes));
}

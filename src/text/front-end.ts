import { cleanReading } from './clean.ts';
import { nameEmoji } from './emoji/name-emoji.ts';
import { languageRuns } from './language-runs.ts';
import type { Lexicon } from './lexicon/lexicon.ts';
import { normalizeReading } from './normalize/normalize.ts';
import type { Reading, SaidSpan, SpokenSpan } from './normalize/apply-rules.ts';
import { said } from './normalize/rule.ts';
import { plainManner, type Manner, type Passage, type Pronunciation } from './passage.ts';
import { segments, type Border, type SegmentOptions } from './segment.ts';
import { sentenceEnds } from './sentences.ts';

/** A passage whose text is clean. */
export type CleanPassage = Exclude<Passage, { kind: 'text' }> | (Reading & { kind: 'text'; manner: Manner });

/** A segment with the manner in which it is spoken, or a pause before there was anything to say. */
export interface SpokenSegment {
  readonly text: string;
  readonly border: Border;
  /** Silence behind it in place of the border's own, in seconds. */
  readonly pauseSeconds?: number;
  readonly manner: Manner;
  readonly pronunciations: readonly Pronunciation[];
  /** What the rules said otherwise since the segment before. */
  readonly spans: readonly SaidSpan[];
}

export interface FrontEndOptions {
  /** BCP 47, for text of this manner. */
  readonly languageOf: (manner: Manner) => string;
  readonly lexicon: Lexicon;
  readonly lengthsOf: (manner: Manner) => SegmentOptions;
}

/** Marks that end what stands before them; those of `.5` and `:)` do not. */
const endsBefore = /^(?:[.,;:!?…]+(?=\s|$)|[、，。；：！？…]+)/u;

/**
 * Makes the text of every passage clean. Marks with which one begins go to the passage that they end, for its melody and its pause:
 * `<prosody rate="slow">Well</prosody>, yes`. `emojiLanguageOf`: in which language (BCP 47) emoji are named; undefined drops them. Linear in the
 * text.
 */
export function cleanPassages(
  passages: readonly Passage[],
  emojiLanguageOf: ((manner: Manner) => string) | undefined,
): CleanPassage[] {
  const clean: CleanPassage[] = [];
  for (const passage of passages) {
    if (passage.kind !== 'text') {
      clean.push(passage);
      continue;
    }
    const { manner } = passage;
    const text = cleanReading(emojiLanguageOf ? nameEmoji(passage.text, emojiLanguageOf(manner)) : passage.text);
    const before = clean.at(-1);
    const marks = before?.kind === 'text' ? (endsBefore.exec(text)?.[0] ?? '') : '';
    if (before?.kind === 'text' && marks !== '') clean[clean.length - 1] = { ...before, text: before.text + marks };
    clean.push({ ...passage, text: text.slice(marks.length).trimStart() });
  }
  return clean;
}

/** All that passages hold to be said: for a look at the whole, such as which language it is. */
export function plainText(passages: readonly (Passage | CleanPassage)[]): string {
  const texts = passages.flatMap((passage) => {
    if (passage.kind !== 'text') return [];
    const spans = passage.spans[Symbol.iterator]();
    return passage.text.replaceAll(said, () => spans.next().value?.spoken ?? '');
  });
  return texts.join('\n');
}

/** How much of a text is read at once, in UTF-16 units; a block ends with a paragraph, a sentence or a word. */
const blockLength = 4000;

/**
 * The text front end: cuts clean passages into segments in their spoken form, lazily: a block of some sentences is read when its first segment is
 * asked for.
 */
export function* frontEnd(
  passages: readonly CleanPassage[],
  options: FrontEndOptions,
): Generator<SpokenSegment, void, undefined> {
  // One segment is kept, since what follows it in the text decides its border.
  let last: SpokenSegment | undefined;
  let first = true;
  for (const passage of passages) {
    if (passage.kind === 'border') {
      if (last) last = { ...last, border: last.border === 'paragraph' ? 'paragraph' : passage.border };
      continue;
    }
    if (passage.kind === 'pause') {
      const pauseSeconds = (last?.pauseSeconds ?? 0) + passage.seconds;
      last = last ? { ...last, pauseSeconds } : silentSegment(pauseSeconds);
      continue;
    }
    for (const block of blocks(passage)) {
      for (const segment of blockSegments(block, passage.manner, options, first)) {
        if (last) yield last;
        last = segment;
        first = false;
      }
    }
  }
  if (last) yield { ...last, border: 'end' };
}

function silentSegment(pauseSeconds: number): SpokenSegment {
  return { text: '', border: 'word', pauseSeconds, manner: plainManner, pronunciations: [], spans: [] };
}

function* blockSegments(
  block: Reading & { end: Border },
  manner: Manner,
  { languageOf, lexicon, lengthsOf }: FrontEndOptions,
  first: boolean,
): Generator<SpokenSegment> {
  const spoken = sayBlock(block, languageOf(manner), lexicon);
  const lengths = lengthsOf(manner);
  let spanIndex = 0;
  for (const { text, start, border } of segments(
    spoken.text,
    first ? lengths : { ...lengths, firstMaxCharacters: lengths.maxCharacters },
  )) {
    const end = start + text.length;
    const spans: SpokenSpan[] = [];
    for (; spanIndex < spoken.spans.length && (spoken.spans[spanIndex] as SpokenSpan).start < end; spanIndex++) {
      spans.push(spoken.spans[spanIndex] as SpokenSpan);
    }
    yield {
      ...{ text, manner, spans },
      border: border === 'end' ? block.end : border,
      pronunciations: spans.flatMap((span) => pronunciationOf(span, start, text.length)),
    };
    first = false;
  }
}

function pronunciationOf({ ipa, start, spoken }: SpokenSpan, segmentStart: number, length: number): Pronunciation[] {
  if (ipa === undefined) return [];
  const from = start - segmentStart;
  return from >= 0 && from + spoken.length <= length ? [{ start: from, end: from + spoken.length, ipa }] : [];
}

/** The spoken form of a block: each run by the rules of its language. */
function sayBlock({ text, spans }: Reading, language: string, lexicon: Lexicon): { text: string; spans: SpokenSpan[] } {
  const pieces: string[] = [];
  const places: SpokenSpan[] = [];
  let [length, taken] = [0, 0];
  for (const run of languageRuns(text, language)) {
    const count = run.text.split(said).length - 1;
    const reading = { text: run.text, spans: spans.slice(taken, taken + count) };
    taken += count;
    const spoken = normalizeReading(lexicon.apply(reading, run.language), run.language);
    pieces.push(spoken.spoken);
    for (const span of spoken.spans) places.push({ ...span, start: span.start + length });
    length += spoken.spoken.length;
  }
  return { text: pieces.join(''), spans: places };
}

/** Cuts the text of a passage into blocks, and says what stands behind each. */
function* blocks({ text, spans }: Reading): Generator<Reading & { end: Border }> {
  let [from, taken] = [0, 0];
  while (from < text.length) {
    const end = from + lengthOfBlock(text.slice(from, from + blockLength + 1));
    const block = text.slice(from, end);
    const count = block.split(said).length - 1;
    const rest = text.slice(end, end + 2);
    yield { text: block.trim(), spans: spans.slice(taken, taken + count), end: borderOf(block, rest) };
    taken += count;
    from = end + (/^\s*/u.exec(text.slice(end, end + 4))?.[0].length ?? 0);
  }
}

function lengthOfBlock(window: string): number {
  if (window.length <= blockLength) return window.length;
  const paragraph = window.lastIndexOf('\n\n');
  if (paragraph > 0) return paragraph;
  let sentence = 0;
  for (const end of sentenceEnds(window, false)) sentence = end;
  if (sentence > 0) return sentence;
  const space = window.lastIndexOf(' ');
  if (space > 0) return space;
  return /[\uD800-\uDBFF]$/u.test(window.slice(0, blockLength)) ? blockLength - 1 : blockLength;
}

function borderOf(block: string, rest: string): Border {
  if (rest.startsWith('\n\n')) return 'paragraph';
  if (/[.!?。！？…；][\p{Pe}\p{Pf}"'’]*$/u.test(block.slice(-8))) return 'sentence';
  return /[,;:，、；：—–][\p{Pe}\p{Pf}"'’]*$/u.test(block.slice(-8)) ? 'clause' : 'word';
}

import { closers } from './sentences.ts';

/** A place inside a sentence where speech may pause. */
export interface ClauseEnd {
  /** Index behind the mark and what closes after it. */
  readonly end: number;
  /** 1 is the best place, 0 the weakest. */
  readonly strength: number;
}

/** How good a place to pause is behind each mark; `\n` is a line end. */
const strengths: Readonly<Record<string, number>> = {
  ';': 1,
  ':': 1,
  '—': 1,
  '–': 0.8,
  '-': 0.6,
  '…': 1,
  '；': 1,
  '：': 1,
  '؛': 1,
  '·': 0.8,
  '\n': 0.8,
  ',': 0.6,
  '，': 0.6,
  '،': 0.6,
  '、': 0.3,
  ')': 0.5,
  '）': 0.5,
  ']': 0.5,
};

/**
 * ASCII marks pause only before a space (1,000 and 12:30 do not); the marks of scripts without spaces always do; an
 * en dash or hyphen only between spaces (1990–1995 does not).
 */
const clauseEnd = new RegExp(
  `(?:[;:,)\\]…·]${closers}(?=\\s)|[，、；：،؛…—）]${closers}|(?<=\\s)[–-](?=\\s)|\\n)`,
  'gu',
);

/** The places to pause in `text`, in order, none at its very end. */
export function clauseEnds(text: string): ClauseEnd[] {
  const ends: ClauseEnd[] = [];
  for (const match of text.matchAll(clauseEnd)) {
    const end = match.index + match[0].length;
    if (end < text.length) ends.push({ end, strength: strengths[match[0].charAt(0)] ?? 0.5 });
  }
  return ends;
}

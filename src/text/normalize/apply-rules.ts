import { said, type LanguageRules, type Rule } from './rule.ts';

/** A stretch of the written text that is said otherwise. */
export interface SaidSpan {
  /** The name of the rule that read it. */
  readonly rule: string;
  readonly written: string;
  readonly spoken: string;
  /** How it is pronounced, in IPA, for engines that take that. */
  readonly ipa?: string;
}

/** A text of which something was said already: every span is one character {@link said}, and the spans stand in their order. */
export interface Reading {
  readonly text: string;
  readonly spans: readonly SaidSpan[];
}

/** Lets the rules of a language read what was not said yet; nothing is read twice. Linear in the text for each rule. */
export function applyRules(reading: Reading, rules: LanguageRules['rules']): Reading {
  // What is said takes characters away and adds none that a rule needs, so that one look at the whole text is enough.
  const held = new Map<RegExp, boolean>();
  const holds = (needs: RegExp): boolean => {
    const known = held.get(needs) ?? needs.test(reading.text);
    held.set(needs, known);
    return known;
  };
  return rules.reduce((read, rule) => (rule.needs && !holds(rule.needs) ? read : applyRule(read, rule)), reading);
}

function applyRule(reading: Reading, { name, pattern, say }: Rule): Reading {
  const { text } = reading;
  const spans: SaidSpan[] = [];
  let rest = '';
  let [taken, spanIndex] = [0, 0];
  const takeUntil = (end: number): void => {
    const piece = text.slice(taken, end);
    for (let at = piece.indexOf(said); at >= 0; at = piece.indexOf(said, at + 1)) {
      spans.push(reading.spans[spanIndex++] as SaidSpan);
    }
    rest += piece;
    taken = end;
  };
  // Without matchAll, which makes a new pattern every time.
  pattern.lastIndex = 0;
  for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
    const [written] = match;
    if (written === '') pattern.lastIndex += (text.codePointAt(match.index) ?? 0) > 0xffff ? 2 : 1;
    if (written === '' || written.includes(said)) continue;
    const spoken = say(match);
    if (spoken === undefined) continue;
    takeUntil(match.index);
    spans.push({ rule: name, written, spoken });
    rest += said;
    taken = match.index + written.length;
  }
  if (taken === 0) return reading;
  takeUntil(text.length);
  return { text: rest, spans };
}

/** Where a span is in the spoken text. */
export interface SpokenSpan extends SaidSpan {
  /** In UTF-16 units of the spoken text. */
  readonly start: number;
}

/** Letters and digits need a space between them and what is said; marks do not. */
const wordEnd = /[\p{L}\p{N}\p{M}]$/u;
const wordStart = /^[\p{L}\p{N}\p{M}]/u;

/** The text as it is said, with what was said in its places; `spaced` puts spaces between words. */
export function spokenText({ text, spans }: Reading, spaced: boolean): { spoken: string; spans: SpokenSpan[] } {
  const pieces: string[] = [];
  const places: SpokenSpan[] = [];
  let [length, last] = [0, ''];
  const add = (added: string): void => {
    // What was said as nothing leaves no second space.
    const piece = last.endsWith(' ') ? added.replace(/^ /u, '') : added;
    if (piece === '') return;
    const joins = spaced && wordEnd.test(last) && wordStart.test(piece.slice(0, 2));
    pieces.push(joins ? ` ${piece}` : piece);
    length += piece.length + (joins ? 1 : 0);
    last = piece.slice(-2);
  };
  for (const [index, piece] of text.split(said).entries()) {
    const span = spans[index - 1];
    if (span && span.spoken !== '') {
      add(span.spoken);
      places.push({ ...span, start: length - span.spoken.length });
    }
    if (piece !== '') add(piece);
  }
  return { spoken: pieces.join(''), spans: places };
}

import { said } from '../normalize/rule.ts';
import type { SaidSpan } from '../normalize/apply-rules.ts';
import { plainManner, type Manner, type Passage } from '../passage.ts';

type Border = Extract<Passage, { kind: 'border' }>['border'];

const rank: Readonly<Record<Border | 'none', number>> = { none: 0, sentence: 1, paragraph: 2 };

/** Scripts that write no space between words: a line end of the document between two of their characters is no space. */
const unspaced = String.raw`[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\u3000-\u303F\uFF00-\uFF65]`;
const startsUnspaced = new RegExp(`^${unspaced}`, 'u');
const endsUnspaced = new RegExp(`${unspaced}$`, 'u');
const unspacedLineEnd = new RegExp(String.raw`(?<=${unspaced})[ \t\r]*\n[ \t\r\n]*(?=${unspaced})`, 'gu');

/**
 * Collects passages in order. Text of one manner is one passage; each run of XML white space is one space, which stands
 * before what follows it and is none at a border; several borders without text between them are the strongest of them, and
 * none stands before the first text or behind the last.
 */
export class PassageList {
  readonly #passages: Passage[] = [];
  #manner: Manner = plainManner;
  #text = '';
  #spans: SaidSpan[] = [];
  /** White space that was read but not written. */
  #gap: '' | ' ' | '\n' = '';
  /** The end of the text since the last border; empty where a sentence begins. */
  #last = '';
  #hasText = false;
  /** The border that stands before whatever comes next. */
  #pending: Border | 'none' = 'none';
  /** The strongest border since the last text. */
  #bordered: Border | 'none' = 'none';

  text(written: string, manner: Manner): void {
    const text = withoutSaid(written);
    const [start, end] = [firstWritten(text), lastWritten(text)];
    this.#space(text.slice(0, start));
    if (start >= end) return;
    const words = text.slice(start, end).replace(unspacedLineEnd, '').replace(manySpaces, ' ');
    this.#word(words, words, manner);
    this.#space(text.slice(end));
  }

  /** One character that stands for what is said; nothing where nothing is. */
  said(span: SaidSpan, manner: Manner): void {
    if (span.spoken === '') return;
    this.#word(said, span.spoken, manner);
    this.#spans.push(span);
  }

  pause(seconds: number): void {
    if (seconds <= 0) return;
    this.#endText();
    this.#writeBorder();
    this.#passages.push({ kind: 'pause', seconds });
  }

  border(border: Border): void {
    this.#gap = '';
    this.#last = '';
    if (this.#hasText && rank[border] > Math.max(rank[this.#pending], rank[this.#bordered])) this.#pending = border;
  }

  /** All passages; the list takes no more after this. */
  finish(): readonly Passage[] {
    this.#endText();
    return this.#passages;
  }

  #space(run: string): void {
    if (run.includes('\n')) this.#gap = '\n';
    else if (run !== '') this.#gap ||= ' ';
  }

  /** `heard` decides whether a line end before or behind it is a space. */
  #word(written: string, heard: string, manner: Manner): void {
    if (this.#pending !== 'none' || !sameManner(manner, this.#manner)) this.#endText();
    this.#writeBorder();
    const joined = this.#gap === '\n' && endsUnspaced.test(this.#last) && startsUnspaced.test(heard);
    if (this.#gap !== '' && this.#last !== '' && !joined) this.#text += ' ';
    this.#text += written;
    this.#manner = manner;
    this.#gap = '';
    this.#last = heard.slice(-2);
    this.#hasText = true;
    this.#bordered = 'none';
  }

  #writeBorder(): void {
    if (this.#pending === 'none') return;
    this.#passages.push({ kind: 'border', border: this.#pending });
    this.#bordered = this.#pending;
    this.#pending = 'none';
  }

  #endText(): void {
    if (this.#text === '') return;
    this.#passages.push({ kind: 'text', text: this.#text, spans: this.#spans, manner: this.#manner });
    this.#text = '';
    this.#spans = [];
  }
}

/** The character that stands for what is said means nothing in a user's text. */
export function withoutSaid(text: string): string {
  return text.replaceAll(said, '');
}

/** A single space is one already. */
const manySpaces = / [ \t\r\n]+|[\t\r\n][ \t\r\n]*/gu;

const xmlSpace = ' \t\r\n';

/** Where the white space at the start ends; the length where there is nothing else. */
function firstWritten(text: string): number {
  let start = 0;
  while (start < text.length && xmlSpace.includes(text.charAt(start))) start++;
  return start;
}

/** Where the white space at the end begins. */
function lastWritten(text: string): number {
  let end = text.length;
  while (end > 0 && xmlSpace.includes(text.charAt(end - 1))) end--;
  return end;
}

function sameManner(one: Manner, other: Manner): boolean {
  return (
    one.language === other.language &&
    one.voice === other.voice &&
    one.rate === other.rate &&
    one.gain === other.gain &&
    one.semitones === other.semitones
  );
}

import type { Reading, SaidSpan } from '../normalize/apply-rules.ts';
import { said } from '../normalize/rule.ts';
import type { LexiconEntry } from './entry.ts';
import { isWordEnd, isWordStart } from './word-borders.ts';

/** What is looked up for texts of one language. */
interface Words {
  /** By the word as it is written. */
  readonly exact: ReadonlyMap<string, LexiconEntry>;
  /** By the word in small letters. */
  readonly any: ReadonlyMap<string, LexiconEntry>;
  /** First UTF-16 unit of a word, small → lengths of the words that begin with it, longest first. */
  readonly lengths: ReadonlyMap<string, readonly number[]>;
}

/**
 * The user's own words. A text is walked once; where a word may begin, the lengths that the lexicon's words with this first letter have are
 * looked up, the longest first: linear in the text, whatever the lexicon's size.
 */
export class Lexicon {
  readonly entries: readonly LexiconEntry[];
  /** By the tags that apply, joined: at most one for each tag of the lexicon's entries and its subtags. */
  readonly #words = new Map<string, Words>();
  readonly #languages: ReadonlySet<string | undefined>;

  constructor(entries: readonly LexiconEntry[]) {
    this.entries = entries;
    this.#languages = new Set(entries.map(({ language }) => language));
  }

  /**
   * Says the words of a clean text (`cleanText`) that the lexicon has for `language` (BCP 47): whole words only, the longest first, an entry
   * for `en-GB` before one for `en` before one for every language. Scripts without spaces (Chinese, Japanese, Thai …) have no borders
   * of words; there the longest match is taken wherever it stands. What was said already is not read again.
   */
  apply(reading: Reading, language: string): Reading {
    const words = this.#wordsFor(language.toLowerCase());
    if (words.lengths.size === 0) return reading;
    const { text } = reading;
    const small = smallLetters(text);
    const spans: SaidSpan[] = [];
    let rest = '';
    let [taken, spanIndex] = [0, 0];
    for (let at = 0; at < text.length; at++) {
      if (text[at] === said) spans.push(reading.spans[spanIndex++] as SaidSpan);
      const found = longestAt(words, text, small, at);
      if (found === undefined) continue;
      const written = text.slice(at, at + found.word.length);
      const { say = written, ipa } = found;
      spans.push({ rule: 'lexicon', written, spoken: say, ...(ipa === undefined ? {} : { ipa }) });
      rest += text.slice(taken, at) + said;
      taken = at + written.length;
      at = taken - 1;
    }
    return taken === 0 ? reading : { text: rest + text.slice(taken), spans };
  }

  #wordsFor(language: string): Words {
    const subtags = language.split('-').slice(0, 8);
    const tags = [undefined, ...subtags.map((_, index) => subtags.slice(0, index + 1).join('-'))];
    const chain = tags.filter((tag) => this.#languages.has(tag));
    const key = chain.join(' ');
    const known = this.#words.get(key);
    if (known) return known;
    const words = wordsOf(chain.flatMap((tag) => this.entries.filter((entry) => entry.language === tag)));
    this.#words.set(key, words);
    return words;
  }
}

/** Later entries go before earlier ones of the same word. */
function wordsOf(entries: readonly LexiconEntry[]): Words {
  const exact = new Map<string, LexiconEntry>();
  const any = new Map<string, LexiconEntry>();
  const lengths = new Map<string, Set<number>>();
  for (const entry of entries) {
    const small = smallLetters(entry.word);
    if (entry.exact) exact.set(entry.word, entry);
    else any.set(small, entry);
    const first = small.charAt(0);
    lengths.set(first, (lengths.get(first) ?? new Set()).add(small.length));
  }
  const sorted = [...lengths].map(([first, all]) => [first, [...all].sort((a, b) => b - a)] as const);
  return { exact, any, lengths: new Map(sorted) };
}

function longestAt({ exact, any, lengths }: Words, text: string, small: string, at: number): LexiconEntry | undefined {
  const possible = lengths.get(small.charAt(at));
  if (possible === undefined || !isWordStart(text, at)) return undefined;
  for (const length of possible) {
    const end = at + length;
    if (end > text.length) continue;
    const entry = exact.get(text.slice(at, end)) ?? any.get(small.slice(at, end));
    if (entry !== undefined && isWordEnd(text, end)) return entry;
  }
  return undefined;
}

/** The text in small letters, each where it was: a letter that would become two stays, and both forms of sigma become one. */
export function smallLetters(text: string): string {
  return text.replace(/[\p{Lu}\p{Lt}ς]/gu, (letter) => {
    const small = letter === 'ς' ? 'σ' : letter.toLowerCase();
    return small.length === letter.length ? small : letter;
  });
}

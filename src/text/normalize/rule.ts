/** One way in which people write something that is said otherwise: `12 kg`, `3:30`, `Dr.`. */
export interface Rule {
  /** Its class, as `starling text` shows it: `measure`, `time`, `title`. */
  readonly name: string;
  /**
   * What it looks for; with the flags `g` and `u`, and linear in the text. What was said before stands in the text as one {@link said}
   * character, which is no letter, digit, mark or space: a match never holds one.
   */
  readonly pattern: RegExp;
  /**
   * What every text holds in which the pattern finds anything, without the flag `g`: a quick look that spares the pattern. Rules that
   * need the same share one.
   */
  readonly needs?: RegExp;
  /** What is said in place of the match; undefined leaves it to the rules behind. */
  readonly say: (match: RegExpExecArray) => string | undefined;
}

/** How a text is meant that its writer marked (`say-as` of SSML). */
export type SayAs =
  'cardinal' | 'ordinal' | 'digits' | 'characters' | 'fraction' | 'date' | 'time' | 'telephone' | 'currency' | 'unit';

/** The rules of a language, in the order in which they read a text: what is particular goes before what is general. */
export interface LanguageRules {
  /** BCP 47, a primary tag. */
  readonly language: string;
  /** Words stand apart: what is said for `5kg` in `x5kgy` gets a space on both sides. */
  readonly spaced: boolean;
  readonly rules: readonly Rule[];
  /**
   * Says a text as its writer meant it; undefined when it cannot be read so. `format` is what SSML gives, in lower case: `mdy`, `hms12`.
   */
  readonly sayAs: Readonly<Record<SayAs, (text: string, format?: string) => string | undefined>>;
}

/** Stands for what was said; private, so that no clean text holds it. */
export const said = '\uE000';

import { z } from 'zod';
import { cleanText, isSpeakable } from '../clean.ts';
import { isLanguageTag } from '../language-tag.ts';

/** A word of the user's lexicon and how it is said. */
export interface LexiconEntry {
  /** As it stands in clean text. */
  readonly word: string;
  /** What is said in its place; the word itself where only its pronunciation is given. */
  readonly say: string | undefined;
  /** Its pronunciation in IPA, for engines that take that. */
  readonly ipa: string | undefined;
  /** BCP 47, in lower case: `en` is for every English text, `en-gb` for British ones; undefined for every text. */
  readonly language: string | undefined;
  /** Whether capital and small letters must be as in `word`. */
  readonly exact: boolean;
}

/** Longest word, in UTF-16 units; a lookup costs at most that much for each character of a text. */
export const mostWordLength = 100;
const mostSpokenLength = 400;

const spoken = (what: string) =>
  z
    .string()
    .max(mostSpokenLength, `expected at most ${mostSpokenLength} characters`)
    .refine((text) => text.trim() !== '', `expected ${what}; came nothing`);

/** An entry as it is written; in CSV, an empty field is one that is not there. */
export const entrySchema = z
  .strictObject({
    word: z
      .string()
      .transform(cleanText)
      .refine(isSpeakable, 'expected a word with a letter, a digit or a sign that has a name')
      .refine((word) => !word.includes('\n'), 'expected one line')
      .refine((word) => word.length <= mostWordLength, `expected at most ${mostWordLength} characters`),
    say: spoken('what is said for the word')
      .transform(cleanText)
      .refine((text) => text !== '', 'expected words; came only what nobody says, such as emoji')
      .optional(),
    ipa: spoken('its pronunciation in IPA')
      .transform((ipa) => ipa.trim().replace(/^\/([^/]*)\/$/u, '$1'))
      .refine((ipa) => /\p{L}/u.test(ipa), 'expected its pronunciation in IPA, which has a letter')
      .optional(),
    language: z
      .string()
      .refine(isLanguageTag, 'expected a language tag such as en or zh-CN')
      .transform((tag) => tag.toLowerCase())
      .optional(),
    case: z.enum(['any', 'exact']).default('any'),
  })
  .refine(({ say, ipa }) => say !== undefined || ipa !== undefined, 'expected "say" or "ipa"; neither is there')
  .transform(({ case: rule, word, say, ipa, language }): LexiconEntry => ({
    word,
    say,
    ipa,
    language,
    exact: rule === 'exact',
  }));

import { primaryLanguage } from '../language-tag.ts';
import { applyRules, spokenText, type Reading, type SpokenSpan } from './apply-rules.ts';
import { english } from './en/rules.ts';
import type { LanguageRules } from './rule.ts';
import { otherRules } from './other/rules.ts';
import { mandarin } from './zh/rules.ts';

const languages = [english, mandarin];

/** The rules of a language (BCP 47, with its region); undefined where it has none. */
export function rulesOf(language: string): LanguageRules | undefined {
  const primary = primaryLanguage(language);
  // Cantonese reads the same characters in its own way.
  const read = primary === 'yue' ? 'zh' : primary;
  return languages.find((each) => each.language === read) ?? otherRules(language);
}

/**
 * The spoken form of clean text (`cleanText`) that is all in one language: numbers, dates, units and the like become words. A language
 * without rules of its own keeps its text. Linear in the text.
 */
export function normalize(text: string, language: string): { spoken: string; spans: SpokenSpan[] } {
  return normalizeReading({ text, spans: [] }, language);
}

/** The same for a text of which something is said already. */
export function normalizeReading(reading: Reading, language: string): { spoken: string; spans: SpokenSpan[] } {
  const rules = rulesOf(language);
  return rules ? spokenText(applyRules(reading, rules.rules), rules.spaced) : spokenText(reading, true);
}

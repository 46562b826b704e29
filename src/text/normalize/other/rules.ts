import type { LanguageRules, Rule } from '../rule.ts';
import { measureRules, moneyRules, type Locale } from './measures.ts';
import { numberPattern } from './number-pattern.ts';
import { languageNumbers, type LanguageNumbers } from './number-words.ts';
import { ordinalRules } from './ordinals.ts';
import { mended, sayDigits, sayNumber } from './say-number.ts';
import { brazilian } from './brazilian.ts';
import { asciiDigits, marksOf, parseNumber } from './written-number.ts';

/** Of the tags that were asked for; emptied when full, since a request may name any region. */
const known = new Map<string, LanguageRules>();
const mostKnown = 200;

/**
 * How numbers are read in a language (BCP 47) that has no rules of its own but models that learnt no digits: cardinals and decimals with the
 * marks of its region, percent and common units, simple sums of money, ordinals where their writing is certain. What is not certain stays as it
 * is written: dates, times, ranges, telephone numbers. Undefined for other languages.
 */
export function otherRules(language: string): LanguageRules | undefined {
  const tag = language.toLowerCase();
  const found = known.get(tag);
  if (found) return found;
  const locale = localeOf(tag);
  if (locale === undefined) return undefined;
  if (known.size >= mostKnown) known.clear();
  const rules = rulesOf(locale);
  known.set(tag, rules);
  return rules;
}

function localeOf(tag: string): Locale | undefined {
  const primary = tag.split('-', 1)[0] ?? '';
  const language = primary === 'nb' ? 'no' : primary;
  const numbers = Object.hasOwn(languageNumbers, language) ? languageNumbers[language] : undefined;
  if (numbers === undefined) return undefined;
  const supported = Intl.NumberFormat.supportedLocalesOf([safeTag(tag, language)])[0] ?? language;
  return {
    language,
    tag: supported,
    numbers: language === 'pt' ? brazilian(numbers, supported) : numbers,
    marks: marksOf(supported),
  };
}

/** The tag where it is well-formed. */
function safeTag(tag: string, language: string): string {
  try {
    return new Intl.Locale(tag).baseName;
  } catch {
    return language;
  }
}

function rulesOf(locale: Locale): LanguageRules {
  const { language, numbers, marks } = locale;
  const pattern = numberPattern(numbers, marks, {});
  const cardinal = (written: string): string | undefined => {
    const number = parseNumber(written, marks);
    return number && sayNumber(numbers, number);
  };
  const rules: readonly Rule[] = [
    ...ordinalRules(locale),
    ...moneyRules(locale),
    ...measureRules(locale),
    ...(specialRules[language] ?? []),
    { name: 'number', pattern, say: ({ groups }) => cardinal(groups?.['number'] ?? '') },
  ];
  return { language, spaced: numbers.unspaced !== true, rules, sayAs: sayAsOf(numbers, cardinal) };
}

function sayAsOf(numbers: LanguageNumbers, cardinal: (written: string) => string | undefined): LanguageRules['sayAs'] {
  const unknown = (): undefined => undefined;
  const digits = (written: string): string | undefined => {
    const plain = asciiDigits(written).replace(/[\s.,-]/gu, '');
    return /^\d{1,100}$/u.test(plain) ? sayDigits(numbers, plain) : undefined;
  };
  const ordinal = (written: string): string | undefined => {
    const plain = asciiDigits(written.trim()).replace(/[.ºª]$/u, '');
    return /^[1-9]\d{0,5}$/u.test(plain) && Number(plain) < numbers.below
      ? mended(numbers, 'toOrdinal', plain)
      : undefined;
  };
  return {
    ...{ cardinal, ordinal, digits, telephone: digits },
    ...{ characters: unknown, fraction: unknown, date: unknown, time: unknown, currency: unknown, unit: unknown },
  };
}

/** Years before 2000 in German are counted in hundreds; June and October in Korean lose a sound. */
const specialRules: Readonly<Record<string, readonly Rule[]>> = {
  de: [
    {
      name: 'year',
      pattern:
        /(?<![\p{L}\p{N}]|\p{N}[.,:/–−'’×*^+=-]|\p{Sc} ?)1[1-9]\d\d(?![\p{L}\p{N}]|[.,:/–−'’×*^+=-]\p{N}| ?[\p{Sc}%‰°])/gu,
      say: ([year]) => {
        const { de } = languageNumbers;
        if (de === undefined) return undefined;
        const [hundreds, rest] = [year.slice(0, 2), String(Number(year.slice(2)))];
        const century = mended(de, 'toCardinal', hundreds);
        return `${century ?? ''}hundert${rest === '0' ? '' : (mended(de, 'toCardinal', rest) ?? '')}`;
      },
    },
  ],
  ko: [
    {
      name: 'month',
      pattern: /(?<!\p{N}|\p{N}[.,])(?:6|10)월/gu,
      say: ([month]) => (month.startsWith('6') ? '유월' : '시월'),
    },
  ],
};

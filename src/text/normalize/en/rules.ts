import type { LanguageRules } from '../rule.ts';
import { abbreviationRules } from './abbreviations.ts';
import { addressRules } from './addresses.ts';
import { dateRules } from './dates.ts';
import { electronicRules } from './electronic.ts';
import { fractionRules } from './fractions.ts';
import { mathRules, powerRules, symbolicRules } from './math.ts';
import { measureRules } from './measures.ts';
import { moneyRules } from './money.ts';
import { leftoverRules, numberRules, ordinalRules } from './number-rules.ts';
import { romanRules } from './roman.ts';
import { englishSayAs } from './say-as.ts';
import { namedRules, serialRules } from './serial.ts';
import { symbolRules } from './symbol-rules.ts';
import { telephoneRules } from './telephone.ts';
import { timeRules } from './times.ts';
import { decadeRules, yearRules } from './years.ts';

/** English as it is heard in the United States. What a class reads is not read again, so that the order tells what is meant. */
export const english: LanguageRules = {
  language: 'en',
  spaced: true,
  rules: [
    // Whole addresses of machines, which hold marks and numbers of all kinds.
    ...electronicRules,
    // What is particular: forms that only one thing has.
    ...dateRules,
    ...decadeRules,
    ...timeRules,
    ...moneyRules,
    ...telephoneRules,
    ...addressRules,
    ...namedRules,
    ...mathRules,
    ...measureRules,
    ...fractionRules,
    ...yearRules,
    ...ordinalRules,
    // Words.
    ...abbreviationRules,
    ...romanRules,
    ...symbolicRules,
    // What is general.
    ...serialRules,
    ...numberRules,
    ...powerRules,
    ...symbolRules,
    ...leftoverRules,
  ],
  sayAs: englishSayAs,
};

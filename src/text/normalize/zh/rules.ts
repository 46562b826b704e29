import type { LanguageRules } from '../rule.ts';
import { codeRules, groupRules, mixedRules } from './codes.ts';
import { dateRules } from './dates.ts';
import { electronicRules } from './electronic.ts';
import { fractionRules } from './fractions.ts';
import { letterRules } from './letters.ts';
import { mathRules, powerRules } from './math.ts';
import { measureRules, sizeRules } from './measures.ts';
import { moneyRules } from './money.ts';
import { plainRules } from './plain.ts';
import { sayAs } from './say-as.ts';
import { scoreRules } from './scores.ts';
import { inScriptOfText } from './script.ts';
import { symbolRules } from './symbols.ts';
import { telephoneRules } from './telephone.ts';
import { timeRules } from './times.ts';

/**
 * How Mandarin is read. First what is known by its own marks (addresses, telephones), then what the words beside say (codes), then numbers
 * with a unit, and last bare numbers, letters and symbols. The answer is in the script of the text, simplified or traditional.
 */
export const mandarin: LanguageRules = {
  language: 'zh',
  spaced: false,
  rules: [
    ...electronicRules,
    ...codeRules,
    ...telephoneRules,
    ...moneyRules,
    ...dateRules,
    ...timeRules,
    ...scoreRules,
    ...groupRules,
    ...mathRules,
    ...measureRules,
    ...fractionRules,
    ...sizeRules,
    ...powerRules,
    ...mixedRules,
    ...plainRules,
    ...letterRules,
    ...symbolRules,
  ].map(inScriptOfText),
  sayAs,
};

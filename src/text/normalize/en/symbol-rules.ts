import { symbolNames } from '../../symbols.ts';
import type { Rule } from '../rule.ts';
import { rule } from './patterns.ts';

/** Names that differ from those of a symbol alone, which engines are told: here one stands among words. */
const names: Readonly<Record<string, string>> = {
  ...symbolNames,
  ...{
    $: 'dollar',
    '€': 'euro',
    '£': 'pound',
    '¢': 'cent',
    '₹': 'rupee',
    '₽': 'ruble',
    '#': 'hash',
    '*': 'asterisk',
    '<': 'less than',
    '>': 'greater than',
  },
};

const sayName = ({ 0: written }: RegExpExecArray): string | undefined => names[written];

/** Symbols by their names, behind everything that reads them with what stands beside them. */
export const symbolRules: readonly Rule[] = [
  rule('symbol', '~ ?(?=[\\uE000\\p{N}])', () => 'about'),
  rule(
    'slash',
    '(?<!\\p{L})(?:and/or|either/or|s?he/she|he/she|his/hers?|him/her|himself/herself|yes/no|on/off)(?![\\p{L}/])',
    ({ 0: written }) => (written.endsWith('/or') ? written.replace('/', ' ') : written.replace('/', ' or ')),
    'giu',
    '/',
  ),
  rule('slash', '(?=[/])(?<=(?<![\\p{L}/-])\\uE000)/(?=\\p{L})', () => 'per'),
  // What is left of a tag, or a line that breaks at its slash.
  rule('slash', '(?=[/])(?<=\\p{L})/(?=[ \\n]|$)', () => ''),
  rule('slash', '/', () => 'slash'),
  rule('symbol', '_', () => 'underscore'),
  rule('symbol', `[${Object.keys(names).join('')}]`, sayName),
];

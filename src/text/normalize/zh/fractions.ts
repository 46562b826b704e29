import type { Rule } from '../rule.ts';
import { amount, cardinal } from './numbers.ts';
import { decimal, integer, pattern, sayQuantity, sign, start } from './numerals.ts';

/** `1/2` → `二分之一`, `1又1/2` and `1 1/2` → `一又二分之一`; undefined when it is no fraction. */
export function sayFraction(text: string): string | undefined {
  const [found, minus = '', whole, above = '', below = ''] =
    /^([-−+]?)(?:([\d,]{1,30}) ?[又 ] ?)?([\d,]{1,30})\/([\d,]{1,30}(?:\.\d{1,24})?)$/u.exec(text.trim()) ?? [];
  if (found === undefined) return undefined;
  const [part, all] = [above, below].map((digits) => amount(digits));
  const words = `${whole === undefined ? '' : `${amount(whole)}又`}${all ?? ''}分之${part ?? ''}`;
  return (minus === '' ? '' : amount(`${minus}0`).slice(0, 1)) + words;
}

const parts: Readonly<Record<string, string>> = { '%': '百分之', '‰': '千分之' };

/** `98%` → `百分之九十八`; a hundred of them is 百分之百. */
export function sayPercent(written: string, symbol: string): string {
  const [, minus = '', digits = ''] = /^([-−+±]?)(.{0,80})$/u.exec(written) ?? [];
  const words = symbol === '%' && digits === '100' ? '百' : sayQuantity(digits);
  return `${minus === '' ? '' : (signWords[minus] ?? '')}${parts[symbol] ?? ''}${words}`;
}

const signWords: Readonly<Record<string, string>> = { '-': '负', '−': '负', '+': '正', '±': '正负' };

/** Fractions that have a character of their own, by their decomposition: `½` → `1/2`. */
const vulgar = '[¼-¾⅐-⅞↉]';

export const fractionRules: readonly Rule[] = [
  {
    name: 'percent',
    pattern: pattern(`${start}(${sign}?${decimal}) ?([%‰]?) ?([-–—~∼至到]) ?([-−+]?${decimal}) ?([%‰])`),
    say: ([, from = '', inner, mark = '', to = '', symbol = '']) =>
      sayPercent(from, symbol) + (mark === '至' ? mark : '到') + (inner === '' ? amount(to) : sayPercent(to, symbol)),
  },
  {
    name: 'percent',
    pattern: pattern(`${start}(${sign}?${decimal}) ?([%‰])`),
    say: ([, written = '', symbol = '']) => sayPercent(written, symbol),
  },
  {
    // At all hours, as Chinese has it: seven times twenty-four.
    name: 'time',
    pattern: pattern(`${start}(?<![=+×÷/] ?)24/7(?: ?小[时時])?(?![\\d/.=+×÷])`),
    say: () => '七乘二十四小时',
  },
  {
    name: 'fraction',
    pattern: pattern(`${start}${sign}?(?:${integer} ?又 ?|${integer} )?${integer}/${decimal}(?![\\d/]|\\.\\d)`),
    say: ([written]) => sayFraction(written),
  },
  {
    name: 'fraction',
    pattern: pattern(`(?<!\\d)((?:\\d{1,16} ?)?)(${vulgar})`),
    say: ([, whole = '', symbol = '']) => {
      const [above = '', below = ''] = symbol.normalize('NFKC').split('⁄');
      return `${whole === '' ? '' : `${cardinal(whole.trim())}又`}${cardinal(below)}分之${cardinal(above)}`;
    },
  },
  {
    // 负100分之57, 2分之1: only the digits are read here, so that 2 stays 二.
    name: 'fraction',
    pattern: pattern(`${start}(${sign}?${decimal})(?=[百千万萬]?分之)`),
    say: ([, written = '']) => amount(written),
  },
];

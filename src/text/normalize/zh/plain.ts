import { said, type Rule } from '../rule.ts';
import { amount, cardinal } from './numbers.ts';
import { decimal, pattern, start } from './numerals.ts';

/** What bare numbers are: ranges, ordinals, signed numbers. */
export const plainRules: readonly Rule[] = [
  {
    name: 'ordinal',
    pattern: pattern(`(?<![A-Za-z])(?:N[Oo]\\.|№) ?(\\d{1,6})(?!\\d)`),
    say: ([, digits = '']) => `第${cardinal(digits)}`,
  },
  {
    name: 'ordinal',
    pattern: pattern(`${start}(\\d{0,6}(?:(?<!1)1st|(?<!1)2nd|(?<!1)3rd|\\dth))(?![A-Za-z])`),
    say: ([, written = '']) => `第${cardinal(written.replace(/[a-z]/gu, ''))}`,
  },
  {
    name: 'range',
    pattern: pattern(`${start}([-−]?)(${decimal}) ?([-–—~∼−]) ?(${decimal})(?!\\d|[-.–—~]\\d)`),
    say: ([, minus = '', from = '', mark = '', to = '']) => {
      const isRange = /[~∼—]/u.test(mark) || Number(from.replaceAll(',', '')) < Number(to.replaceAll(',', ''));
      return `${amount(minus + from)}${isRange ? '到' : '减'}${amount(to)}`;
    },
  },
  {
    name: 'number',
    pattern: pattern(`(?<![\\d.])((?:(?<![\\dA-Za-z)\\]%${said}] ?)[-−+±])?)(${decimal})`),
    say: ([, mark = '', digits = '']) => amount(mark + digits),
  },
];

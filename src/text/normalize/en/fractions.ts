import type { Rule } from '../rule.ts';
import { cardinal, digitByDigit, ordinal, plural, readNumber } from './numbers.ts';
import { begin, groupsOf, rule } from './patterns.ts';

const vulgar = '[¼-¾⅐-⅞↉]';

/** `23 4/5`, `4/5`, `23¾`, `¾`, with no group of its own. */
export const mixedPattern = `(?:(?:\\d{1,9}[ -])?\\d{1,15} ?[/⁄∕] ?\\d{1,15}|(?:\\d{1,9} ?)?${vulgar})`;

/** Said as two numbers, whatever they count: what is open all day, a date that became a name, even shares. */
const notFractions: Readonly<Record<string, string>> = {
  '24/7': 'twenty four seven',
  '9/11': 'nine eleven',
  '50/50': 'fifty fifty',
  '20/20': 'twenty twenty',
  '7/7': 'seven seven',
};

/** `3`, `4` → `three quarters`; large ones too: `thirty one thirty seconds`. Undefined where the parts are codes (`0/1`, `3/05`). */
function parts(above: string, below: string): string | undefined {
  if (above === '' || /^0/u.test(below) || /^0\d/u.test(above)) return undefined;
  const one = above === '1';
  if (below === '1') return `${cardinal(above)} over one`;
  if (below === '2') return `${cardinal(above)} ${one ? 'half' : 'halves'}`;
  const name = below === '4' ? 'quarter' : ordinal(below);
  return `${cardinal(above)} ${one ? name : plural(name)}`;
}

/** A fraction, with a whole number before it or not: `23 4/5` → `twenty three and four fifths`. */
export function fractionWords(written: string): string | undefined {
  const plain =
    written.normalize('NFKC') === written ? written : written.replace(/(?<=\d) ?(?=[^\d\s/⁄])/u, ' ').normalize('NFKC');
  const {
    whole,
    above = '',
    below = '',
  } = /^(?:(?<whole>\d+)[ -])?(?<above>\d+) ?[/⁄∕] ?(?<below>\d+)$/u.exec(plain)?.groups ?? {};
  const fraction = parts(above, below);
  return whole === undefined || fraction === undefined
    ? fraction
    : `${cardinal(whole)} and ${fraction.replace(/^one half$/u, 'a half')}`;
}

function sayFraction(match: RegExpExecArray): string | undefined {
  const { minus, mixed = '' } = groupsOf(match);
  const fixed = notFractions[mixed];
  if (fixed !== undefined) return fixed;
  const words = fractionWords(mixed);
  return words === undefined ? undefined : minus === undefined ? words : `minus ${words}`;
}

/** Fractions; what has more slashes is none. */
export const fractionRules: readonly Rule[] = [
  rule(
    'fraction',
    `(?=[-−\\d¼-¾⅐-⅞↉])(?:(?<![\\p{L}\\p{N}\\p{M})\\]] ?)(?<minus>[-−])|${begin})(?<![/]|\\p{L}-)(?<mixed>${mixedPattern})(?:(?<=\\d)(?:st|nd|rd|ths?))?(?![\\p{L}\\p{N}]|[-/.,]\\d| ?[/⁄])`,
    sayFraction,
  ),
  rule(
    'fraction',
    `${begin}(?<!\\p{L}-)(?<above>\\d{1,40}) ?/ ?(?<below>\\d{1,40})(?![\\p{L}\\p{N}]|[-/.,]\\d)(?<!/\\d{1,40} ?/ ?\\d{1,40})`,
    ({ groups }) => {
      const { above = '', below = '' } = groups ?? {};
      return `${readNumber(above)} ${/^0\d/u.test(below) ? `slash ${digitByDigit(below)}` : `over ${cardinal(below)}`}`;
    },
  ),
];

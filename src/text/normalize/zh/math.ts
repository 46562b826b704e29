import { said, type Rule } from '../rule.ts';
import { sayFraction, sayPercent } from './fractions.ts';
import { amount } from './numbers.ts';
import { decimal, pattern, start, textBefore } from './numerals.ts';

const operators: Readonly<Record<string, string>> = {
  ...{ '+': '加', '-': '减', '−': '减', '–': '减', '×': '乘', '*': '乘', x: '乘', X: '乘', '÷': '除以', '/': '除以' },
  ...{
    '=': '等于',
    '≠': '不等于',
    '≈': '约等于',
    '≡': '恒等于',
    '<': '小于',
    '>': '大于',
    '≤': '小于等于',
    '≥': '大于等于',
  },
  ...{ '±': '加减', '∈': '属于', '∩': '交', '∪': '并', '⊂': '包含于', '∼': '约等于' },
};

/** They say by themselves that it is arithmetic; a dash or a stroke may be a range, a date or a fraction. */
const certain = /[+×*xX÷=≠≈≡<>≤≥±]/u;

const operator = `[-+−–×*xX÷/=≠≈≡<>≤≥±]`;
/** A power, written small. */
const exponent = '(?:[⁻⁺]?[⁰¹²³⁴-⁹]{1,8})';

/** `²` → `的平方`, `⁻³` → `的负三次方`; a third power is 立方 of a letter only. */
function sayPower(written: string, ofLetter: boolean): string {
  if (written === '²') return '的平方';
  if (written === '³' && ofLetter) return '的立方';
  return `的${amount(written.normalize('NFKC').replace('−', '-').replace('+', ''))}次方`;
}

/** A number with or without a letter behind (`2x`), or one letter. */
const term = `(?:[-−]?${decimal}(?:[abcknxyz](?![A-Za-z\\d]))?%?|(?<![A-Za-z])[A-Za-z](?![A-Za-z]))${exponent}?`;
const terms = new RegExp(
  `([-−]?[\\d,.]{1,80})([abcknxyz](?![A-Za-z\\d]))?(%?)|([A-Za-z])|(${operator})|${exponent}`,
  'gu',
);

/** Reads an equation or expression, without its spaces; fractions between other operators stay fractions. */
function sayExpression(written: string): string {
  const withFractions = written
    .replaceAll(' ', '')
    .replace(/(?<![\d/.])\d{1,8}\/\d{1,8}(?![\d/.])/gu, (fraction) => sayFraction(fraction) ?? fraction);
  return withFractions.replace(
    terms,
    (part: string, number?: string, letter?: string, percent?: string, _name?: string, sign?: string, at = 0) => {
      if (sign !== undefined) return operators[sign] ?? '';
      if (/^[⁻⁺⁰¹²³⁴-⁹]/u.test(part)) return sayPower(part, /\p{L}/u.test(withFractions[at - 1] ?? ''));
      if (number === undefined)
        return operators[part] !== undefined && at > 0 && /[\d]/u.test(withFractions[at - 1] ?? '') ? '乘' : part;
      const isMinus = /^[-−]/u.test(number) && /[\p{L}\p{N}%]/u.test(withFractions[at - 1] ?? '');
      const value = isMinus ? number.slice(1) : number;
      return (isMinus ? '减' : '') + (percent === '%' ? sayPercent(value, percent) : amount(value)) + (letter ?? '');
    },
  );
}

/** An operation in brackets, as it ends and as it begins. */
const bracket = `(?:[(（][^()（）\\n]{0,24}[-−+×*÷/][^()（）\\n]{0,24}|[(（]${said})[)）]`;
const bracketBehind = '[(（](?:[-−]|[\\da-z][\\d.a-z²³]{0,12} ?[-−+×*÷/])';

export const mathRules: readonly Rule[] = [
  {
    name: 'math',
    pattern: pattern(`(?<!_)${start}${term}(?: ?${operator} ?${term}){1,40}(?![\\w])`),
    say: ([written]) => (certain.test(written) && /\d|=/u.test(written) ? sayExpression(written) : undefined),
  },
  {
    // Before and behind brackets: (3+4)×2, 3-(-2).
    name: 'math',
    pattern: pattern(
      `(?<=${bracket}|[\\d²³]) ?[-−–+×*÷/] ?(?=${bracketBehind})|(?<=${bracket}) ?[-−–+×*÷/] ?(?=[\\d${said}])`,
    ),
    say: ([sign]) => operators[sign.trim()],
  },
  {
    name: 'math',
    pattern: pattern(`(?<![A-Za-z\\d])\\d{1,16}(?:\\.\\d{1,16})?[eE][-+]?\\d{1,3}(?![A-Za-z\\d])`),
    say: ([written]) => {
      const [digits = '', exponent = ''] = written.split(/[eE]/u);
      return `${amount(digits)}乘以十的${amount(exponent.replace('+', ''))}次方`;
    },
  },
  { name: 'math', pattern: pattern('√ ?(?=[\\p{L}\\d(（])'), say: () => '根号' },
  {
    // An operator with one number behind it: ≥18岁, >5, ≈3.
    name: 'comparison',
    pattern: pattern(`[≥≤≠≈<>] ?(?=[-−]?\\d|[A-Za-z])`),
    say: ([written]) => operators[written.trim()],
  },
  {
    // About so many, unless it stands between the ends of a range.
    name: 'about',
    pattern: pattern(`(?<![\\p{L}\\d%°] ?)[~∼] ?(?=\\d)`),
    say: () => '约',
  },
];

/** Exponents that no unit took: x², 10⁶. */
export const powerRules: readonly Rule[] = [
  {
    name: 'power',
    pattern: pattern(`(?<=[\\p{L}\\d)）${said}])${exponent}`),
    say: (match) => sayPower(match[0], /\p{L}$/u.test(textBefore(match, 2))),
  },
];

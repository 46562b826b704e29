import type { Rule } from '../rule.ts';
import { cardinal, digitByDigit, ordinal, plural, readNumber } from './numbers.ts';
import { after, begin, dash, end, groupsOf, number, rule, signedNumber } from './patterns.ts';
import { serialDigits } from './serial.ts';

/** The suffix that belongs to a number: 1st, 2nd, 3rd, 11th. */
function ordinalSuffix(digits: string): string {
  const value = Number(digits.slice(-2));
  if (value > 10 && value < 14) return 'th';
  return ['th', 'st', 'nd', 'rd'][value % 10] ?? 'th';
}

/** `23rd`; with a suffix that does not belong (`13rd`), the number and the suffix. */
function sayOrdinal({ groups }: RegExpExecArray): string {
  const { amount = '', suffix: written = '', many = '' } = groups ?? {};
  const suffix = written.normalize('NFKC');
  const right = ordinalSuffix(amount) === suffix.toLowerCase();
  const said = right ? ordinal(amount) : `${readNumber(amount)} ${suffix}`;
  return many === '' ? said : plural(said);
}

/** Long numbers without commas are codes, read digit by digit, unless they are round and count something. */
function sayNumber(match: RegExpExecArray): string {
  const [written] = match;
  const code = /^\d{6,40}$/u.test(written) && !(written.endsWith('000') && /^ [a-z]/u.test(after(match)));
  return code ? digitByDigit(written) : readNumber(written.replaceAll(',', ''));
}

/** `2-10`; where the second is much longer or falls from hundreds (`978-0`, `1-8090`), the numbers are parts of a code. */
function sayRange({ groups }: RegExpExecArray): string {
  const [from, to] = [groups?.['from'] ?? '', groups?.['to'] ?? ''].map((written) => written.replaceAll(',', ''));
  if (from === to && /^[25]0$/u.test(from ?? '')) return `${readNumber(from ?? '')} ${readNumber(from ?? '')}`;
  const minus = groups?.['minus'] === undefined ? '' : 'minus ';
  if (from === undefined || to === undefined) return '';
  const falls = from.length > 2 && Number(from) > Number(to);
  const code = /^0\d/u.test(to) || (to.length > from.length + 2 && groups?.['to'] === to) || falls;
  return `${minus}${readNumber(from)} ${code ? '' : 'to '}${readNumber(to)}`;
}

/** `5M followers`, `2bn`; one letter counts only in capitals and glued, since `5m` are meters. */
const magnitudes: Readonly<Record<string, string>> = {
  k: 'thousand',
  K: 'thousand',
  M: 'million',
  B: 'billion',
  bn: 'billion',
  mn: 'million',
  mln: 'million',
  tn: 'trillion',
};

/** How digits of other scripts and numbers in one character stand in ASCII. */
function plainDigits(written: string): string {
  return Array.from(written.normalize('NFKC'), (character) => {
    if (!/\p{Nd}/u.test(character)) return character;
    const code = character.codePointAt(0) ?? 0;
    // Every script has its ten digits in a row, zero first; where rows touch, they are full.
    let first = code;
    while (/\p{Nd}/u.test(String.fromCodePoint(first - 1))) first--;
    return String((code - first) % 10);
  }).join('');
}

/** Ordinals, and ranges whose ends were said before: `2%-10%`, `$250-$300`, `1960s-80s`. */
export const ordinalRules: readonly Rule[] = [
  rule(
    'ordinal',
    `${begin}(?<amount>\\d{1,3}(?:,\\d{3}){1,12}|\\d{1,36})(?<suffix>st|nd|rd|th|ˢᵗ|ⁿᵈ|ʳᵈ|ᵗʰ)(?<many>s?)(?![\\p{L}\\p{N}])`,
    sayOrdinal,
    'giu',
  ),
  rule(
    'range',
    '(?=[-–~ ])(?<=(?<![-–\\p{L}\\p{N}])\\uE000) ?[-–~] ?(?=\\uE000(?![-–])|(?:noon|midnight|now|today|present)(?!\\p{L}))',
    () => 'to',
  ),
  rule('range', '(?=[x×X])(?<=\\uE000 ?)[x×X](?= ?\\uE000)', () => 'by'),
  rule('range', '(?=[-–])(?<=(?<!\\p{L})(?:[Nn]oon|[Mm]idnight))[-–](?=\\uE000)', () => 'to'),
];

/** Numbers in general; behind everything that has a meaning of its own. */
export const numberRules: readonly Rule[] = [
  // Thousands apart, as in `25 000` and `1 000 000`.
  rule(
    'number',
    `${begin}(?<!\\d )[1-9]\\d{0,2}(?: \\d{3}){0,3} 000(?![\\p{L}\\p{N}]|[.,/:-]\\d| \\d)`,
    ({ 0: written }) => cardinal(written),
  ),
  rule('code', '(?<![\\p{L}\\p{N}])#(?<digits>\\d{1,40})(?:[-–]#(?<to>\\d{1,5}))?(?![.,]?\\d)', ({ groups }) => {
    const { digits = '', to } = groups ?? {};
    if (to !== undefined) return `number ${readNumber(digits)} to number ${readNumber(to)}`;
    return `number ${digits.length > 4 ? digitByDigit(digits) : digits.length === 4 ? serialDigits(digits) : readNumber(digits)}`;
  }),
  rule(
    'plural',
    `${begin}(?<amount>\\d{1,4}(?=['’]|(?<=\\d\\d)s))['’]?s(?![\\p{L}\\p{N}])`,
    ({ groups, 0: written }) =>
      /['’]/u.test(written)
        ? `${readNumber(groups?.['amount'] ?? '')}'s`
        : plural(readNumber(groups?.['amount'] ?? '')),
  ),
  rule(
    'range',
    `(?:(?=[-−]\\d)(?<minus>(?<![\\p{L}\\p{M}\\p{N})\\]%\\uE000/])[-−])|${begin}(?<![-/]))(?<from>${number})${dash}(?<to>${number})(?![\\p{L}\\p{N}]|[.,]\\d|[-–/:])`,
    sayRange,
  ),
  rule('ratio', `${begin}\\d{1,9}(?::\\d{1,9}){1,4}${end}(?!:)`, ({ 0: written }) =>
    written.split(':').map(readNumber).join(' to '),
  ),
  rule(
    'magnitude',
    `(?<amount>${signedNumber})(?<magnitude>(?:(?<=\\.\\d{1,40})[MB]|[MB](?= \\p{Ll}{2})|[kK](?= (?:dollars|euros|pounds|bucks|people|users|followers|views|subscribers|downloads|likes|words)(?!\\p{L}))|bn|mln|mn|tn)(?![\\p{L}\\p{N}]))`,
    (match) => {
      const { amount = '', magnitude = '' } = groupsOf(match);
      return `${readNumber(amount.replaceAll(',', ''))} ${magnitudes[magnitude] ?? ''}`;
    },
  ),
  rule('number', signedNumber, sayNumber),
];

/** What no other rule has read: whatever digits are left. */
export const leftoverRules: readonly Rule[] = [
  rule('digits', '\\d{1,40}', ({ 0: written }) =>
    written.length > 5 || written.startsWith('0') ? digitByDigit(written) : cardinal(written),
  ),
  rule('digits', '(?=[^\\0-\\x7f])[\\p{Nd}]{1,40}', ({ 0: written }) => readNumber(plainDigits(written))),
  rule('digits', '(?=[^\\0-\\x7f])\\p{N}', ({ 0: written }) => {
    const digits = plainDigits(written).replace(/\D/gu, '');
    return digits === '' ? undefined : cardinal(digits);
  }),
];

import type { Rule } from '../rule.ts';
import { codes, signs, type Currency } from './currencies.ts';
import { cardinal, readNumber } from './numbers.ts';
import { anyOf, begin, dash, describesNoun, groupsOf, number, rule, wordBegin } from './patterns.ts';
import { perWords, unitToken } from './units.ts';

/** What stands behind an amount and multiplies it; short ones in lower case. */
const magnitudes: Readonly<Record<string, string>> = {
  ...{ k: 'thousand', m: 'million', mm: 'million', mn: 'million', mln: 'million', mil: 'million' },
  ...{ b: 'billion', bn: 'billion', bln: 'billion', t: 'trillion', tn: 'trillion', trn: 'trillion' },
  ...{ lakh: 'lakh', lakhs: 'lakh', crore: 'crore', crores: 'crore', quadrillion: 'quadrillion' },
  ...{ hundred: 'hundred', thousand: 'thousand', million: 'million', billion: 'billion', trillion: 'trillion' },
};

const magnitude = `(?: ?(?:-(?=[a-z]{3}))?(?<magnitude>[kK]|mm|[mM](?:n|ln|il)?|MM|[bB](?:n|ln)?|[tT](?:r?n)?|[HhTtMmBbQq](?:undred|housand|illion|rillion|uadrillion)|lakhs?|crores?)(?![\\p{L}\\p{N}]))?`;

/** `twelve`, `point five`: what a magnitude multiplies is read as a number. */
function withMagnitude(amount: string, written: string, { many }: Currency): string {
  return `${readNumber(amount)} ${magnitudes[written.toLowerCase()] ?? written} ${many}`;
}

/** An amount in words: `1.01` → `one dollar and one cent`, `0.5` → `fifty cents`, `20.506` → `twenty point five zero six dollars`. */
export function moneyWords(amount: string, money: Currency): string {
  const [whole = '', written = ''] = amount.split('.');
  const decimals = written.replace(/0+$/u, '');
  const units = whole === '' ? '0' : whole;
  if (decimals.length > 2 || (decimals !== '' && money.cent === undefined)) {
    return `${readNumber(`${units}.${decimals}`)} ${money.many}`;
  }
  const main = `${cardinal(units)} ${/^0*1$/u.test(units) ? money.one : money.many}`;
  if (decimals === '') return main;
  const cents = decimals.padEnd(2, '0');
  const minor = `${cardinal(cents)} ${(cents === '01' ? money.cent : money.cents) ?? ''}`;
  return /^0*$/u.test(units) ? minor : `${main} and ${minor}`;
}

function amountWords(amount: string, written: string | undefined, money: Currency): string {
  return written === undefined ? moneyWords(amount, money) : withMagnitude(amount, written, money);
}

const currencyOf = (written: string): Currency | undefined => signs[written] ?? codes[written.toUpperCase()];

function sayMoney(match: RegExpExecArray): string | undefined {
  const { minus, inside, sign = '', amount = '', magnitude: written, to, unit } = groupsOf(match);
  const named = currencyOf(sign);
  if (named === undefined) return undefined;
  const money = describesNoun(match) ? { ...named, many: named.one } : named;
  const from = `${(minus ?? inside) === undefined ? '' : 'minus '}${amountWords(decimalPoint(amount), written, money)}`;
  const until = to === undefined ? '' : ` to ${amountWords(to, undefined, money)}`;
  const per = unit === undefined ? '' : perWords(unit);
  return per === undefined ? undefined : from + until + per;
}

/** `$5-10 million`: the magnitude counts for both ends. */
function sayRange(match: RegExpExecArray): string | undefined {
  const { sign = '', amount = '', inner, to = '', magnitude: written } = groupsOf(match);
  const money = currencyOf(sign);
  if (money === undefined) return undefined;
  const own = inner === undefined ? '' : ` ${magnitudes[inner.toLowerCase()] ?? inner}`;
  return `${readNumber(amount)}${own} to ${amountWords(to, written, money)}`;
}

const signPattern = `(?<sign>(?<![\\p{L}])(?:${anyOf(Object.keys(signs))})|(?<=\\p{L})[${Object.keys(signs)
  .filter((each) => each.length === 1)
  .join('')}])`;
/** What a sign can begin with: looked at first, since it is quick. */
const firstOfSigns = `(?:[${Object.keys(signs)
  .filter((each) => each.length === 1)
  .join('')}]|(?=[UCANSHRMJ])(?:[A-Z]{1,2}[$¥]|Rs))`;
const signOnly = `(?<sign>${anyOf(Object.keys(signs).filter((each) => each.length === 1))})`;
const codePattern = `(?<sign>${anyOf(Object.keys(codes))})`;
/** `€10,50`, with the comma of the euro's countries; thousands apart, `$5 000`; otherwise a number. */
const money = (name: string): string =>
  `(?<${name}>(?<=€ ?)\\d{1,9},\\d{1,2}(?![\\d,])|\\d{1,3}(?: \\d{3}){0,2} 000(?![\\p{L}\\p{N}]|[.,]\\d)|${number})`;
const decimalPoint = (amount: string): string => amount.replace(/,(?=\d{1,2}$)/u, '.').replaceAll(' ', '');
const per = `(?:/(?<unit>${unitToken}))?`;
const behind = '(?!\\p{N}|[.,]\\d)';

/** Amounts of money: signs and codes on either side, magnitudes, ranges, prices per unit. */
export const moneyRules: readonly Rule[] = [
  rule(
    'money',
    `(?=${firstOfSigns})${signPattern} ?${money('amount')}(?:(?<inner>[kKmMbB]|bn)(?![\\p{L}\\p{N}]))?${dash}${money('to')}${magnitude}${behind}(?![\\p{L}])`,
    sayRange,
  ),
  rule(
    'money',
    `(?=[-−–]?${firstOfSigns})(?<minus>(?<![\\p{L}\\p{N}\\uE000] ?)[-−–])?${signPattern} ?(?<inside>[-−](?=\\d))?${money('amount')}${magnitude}${per}${behind}`,
    sayMoney,
  ),
  rule(
    'money',
    `(?=[-−–]?[A-Z]{3})(?<minus>(?<![\\p{L}\\p{N}\\uE000] ?)[-−–])?(?<![\\p{L}\\p{N}])${codePattern} ?${money('amount')}${magnitude}${per}${behind}`,
    sayMoney,
  ),
  rule(
    'money',
    `(?=[-−–\\d.])(?:${wordBegin}(?<minus>[-−–])|${begin})${money('amount')}${magnitude} ?${signOnly}(?!\\p{N})${per}`,
    sayMoney,
  ),
  rule(
    'money',
    `(?=[-−–\\d.])(?:${wordBegin}(?<minus>[-−–])|${begin})${money('amount')}${magnitude} ?${codePattern}(?![\\p{L}\\p{N}])${per}`,
    sayMoney,
  ),
  rule('money', `${begin}${money('amount')} ?[¢￠](?![\\p{L}\\p{N}])`, ({ groups }) => {
    const amount = groups?.['amount'] ?? '';
    return `${readNumber(amount)} ${amount === '1' ? 'cent' : 'cents'}`;
  }),
];

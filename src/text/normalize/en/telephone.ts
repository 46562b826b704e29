import type { Rule } from '../rule.ts';
import { cardinal, digitByDigit } from './numbers.ts';
import { before, begin, groupsOf, rule } from './patterns.ts';

const behind = '(?![\\p{L}\\p{N}]|[-–]\\d|[.,/:]\\d)';
const extension = '(?:,? ?(?:x|ext\\.?|extension) ?(?<extension>\\d{1,6}))?';

/**
 * The digits of every group with a pause between the groups: `(123) 123-5678`. The toll-free 800 is said as one number, as in "one, eight
 * hundred"; words (`1-800-FLOWERS`) stay words.
 */
export function telephoneWords(written: string): string {
  const groups = written.match(/\d+|\p{L}+/gu) ?? [];
  const words = groups.map((group) => {
    if (group === '800') return 'eight hundred';
    return /^\d/u.test(group) ? digitByDigit(group) : group;
  });
  const said = words.map(
    (word, index) => word + (index === words.length - 1 ? '' : /^\p{L}/u.test(groups[index] ?? '') ? ' ' : ', '),
  );
  return `${/^\(?\+/u.test(written) ? 'plus ' : ''}${said.join('')}`;
}

function sayTelephone(match: RegExpExecArray): string {
  const { number = match[0], extension: inner } = groupsOf(match);
  return telephoneWords(number) + (inner === undefined ? '' : `, extension ${digitByDigit(inner)}`);
}

/** Words behind which a number is a code, read digit by digit. */
const codeWords =
  /\b(?:call|dial|text|phone|tel|telephone|fax|cell|mobile|whatsapp|code|pin|otp|password|passcode|zip|zip ?code|postcode|ending in|ending with|ends in|ends with|last four|account|account number|acct|routing|tracking|tracking number|serial|serial number|card|card number|order number|reference|reference number|confirmation|confirmation number|ssn|isbn|id)[.:]?(?: is| at| on| to| number| no\.?)?:? #?$/iu;

/** Addresses of the Internet and versions with more than one point: `192.168.0.1:80`, `v1.2.3`. */
function sayDotted({ 0: written }: RegExpExecArray): string {
  const parts = written.split(/[.:/]/u);
  const isAddress = parts.length >= 4 && parts.every((part) => Number(part) <= 99999);
  return written.replace(/\d+|[.:/]/gu, (piece) => {
    if (piece === '.') return isAddress ? ' dot ' : ' point ';
    if (piece === ':') return ' colon ';
    if (piece === '/') return ' slash ';
    return isAddress || piece.length > 3 || /^0\d/u.test(piece) ? digitByDigit(piece) : cardinal(piece);
  });
}

/** Telephone numbers, numbers of cards, Internet addresses and codes, which are all read digit by digit; behind dates and times. */
export const telephoneRules: readonly Rule[] = [
  rule(
    'telephone',
    `(?=\\+)(?<![\\p{L}\\p{N}])(?<number>\\+\\d{1,3}[-. ]?\\(?\\d{2,4}\\)?[-. ]?\\d{3,4}[-. ]?\\d{3,4}(?:[-. ]\\d{1,4})?)${extension}${behind}`,
    sayTelephone,
    'giu',
  ),
  rule(
    'telephone',
    `(?=\\+)(?<![\\p{L}\\p{N}])(?<number>\\+\\d{1,3}(?: ?\\(0\\) ?\\d{1,5}(?:[-. ]\\d{1,5}){1,5}|(?:[-. ]\\(?\\d{1,5}\\)?){2,6}))${extension}${behind}`,
    sayTelephone,
    'giu',
  ),
  rule('telephone', `(?=\\+)(?<![\\p{L}\\p{N}]|\\+)(?<number>\\+\\d{7,15})${extension}${behind}`, sayTelephone, 'giu'),
  rule(
    'telephone',
    `(?=[\\d(])(?<![\\p{L}\\p{N}]|\\p{N}[-.])(?<number>(?:1[-. ]?)?(?:\\(\\d{3}\\) ?|\\d{3}[-. ])\\d{3}[-. ]\\d{4}(?:-\\d{1,4})?)${extension}${behind}`,
    sayTelephone,
    'giu',
  ),
  rule(
    'telephone',
    `${begin}(?<number>1-(?:800|888|877|866|855|844|833|900)-(?:[A-Z0-9]{1,7}-?){1,3}(?<!-))(?![\\p{L}\\p{N}])`,
    sayTelephone,
    'giu',
  ),
  rule('telephone', `${begin}(?<![-/])(?<number>\\d{3}-\\d{4})${extension}${behind}`, sayTelephone, 'giu'),
  rule('telephone', `${begin}(?<![-/])(?<number>00 ?\\d{2}(?: \\d{2,5}){2,5})${behind}`, sayTelephone),
  rule('telephone', `${begin}(?<![-/])(?<number>0\\d{2,4} \\d{3,4} ?\\d{3,4})${behind}`, sayTelephone),
  rule(
    'telephone',
    `(?=\\()(?<![\\p{L}\\p{N}])(?<number>\\(0\\d{1,4}\\) ?\\d{3,4}[ -]?\\d{3,4})${behind}`,
    sayTelephone,
  ),
  rule('card', `${begin}(?<![-/])\\d{4}(?<mark>[- ])\\d{4}\\k<mark>\\d{4}\\k<mark>\\d{3,4}${behind}`, sayTelephone),
  rule('code', `${begin}(?<![-/])\\d{3}-\\d{2}-\\d{4}${behind}`, sayTelephone),
  rule('address', `${begin}\\d{1,4}(?:\\.\\d{1,4}){3}(?::\\d{1,5})?(?:/\\d{1,3})?(?![\\p{L}\\p{N}]|\\.\\d)`, sayDotted),
  rule('number', `${begin}\\d{1,3}(?:\\.\\d{3}){2,9}(?![\\p{L}\\p{N}]|[.,]\\d)`, ({ 0: written }) => cardinal(written)),
  rule('version', `(?=\\d)(?<![\\p{N}]|\\p{N}[.,])\\d{1,6}(?:\\.\\d{1,6}){2,8}(?![\\p{N}]|\\.\\d)`, sayDotted),
  rule('code', `${begin}\\d{3,40}(?:-\\d{1,20})?(?![\\p{L}\\p{N}]|[.,/:%]\\d| ?%)`, (match) =>
    codeWords.test(before(match)) ? telephoneWords(match[0]) : undefined,
  ),
  // `0x1F`: its digits and letters.
  rule('code', `${begin}0[xX](?<digits>[\\dA-Fa-f]{1,40})(?![\\p{L}\\p{N}])`, ({ groups }) => {
    const digits = groups?.['digits'] ?? '';
    return `zero x ${Array.from(digits, (digit) => (/\d/u.test(digit) ? digitByDigit(digit) : digit.toUpperCase())).join(' ')}`;
  }),
  // The digits of `X7K92`; its letters stay.
  rule(
    'code',
    '(?=[\\d])(?<=[ :#][\\p{L}\\d]{0,20})(?<!\\d)\\d{1,20}(?=\\p{L}|(?<=\\p{L}\\d{1,20})(?!\\p{N}))',
    (match) => (codeWords.test(before(match).replace(/[\p{L}\d]+$/u, '')) ? digitByDigit(match[0]) : undefined),
  ),
];

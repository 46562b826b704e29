import type { Rule } from '../rule.ts';
import { cardinal, digitByDigit, inPairs, plural, readNumber } from './numbers.ts';
import { anyOf, begin, end, groupsOf, rule, wordBegin } from './patterns.ts';

/** Names with numbers that are said in their own way. */
const names: Readonly<Record<string, string>> = {
  ...{
    '401(k)': 'four oh one k',
    '401k': 'four oh one k',
    '403(b)': 'four oh three b',
    '501(c)(3)': 'five oh one c three',
  },
  ...{ wwi: 'World War one', wwii: 'World War two' },
  ...{ '911': 'nine one one', '007': 'double oh seven' },
};

/** Digits inside a name or a code: as a number up to two, in pairs at three and four, one by one beyond and with a leading zero. */
export function serialDigits(written: string): string {
  if (written.startsWith('0') || written.length > 4)
    return written.length === 5 && written.endsWith('000') ? cardinal(written) : digitByDigit(written);
  return written.length > 2 ? inPairs(written) : cardinal(written);
}

/** What a number of three or four digits names: `Flight 370`, `Room 101`, `Boeing 747`. */
const namedByNumber =
  'Flight|flight|Room|room|Rm\\.?|Suite|suite|Route|route|Rte\\.|Highway|highway|Hwy|Interstate|Boeing|Airbus|Apartment|apartment|Form|Bus|bus|Extension|extension|Locker|locker|RFC|Xbox|GTX|RTX|GeForce|Ryzen|Xeon|Pentium|Radeon|Porsche|Ferrari|Peugeot|Nokia|Galaxy|Train|train|Gate|gate';

const letterNames: Readonly<Record<string, string>> = { '#': ' sharp', '♯': ' sharp', '♭': ' flat' };

/** `1-413-5`: the parts of a number with several hyphens are read one by one. */
const sayParts = ({ 0: written }: RegExpExecArray): string =>
  written
    .split(/[-–]/u)
    .map((part) => (part.length > 5 ? digitByDigit(part) : readNumber(part)))
    .join(' ');

/** Numbers behind the word for what they name; before what reads those words. */
export const namedRules: readonly Rule[] = [
  rule(
    'name',
    `${begin}(?<=(?<![\\p{L}\\p{N}])(?:${namedByNumber}) )(?:\\d{3}|(?!20[0-2])\\d\\d[1-9]\\d)(?=[A-Z]?(?![\\p{L}\\p{N}]|[.,/:]\\d|-\\d(?!\\d\\d(?!\\d))))`,
    ({ 0: written }) => serialDigits(written),
  ),
];

/** Codes of letters and digits; the letters stay, so that they are said as every engine says them. */
export const serialRules: readonly Rule[] = [
  rule(
    'name',
    `${wordBegin}(?<name>${anyOf(Object.keys(names).filter((each) => !/^\d+$/u.test(each)))})(?![\\p{L}\\p{N}])`,
    ({ groups }) => names[(groups?.['name'] ?? '').toLowerCase()],
    'giu',
  ),
  rule(
    'name',
    '(?<=\\b(?:[Cc]all|[Cc]alled|[Dd]ial|[Aa]gent) )(?:911|007)(?![\\p{L}\\p{N}-])',
    ({ 0: written }) => names[written],
  ),
  rule('name', '(?<=(?<![\\p{L}\\p{N}])[A-GJ])[#♯♭](?![\\p{L}\\p{N}])', ({ 0: sign }) => letterNames[sign]),
  // `F-150`, `US-101`, `Blink-182`: a number with letters before it, and no further part.
  rule('serial', '(?=\\d)(?<=(?<![\\p{L}\\p{N}-])\\p{L}{1,12}-)\\d{3}(?![\\p{L}\\p{N}-]|[.,/:]\\d)', ({ 0: written }) =>
    serialDigits(written),
  ),
  rule('serial', `${begin}(?<!-)\\d{1,20}(?:[-–]\\d{1,20}){2,8}${end}(?![-–]\\d)`, sayParts),
  rule('serial', '(?=\\d)(?<=\\p{L})(?<digits>\\d{1,40})(?<many>s(?!\\p{L}))?(?!\\d|[.,]\\d)', ({ groups }) => {
    const words = serialDigits(groups?.['digits'] ?? '');
    return groups?.['many'] === undefined ? words : plural(words);
  }),
  rule('version', '(?=\\d)(?<=\\p{L})\\d{1,20}\\.\\d{1,20}(?![.\\d])', ({ 0: written }) => readNumber(written)),
  rule('serial', '(?=\\d)(?<=[\\p{L}\\uE000][-/])(?:0\\d{1,40}|\\d{5,40})(?![\\p{N}]|[.,]\\d)', ({ 0: written }) =>
    digitByDigit(written),
  ),
  rule('serial', `${begin}(?<digits>0\\d{0,39}|\\d{6,40}|\\d{4})(?=[\\p{L}])`, (match) =>
    serialDigits(groupsOf(match)['digits'] ?? ''),
  ),
  rule('serial', '(?=\\d)(?<=\\p{L}-)\\d{1,5}(?=-)', ({ 0: written }) => readNumber(written)),
];

import type { Rule } from '../rule.ts';
import { yearWords } from './dates.ts';
import { cardinal, inPairs, ordinal, plural, year } from './numbers.ts';
import { after, before, begin, dash, end, groupsOf, rule, wordBegin } from './patterns.ts';

/** `1980s` → `nineteen eighties`, `'80s` → `eighties`, `2000s` → `two thousands`, `1900s` → `nineteen hundreds`. */
const decade = (written: string): string => plural(written.length === 4 ? year(written) : cardinal(written));

const eras: Readonly<Record<string, string>> = { bc: 'BC', bce: 'BCE', ad: 'AD', ce: 'CE' };
const eraPattern = 'b\\.?c\\.?e|b\\.?c|a\\.?d|c\\.?e';
const era = (written: string): string => eras[written.toLowerCase().replaceAll('.', '')] ?? written;

/** An era's number: a year where it is one, otherwise what it counts (`300 BC`, `10,000 BC`). */
const eraYear = (written: string): string =>
  /^(?:1[1-9]\d\d|10[1-9]\d|[1-9]\d\d)$/u.test(written) ? inPairs(written) : cardinal(written);

const parts: Readonly<Record<string, string>> = { q: 'quarter', h: 'half' };

function sayPart({ groups }: RegExpExecArray): string | undefined {
  const { kind = '', part = '', year: written } = groups ?? {};
  const name = parts[kind.toLowerCase()] ?? '';
  if ((name === 'half' && Number(part) > 2) || (kind === 'q' && written === undefined)) return undefined;
  return `${ordinal(part)} ${name}${written === undefined ? '' : ` of ${yearWords(written.replace(/\D/gu, ''))}`}`;
}

/** Words behind which four digits are a year, whatever they count. */
const yearWordBefore =
  /\b(?:in|since|of|year|by|until|till|from|before|after|during|around|circa|early|late|mid|class|fall|spring|summer|autumn|winter|the|and|to) ?$/iu;

/** `1500 people`, `1200 books`: a plural is counted. These words end like one. */
const counted = /^ (?:people|men|women|children|[a-z]{2,30}[a-z](?<!ss|us|is)s)\b/u;
const notCounted =
  /^ (?:was|is|has|this|as|its|his|hers|theirs|ours|yours|does|always|perhaps|besides|towards|afterwards|includes|sees|saw|marks|thus|plus|versus|[a-z]*wards)\b/u;

/** Four digits that stand alone are a year from 1010 to 2099, unless they count something. */
function sayYear(match: RegExpExecArray): string | undefined {
  const next = after(match);
  if (counted.test(next) && !notCounted.test(next) && !yearWordBefore.test(before(match))) return undefined;
  return year(match[0]);
}

const someYear = '(?:(?:1[1-9]|20)\\d\\d|10[1-9]\\d)';
const hundreds = '(?:1[1-9]|20)';

/** Decades, eras and parts of years, which hold a letter that is no unit: before the measures. */
export const decadeRules: readonly Rule[] = [
  rule(
    'decade',
    `(?=['’\\d])${wordBegin}['’]?(?<from>(?:${hundreds}\\d)?\\d0) ?['’]?s${dash}['’]?(?<to>(?:${hundreds}\\d)?\\d0)['’]?s${end}`,
    ({ groups }) => `${decade(groups?.['from'] ?? '')} to ${decade(groups?.['to'] ?? '')}`,
  ),
  rule('decade', `${begin}(?<decade>${hundreds}\\d0) ?['’]?s${end}`, ({ groups }) => decade(groups?.['decade'] ?? '')),
  rule('decade', `(?=['’\\d])(?:(?<![\\p{L}\\p{N}])['’]|${begin})(?<decade>[2-9]0)['’]?s${end}`, ({ groups }) =>
    decade(groups?.['decade'] ?? ''),
  ),
  rule(
    'year',
    `${begin}(?<from>\\d[\\d,]{0,9})(?:${dash}(?<to>\\d[\\d,]{0,9}))? ?(?<era>${eraPattern})\\.?${end}`,
    (match) => {
      const { from = '', to, era: written = '' } = groupsOf(match);
      // "ad" and "ce" in lower case are words.
      if (/^(?:ad|ce)$/u.test(written)) return undefined;
      return `${eraYear(from)}${to === undefined ? '' : ` to ${eraYear(to)}`} ${era(written)}`;
    },
    'giu',
  ),
  rule(
    'year',
    `${wordBegin}A\\.?D\\.? (?<year>\\d{1,4})${end}`,
    ({ groups }) => `AD ${eraYear(groups?.['year'] ?? '')}`,
  ),
  rule(
    'quarter',
    `${wordBegin}(?<kind>[QHq])(?<part>[1-4])(?:(?:[ ,/-]{1,2}(?:of )?(?:FY ?)?|(?=['’]))(?<year>['’]?(?:20)?\\d\\d))?${end}`,
    sayPart,
  ),
  rule('quarter', `${begin}(?<part>[1-4])(?<kind>[QH])(?:[ /-]?(?:FY ?)?(?<year>['’]?(?:20)?\\d\\d))?${end}`, sayPart),
  rule('quarter', `${wordBegin}FY[ -]?(?<year>['’]?(?:20)?\\d\\d)${end}`, ({ groups }) => {
    return `fiscal year ${yearWords((groups?.['year'] ?? '').replace(/\D/gu, ''))}`;
  }),
];

/** Years and spans of years that stand alone; behind the measures. */
export const yearRules: readonly Rule[] = [
  rule(
    'year',
    `${begin}(?<![-/+])(?<from>${someYear})(?:${dash}| to )(?<to>${someYear}|\\d{1,2})${end}(?![-/:]| ?%)`,
    ({ groups, 0: written }) => {
      const { from = '', to = '' } = groups ?? {};
      if (to.length < 3 && (Number(to) <= Number(from.slice(-to.length)) || written.includes(' '))) return undefined;
      return `${year(from)} to ${yearWords(to)}`;
    },
  ),
  rule(
    'year',
    "(?=['’])(?<=(?:[Cc]lass|[Ss]pring|[Ss]ummer|[Ff]all|[Aa]utumn|[Ww]inter|[Ss]eason|[Bb]ack in)(?: of)? )['’](?<year>\\d\\d)(?![\\p{L}\\p{N}])",
    ({ groups }) => yearWords(groups?.['year'] ?? ''),
  ),
  rule(
    'year',
    `(?=[\\d])(?<=(?<!\\p{L})(?:[Pp]re|[Pp]ost|[Mm]id|[Ee]arly|[Ll]ate|[Cc]irca)[-–])${someYear}${end}(?![-–/:]\\d)`,
    ({ 0: written }) => year(written),
  ),
  rule('year', `${begin}${someYear}${end}(?! ?[%$€£])(?![-–/:]\\d)(?<![-–/:+.#$€£¥_=]\\d{4})`, sayYear),
];

import type { Rule } from '../rule.ts';
import { givenNames, rulers } from './given-names.ts';
import { cardinal, ordinal, year } from './numbers.ts';
import { after, anyOf, before, groupsOf, rule } from './patterns.ts';

const values: Readonly<Record<string, number>> = { I: 1, V: 5, X: 10, L: 50, C: 100, D: 500, M: 1000 };

const valid = /^M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})$/u;

/** The number of Roman letters up to 3999, in digits; undefined where the letters make none (`IIX`). */
export function romanValue(written: string): string | undefined {
  const letters = written.toUpperCase();
  if (letters === '' || !valid.test(letters)) return undefined;
  const numbers = Array.from(letters, (letter) => values[letter] ?? 0);
  return String(numbers.reduce((sum, value, index) => sum + (value < (numbers[index + 1] ?? 0) ? -value : value), 0));
}

/** What is numbered with Roman letters: the number is a cardinal, and one letter is a number too (Chapter V). */
const labels = (
  'chapter part volume vol section act scene book phase type article appendix figure table title episode level grade class stage ' +
  'category psalm war bowl unit lesson page verse canto form group region zone tier step round game series season schedule annex ' +
  'division module exhibit amendment apollo mark corps army factor angiotensin trimester symphony sonata concerto opus number ' +
  'paragraph clause rule item problem theorem proposition question list plate olympiad wrestlemania saturn titan'
).split(' ');

/** Capitals that are words or short forms more often than numbers. */
const notNumbers = new Set([
  'XXX',
  'XX',
  'LI',
  'DI',
  'MI',
  'MD',
  'MC',
  'CD',
  'DC',
  'CV',
  'MM',
  'CC',
  'DX',
  'CM',
  'CL',
  'XC',
  'LC',
  'DVD',
  'MIX',
  'DIM',
  'CIV',
  'LIV',
  'XL',
  'CI',
  'MV',
  'CX',
  'DL',
  'DM',
  'ML',
  'XXL',
  'MCI',
  'DVI',
  'MMC',
  'CCC',
  'CCI',
  'DCI',
  'MCC',
  'VC',
  'IC',
  'LV',
  'MX',
  'DV',
  'LX',
  'MDX',
  'DCC',
  'MDI',
  'CVI',
  'MLI',
  'VI',
]);

const boundary = "(?![\\p{L}\\p{N}\\p{M}'’_-]|\\.\\p{L})";

/** The pronoun, not the number: "in the next chapter I will". */
const pronoun = /^ (?!of\b|and\b|or\b|the\b|in\b|was\b|is\b|to\b|with\b|by\b|for\b|from\b|ended\b|began\b)\p{Ll}/u;

/** Labels before a noun: "a Type I error", but "the Type I like". */
const kinds = new Set(
  'Type Phase Class Grade Category Division Tier Group Schedule Title Region Zone Factor Level Stage'.split(' '),
);
const verb =
  /^ (?:am|was|will|would|have|had|do|did|can|could|think|thought|know|knew|want|wanted|saw|see|said|like|liked|love|read|wrote|feel|felt|mean|never|always|just|also|really|must|should|may|might|shall|need|hope|believe|get|got|use|used|play|played|go|went|take|took|make|made)\b/u;

function sayLabelled(match: RegExpExecArray): string | undefined {
  const { roman = '' } = groupsOf(match);
  if (roman === 'I' && pronoun.test(after(match))) {
    const kind = /(?<kind>\p{Lu}\p{L}+)s? $/u.exec(before(match))?.groups?.['kind'] ?? '';
    if (!kinds.has(kind) || verb.test(after(match))) return undefined;
  }
  // `Appendix C`, `Section D`: a letter.
  if (/^[CDLM]$/u.test(roman)) return undefined;
  const value = romanValue(roman);
  return value === undefined ? undefined : cardinal(value);
}

function sayName(match: RegExpExecArray): string | undefined {
  const { name = '', roman = '', own = '' } = groupsOf(match);
  if (!rulers.has(name) && (/^[VX]$/u.test(roman) || !givenNames.has(name))) return undefined;
  // "Henry I think" is no number: a single I is one where the name ends or goes on.
  if (roman === 'I' && !/^(?:$|[.,;:)—]|-| of\b| and\b| the\b)/u.test(after(match))) return undefined;
  const value = romanValue(roman);
  return value === undefined ? undefined : `the ${ordinal(value)}${own}`;
}

function sayAlone({ 0: written }: RegExpExecArray): string | undefined {
  const value = romanValue(written);
  if (value === undefined || notNumbers.has(written)) return undefined;
  if (/^[IVX]+$/u.test(written)) return cardinal(value);
  return /^M(?:M[CLXVI]{2}|CM|DC|CD)|^.{5}/u.test(written) && Number(value) >= 1500 && Number(value) < 2100
    ? year(value)
    : undefined;
}

const label = `(?:${anyOf(labels.flatMap((each) => [each, each.charAt(0).toUpperCase() + each.slice(1), each.toUpperCase()]))})`;

/** `Robert Smith IV`, `John D. Rockefeller III`: who is named like his father. */
function sayHeir(match: RegExpExecArray): string | undefined {
  const { given = '', roman = '' } = groupsOf(match);
  const value = givenNames.has(given) || rulers.has(given) ? romanValue(roman) : undefined;
  return value === undefined ? undefined : `the ${ordinal(value)}`;
}

/** `I-III`, behind a label. */
function saySpan({ groups }: RegExpExecArray): string | undefined {
  const [from, to] = [romanValue(groups?.['from'] ?? ''), romanValue(groups?.['to'] ?? '')];
  return from === undefined || to === undefined ? undefined : `${cardinal(from)} to ${cardinal(to)}`;
}

/** Numbers of Roman letters: behind a label or a name, years, and alone where they can be nothing else. */
export const romanRules: readonly Rule[] = [
  rule(
    'roman',
    '(?=[IVX])(?<![\\p{L}\\p{N}])[IVX]{1,6}(?= (?:century|centuries|dynasty|Congress|Olympi))',
    ({ 0: written }) => {
      const value = romanValue(written);
      return value === undefined ? undefined : ordinal(value);
    },
  ),
  rule(
    'roman',
    `(?=[IVX])(?<=(?<![\\p{L}\\p{N}])(?<given>\\p{Lu}\\p{Ll}{1,15}) (?:\\p{Lu}\\. )?\\p{Lu}[\\p{L}'’]{1,20},? )(?<roman>II|III|IV|VI{0,3})${boundary}`,
    sayHeir,
  ),
  rule(
    'roman',
    `(?=[IVXLC])(?<=(?<![\\p{L}\\p{N}])${label}s?\\.? )(?<from>[IVXLC]{1,9})[-–](?<to>[IVXLC]{1,9})${boundary}`,
    saySpan,
  ),
  rule(
    'roman',
    `(?=[IVXLCivx])(?<=(?<![\\p{L}\\p{N}])${label}s?\\.? )(?<roman>[IVXLC]{1,9}|[ivx]{2,6})${boundary}`,
    sayLabelled,
  ),
  rule(
    'roman',
    `(?=[IVX])(?<=(?<![\\p{L}\\p{N}\\p{M}])(?<name>\\p{Lu}\\p{Ll}{1,15}) )(?<roman>[IVX]{1,7})(?<own>['’]s(?!\\p{L})|${boundary})`,
    sayName,
  ),
  rule('roman', `(?=[IVXMDCL]{2})(?<![\\p{L}\\p{N}\\p{M}.@&'’_/-])(?:[IVX]{2,7}|[MDCLXVI]{4,15})${boundary}`, sayAlone),
  // Items of a list: (ii), (iv).
  rule(
    'roman',
    '(?=[ivx])(?<=(?<![\\p{L}\\p{N}])\\()(?:i{2,3}|iv|vi{1,3}|ix|xi{1,3}|xi?v)(?=\\))',
    ({ 0: written }) => {
      const value = romanValue(written);
      return value === undefined ? undefined : cardinal(value);
    },
  ),
  rule('roman', '[\\u2160-\\u2188]{1,9}', ({ 0: written }) => {
    const value = romanValue(written.normalize('NFKC'));
    return value === undefined ? undefined : cardinal(value);
  }),
];

import type { Rule } from '../rule.ts';
import type { Locale } from './measures.ts';
import { mended } from './say-number.ts';

/** A way of writing ordinals that leaves no doubt; the group `number` is the number. */
interface OrdinalForm {
  readonly pattern: string;
  /** What the ordinal of n2words (masculine, nominative) becomes, where it has another form here. */
  readonly form?: (ordinal: string) => string;
  /** Instead of what n2words says, by number. */
  readonly special?: Readonly<Record<string, string>>;
  /** n2words is right up to here. */
  readonly upTo?: number;
}

const alone = String.raw`(?<![\p{L}\p{N}]|\p{N}[.,/:-])(?<number>\d{1,3})`;
const end = String.raw`(?![\p{L}\p{N}])`;
const feminine = (ordinal: string): string => ordinal.replace(/o(?= |$)/gu, 'a');

/** Stands for the names of the months. */
const month = 'MONTH';
const dayOf = String.raw`(?<![\p{L}\p{N}]|\p{N}[.,/:-])(?<number>[1-9]|[12]\d|3[01])\.(?= ?MONTH${end})`;

const forms: Readonly<Record<string, readonly OrdinalForm[]>> = {
  de: [
    {
      pattern: `(?<=(?<!\\p{L})(?:[Aa]m|[Vv]om|[Zz]um|[Bb]eim|[Dd]en|[Dd]em|[Dd]es) )${dayOf}`,
      form: (ordinal) => `${ordinal}n`,
    },
    { pattern: `(?<=(?<!\\p{L})[Dd]er )${dayOf}` },
    { pattern: dayOf, form: (ordinal) => `${ordinal}r` },
  ],
  da: [{ pattern: dayOf }],
  no: [{ pattern: dayOf, special: { 21: 'tjueførste', 31: 'trettiførste' }, upTo: 20 }],
  fi: [{ pattern: dayOf, special: { 21: 'kahdeskymmenesensimmäinen', 31: 'kolmaskymmenesensimmäinen' }, upTo: 20 }],
  fr: [
    { pattern: `${alone}(?:er|e|ème)${end}` },
    { pattern: `${alone}(?:re|ère)${end}`, special: { 1: 'première' }, upTo: 0 },
  ],
  es: [
    { pattern: String.raw`${alone}\.?º${end}` },
    { pattern: String.raw`${alone}\.?ª${end}`, form: feminine },
    { pattern: String.raw`${alone}\.?er${end}`, special: { 1: 'primer', 3: 'tercer' }, upTo: 0 },
  ],
  it: [{ pattern: `${alone}º${end}` }, { pattern: `${alone}ª${end}`, form: feminine }],
  pt: [{ pattern: String.raw`${alone}\.?º${end}` }, { pattern: String.raw`${alone}\.?ª${end}`, form: feminine }],
  nl: [{ pattern: `${alone}(?:e|ste|de)${end}` }],
  sv: [
    { pattern: `${alone}:[ae]${end}`, special: { 21: 'tjugoförsta', 22: 'tjugoandra', 31: 'trettioförsta' }, upTo: 19 },
  ],
  ms: [{ pattern: String.raw`(?<![\p{L}\p{N}])[Kk]e-(?<number>\d{1,3})${end}`, upTo: 19 }],
};

/** Ordinals where the way of writing is certain: a dot only before the name of a month, `1er`, `2ª`, `3:e`. */
export function ordinalRules({ language, tag, numbers }: Locale): readonly Rule[] {
  return (forms[language] ?? []).map(({ pattern, form = (ordinal) => ordinal, special = {}, upTo = 999 }) => ({
    name: 'ordinal',
    pattern: new RegExp(pattern.replace(month, `(?:${monthNames(tag).join('|')})`), 'gu'),
    say: ({ groups }) => {
      const number = groups?.['number'] ?? '';
      if (special[number] !== undefined) return special[number];
      const ordinal = Number(number) <= upTo ? mended(numbers, 'toOrdinal', number) : undefined;
      return ordinal === undefined ? undefined : form(ordinal);
    },
  }));
}

/** As they stand in a date: `lokakuuta`. */
function monthNames(tag: string): readonly string[] {
  const format = new Intl.DateTimeFormat(tag, { day: 'numeric', month: 'long', timeZone: 'UTC' });
  return Array.from({ length: 12 }, (_, index) => {
    const parts = format.formatToParts(new Date(Date.UTC(2024, index, 1)));
    return parts.find(({ type }) => type === 'month')?.value ?? '';
  });
}

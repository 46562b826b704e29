import type { LanguageNumbers } from './number-words.ts';

/** Countries that say numbers as Portugal does. */
const asPortugal = new Set(['PT', 'AO', 'MZ', 'CV', 'GW', 'ST', 'TL']);

/** Portuguese numbers for a tag: n2words has those of Portugal; without a region Brazil's are meant, as in CLDR. */
export function brazilian(numbers: LanguageNumbers, tag: string): LanguageNumbers {
  if (asPortugal.has(new Intl.Locale(tag).region ?? 'BR')) return numbers;
  const { mends = [], sign, ...rest } = numbers;
  return {
    ...rest,
    ...(sign === undefined ? {} : { sign }),
    mends: [...mends, [/dezass/g, 'dezess'], [/dezanove/g, 'dezenove'], [/cêntimo/g, 'centavo']],
  };
}

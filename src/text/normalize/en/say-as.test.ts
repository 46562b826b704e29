import { describe, expect, it } from 'vitest';
import type { SayAs } from '../rule.ts';
import { englishSayAs } from './say-as.ts';

const rows: readonly (readonly [as: SayAs, text: string, format: string | undefined, spoken: string | undefined])[] = [
  ['cardinal', '12345', undefined, 'twelve thousand three hundred and forty five'],
  ['cardinal', '-1,234.5', undefined, 'minus one thousand two hundred and thirty four point five'],
  ['cardinal', 'VII', undefined, 'seven'],
  ['cardinal', 'seven', undefined, undefined],
  ['ordinal', '3', undefined, 'third'],
  ['ordinal', '21st', undefined, 'twenty first'],
  ['ordinal', 'XIV', undefined, 'fourteenth'],
  ['digits', '2024', undefined, 'two zero two four'],
  ['digits', 'none', undefined, undefined],
  ['characters', 'aB1!', undefined, 'A B one exclamation mark'],
  ['fraction', '2/9', undefined, 'two ninths'],
  ['fraction', '3+1/2', undefined, 'three and a half'],
  ['fraction', 'half', undefined, undefined],
  ['date', '9/10/1960', 'mdy', 'September tenth nineteen sixty'],
  ['date', '9-10-1960', 'dmy', 'the ninth of October nineteen sixty'],
  ['date', '1960-09-10', 'ymd', 'September tenth nineteen sixty'],
  ['date', '19600910', 'yyyymmdd', 'September tenth nineteen sixty'],
  ['date', '19600910', undefined, 'September tenth nineteen sixty'],
  ['date', '9/1960', 'my', 'September nineteen sixty'],
  ['date', '1960/9', 'ym', 'September nineteen sixty'],
  ['date', '10 Sep', 'dm', 'the tenth of September'],
  ['date', '9/10', 'md', 'September tenth'],
  ['date', '1960', 'y', 'nineteen sixty'],
  ['date', '9', 'm', 'September'],
  ['date', '10', 'd', 'tenth'],
  ['date', '13/13/1960', 'mdy', undefined],
  ['time', '2:30pm', 'hms12', 'two thirty PM'],
  ['time', '14:30', 'hms24', 'fourteen thirty'],
  ['time', '02:05:01', 'hms24', 'two hours five minutes and one second'],
  ['time', 'noon', undefined, undefined],
  ['telephone', '(800) 555-1212', undefined, 'eight hundred, five five five, one two one two'],
  ['currency', 'USD 42.01', undefined, 'forty two US dollars and one cent'],
  ['currency', '$42.01', undefined, 'forty two dollars and one cent'],
  ['currency', '42.01', 'eur', 'forty two euros and one cent'],
  ['currency', 'money', undefined, undefined],
  ['unit', '10 foot', undefined, 'ten feet'],
  ['unit', '1 foot', undefined, 'one foot'],
  ['unit', '5kg', undefined, 'five kilograms'],
  ['unit', 'foot', undefined, undefined],
];

describe('what a writer marked', () => {
  it.each(rows)('as %s: %s (%s) is said: %s', (as, text, format, spoken) => {
    expect(englishSayAs[as](text, format)).toBe(spoken);
  });
});

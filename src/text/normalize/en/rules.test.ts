import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanText } from '../../clean.ts';
import { normalize } from '../normalize.ts';

const spoken = (written: string): string => normalize(cleanText(written), 'en').spoken.replace(/ {2,}/gu, ' ');

const table: Readonly<Record<string, readonly (readonly [written: string, spoken: string])[]>> = {
  numbers: [
    ['1,234 of 5', 'one thousand two hundred and thirty four of five'],
    ['-3.05', 'minus three point zero five'],
    ['482913', 'four eight two nine one three'],
    ['250000 users', 'two hundred fifty thousand users'],
    ['pages 5-7', 'pages five to seven'],
    ['1st, 22nd, 113th', 'first, twenty second, one hundred and thirteenth'],
    ['½ or 3/4 or 23 4/5', 'one half or three quarters or twenty three and four fifths'],
    ['a 16:9 screen', 'a sixteen to nine screen'],
    ['٣٤٥ and Ⅳ', 'three hundred and forty five and four'],
  ],
  dates: [
    ['July 4, 1976', 'July fourth, nineteen seventy six'],
    ['4 Jul. 1976', 'the fourth of July nineteen seventy six'],
    ['the 4th of July', 'the fourth of July'],
    ['2012-05-01', 'May first twenty twelve'],
    ['5/1/2012 and 31/1/2012', 'May first twenty twelve and the thirty first of January twenty twelve'],
    ['the 1960s-80s', 'the nineteen sixties to eighties'],
    ['mid-1990s, ’60s', 'mid-nineteen nineties, sixties'],
    ['in 1905, 1900 and 2005', 'in nineteen oh five, nineteen hundred and two thousand five'],
    ['300 BC', 'three hundred BC'],
    ['Q1 2023', 'first quarter of twenty twenty three'],
    ['you may 5 times', 'you may five times'],
    ['1500 people', 'one thousand five hundred people'],
  ],
  times: [
    ['at 5 p.m. He left', 'at five PM. He left'],
    ['at 5 p.m. on Monday', 'at five PM on Monday'],
    ['9:05 or 12:00', "nine oh five or twelve o'clock"],
    ['5-7pm EST', 'five to seven PM EST'],
    ['14:10:30', 'fourteen hours ten minutes and thirty seconds'],
    ['2h30m', 'two hours thirty minutes'],
    ['2024-01-05T10:30Z', 'January fifth twenty twenty four ten thirty'],
  ],
  money: [
    ['$1.01', 'one dollar and one cent'],
    ['€0.50', 'fifty cents'],
    ['¥30B', 'thirty billion yen'],
    ['$5-10 million', 'five to ten million dollars'],
    ['$5–$10', 'five dollars to ten dollars'],
    ['USD 42.01', 'forty two US dollars and one cent'],
    ['-£3.50', 'minus three pounds and fifty pence'],
    ['$350/yr', 'three hundred and fifty dollars per year'],
  ],
  measures: [
    ['5kg, 1 kg, -0.4kg', 'five kilograms, one kilogram, minus zero point four kilograms'],
    ['9.8 m/s²', 'nine point eight meters per second squared'],
    ['3 km², 2 m3', 'three square kilometers, two cubic meters'],
    ['-5°C and 45°', 'minus five degrees Celsius and forty five degrees'],
    ['5\'10" tall', 'five feet ten inches tall'],
    ['he said "the 7" twice', 'he said "the seven" twice'],
    ['a 5-km run', 'a five kilometer run'],
    ['5 in the room', 'five in the room'],
    ['5-10% of it', 'five to ten percent of it'],
    ['25 x 7 m', 'twenty five by seven meters'],
    ['16GB at 2.4 GHz', 'sixteen gigabytes at two point four gigahertz'],
  ],
  telephone: [
    ['(555) 123-4567 ext. 89', 'five five five, one two three, four five six seven, extension eight nine'],
    ['1-800-FLOWERS', 'one, eight hundred, FLOWERS'],
    ['192.168.0.1', 'one nine two dot one six eight dot zero dot one'],
    ['your code is 8876', 'your code is eight eight seven six'],
  ],
  electronic: [
    ['me@test.org', 'me at test dot org'],
    ['https://a.com/b-c?d=1', 'HTTPS colon slash slash a dot com slash b dash c question mark d equals one'],
    ['see test.com.', 'see test dot com.'],
    ['@jo_99 #GoodNews', 'at jo underscore nine nine hash Good News'],
    ['main.ts in /usr/bin', 'main dot TS in slash usr slash bin'],
  ],
  words: [
    ['Dr. Lee, St. Mary and Elm St.', 'Doctor Lee, Saint Mary and Elm Street.'],
    [
      'at 123 Elm St, San Jose, CA 95134',
      'at one twenty three Elm Street, San Jose, California nine five one three four',
    ],
    ['the U.S. The end', 'the US. The end'],
    ['in the U.S.A. today', 'in the USA today'],
    ['tea, etc. are here', 'tea, et cetera are here'],
    ['No. 5 but No. I will not', 'Number five but No. I will not'],
    ['Henry VIII, Chapter IV, Sam II', 'Henry the eighth, Chapter four, Sam the second'],
    ['am I in? I am, and the MIX is', 'am I in? I am, and the MIX is'],
    ['covid-19, B2B, mp3', 'covid-nineteen, B two B, mp three'],
    ['R&D, 50%, §5, and/or', 'R and D, fifty percent, section five, and or'],
  ],
  math: [
    ['1-2=5', 'one minus two equals five'],
    ['y=x+1', 'y equals x plus one'],
    ['2 × 3 and x²', 'two times three and x squared'],
  ],
};

describe('English', () => {
  for (const [name, rows] of Object.entries(table)) {
    it.each(rows)(`says ${name}: %s`, (written, expected) => {
      expect(spoken(written)).toBe(expected);
    });
  }

  it.each([
    'He said: "No, it isn’t – well, not yet…" (and left).',
    'I may go; May may not. A well-known one.',
    'The mar of it, the sun, an ad.\n\nNext paragraph: I am in.',
  ])('leaves a text without anything to read as it is: %s', (text) => {
    expect(normalize(text, 'en').spoken).toBe(text);
  });

  const pieces = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 12 }),
    fc.constantFrom(
      '1',
      '23',
      '4,567',
      '0.5',
      '-',
      '–',
      '/',
      ':',
      '.',
      '$',
      '€',
      '%',
      ' kg',
      ' May ',
      'st',
      's',
      ' pm',
      '#',
      '@',
      '²',
      '½',
      ' ',
      '"',
      "'",
      'IV',
      '+',
      '=',
      '(',
      ')',
    ),
  );
  const texts = fc.array(pieces, { maxLength: 25 }).map((list) => list.join(''));

  it('leaves no digit in any text', () => {
    fc.assert(
      fc.property(texts, (text) => {
        expect(normalize(cleanText(text), 'en').spoken).not.toMatch(/\p{Nd}/u);
      }),
      { numRuns: 2000 },
    );
  });

  it('says words and pauses only', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const { spans } = normalize(cleanText(text), 'en');
        for (const span of spans) expect(span.spoken).toMatch(/^[\p{L}\p{M}' ,.-]*$/u);
      }),
      { numRuns: 2000 },
    );
  });

  it('keeps the words that no rule reads, in their order', () => {
    const plain = fc.constantFrom('garden', 'river', 'quiet', 'morning', 'Paris', 'naïve', 'well-known');
    const numbers = fc.constantFrom('12', '3.5', '$20', '1999', '5:30', '7%');
    fc.assert(
      fc.property(fc.array(fc.tuple(plain, fc.option(numbers, { nil: '' })), { maxLength: 20 }), (words) => {
        const text = words.map((pair) => pair.join(' ')).join(' ');
        const kept = normalize(cleanText(text), 'en').spoken.match(
          /garden|river|quiet|morning|Paris|naïve|well-known/gu,
        );
        expect(kept ?? []).toEqual(words.map(([word]) => word));
      }),
    );
  });
});

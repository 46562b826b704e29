import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { cleanText } from '../../clean.ts';
import { normalize } from '../normalize.ts';
import { mandarin } from './rules.ts';

const say = (written: string): string => normalize(cleanText(written), 'zh').spoken;

const pieces = [
  ...[
    '1',
    '2',
    '05',
    '12',
    '2024',
    '1.5',
    '1,234',
    '13985608526',
    '〇',
    '½',
    '②',
    'Ⅳ',
    '²',
    '10⁶',
    '⁻³',
    '^4',
    '24/7',
    '1A:',
    '08:30:00',
  ],
  ...[
    '年',
    '月',
    '日',
    '点',
    '分',
    '个',
    '元',
    '万',
    '度',
    '第',
    '岁',
    '电话',
    '尾号',
    '比分',
    '用时',
    '这',
    '們',
    '儿',
  ],
  ...['a', 'kg', 'km/h', 'GB', 'x', 'Z', 'C#', 'B2B', 'RTX', 'k', 'pm', 'USD', 'nba', 'www.', '.com', '@', '#', 'v'],
  ...[
    '-',
    '–',
    '~',
    '/',
    ':',
    '：',
    '.',
    '，',
    '。',
    '%',
    '‰',
    '$',
    '¥',
    '€',
    '+',
    '=',
    '×',
    '≥',
    '°',
    '°C',
    '(',
    ')',
    ' ',
    '\n',
    '&',
    '*',
  ],
];
const mixed = fc.array(fc.oneof(fc.constantFrom(...pieces), fc.string({ unit: 'grapheme', maxLength: 2 })), {
  maxLength: 30,
});

describe('the rules of Mandarin', () => {
  it('leave no digit in any text, and never throw', () => {
    fc.assert(
      fc.property(mixed, (parts) => {
        expect(say(parts.join(''))).not.toMatch(/[0-9]/u);
      }),
      { numRuns: 3000 },
    );
  });

  it('say only letters and pauses', () => {
    fc.assert(
      fc.property(mixed, (parts) => {
        for (const { rule, spoken } of normalize(cleanText(parts.join('')), 'zh').spans) {
          expect(`${rule}: ${spoken}`).toMatch(/^[a-z]+: [\p{L}\p{M} ，、]*$/u);
        }
      }),
      { numRuns: 3000 },
    );
  });

  it('keep the characters that no rule touches, in their order', () => {
    const untouched = fc.array(fc.constantFrom(...'春江潮水连海平滟随波千里何处无月明'), { maxLength: 40 });
    fc.assert(
      fc.property(
        untouched,
        fc.array(fc.constantFrom('12', '3.5%', '$7', ' ', '，'), { maxLength: 40 }),
        (words, numbers) => {
          const written = words.map((word, index) => word + (numbers[index] ?? '')).join('');
          const spans = normalize(cleanText(written), 'zh').spans;
          const kept = spans.reduceRight(
            (text, { start, spoken, written: before }) =>
              text.slice(0, start) + before + text.slice(start + spoken.length),
            say(written),
          );
          expect(kept).toBe(cleanText(written));
        },
      ),
    );
  });

  it.each([
    '春眠不觉晓，处处闻啼鸟。',
    '他說：「我們已經吃過了！」',
    '一会儿去看花儿；三十六计，走为上。',
    'iPad Pro和GOOGLE的VIP，TCP/IP。',
    '男/女、和/或——还有…',
  ])('leave a text without any of it as it is: %s', (text) => {
    expect(normalize(text, 'zh')).toEqual({ spoken: text, spans: [] });
  });

  it('are all global and by code points', () => {
    for (const { name, pattern } of mandarin.rules) expect(`${name} ${pattern.flags}`).toBe(`${name} gu`);
  });

  it.each(['1', '.1', '-1', '1:', '1：', '(', '1,', '$1,', '1/', '1 ', 'a1', '~', '1年', '1+', 'a.', 'a@'])(
    'read a long run of %s without a digit left',
    (piece) => {
      expect(say(piece.repeat(2000))).not.toMatch(/[0-9]/u);
    },
  );
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dataFolder, hasData } from '../../test/data.ts';
import { cleanText, isSpeakable, symbolNames } from './clean.ts';
import { mixedText } from '../../test/fixtures/mixed-text.ts';
import { silentAlone } from './symbols.ts';

const rules: readonly [behaviour: string, written: string, cleaned: string][] = [
  ['drops lone surrogates', 'a\uD800b\uDC00c', 'abc'],
  ['composes accents', 'cafe\u0301', 'café'],
  ['drops controls', 'a\u0000b\u0007c\u009Fd\u007Fe', 'abcde'],
  ['makes one space of tabs and odd spaces', 'a\t\u00A0\u2003 \u3000b', 'a b'],
  ['keeps a line end', 'a  \r\n  b', 'a\nb'],
  ['keeps a paragraph border', 'a\n \n\n\tb', 'a\n\nb'],
  ['reads every kind of line end', 'a\rb\u2028c\u0085d\u2029e\ff', 'a\nb\nc\nd\n\ne\n\nf'],
  ['drops the byte order mark and zero-width spaces', '\uFEFFzero\u200Bwidth\u2060', 'zerowidth'],
  ['drops bidirectional controls', 'a\u202Eb\u2066c\u200Fd', 'abcd'],
  ['drops soft hyphens', 'co\u00ADoperate', 'cooperate'],
  ['keeps the non-joiner of Persian', 'می\u200Cروم', 'می\u200Cروم'],
  ['keeps the joiner of Indic scripts', 'क्\u200Dष', 'क्\u200Dष'],
  ['drops joiners elsewhere', 'a\u200Db\u200C می\u200C', 'ab می'],
  ['drops private use and unassigned', 'a\uE000b\u{F0000}c\uFFFEd\u{E0FFF}e', 'abcde'],
  ['drops Hangul fillers', 'a\u3164\u115Fb', 'ab'],
  ['drops pictographs', 'Hi 😀👩‍👩‍👧! 🇩🇪 ❤️ ok 🤷‍♀️', 'Hi! ok'],
  ['keeps digits, number signs and stars that emoji are made of', '1️⃣ #2 5 * 3 C#', '1 #2 5 * 3 C#'],
  ['keeps © ® ™', '© ® ™️', '© ® ™'],
  ['writes full-width letters and digits plainly', 'Ｈｅｌｌｏ　１２３', 'Hello 123'],
  ['keeps Chinese marks', '你好，世界！（是吗？）', '你好，世界！（是吗？）'],
  ['writes full-width marks inside numbers plainly', '１２：３０，３．５', '12:30，3.5'],
  [
    'folds a full-width comma between thousands only',
    '１，２３４，５６７ 1，2，3 双11，618',
    '1,234,567 1，2，3 双11，618',
  ],
  ['keeps a star that multiplies', '3*4, 10cm*20cm, 5 * 3, a*b, 2*x', '3*4, 10cm*20cm, 5 * 3, a*b, 2*x'],
  [
    'drops a star that stresses',
    'the 5 in *2023* un*frigging*real *a* b 138****5678',
    'the 5 in 2023 unfriggingreal a b 138 5678',
  ],
  ['writes powers small', '10^6 2^-3 10⁻³ x^12', '10⁶ 2⁻³ 10⁻³ x¹²'],
  ['writes half-width Kana fully', 'ｶﾞｷﾞ', 'ガギ'],
  ['writes ligatures and fancy letters plainly', 'ﬁne 𝓗𝓮𝓵𝓵𝓸 ℃ ㎏', 'fine Hello °C kg'],
  ['drops symbols without a name', 'a → b ■ c ┃ d', 'a b c d'],
  ['keeps named symbols', '50 % & $5 + €3 = 20 °', '50 % & $5 + €3 = 20 °'],
  ['calms exclamations', 'No!!!!!! What?!?!?! 真的！！！', 'No! What?! 真的！'],
  ['calms dots', 'Wait..... so. . . . and……', 'Wait… so… and…'],
  ['calms dashes', 'a--b ---- c——d', 'a—b — c—d'],
  ['drops rules and blanks', 'a\n*****\nb\n-----\nc _____ d', 'a\n\nb\n\nc d'],
  ['drops emphasis', '**bold** *it* __b__ _i_ ~~no~~ ***x***', 'bold it b i no x'],
  ['drops code marks', '`code` and ```ts\nx\n```', 'code and ts\nx'],
  ['reads a backtick between letters as an apostrophe', 'don`t, can´t', "don't, can't"],
  [
    'keeps the words of headings, quotes and lists',
    '# Title\nText\n> quote\n* one\n* two',
    'Title\n\nText\nquote,\none,\ntwo',
  ],
  ['gives short lines a pause', 'Chapter One\nIt was\na dark night', 'Chapter One,\nIt was\na dark night'],
  ['keeps the words of links', '[words](https://a.b/c?d) ![alt](x.png)', '[words] [alt]'],
  [
    'keeps names with underscores, mail and web addresses',
    'snake_case a@b.c https://a.b/c',
    'snake_case a@b.c https://a.b/c',
  ],
  ['keeps comparisons and drops tags', 'a < b, 5>3, <5% <b>x</b>', 'a < b, 5>3, <5% x'],
  [
    'drops tags of HTML, and no other words in brackets',
    'Dear <name>,<br/>see <a href="x">this</a>',
    'Dear name, see this',
  ],
  ['reads entities of HTML', 'Fish &amp; chips&nbsp;now &lt;3', 'Fish & chips now <3'],
  ['keeps comparisons and powers', 'x >= 5, y <= 3, m^2 and x^3', 'x ≥ 5, y ≤ 3, m² and x³'],
  ['drops accents on nothing', '\u0301 \u0302a', 'a'],
  ['bounds stacks of accents', `a${'\u0323'.repeat(50)}b`, `ạ${'\u0323'.repeat(7)}b`],
  ['leaves nothing of noise', ' *** … 😀 ', '…'],
];

describe('cleanText', () => {
  it.each(rules)('%s', (_behaviour, written, cleaned) => {
    expect(cleanText(written)).toBe(cleaned);
  });

  it('is idempotent, well-formed and without unspeakable characters on any text', () => {
    fc.assert(
      fc.property(mixedText, (input) => {
        const cleaned = cleanText(input);
        expect(cleanText(cleaned)).toBe(cleaned);
        expectClean(cleaned);
      }),
      { numRuns: 2000 },
    );
  });

  it('answers long hostile text', () => {
    for (const unit of [
      '*',
      '[',
      '](',
      '#',
      ' \t',
      '\n ',
      '.',
      '.…',
      '\u0301\u0316',
      '<',
      '&',
      '-',
      '_ ',
      '\u200D',
      'क्\u200D',
      '> ',
      ' !',
      '1. ',
      ' \\',
      'a\n- ',
      '|:',
      '~',
    ]) {
      const cleaned = cleanText(`a${unit.repeat(100_000 / unit.length)}b`);
      expectClean(cleaned);
    }
  });

  it.skipIf(!hasData)('makes every naughty string clean (blns.json)', () => {
    const strings = JSON.parse(readFileSync(join(dataFolder, 'text', 'blns.json'), 'utf8')) as string[];
    expect(strings.length).toBeGreaterThan(400);
    for (const naughty of strings) {
      const cleaned = cleanText(naughty);
      expectClean(cleaned);
      expect(cleanText(cleaned)).toBe(cleaned);
    }
  });
});

/** Every promise of `cleanText` that can be read off its answer. */
function expectClean(cleaned: string): void {
  expect(cleaned).toBe(cleaned.normalize('NFC'));
  expect(cleaned).not.toMatch(/\p{Cs}|\p{Co}|\p{Cn}|(?!\n)\p{Cc}|(?![\u200C\u200D])\p{Cf}/u);
  expect(cleaned).not.toMatch(/(?![©®™♀♂])\p{Extended_Pictographic}|\p{Variation_Selector}/u);
  expect(cleaned).not.toMatch(/ {2}|\n{3}| \n|\n |^\s|\s$/u);
  expect(cleaned).not.toMatch(/\*\*|`|__|!!|\?\?|\.\./u);
}

describe('isSpeakable', () => {
  it.each(['a', '你', 'ि', '1.', '%', '&', '+', '@', '°', '€', '½', '한'])('finds something to say in %j', (text) => {
    expect(isSpeakable(text)).toBe(true);
  });

  it.each(['', ' ', '.', '…', '**', '---', '()', '“”', '。', '\u0301', '\u3164', '#', '😀', '\n'])(
    'finds nothing to say in %j',
    (text) => {
      expect(isSpeakable(text)).toBe(false);
    },
  );
});

describe('symbolNames', () => {
  it('names single characters that survive cleaning, in ASCII words', () => {
    for (const [symbol, name] of Object.entries(symbolNames)) {
      expect(symbol).toMatch(/^.$/u);
      expect(name).toMatch(/^[a-z]+(?: [a-z]+)*$/);
      expect(cleanText(`5 ${symbol}3`)).toBe(`5 ${symbol}3`.normalize('NFC'));
      expect(isSpeakable(symbol)).toBe(!silentAlone.has(symbol));
    }
  });
});

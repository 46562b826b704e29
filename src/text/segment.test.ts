import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { dataFolder, hasData } from '../../test/data.ts';
import { cleanText, isSpeakable } from './clean.ts';
import { mixedText } from '../../test/fixtures/mixed-text.ts';
import { segments, type TextSegment } from './segment.ts';

const cut = (text: string, maxCharacters = 300, firstMaxCharacters?: number): TextSegment[] => [
  ...segments(text, firstMaxCharacters === undefined ? { maxCharacters } : { maxCharacters, firstMaxCharacters }),
];
const textsOf = (pieces: readonly TextSegment[]): string[] => pieces.map(({ text }) => text);

/** What must survive, in order: every code point that can be said. */
const speakableOf = (text: string): string =>
  Array.from(text)
    .filter((character) => isSpeakable(character))
    .join('');

function expectWhole(text: string, pieces: readonly TextSegment[], maxCharacters: number): void {
  expect(speakableOf(pieces.map((piece) => piece.text).join(''))).toBe(speakableOf(text));
  let end = 0;
  pieces.forEach((piece, index) => {
    // Between segments there is nothing to be said; together they are the text.
    expect(isSpeakable(text.slice(end, piece.start))).toBe(false);
    end = piece.start + piece.text.length;
    expect(text.slice(piece.start, end).replaceAll('\n', ' ')).toBe(piece.text);
    expect(piece.text.length).toBeLessThanOrEqual(maxCharacters);
    expect(piece.text).toBe(piece.text.trim());
    expect(piece.text).not.toMatch(/\p{Cs}|\n/u);
    expect(isSpeakable(piece.text)).toBe(true);
    expect(piece.border === 'end').toBe(index === pieces.length - 1);
  });
}

describe('segments: sentences and borders', () => {
  const tables: readonly [behaviour: string, text: string, pieces: readonly [text: string, border: string][]][] = [
    ['says nothing of nothing', '… “” (!)', []],
    ['keeps a short text whole', 'Hello! How are you? I am fine.', [['Hello! How are you? I am fine.', 'end']]],
    [
      'makes a segment of each sentence',
      'This is the first sentence of three. This is the second one, a bit longer. And this is the third.',
      [
        ['This is the first sentence of three.', 'sentence'],
        ['This is the second one, a bit longer.', 'sentence'],
        ['And this is the third.', 'end'],
      ],
    ],
    [
      'does not join over a paragraph border',
      'Yes.\n\nNo. Maybe.\n\nNothing more.',
      [
        ['Yes.', 'paragraph'],
        ['No. Maybe.', 'paragraph'],
        ['Nothing more.', 'end'],
      ],
    ],
    [
      'joins a short sentence with the next',
      'We all went down to the river. It rained. We did not mind that very much at all.',
      [
        ['We all went down to the river.', 'sentence'],
        ['It rained. We did not mind that very much at all.', 'end'],
      ],
    ],
    [
      'joins a last short sentence with the one before',
      'We all went down to the river. It was raining the whole day long. Yes.',
      [
        ['We all went down to the river.', 'sentence'],
        ['It was raining the whole day long. Yes.', 'end'],
      ],
    ],
    [
      'reads a line end as a space',
      'This sentence was\nwrapped by somebody.',
      [['This sentence was wrapped by somebody.', 'end']],
    ],
    [
      'drops what cannot be said between sentences',
      'This is the first sentence here. … “” — This is the second sentence.',
      [
        ['This is the first sentence here.', 'sentence'],
        ['“” — This is the second sentence.', 'end'],
      ],
    ],
    [
      'keeps closing quotes with their sentence and opening ones with theirs',
      '他看着远方的山说：“我们走吧。”“现在就走吗？外面下着大雨。”她笑了笑，没有再说什么。',
      [
        ['他看着远方的山说：“我们走吧。”', 'sentence'],
        ['“现在就走吗？外面下着大雨。”', 'sentence'],
        ['她笑了笑，没有再说什么。', 'end'],
      ],
    ],
  ];

  it.each(tables)('%s', (_behaviour, text, pieces) => {
    expect(cut(text).map((piece) => [piece.text, piece.border])).toEqual(pieces);
  });
});

describe('segments: the first one', () => {
  const long =
    'The quick brown fox jumps over the lazy dog and then continues to run through the forest until it finds a river';

  it('is cut at the first clause border that leaves a piece worth saying', () => {
    const [first, second] = cut(`Well, when the sun had set over the hills, they came back, and ${long}.`);
    expect(first).toEqual({ text: 'Well, when the sun had set over the hills,', start: 0, border: 'clause' });
    expect(second?.text).toMatch(/^they came back, and The quick/);
  });

  it('is cut between words where there is no clause border', () => {
    const [first] = cut(`${long} where it can drink some water.`);
    expect(first?.border).toBe('word');
    expect(first?.text.length).toBeLessThanOrEqual(80);
    expect(first?.text.length).toBeGreaterThan(60);
  });

  it('stays whole when it is only slightly too long', () => {
    expect(cut(`${long.slice(0, 110)}.`)).toHaveLength(1);
  });

  it('takes the first clause of a long second sentence when it is very short', () => {
    expect(textsOf(cut(`Hi. When the sun had set over the hills, ${long}.`))[0]).toBe(
      'Hi. When the sun had set over the hills,',
    );
    expect(textsOf(cut(`Hi. ${long}.`))[0]).toBe('Hi.');
  });

  it('obeys a shorter limit', () => {
    expect(cut(`${long}.`, 300, 30)[0]?.text).toBe('The quick brown fox jumps over');
  });

  it('is shorter in Chinese, whose characters take longer to say', () => {
    const [first] = cut(
      '人工智能是计算机科学的一个分支，它企图了解智能的实质，并生产出一种新的智能机器，该领域的研究很多。',
    );
    expect(first).toEqual({ text: '人工智能是计算机科学的一个分支，', start: 0, border: 'clause' });
    const [word] = cut(
      '人工智能是计算机科学的一个分支它企图了解智能的实质并生产出一种新的智能机器该领域的研究包括机器人和语言识别。',
    );
    expect(word?.border).toBe('word');
    expect(word?.text.length).toBeLessThanOrEqual(30);
  });
});

describe('segments: too long', () => {
  it('cuts at clauses, evenly', () => {
    const clause = 'and the wind blew over the wide green hills of the north';
    const pieces = cut(`Once. ${Array<string>(8).fill(clause).join(', ')}.`).slice(1);
    expect(pieces.slice(0, -1).every(({ border }) => border === 'clause')).toBe(true);
    const lengths = pieces.map(({ text }) => text.length);
    expect(Math.min(...lengths)).toBeGreaterThan(Math.max(...lengths) / 2);
  });

  it('does not cut inside numbers and times', () => {
    const pieces = cut(`Counting${' 1,000,000 12:30'.repeat(60)}.`, 50);
    for (const { text } of pieces)
      expect(text).toMatch(/^(?:Counting|1,000,000|12:30).*(?:1,000,000|12:30|Counting)\.?$/);
  });

  it('leaves no tiny tail', () => {
    for (let length = 290; length < 320; length++) {
      const words = `${'word '.repeat(80).slice(0, length).trim()}.`;
      const lengths = textsOf(cut(`Begin here. ${words}`, 300)).map((text) => text.length);
      expect(Math.min(...lengths.slice(1))).toBeGreaterThanOrEqual(15);
    }
  });

  it('cuts 4,096 characters without a space', () => {
    const text = 'a'.repeat(4096);
    const pieces = cut(text);
    expectWhole(text, pieces, 300);
    expect(pieces).toHaveLength(14);
  });

  it('cuts Thai between words', () => {
    const words = ['สวัสดี', 'ครับ', 'โรงเรียน', 'อากาศ', 'วันนี้', 'ทะเล'];
    const pieces = cut(Array.from({ length: 200 }, (_, index) => words[index % words.length]).join(''), 100);
    for (const { text } of pieces) {
      expect(words.some((word) => text.startsWith(word))).toBe(true);
      expect(words.some((word) => text.endsWith(word))).toBe(true);
    }
  });

  it('does not split a surrogate pair or an accented letter', () => {
    expectWhole('𠮷'.repeat(500), cut('𠮷'.repeat(500), 21), 21);
    for (const { text } of cut('x\u0323\u0302'.repeat(200), 20)) expect(text).toMatch(/^(?:x\u0323\u0302)+$/);
  });

  it('splits a single character that is longer than the limit', () => {
    const text = `क${'्क'.repeat(100)}`;
    expectWhole(text, cut(text, 20), 20);
  });
});

describe('segments: any text', () => {
  it('loses nothing, repeats nothing and ends', () => {
    const limits = fc.constantFrom(2, 3, 7, 20, 60, 150, 300);
    fc.assert(
      fc.property(mixedText, limits, fc.option(limits, { nil: undefined }), (input, max, firstMax) => {
        const text = cleanText(input);
        expectWhole(text, cut(text, max, firstMax), max);
      }),
      { numRuns: 3000 },
    );
  });

  it('loses nothing of text that was not cleaned, but for lone surrogates', () => {
    fc.assert(
      fc.property(mixedText, (input) => {
        const pieces = cut(input, 60);
        expect(speakableOf(textsOf(pieces).join(''))).toBe(speakableOf(input));
      }),
      { numRuns: 500 },
    );
  });

  it.skipIf(!hasData)('takes every naughty string (blns.json)', () => {
    const strings = JSON.parse(readFileSync(join(dataFolder, 'text', 'blns.json'), 'utf8')) as string[];
    for (const naughty of strings) {
      const text = cleanText(naughty);
      expectWhole(text, cut(text), 300);
    }
  });

  it.skipIf(!hasData)('speaks every Harvard sentence whole', () => {
    const lines = readFileSync(join(dataFolder, 'text', 'harvard_sentences.txt'), 'utf8')
      .split('\n')
      .filter(isSpeakable);
    expect(lines.length).toBeGreaterThan(100);
    for (const line of lines) expect(cut(cleanText(line))).toHaveLength(1);
  });

  it('refuses a limit that not every character fits in', () => {
    expect(() => cut('Hello', 1)).toThrow(RangeError);
    expect(() => cut('Hello', Number.NaN)).toThrow(RangeError);
  });
});

describe('segments: laziness', () => {
  afterEach(() => void vi.restoreAllMocks());

  it.each([
    ['sentences', 'This is one sentence of a very long text. '],
    ['one endless sentence', 'and this goes on, '],
    ['no spaces', 'aaaaaaaaaaaaaaaaaa'],
    ['Chinese', '这是一篇很长的文章里的一句话。'],
  ])('looks at a window, not at the whole of 1,000,000 characters of %s', (_kind, unit) => {
    const text = unit.repeat(Math.ceil(1_000_000 / unit.length));
    const segment = vi.spyOn(Intl.Segmenter.prototype, 'segment');
    const found = segments(text, { maxCharacters: 300 });
    for (let pulled = 0; pulled < 3; pulled++) {
      segment.mockClear();
      expect(found.next().done).toBe(false);
      const looked = segment.mock.calls.reduce((sum, [input]) => sum + input.length, 0);
      expect(looked).toBeGreaterThan(0);
      expect(looked).toBeLessThan(4000);
    }
  });
});

import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { Chinese, readCangjie } from './chinese.ts';
import { folderOf } from './tiny-tokenizer.fixture.ts';
import type { Piece } from './pieces.ts';

let remove = () => {};
afterEach(() => remove());

function read(lines: unknown) {
  const made = folderOf(lines === undefined ? {} : { 'Cangjie5_TC.json': lines });
  remove = made.remove;
  return readCangjie(made.folder);
}

const written = (pieces: readonly Piece[]) =>
  pieces.map((piece) => ('token' in piece ? piece.token : piece.text)).join('');

describe('the table of Cangjie codes', () => {
  it('gives each glyph its code, and all but the first of a code their place', async () => {
    const table = await read(['你\tonf', '好\tvnd', '妳\tvnd', '孖\tvnd\tmore']);
    expect(Object.fromEntries(table ?? [])).toEqual({ 你: 'onf', 好: 'vnd', 妳: 'vnd1', 孖: 'vnd2' });
  });

  it('may be missing', async () => {
    expect(await read(undefined)).toBeUndefined();
  });

  it.each([
    ['a line without a tab', ['你\tonf', '好vnd'], '"1" has no tab'],
    ['a number', ['你\tonf', 7], '"1" is wrong'],
    ['another shape', { 你: 'onf' }, 'expected array'],
  ])('is refused with %s, by its name', async (_, lines, expected) => {
    const reading = read(lines);
    await expect(reading).rejects.toThrow(expected);
    await expect(reading).rejects.toThrow('Cangjie5_TC.json');
  });
});

describe('Chinese', () => {
  const table = new Map([
    ['你', 'onf'],
    ['好', 'vnd12'],
    ['。', 'no letter'],
  ]);
  const letters = new Chinese(table, async () => (text) => [...text]);

  it('is words with spaces between, each glyph spelt as the tokens of its code', async () => {
    const words = new Chinese(table, async () => () => ['你好', ' ', '你', '。']);
    expect(written(await words.pieces('你好 你。'))).toBe(
      '[cj_o][cj_n][cj_f][cj_.][cj_v][cj_n][cj_d][cj_1][cj_2][cj_.] [cj_o][cj_n][cj_f][cj_.] 。',
    );
  });

  it('leaves what the table does not have, and keeps text together that stands together', async () => {
    expect(await letters.pieces('a你們ok')).toEqual([
      { text: 'a ' },
      ...['o', 'n', 'f', '.'].map((part) => ({ token: `[cj_${part}]` })),
      { text: ' 們 o k' },
    ]);
  });

  it('makes no tokens of what a text says in brackets', async () => {
    expect(await letters.pieces('[cj_a]們')).toEqual([{ text: '[ c j _ a ] 們' }]);
  });

  it('is cut into words by jieba', async () => {
    const found = written(await new Chinese(new Map()).pieces('我来到北京清华大学, hello world 3.14。'));
    expect(found).toBe('我 来到 北京 清华大学 , hello world 3.14 。');
  });

  it('is not cut, and needs no table, where there is none in it', async () => {
    const without = new Chinese(undefined, () => Promise.reject(new Error('loaded')));
    expect(await without.pieces('OK, 3.14!')).toEqual([{ text: 'OK, 3.14!' }]);
  });

  it('without the table says which file is missing, and nothing of the text', async () => {
    const speaking = new Chinese(undefined).pieces('秘密');
    await expect(speaking).rejects.toMatchObject({ code: 'language_not_supported' });
    await expect(speaking).rejects.toThrow('Cangjie5_TC.json');
    await expect(speaking).rejects.not.toThrow('秘密');
  });

  it('loses nothing but white space, whatever the text', async () => {
    const jieba = new Chinese(new Map());
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: fc.constantFrom(...'你好世界東京 a1.,!?。、😀é\u0301ｶ한') }), async (text) => {
        expect(written(await jieba.pieces(text)).replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
      }),
    );
  });
});

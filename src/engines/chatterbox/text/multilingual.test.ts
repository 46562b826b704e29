import { describe, expect, it } from 'vitest';
import { Chinese } from './chinese.ts';
import { Japanese } from './japanese.ts';
import { MultilingualText, trainedLanguages } from './multilingual.ts';
import type { Piece } from './pieces.ts';

const parts = {
  chinese: new Chinese(new Map([['好', 'vnd']]), async () => (text) => [text]),
  japanese: new Japanese(async () => () => [{ written: '家', reading: 'ハヤ' }]),
};
const written = (pieces: readonly Piece[]) =>
  pieces.map((piece) => ('token' in piece ? piece.token : piece.text)).join('');
const spelt = async (text: string, language: string, lowercase = true) =>
  written(await new MultilingualText({ ...parts, lowercase }).pieces(text, language));

describe('a text for Multilingual', () => {
  it.each([
    ['en', 'The CAT.', '[en]the[SPACE]cat.'],
    ['fr', 'É ﬁ ½', '[fr]e\u0301[SPACE]fi[SPACE]1⁄2'],
    ['el', 'ΟΔΟΣ', '[el]οδος'],
    ['ko', '한', '[ko]\u1112\u1161\u11AB'],
    ['zh', '好', '[zh][cj_v][cj_n][cj_d][cj_.]'],
    ['ja', '家', '[ja][SPACE]はや'],
    ['en', '家好', '[en]家好'],
    ['pl', '´x', '[pl][SPACE]\u0301x'],
  ])('in %s: %s', async (language, text, expected) => {
    expect(await spelt(text, language)).toBe(expected);
  });

  it('keeps its capitals where the model learnt them', async () => {
    expect(await spelt('The ÉCOLE', 'en', false)).toBe('[en]The[SPACE]E\u0301COLE');
  });

  it('is in one of 23 languages', () => {
    expect(new Set(trainedLanguages).size).toBe(23);
  });
});

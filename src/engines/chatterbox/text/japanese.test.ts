import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Japanese, hiraganaOf } from './japanese.ts';

const japanese = new Japanese();

describe('Japanese', () => {
  it.each([
    ['私は東京へ行きます。', 'わたしはとうきょうへいきます。'],
    ['今日は天気がいいですね', 'きょうはてんきがいいですね'],
    ['話は変わる。', ' はなしはかわる。'],
    ['部屋と変', ' へやと へん'],
    ['人々が食べた', 'ひとびとがたべた'],
    ['カタカナとひらがな', 'カタカナとひらがな'],
    ['世界 hello 123。', 'せかい hello 123。'],
    ['コーヒーを飲む', 'コーヒーをのむ'],
  ])('%s is %s', async (text, expected) => {
    expect(await japanese.kana(text.normalize('NFKD'))).toBe(expected.normalize('NFKD'));
  });

  it('leaves kanji that the dictionary does not have', async () => {
    expect(await new Japanese(async () => () => [{ written: '鿿', reading: undefined }]).kana('鿿')).toBe('鿿');
  });

  it('in kana alone needs no dictionary', async () => {
    const without = new Japanese(() => Promise.reject(new Error('loaded')));
    expect(await without.kana('はい、カラオケ。')).toBe('はい、カラオケ。'.normalize('NFKD'));
  });

  it('without the dictionary says what to install, and nothing of the text', async () => {
    const without = new Japanese(() => Promise.reject(new Error('Cannot find package')));
    const speaking = without.kana('秘密');
    await expect(speaking).rejects.toMatchObject({ code: 'language_not_supported' });
    await expect(speaking).rejects.toThrow('npm install kuromoji');
    await expect(speaking).rejects.not.toThrow('秘密');
  });

  it('loads the dictionary once', async () => {
    let loads = 0;
    const counted = new Japanese(async () => {
      loads += 1;
      return (text) => [...text].map((written) => ({ written, reading: 'カ' }));
    });
    expect(await counted.kana('家')).toBe('か');
    expect(await counted.kana('家家')).toBe('かか');
    expect(loads).toBe(1);
  });

  it('keeps all that is no kanji, whatever the text', async () => {
    const unit = fc.oneof(
      fc.constantFrom(...'東京人々食日本語はへがパ、。ー ヶ'),
      fc.string({ unit: 'grapheme', maxLength: 1 }),
    );
    await fc.assert(
      fc.asyncProperty(fc.string({ unit }), async (text) => {
        const kept = (await japanese.kana(text.normalize('NFKD'))).replace(/\p{Script=Han}/gu, '');
        const others = text
          .normalize('NFKD')
          .replace(/[\p{Script=Han}々\p{Script=Hiragana}\p{Script=Katakana}ー\u3099\u309A ]/gu, '');
        for (const letter of others) expect(kept).toContain(letter);
      }),
    );
  });
});

describe('katakana', () => {
  it('has hiragana for all of its letters but the long vowel', () => {
    expect(hiraganaOf('ァアガパンヴヵヶーヽヾ')).toBe('ぁあがぱんゔゕゖーゝゞ');
    expect(hiraganaOf('漢字abcかな')).toBe('漢字abcかな');
  });

  it('is read with characters that kuromoji cannot take', async () => {
    expect(await new Japanese().kana('今日\0今日\u{20BB7}今日')).toBe(
      'きょう\0きょう\u{20BB7}きょう'.normalize('NFKD'),
    );
  });
});

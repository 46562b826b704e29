import loadPackage from '@echogarden/espeak-ng-emscripten';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { Transcriber } from '../../phonemizer/transcriber.ts';
import { Synthesizer } from '../synthesizer.ts';
import { contexts } from './contexts.ts';
import { missingSyllables, syllablesAsPhonemes } from './missing-syllables.ts';
import { longestRespelling, readsMandarin, respell } from './respell.ts';
import { words } from './words.ts';

describe('respell', () => {
  it.each([
    ['这件衣服很便宜。', '这件衣服很pian2 yi5。'],
    ['的士来了，的士兵走了', 'di1 shi4来了，的士兵走了'],
    ['去iPhone店还iPad还书', '去iPhone店还iPad huan2书'],
    ['第3行，第三行A', '第3行，第三hang2 A'],
    ['花儿和女儿，儿童在这儿', '花er5和女儿，儿童在这er5'],
    ['熊猫和英雄', 'xi5yong2猫和英xi5yong2'],
    ['两只猫，我只有一只，这只是它', '两zhi1猫，我只有一zhi1，这只是它'],
    ['飞机晚点了。Hello, 12!', '飞机晚点了。Hello, 12!'],
    ['No Chinese here: 12.', 'No Chinese here: 12.'],
    ['', ''],
  ])('writes what eSpeak reads wrong in pinyin, and nothing else: %s', (text, expected) => {
    expect(respell(text)).toBe(expected);
  });

  it('keeps every other character in its order, and grows by no more than it says', () => {
    const unit = fc.constantFrom(...'便宜得地着了还长重行儿熊一两只这那，。 aB1', '𠮷', '\ud800');
    fc.assert(
      fc.property(fc.string({ unit, maxLength: 80 }), (text) => {
        const rest = (written: string) => written.replace(/[a-z]{1,6}[1-5](?:yong[1-5])?|[\s\p{Script=Han}]/gu, '');
        expect(rest(respell(text))).toBe(rest(text));
        expect(Buffer.byteLength(respell(text))).toBeLessThanOrEqual(longestRespelling * text.length);
      }),
    );
  });

  it('is for the Mandarin voices of eSpeak only', () => {
    expect(['sit/cmn', 'sit/cmn-Latn-pinyin', 'sit/yue', 'jpx/ja'].map(readsMandarin)).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });
});

describe('its tables', () => {
  it('have a reading or a dash for each character of a word', () => {
    const wrong = [...words].filter(
      ([word, pinyin]) =>
        [...word].length !== pinyin.length || pinyin.some((each) => each !== undefined && !/^[a-z]+[1-5]$/u.test(each)),
    );
    expect(wrong).toEqual([]);
    expect(words.size).toBeGreaterThan(400);
  });

  it('match one character at a time', () => {
    expect(contexts.filter(({ pattern }) => 'x'.search(pattern) >= 0)).toEqual([]);
    expect(respell('把书当儿子，绕着太阳转')).toBe('把书dang4儿子，绕着太阳zhuan4');
  });
});

describe('eSpeak', () => {
  let transcriber: Transcriber;
  beforeAll(async () => {
    transcriber = await Transcriber.start(loadPackage);
  });
  const ipa = (text: string) => transcriber.ipa('sit/cmn', text);

  it('reads pinyin as it does a character of that sound', () => {
    const pinyin = [...[...words.values()].flat(), ...contexts.map((each) => each.pinyin)];
    // English letters would bring English vowels.
    const odd = [...new Set(pinyin)].filter((each) => each !== undefined && !/[1235ɜ]/u.test(ipa(each)));
    expect(odd).toEqual([]);
    expect(ipa('便宜')).toBe(ipa('骈咦').replace(/\S+$/u, ipa('yi5')));
  });

  it('says the syllables that it lacks, where it would spell English letters', () => {
    expect(ipa('熊猫')).toBe('ɕjˈonɡɜ mˈɑu5');
    expect(ipa('贫穷')).toMatch(/ tɕhjˈonɡɜ$/u);
    expect(ipa('兄')).toBe('ɕjˈonɡ5');
    expect(ipa('窘')).toBe('tɕjˈonɡ2');
    expect(missingSyllables.map(({ pinyin }) => syllablesAsPhonemes(pinyin))).toEqual([
      ...["[[S;j'ong55]]", "[[S;j'ong35]]", "[[S;j'ong51]]"],
      ...["[[tS;hj'ong35]]", "[[tS;j'ong55]]", "[[tS;j'ong214]]"],
    ]);
  });

  it('speaks them as one syllable, and pinyin byte for byte as the characters of that sound', async () => {
    const synthesizer = await Synthesizer.start(loadPackage);
    const spoken = (text: string) => {
      const pieces: Uint8Array[] = [];
      synthesizer.run('sit/cmn', text, (samples) => pieces.push(Uint8Array.from(new Uint8Array(samples.buffer))) > 0);
      return Buffer.concat(pieces);
    };
    expect(spoken('他在zhong1 guo2。').equals(spoken('他在中国。'))).toBe(true);
    const [bear, wine, spelt] = ['黑熊', '黑油', '黑xi yong2'].map((text) => spoken(text).length) as [
      number,
      number,
      number,
    ];
    expect(bear).toBeLessThan(1.5 * wine);
    expect(bear).toBeLessThan(spelt);
  });

  it('says erhua in Mandarin', () => {
    for (const word of ['花儿', '一点儿', '这儿', '那儿', '哪儿', '小孩儿', '一会儿']) {
      expect(ipa(word)).toMatch(/ ˈər1$/u);
      expect(ipa(word)).not.toMatch(/rf|wˈɒn/u);
    }
  });
});

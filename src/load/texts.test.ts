import { describe, expect, it } from 'vitest';
import { builtinTexts, meanCharacters, textsOf } from './texts.ts';

describe('the built-in texts', () => {
  it('are English of one to six sentences, all different', () => {
    const texts = builtinTexts(undefined);
    const sentences = texts.map((text) => text.match(/[.!?](?= |$)/g)?.length ?? 0);
    expect(Math.min(...sentences)).toBe(1);
    expect(Math.max(...sentences)).toBe(6);
    expect(new Set(texts).size).toBe(texts.length);
    expect(builtinTexts('en-GB')).toBe(texts);
  });

  it.each(['zh', 'zh-CN', 'ZH-Hans'])('are Chinese for %s', (tag) => {
    for (const text of builtinTexts(tag)) expect(text).toMatch(/^[\p{Script=Han}，。！？]+$/u);
  });
});

describe('the texts of a file', () => {
  it('are its lines', () => {
    expect(textsOf('\uFEFFOne.\r\n Two. \nThree.\n')).toEqual(['One.', 'Two.', 'Three.']);
  });

  it('are its paragraphs when blank lines part them', () => {
    expect(textsOf('One\ntwo.\n \n\nThree.\n')).toEqual(['One two.', 'Three.']);
  });

  it('are none when there is nothing in it', () => {
    expect(textsOf(' \n\n')).toEqual([]);
  });
});

describe('the mean length', () => {
  it('counts code points', () => {
    expect(meanCharacters(['😀', 'abc'])).toBe(2);
    expect(meanCharacters([])).toBe(0);
  });
});

import { describe, expect, it } from 'vitest';
import { describeText } from './describe-text.ts';
import { plainText } from './front-end.ts';
import { TextReader } from './text-reader.ts';

const reader = new TextReader({ textTags: true, emoji: 'name' });
const textOf = (input: string, ssml = false) => plainText(reader.read({ input, ssml, language: undefined }));

describe('a reader that names emoji', () => {
  it('names them in the language of the words, not of the markup', () => {
    expect(textOf('你好😀')).toBe('你好，嘿嘿');
    expect(textOf('<speak version="1.0" xmlns="http://www.w3.org/2001/10/synthesis">你好😀</speak>', true)).toBe(
      '你好，嘿嘿',
    );
  });

  it('names them in the language that SSML marks', () => {
    expect(textOf('<speak>Hello 😀 <lang xml:lang="zh-CN">😀</lang></speak>', true)).toBe('Hello, grinning face\n嘿嘿');
  });
});

describe('the pauses of a text', () => {
  it('are a minute together, and more in a long one', () => {
    const pauses = '[pause:10s]'.repeat(7);
    expect(() => textOf(pauses)).toThrow(/are 70\.0 s together; a text of 77 characters may have 67 s/u);
    expect(() => textOf(pauses + 'a'.repeat(30))).not.toThrow();
  });
});

describe('the language of a text', () => {
  it.each<[how: string, input: string, language: string | undefined, is: string]>([
    ['is detected in its words', '<speak>Guten Morgen, wie geht es dir?</speak>', undefined, 'de'],
    ['is what SSML marks', '<speak xml:lang="de-DE">5 km</speak>', undefined, 'de-DE'],
    ['is that of what is not marked', '<speak><lang xml:lang="de">Tag</lang> 你好</speak>', undefined, 'zh'],
    ['is what was given', '<speak xml:lang="de-DE">5 km</speak>', 'en', 'en'],
  ])('%s', (_, input, language, is) => {
    expect(describeText(reader, { input, ssml: true, language }).language).toBe(is);
  });
});

import { describe, expect, it } from 'vitest';
import { isControl, tags } from './control-tokens.ts';

describe('a token', () => {
  it.each(['[START]', '[UNK]', '[en]', '[cj_.]', '[clear throat]', '<|endoftext|>', '<pad>'])(
    '%s steers',
    (content) => {
      expect(isControl(content, undefined)).toBe(true);
    },
  );

  it.each(['[', ']', '[]', '[[', '</', '<>', 'a]', 'é', '[a', 'END'])('%s is text', (content) => {
    expect(isControl(content, undefined)).toBe(false);
    expect(isControl(content, { id: 7, content, special: false })).toBe(false);
  });

  it('that the tokenizer declares special steers, whatever its name', () => {
    expect(isControl('END', { id: 7, content: 'END', special: true })).toBe(true);
  });

  it('is one of nineteen tags that Turbo was given', () => {
    expect(new Set(tags).size).toBe(19);
    expect(tags).toContain('[clear throat]');
  });
});

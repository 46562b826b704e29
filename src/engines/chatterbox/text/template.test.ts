import { describe, expect, it } from 'vitest';
import { idsBehind } from './template.ts';
import { byteTokenizer, letterTokenizer } from './tiny-tokenizer.fixture.ts';

const end = 50_256;

describe('the ends of text that a template adds', () => {
  it.each([1, 2, 3])('are counted: %i', (count) => {
    expect(idsBehind(byteTokenizer(count).post_processor, end)).toBe(count);
  });

  it.each([
    ['no post processor', null],
    ['one without a template', { type: 'ByteLevel', trim_offsets: false }],
    ['a template without them', byteTokenizer(0).post_processor],
    ['a template of other tokens', letterTokenizer().post_processor],
    ['a template that is malformed', { type: 'TemplateProcessing', single: 'A' }],
  ])('are not known from %s', (_, postProcessor) => {
    expect(idsBehind(postProcessor, end)).toBeUndefined();
  });

  it('are also counted where one name stands for several ids', () => {
    const template = {
      type: 'TemplateProcessing',
      single: [{ Sequence: { id: 'A' } }, { SpecialToken: { id: 'ends' } }],
      special_tokens: { ends: { ids: [end, end] } },
    };
    expect(idsBehind(template, end)).toBe(2);
  });

  it('are not those before the text', () => {
    const item = { SpecialToken: { id: 'end' } };
    const single = [item, { Sequence: { id: 'A' } }, item];
    const template = { type: 'TemplateProcessing', single, special_tokens: { end: { ids: [end] } } };
    expect(idsBehind(template, end)).toBe(1);
  });
});

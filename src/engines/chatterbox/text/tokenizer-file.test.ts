import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { UnusableModel } from '../unusable-model.ts';
import { byteTokenizer, folderOf, letterTokenizer } from './tiny-tokenizer.fixture.ts';
import { readTokenizerFile } from './tokenizer-file.ts';

let remove = () => {};
afterEach(() => remove());

function read(files: Readonly<Record<string, unknown>>) {
  const made = folderOf(files);
  remove = made.remove;
  return readTokenizerFile(made.folder);
}

describe("a model's tokenizer.json", () => {
  it('is read, with its added tokens', async () => {
    const { addedTokens, content, file } = await read({ 'tokenizer.json': byteTokenizer(2) });
    expect(path.basename(file)).toBe('tokenizer.json');
    expect(addedTokens[0]).toMatchObject({ id: 50_256, content: '<|endoftext|>', special: true });
    expect(addedTokens).toHaveLength(20);
    expect(content.model.vocab['<|endoftext|>']).toBe(50_256);
  });

  it('may begin with a byte order mark', async () => {
    const text = `\uFEFF${JSON.stringify(byteTokenizer(2))}`;
    expect((await read({ 'tokenizer.json': text })).addedTokens).toHaveLength(20);
  });

  it('gets the tokens that only tokenizer_config.json has', async () => {
    const tokenizer = byteTokenizer(2);
    const decoder = { 50256: { content: 'other' }, 50257: { content: '[angry]', special: false } };
    const { addedTokens } = await read({
      'tokenizer.json': { ...tokenizer, added_tokens: tokenizer.added_tokens.slice(0, 1) },
      'tokenizer_config.json': { added_tokens_decoder: decoder },
    });
    expect(addedTokens.map(({ id, content }) => [id, content])).toEqual([
      [50_256, '<|endoftext|>'],
      [50_257, '[angry]'],
    ]);
  });

  it('that is missing is named, with what to do', async () => {
    await expect(read({})).rejects.toThrow(/tokenizer\.json is missing\. Download it/u);
  });

  const model = letterTokenizer().model;
  it.each([
    ['not JSON', '{', 'it is not JSON'],
    ['a list', [], 'expected object'],
    ['no model', { model: undefined }, '"model"'],
    ['another kind of model', { model: { ...model, type: 'Unigram' } }, '"model.type"'],
    ['an id that is a text', { model: { ...model, vocab: { a: '7' } } }, '"model.vocab.a"'],
    ['a negative id', { model: { ...model, vocab: { a: -7 } } }, '"model.vocab.a"'],
    ['no merges', { model: { ...model, merges: undefined } }, '"model.merges"'],
    ['an added token without a name', { added_tokens: [{ id: 5, content: '' }] }, '"added_tokens.0.content"'],
  ])('is refused with %s, by the names of file and field', async (_, change, expected) => {
    const content = typeof change === 'object' && !Array.isArray(change) ? { ...letterTokenizer(), ...change } : change;
    const reading = read({ 'tokenizer.json': content });
    await expect(reading).rejects.toThrow(UnusableModel);
    await expect(reading).rejects.toThrow(expected);
    await expect(reading).rejects.toThrow('tokenizer.json');
  });

  it('is refused with a tokenizer_config.json that is broken', async () => {
    const reading = read({ 'tokenizer.json': byteTokenizer(2), 'tokenizer_config.json': { added_tokens_decoder: 5 } });
    await expect(reading).rejects.toThrow(/tokenizer_config\.json: "added_tokens_decoder" is wrong/u);
  });
});

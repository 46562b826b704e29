import { Tokenizer } from '@huggingface/tokenizers';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UnusableModel } from '../unusable-model.ts';
import { tags } from './control-tokens.ts';
import { spaced } from './pieces.ts';
import { byteTokenizer, letterTokenizer, type TokenizerJson } from './tiny-tokenizer.fixture.ts';
import type { TokenizerFile } from './tokenizer-file.ts';
import { Vocabulary } from './vocabulary.ts';

function open(json: TokenizerJson, limit = 6561, spoken: readonly string[] = []): Vocabulary {
  const file = { file: 'tokenizer.json', content: json, addedTokens: json.added_tokens } as unknown as TokenizerFile;
  return new Vocabulary(file, limit, spoken);
}

const letters = letterTokenizer();
const idsOf = (vocabulary: Vocabulary, text: string) => vocabulary.encode([{ text }]).ids;
const idOf = (name: string) => letters.model.vocab[name]!;

describe('a vocabulary', () => {
  it('cuts text into the tokens of its merges, and takes the others by their names', () => {
    const pieces = [{ token: '[START]' }, { text: 'the cat' }, { token: '[cj_a]' }];
    const expected = [255, idOf('the'), ...[...'cat'].map(idOf), 750];
    expect(open({ ...letters, normalizer: null }).encode(pieces)).toEqual({ ids: expected, replaced: 0 });
  });

  it('keeps an accent with its letter, and a mark out of a word', () => {
    expect(idsOf(open(letters), 'e\u0301cole')).toEqual([idOf('e\u0301co'), ...[...'le'].map(idOf)]);
    expect(idsOf(open(letters), 'от!!')).toEqual([...[...'от'].map(idOf), idOf('!!')]);
  });

  it('does so also where the words are cut by one rule of several', () => {
    const preTokenizer = { type: 'Sequence', pretokenizers: [{ type: 'Digits' }, { type: 'Whitespace' }] };
    expect(idsOf(open({ ...letters, pre_tokenizer: preTokenizer }), 'e\u0301cole')).toHaveLength(3);
  });

  it('reads a control token that a text has as letters', () => {
    const { ids, replaced } = open(letters).encode([{ text: '[START]' }]);
    expect(ids).toEqual([...'[START]'].map(idOf));
    expect(replaced).toBe(0);
  });

  it('gives [UNK] for what it does not know, which is no replacement', () => {
    expect(open(letters).encode([{ text: '漢' }])).toEqual({ ids: [1], replaced: 0 });
    const vocab = Object.fromEntries(Object.entries(letters.model.vocab).filter(([name]) => name !== '[UNK]'));
    const inAddedTokensOnly = { ...letters, model: { ...letters.model, vocab } };
    expect(open(inAddedTokensOnly).encode([{ text: '漢a' }])).toEqual({ ids: [1, idOf('a')], replaced: 0 });
  });

  it('replaces what the table has no row for, and says how often', () => {
    const vocabulary = open(letters, idOf('the'));
    expect(vocabulary.encode([{ token: '[en]' }, { text: 'the' }, { text: 'a' }])).toEqual({
      ids: [1, 1, idOf('a')],
      replaced: 2,
    });
    expect(vocabulary.idOf('[en]')).toBeUndefined();
    expect(open(byteTokenizer(2), 100).encode([{ text: '1a2' }])).toEqual({ ids: [49, 97, 50], replaced: 0 });
    expect(open(byteTokenizer(2), 60).encode([{ text: '1a2' }])).toEqual({ ids: [49, 50], replaced: 1 });
  });

  it('replaces a control token that comes out of letters', () => {
    const model = { ...letters.model, ignore_merges: true, vocab: { ...letters.model.vocab, '[STOP]': 0 } };
    const whole = open({ ...letters, pre_tokenizer: null, model });
    expect(whole.encode([{ text: '[STOP]' }])).toEqual({ ids: [1], replaced: 1 });
  });

  it('lets a text name the tokens that it is told of', () => {
    const turbo = open(byteTokenizer(2), 50_276, tags);
    expect(idsOf(turbo, 'a[clear throat]b')).toEqual([97, 50_267, 98]);
    expect(idsOf(open(byteTokenizer(2), 50_276), '[laugh]')).toEqual([...'[laugh]'].map((c) => c.charCodeAt(0)));
  });

  it('keeps added tokens that are letters', () => {
    const id = 400;
    const tokenizer = { ...letters, added_tokens: [...letters.added_tokens, { id, content: 'ñ', special: false }] };
    expect(idsOf(open(tokenizer), 'ñ')).toEqual([id]);
  });

  it('is refused where the library cannot run it', () => {
    expect(() => open({ ...letters, normalizer: { type: 'Rot13' } })).toThrow(UnusableModel);
    expect(() => open({ ...letters, normalizer: { type: 'Rot13' } })).toThrow(/tokenizer\.json cannot be used.*Rot13/u);
  });

  it('takes a text as the library does with all tokens, where a text has none of them', () => {
    const whole = new Tokenizer({ ...letters, added_tokens: letters.added_tokens.map(normalized) }, {});
    const own = open(letters);
    const unit = fc.constantFrom(...'the quickécolllHELO!?.,"1 2', ' ');
    fc.assert(
      fc.property(fc.string({ unit }), (text) => {
        const expected = whole.encode(text.replaceAll(' ', '[SPACE]'), { add_special_tokens: true }).ids;
        expect([6563, 255, ...own.encode(spaced([{ text }])).ids, 0, 6561, 6561]).toEqual(expected);
      }),
    );
  });
});

/** Found also in what the normalizer wrote; a special token is looked for only before. */
function normalized(token: object): object {
  return { ...token, normalized: true };
}

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Tensor } from '../../../onnx/tensor.ts';
import { UnusableModel } from '../unusable-model.ts';
import { conditionalsOf } from './encoder-outputs.ts';

const floats = (...dims: number[]) => {
  const tensor = Tensor.zeros('float32', dims);
  for (let i = 0; i < tensor.data.length; i++) tensor.data[i] = i / 8;
  return tensor;
};
const ids = (...values: number[]) => Tensor.from('int64', [1, values.length], values);
const good = {
  audio_features: floats(1, 3, 16),
  audio_tokens: ids(5, 6, 7),
  speaker_embeddings: floats(1, 192),
  speaker_features: floats(1, 6, 80),
};
const expected = { file: 'speech_encoder.onnx', width: 16 };

describe('outputs of a speech encoder', () => {
  it('are told apart by their structure, in any order and under any names', () => {
    const voice = conditionalsOf(good, expected);
    fc.assert(
      fc.property(
        fc.shuffledSubarray(Object.values(good), { minLength: 4 }),
        fc.uniqueArray(
          fc.string({ minLength: 1 }).filter((name) => !/^\d+$|^__proto__$/u.test(name)),
          {
            ...{ minLength: 4, maxLength: 4 },
          },
        ),
        (tensors, names) => {
          const named = Object.fromEntries(names.map((name, i) => [name, tensors[i]!]));
          expect(conditionalsOf(named, expected)).toEqual(voice);
        },
      ),
    );
  });

  it('are told apart by their names where they look alike', () => {
    const alike = { ...good, audio_features: floats(1, 3, 80), hidden: floats(1, 7, 44), lengths: ids(3) };
    const voice = conditionalsOf(alike, { ...expected, width: 80 });
    expect(voice.prefix).toHaveLength(3 * 80);
    expect(voice.promptFeatures).toHaveLength(6 * 80);
    expect([...voice.promptTokens]).toEqual([5, 6, 7]);
    const more = { ...good, other: floats(1, 9, 80) };
    expect(conditionalsOf(more, expected)).toEqual(conditionalsOf(good, expected));
  });

  it('give as many tokens and twice as many frames, whatever came', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 2, max: 90 }), (tokens, frames) => {
        const all = Array.from({ length: tokens }, (_, i) => 6_560 - i);
        const outputs = { ...good, audio_tokens: ids(...all), speaker_features: floats(1, frames, 80) };
        const { promptTokens, promptFeatures } = conditionalsOf(outputs, expected);
        expect(promptTokens.length).toBe(Math.min(tokens, Math.floor(frames / 2)));
        expect([...promptTokens]).toEqual(all.slice(0, promptTokens.length));
        expect(promptFeatures).toEqual(
          Float32Array.from(outputs.speaker_features.data as Float32Array).slice(0, promptTokens.length * 160),
        );
      }),
      { numRuns: 50 },
    );
  });

  it('may be 32-bit tokens and half-precision floats', () => {
    const half = Tensor.from('float16', [1, 3, 16], new Uint16Array(48).fill(0x3c00));
    const tokens = Tensor.from('int32', [1, 3], [5, 6, 7]);
    const voice = conditionalsOf({ ...good, audio_features: half, audio_tokens: tokens }, expected);
    expect([...voice.prefix]).toEqual(Array<number>(48).fill(1));
    expect(voice).toMatchObject({ promptTokens: conditionalsOf(good, expected).promptTokens, prefixRows: 3 });
  });

  const withNaN = floats(1, 192);
  withNaN.data[7] = NaN;
  const infinite = Tensor.from('float16', [1, 6, 80], new Uint16Array(480).fill(0x7c00));
  it.each<[string, Record<string, Tensor | undefined>, string]>([
    ['no tokens', { audio_tokens: undefined }, 'no output could be prompt tokens'],
    ['no embedding', { speaker_embeddings: floats(1, 256) }, 'no output could be a speaker embedding'],
    ['no features', { speaker_features: floats(1, 6, 40) }, 'no output could be speaker features'],
    ['no conditioning', { audio_features: floats(1, 16) }, 'no output could be conditioning'],
    [
      'two of a kind and no name that tells',
      { other: floats(1, 4, 16), audio_features: undefined, more: floats(1, 4, 16) },
      '2 outputs could be conditioning',
    ],
    ['two of a kind with names that both tell', { cond: floats(1, 4, 16) }, '2 outputs could be conditioning'],
    ['conditioning of another width', { audio_features: floats(1, 3, 8) }, 'the language model, 16, and is [1, 3, 8]'],
    ['conditioning of no rows', { audio_features: floats(1, 0, 16) }, 'and is [1, 0, 16]'],
    [
      'two voices',
      { speaker_embeddings: floats(2, 192) },
      '"speaker_embeddings" should be of one voice, and is [2, 192]',
    ],
    [
      'an id that is no sound',
      { audio_tokens: ids(1, 6_561, 2) },
      '"audio_tokens" should hold ids from 0 to 6560, and holds 6561',
    ],
    ['a negative id', { audio_tokens: ids(1, -1, 2) }, 'holds -1'],
    ['no sound', { audio_tokens: ids() }, 'it gave 0 prompt tokens and 6 frames'],
    ['one frame', { speaker_features: floats(1, 1, 80) }, 'it gave 3 prompt tokens and 1 frames'],
    ['no number', { speaker_embeddings: withNaN }, '"speaker_embeddings" has values that are no numbers'],
    ['an overflow', { speaker_features: infinite }, 'float16 can overflow: take the fp32 one'],
  ])('with %s are refused with what is wrong', (_, changes, message) => {
    const entries = Object.entries<Tensor | undefined>({ ...good, ...changes });
    const outputs = Object.fromEntries(entries.flatMap(([name, tensor]) => (tensor ? [[name, tensor]] : [])));
    expect(() => conditionalsOf(outputs, expected)).toThrow(UnusableModel);
    expect(() => conditionalsOf(outputs, expected)).toThrow(message);
    expect(() => conditionalsOf(outputs, expected)).toThrow('speech_encoder.onnx');
  });
});

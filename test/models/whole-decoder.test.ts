import path from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Session } from '../../src/onnx/session.ts';
import { Tensor } from '../../src/onnx/tensor.ts';
import { RandomWeights } from './random-weights.ts';
import { temporaryFolder } from './temporary-folder.ts';
import { writeWholeDecoder } from './whole-decoder.ts';

const file = path.join(temporaryFolder(), 'conditional_decoder.onnx');
writeWholeDecoder(file);
const open = Session.open(file);

async function decode(tokens: readonly number[], frames: number, speaker = 'a speaker'): Promise<Float32Array> {
  const random = new RandomWeights(2);
  const session = await open;
  const { waveform } = await session.run(
    {
      speech_tokens: Tensor.from('int64', [1, tokens.length], tokens),
      speaker_embeddings: Tensor.from('float32', [1, 192], random.fill(speaker, new Float32Array(192), 1)),
      speaker_features: Tensor.from('float32', [1, frames, 80], new Float32Array(frames * 80).fill(-6)),
    },
    ['waveform'],
  );
  expect(waveform.dims).toEqual([1, waveform.data.length]);
  return waveform.data as Float32Array;
}

it('says the tokens behind those of the prompt, 960 samples each', async () => {
  const codes = fc.array(fc.integer({ min: 0, max: 6560 }), { minLength: 12, maxLength: 40 });
  await fc.assert(
    fc.asyncProperty(codes, fc.integer({ min: 1, max: 24 }), async (tokens, frames) => {
      const sound = await decode(tokens, frames);
      expect(sound).toHaveLength((tokens.length - Math.floor(frames / 2)) * 960);
      expect(sound.every((sample) => Math.abs(sample) <= 1)).toBe(true);
    }),
    { numRuns: 20 },
  );
});

it.each([6561, 6562, 8193])('fails for %i, which is no sound', async (id) => {
  await expect(decode([1, 2, id, 3], 4)).rejects.toThrow('Gather');
});

it('is silent for silence, and audible for other tokens', async () => {
  const sound = await decode([7, 7, 4299, 100], 4);
  expect(sound.subarray(0, 960).every((sample) => sample === 0)).toBe(true);
  expect(Math.hypot(...sound.subarray(960)) / Math.sqrt(960)).toBeGreaterThan(0.02);
});

it('has the voice of the speaker', async () => {
  expect(await decode([7, 7, 100], 4, 'another')).not.toEqual(await decode([7, 7, 100], 4));
});

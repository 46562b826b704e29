import path from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Variant } from '../../src/engines/chatterbox/variant.ts';
import { Session } from '../../src/onnx/session.ts';
import { Tensor } from '../../src/onnx/tensor.ts';
import { writeSpeechEncoder, type SpeechEncoderOptions } from './speech-encoder.ts';
import { speechLikeSound } from './speech-like-sound.ts';
import { temporaryFolder } from './temporary-folder.ts';

const folder = temporaryFolder();

async function open(variant: Variant, more: Partial<SpeechEncoderOptions> = {}): Promise<Session> {
  const file = path.join(folder, `${variant}.onnx`);
  writeSpeechEncoder(file, { variant, width: 32, ...more });
  return Session.open(file);
}

async function encode(session: Session, sound: Float32Array): Promise<Record<string, Tensor>> {
  const names = session.outputs.map(({ name }) => name);
  return session.run({ audio_values: Tensor.from('float32', [1, sound.length], sound) }, names);
}

const long = speechLikeSound(12);

it('hears 25 tokens and 50 frames of a second, for the first 10 s', async () => {
  const session = await open('english');
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 960, max: long.length }), async (samples) => {
      const heard = await encode(session, long.subarray(0, samples));
      const tokens = Math.min(250, Math.floor(samples / 960));
      expect(heard['audio_features']?.dims).toEqual([1, 33, 32]);
      expect(heard['audio_tokens']?.dims).toEqual([1, tokens]);
      expect(heard['speaker_embeddings']?.dims).toEqual([1, 192]);
      expect(heard['speaker_features']?.dims).toEqual([1, 2 * tokens, 80]);
    }),
    { numRuns: 10, examples: [[960], [239_999], [240_000], [long.length]] },
  );
});

it.each(['turbo', 'nano'] as const)('gives %s a row for the speaker and one for each token of 6 s', async (variant) => {
  const session = await open(variant);
  const rows = async (seconds: number) =>
    (await encode(session, long.subarray(0, seconds * 24_000)))['audio_features']?.dims;
  expect(await rows(2)).toEqual([1, 51, 32]);
  expect(await rows(9)).toEqual([1, 151, 32]);
});

it('hears the same in the same clip, and something else in another voice', async () => {
  const session = await open('english');
  const [a, again, b] = [
    await encode(session, speechLikeSound(3)),
    await encode(session, speechLikeSound(3)),
    await encode(session, speechLikeSound(3, { pitch: 230, seed: 2 })),
  ];
  for (const name of Object.keys(a)) {
    expect(again[name]?.data).toEqual(a[name]?.data);
    expect(b[name]?.data).not.toEqual(a[name]?.data);
    expect(Array.from(a[name]?.data ?? [], Number).every(Number.isFinite)).toBe(true);
  }
  const tokens = Array.from(a['audio_tokens']?.data ?? [], Number);
  expect(new Set(tokens).size).toBeGreaterThan(20);
  expect(Math.min(...tokens)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...tokens)).toBeLessThan(6561);
});

it('names its outputs as it is told', async () => {
  const session = await open('turbo', { outputNames: { features: 'cond_emb', tokens: 'prompt_token' } });
  expect(session.outputs.map(({ name, type }) => `${name} ${type}`)).toEqual([
    'cond_emb float32',
    'prompt_token int64',
    'speaker_embeddings float32',
    'speaker_features float32',
  ]);
});

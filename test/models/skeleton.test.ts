import { statSync } from 'node:fs';
import path from 'node:path';
import { expect, it, vi } from 'vitest';
import { speech } from '../../src/engines/chatterbox/variant.ts';
import { Session } from '../../src/onnx/session.ts';
import { Tensor } from '../../src/onnx/tensor.ts';
import { hasData } from '../data.ts';
import { RandomWeights } from './random-weights.ts';
import { fillSkeleton, type SkeletonName } from './skeleton.ts';
import { speechLikeSound } from './speech-like-sound.ts';
import { temporaryFolder } from './temporary-folder.ts';

// Half a GB is written and loaded for each.
vi.setConfig({ testTimeout: 240_000 });

const root = temporaryFolder();
const random = new RandomWeights(4);

/** Fills a skeleton and opens it. */
async function open(name: SkeletonName): Promise<{ readonly file: string; readonly session: Session }> {
  const file = fillSkeleton(name, path.join(root, name));
  return { file, session: await Session.open(file, { threads: 2 }) };
}

function deviation(values: Float32Array): number {
  return Math.hypot(...chunkNorms(values)) / Math.sqrt(values.length);
}

/** Norms of parts: a function takes only so many arguments. */
function chunkNorms(values: Float32Array): number[] {
  return Array.from({ length: Math.ceil(values.length / 1000) }, (_, i) =>
    Math.hypot(...values.subarray(i * 1000, (i + 1) * 1000)),
  );
}

it.skipIf(!hasData)('the decoder of Turbo gives a sound that is neither silent nor clipped', async () => {
  const { file, session } = await open('turbo_conditional_decoder');
  expect(statSync(`${file}_data`).size).toBe(532_896_640);
  const tokens = Array.from({ length: 20 }, (_, i) => (i * 997) % speech.codes);
  const { waveform } = await session.run(
    {
      speech_tokens: Tensor.from('int64', [1, 20], tokens),
      speaker_embeddings: Tensor.from('float32', [1, 192], random.fill('speaker', new Float32Array(192), 1)),
      speaker_features: Tensor.from('float32', [1, 24, 80], random.fill('mel', new Float32Array(24 * 80), 2, -6)),
    },
    ['waveform'],
  );
  const sound = waveform.data as Float32Array;
  expect(sound).toHaveLength(8 * speech.samplesPerToken);
  // The first 20 ms are silence.
  expect(sound.subarray(0, 480).every((sample) => sample === 0)).toBe(true);
  expect(deviation(sound)).toBeGreaterThan(0.02);
  expect(sound.every((sample) => Math.abs(sample) < 0.99)).toBe(true);
  await session.release();
});

it.skipIf(!hasData)('the speech encoder hears tokens that differ, and nothing that is not finite', async () => {
  const { session } = await open('en_speech_encoder');
  const sound = speechLikeSound(2);
  const names = ['audio_features', 'audio_tokens', 'speaker_embeddings', 'speaker_features'] as const;
  const heard = await session.run({ audio_values: Tensor.from('float32', [1, sound.length], sound) }, names);
  expect(names.map((name) => heard[name].dims)).toEqual([
    [1, 33, 1024],
    [1, 50],
    [1, 192],
    [1, 100, 80],
  ]);
  for (const name of names) expect(Array.from(heard[name].data, Number).every(Number.isFinite)).toBe(true);
  const tokens = Array.from(heard.audio_tokens.data, Number);
  expect(new Set(tokens).size).toBeGreaterThan(5);
  expect(Math.max(...tokens)).toBeLessThan(speech.codes);
  expect(deviation(heard.audio_features.data as Float32Array)).toBeGreaterThan(0.1);
  await session.release();
});

it.skipIf(!hasData)('the decoder of English has a value for every weight', () => {
  const file = fillSkeleton('en_conditional_decoder', path.join(root, 'en'));
  expect(statSync(`${file}_data`).size).toBe(533_970_816);
});

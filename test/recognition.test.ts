import { readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import * as onnx from 'onnxruntime-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ffmpegAvailable } from '../src/audio/encode/ffmpeg.ts';
import { dataFolder, hasData, modelsFolder, voiceFiles } from './data.ts';
import { decodeAs } from './fixtures/audio.ts';
import { ModelFolder, joe } from './fixtures/model-folder.ts';
import { startServer, type TestServer } from './fixtures/server.ts';

interface Judge {
  hear: (samples: Float32Array, rate: number) => Promise<string>;
}

const sampleRate = 16_000;
const usable = hasData && (await ffmpegAvailable());

/** Speech through the whole server as mp3, heard by recognisers: Whisper for English, Silero for Mandarin. */
describe.skipIf(!usable)('heard by a recogniser', () => {
  const folder = new ModelFolder().withJoe();
  let server: TestServer;
  beforeAll(async () => {
    server = await startServer({ real: ['flite', 'espeak', 'piper'], settings: folder.settings });
  });
  afterAll(async () => {
    await server[Symbol.asyncDispose]();
    folder[Symbol.dispose]();
  });

  const spoken = async (body: object): Promise<Float32Array> => {
    const response = await server.speech({ ...body, response_format: 'mp3' });
    expect(response.status).toBe(200);
    return decodeAs('mp3', Buffer.from(await response.arrayBuffer()), sampleRate);
  };

  /** Another noise for every sentence, from none to a little more than voices have by themselves. */
  const anyNoise = (index: number) => ({ noise_scale: ((index * 7) % 20) / 20, noise_w: ((index * 11) % 20) / 20 });
  it.each([
    { voice: 'rms', mostWrong: 0.2, manner: 'as it is' },
    { voice: 'espeak-en-us', mostWrong: 0.4, manner: 'as it is' },
    ...(voiceFiles.length > 0
      ? [
          { voice: joe, mostWrong: 0.2, manner: 'as it is' },
          { voice: joe, mostWrong: 0.2, manner: 'with any noise', parameters: anyNoise },
        ]
      : []),
  ])('understands 14 Harvard sentences of $voice, $manner', { timeout: 180_000 }, async (row) => {
    const { voice, mostWrong, manner, parameters } = row;
    const tools = path.join(dataFolder, '..', 'tools', 'judge');
    const { loadJudge } = (await import(pathToFileURL(path.join(tools, 'judge.mjs')).href)) as {
      loadJudge: (options: { model: string }) => Promise<Judge>;
    };
    const { rates } = (await import(pathToFileURL(path.join(tools, 'words.mjs')).href)) as {
      rates: (reference: string, heard: string) => { words: number; wordErrors: number };
    };
    const judge = await loadJudge({ model: path.join(modelsFolder, 'whisper-tiny.en') });
    const sentences = readFileSync(path.join(dataFolder, 'text/harvard_sentences.txt'), 'utf8')
      .split('\n')
      .slice(0, 14);
    let words = 0;
    let wrong = 0;
    for (const [index, sentence] of sentences.entries()) {
      const body = { input: sentence.trim(), voice, seed: index, ...parameters?.(index) };
      const heard = await judge.hear(await spoken(body), sampleRate);
      const result = rates(sentence, heard);
      words += result.words;
      wrong += result.wordErrors;
    }
    process.stderr.write(
      `word error rate of ${voice}, ${manner}, over ${sentences.length} sentences: ${(wrong / words).toFixed(3)}\n`,
    );
    expect(words).toBeGreaterThan(100);
    expect(wrong / words).toBeLessThanOrEqual(mostWrong);
  });

  it('finds speech of a plausible length in Mandarin', async () => {
    const input = '今天天气很好，我们去公园散步吧。你想和我一起去吗？';
    const samples = await spoken({ input });
    const seconds = samples.length / sampleRate;
    const characters = input.replaceAll(/\P{L}/gu, '').length;
    const share = await speechShare(samples);
    process.stderr.write(
      `Mandarin: ${characters} characters in ${seconds.toFixed(2)} s, ${(share * 100).toFixed(0)} % of it speech\n`,
    );
    expect(seconds / characters).toBeGreaterThan(0.12);
    expect(seconds / characters).toBeLessThan(0.5);
    expect(share).toBeGreaterThan(0.5);
  });

  it('finds no speech in noise, so that finding it means something', async () => {
    const noise = Float32Array.from({ length: sampleRate * 3 }, (_, i) => (((i * 7919) % 1000) / 1000 - 0.5) * 0.4);
    expect(await speechShare(noise)).toBeLessThan(0.1);
  });
});

/** The share of 32 ms windows that Silero VAD calls speech. */
async function speechShare(samples: Float32Array): Promise<number> {
  const session = await onnx.InferenceSession.create(path.join(dataFolder, 'judges/silero_vad.onnx'));
  const window = 512;
  const context = 64;
  let state = new onnx.Tensor('float32', new Float32Array(2 * 128), [2, 1, 128]);
  const sr = new onnx.Tensor('int64', [BigInt(sampleRate)], []);
  let speech = 0;
  let windows = 0;
  for (let at = context; at + window <= samples.length; at += window) {
    const input = new onnx.Tensor('float32', samples.slice(at - context, at + window), [1, context + window]);
    const out = await session.run({ input, state, sr });
    state = out['stateN'] as onnx.TypedTensor<'float32'>;
    windows++;
    if (((out['output']?.data as Float32Array)[0] ?? 0) > 0.5) speech++;
  }
  return speech / windows;
}

import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cpu } from '../../onnx/device.ts';
import { onnxRuntime } from '../../onnx/library.ts';
import { PreparedCache } from '../prepared-cache.ts';
import { Random } from '../random.ts';
import type { Conditionals } from './conditionals.ts';
import { DecoderParts } from './decoder/decoder-parts.ts';
import type { Flow } from './decoder/flow.ts';
import { openDecoder } from './decoder/open-decoder.ts';
import { writeTinyDecoder } from './decoder/tiny-decoder.fixture.ts';
import { ChunkPlan } from './chunks.ts';
import { presets } from './preset.ts';
import { streamSpeech, type SpeechStreaming } from './speech-stream.ts';
import { TokenQueue } from './token-queue.ts';

const folder = mkdtempSync(path.join(os.tmpdir(), 'stream-'));
const handles = onnxRuntime().handles;
const opened: DecoderParts[] = [];
afterAll(async () => {
  for (const decoder of opened) await decoder.release();
  rmSync(folder, { recursive: true, force: true });
  expect(onnxRuntime().handles).toEqual(handles);
});

async function decoderOf(guided: boolean): Promise<DecoderParts> {
  const file = writeTinyDecoder(path.join(folder, String(guided)), { guided, steps: guided ? 5 : 2 });
  const parts = { cache: new PreparedCache(path.join(folder, 'cache')), note: () => undefined, device: cpu };
  const decoder = await openDecoder(file, parts);
  if (!(decoder instanceof DecoderParts)) throw new Error('The decoder was not cut.');
  opened.push(decoder);
  return decoder;
}

const random = new Random(5);
const tokensOf = (count: number) => Array.from({ length: count }, () => random.next() % 6561);
const voice: Conditionals = {
  prefix: new Float32Array(0),
  prefixRows: 0,
  promptTokens: Int32Array.from(tokensOf(40)),
  promptFeatures: random.fillNormal(new Float32Array(2 * 40 * 80)),
  speakerEmbedding: random.fillNormal(new Float32Array(192)),
};

const plain: SpeechStreaming = {
  preset: presets.balanced,
  seeds: [1, 2],
  silences: 0,
  unheard: 0,
  signal: new AbortController().signal,
  onCore: (_stage, work) => work(),
};

const opening = presets.balanced.opening;
const planOf = (queue: TokenQueue, sizes: readonly number[] = opening) => new ChunkPlan(sizes, () => queue.known);

/** The chunks of a sequence whose tokens are all there, or come a few at a time. */
async function chunksOf(
  decoder: DecoderParts,
  tokens: readonly number[],
  { sizes, atOnce = Infinity, ...more }: Partial<SpeechStreaming> & { sizes?: readonly number[]; atOnce?: number } = {},
): Promise<Float32Array[]> {
  const queue = new TokenQueue();
  const fill = async () => {
    for (const [index, token] of tokens.entries()) {
      if (index % atOnce === atOnce - 1) await new Promise((resolve) => setTimeout(resolve, 1));
      queue.push(token);
    }
    queue.finish();
  };
  const filled = fill();
  const chunks: Float32Array[] = [];
  const streamed = streamSpeech(decoder, queue, planOf(queue, sizes), voice, { ...plain, ...more });
  for await (const samples of streamed) chunks.push(samples.slice());
  await filled;
  return chunks;
}

/** The same decoder with another flow. */
function withSolver(decoder: DecoderParts, solve: (flow: Flow) => Promise<Float32Array>): DecoderParts {
  return new Proxy(decoder, {
    get: (target, key) => {
      if (key === 'solve') return solve;
      const value: unknown = Reflect.get(target, key);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}

const largest = (values: Float32Array) => values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);

const joined = (chunks: readonly Float32Array[]) => Float32Array.from(chunks.flatMap((chunk) => [...chunk]));

describe.each([true, false])('a small decoder, guided: %s', (guided) => {
  let decoder: DecoderParts;
  beforeAll(async () => {
    decoder = await decoderOf(guided);
  });

  it('gives 960 samples for each token, in chunks that grow', async () => {
    for (const count of [1, 2, 9, 10, 12, 13, 40, 130]) {
      const chunks = await chunksOf(decoder, tokensOf(count));
      expect(joined(chunks)).toHaveLength(count * 960);
    }
    const sizes = (await chunksOf(decoder, tokensOf(200))).map(({ length }) => length / 960);
    expect(sizes).toEqual([14, 16, 20, 25, 32, 40, 53]);
    const following = await chunksOf(decoder, tokensOf(200), { sizes: presets.balanced.following });
    expect(following.map(({ length }) => length / 960)).toEqual([50, 64, 86]);
  });

  it('adds silence behind the last token, and leaves out what is not to be heard', async () => {
    const tokens = tokensOf(20);
    expect(joined(await chunksOf(decoder, tokens, { silences: 3 }))).toHaveLength(23 * 960);
    expect(joined(await chunksOf(decoder, tokens, { unheard: 1 }))).toHaveLength(19 * 960);
    expect(joined(await chunksOf(decoder, tokensOf(1), { unheard: 1 }))).toHaveLength(960);
    expect(await chunksOf(decoder, [])).toEqual([]);
  });

  it('gives the same samples from a seed, however the tokens come, and others from another', async () => {
    const tokens = tokensOf(90);
    const first = joined(await chunksOf(decoder, tokens));
    expect(joined(await chunksOf(decoder, tokens, { atOnce: 7 }))).toEqual(first);
    expect(joined(await chunksOf(decoder, tokens, { seeds: [1, 3] }))).not.toEqual(first);
  });

  it('goes on at a border as if there was none, where the mel does not depend on the chunk', async () => {
    // What the flow makes of a frame depends on all frames that it sees; here it is what the encoder says of it alone.
    const local = withSolver(decoder, async ({ mu }) => mu.map((value) => value * 2 - 4));
    const tokens = tokensOf(180);
    const expected = joined(await chunksOf(local, tokens, { sizes: [10_000] }));
    for (const sizes of [opening, presets.balanced.following]) {
      const chunks = await chunksOf(local, tokens, { sizes });
      expect(chunks.length).toBeGreaterThan(1);
      const sound = joined(chunks);
      expect(sound).toHaveLength(expected.length);
      expect(largest(sound.map((value, at) => value - expected[at]!))).toBeLessThan(2e-3);
    }
    expect(largest(expected)).toBeGreaterThan(0.1);
  });

  it('goes over from one chunk to the next where they differ', async () => {
    const tokens = tokensOf(60);
    const loudness = (more: number) => {
      let chunk = 0;
      // The third chunk is another one.
      return withSolver(decoder, async ({ mu }) => {
        const offset = chunk++ === 2 ? more : 0;
        return mu.map((value) => value * 2 - 4 + offset);
      });
    };
    const same = joined(await chunksOf(loudness(0), tokens));
    const other = joined(await chunksOf(loudness(1), tokens));
    const difference = other.map((value, at) => value - same[at]!);
    const border = 30 * 960;
    expect(largest(difference.subarray(0, border))).toBe(0);
    expect(largest(difference.subarray(border + 480))).toBeGreaterThan(0.05);
    expect(largest(difference.subarray(border, border + 8))).toBeLessThan(largest(difference) / 20);
  });

  it('is finite and in range for every preset', async () => {
    for (const preset of Object.values(presets)) {
      const sound = joined(await chunksOf(decoder, tokensOf(60), { preset }));
      expect(sound.every((value) => Math.abs(value) <= 1)).toBe(true);
      expect(sound.some((value) => value !== 0)).toBe(true);
    }
  });

  it('ends with the reason of an abort, and with what the tokens failed with', async () => {
    const controller = new AbortController();
    const aborted = chunksOf(decoder, tokensOf(400), {
      signal: controller.signal,
      onCore: (stage, work) => {
        if (stage === 'vocoder') controller.abort(new Error('gone'));
        return work();
      },
    });
    await expect(aborted).rejects.toThrow('gone');
    const queue = new TokenQueue();
    const failed = streamSpeech(decoder, queue, planOf(queue), voice, plain).next();
    queue.fail(new Error('torn'));
    await expect(failed).rejects.toThrow('torn');
  });
});

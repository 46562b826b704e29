import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dataFolder, voiceFiles } from '../../../test/data.ts';
import { cpu } from '../../onnx/device.ts';
import { Session } from '../../onnx/session.ts';
import { CoreQueue } from '../core-queue.ts';
import { Phonemizer } from '../phonemizer/phonemizer.ts';
import { PreparedCache } from '../prepared-cache.ts';
import { Random } from '../random.ts';
import { openVoice } from './open-voice.ts';
import { phonemeIds } from './phoneme-ids.ts';
import { phonemesOf } from './phonemes.ts';
import { streamSentence } from './stream.ts';
import { writeTinyVoice } from './tiny-voice.fixture.ts';
import { readVoiceConfig, type VoiceConfig } from './voice-config.ts';
import { CutModel, WholeModel, type Utterable } from './voice-model.ts';

/** A voice both ways: cut, and as it was published. */
interface Both {
  readonly cut: CutModel;
  /** The cut voice without windows: every sentence is decoded as a whole. */
  readonly unstreamed: CutModel;
  readonly whole: WholeModel;
  readonly config: VoiceConfig;
}

const folder = mkdtempSync(path.join(os.tmpdir(), 'exact-'));
const opened: Both[] = [];
afterAll(async () => {
  for (const { cut, whole } of opened) await Promise.all([cut.release(), whole.release()]);
  rmSync(folder, { recursive: true, force: true });
});

async function openBoth(model: string): Promise<Both> {
  const config = readVoiceConfig(`${model}.json`);
  const files = { name: path.basename(model, '.onnx'), model, config: `${model}.json` };
  const parts = { cache: new PreparedCache(path.join(folder, 'cache')), device: cpu, note: () => undefined };
  const cut = (await openVoice(files, config, parts)) as CutModel;
  const whole = new WholeModel(await Session.open(model));
  const both = { cut, unstreamed: withoutWindows(cut), whole, config };
  opened.push(both);
  return both;
}

/** The same sessions with another plan. */
function withoutWindows(cut: CutModel): CutModel {
  const plan = { ...cut.plan, context: undefined };
  return new Proxy(cut, {
    get: (target, key) => {
      const value: unknown = key === 'plan' ? plan : Reflect.get(target, key);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}

/** A sentence without noise, unless said. */
function utterable(ids: readonly number[], noise = 0, speaker?: number): Utterable {
  return { ids, speaker, noiseScale: noise * 0.667, noiseW: noise * 0.8, lengthScale: 1, speed: 1 };
}

const cores = new CoreQueue(2);
const signal = new AbortController().signal;

async function chunksOf(
  model: CutModel,
  sentence: Utterable,
  opening: boolean,
  yields = false,
): Promise<Float32Array[]> {
  const streaming = {
    cores,
    signal,
    random: new Random(7),
    opening,
    dueAt: () => 0,
    yields,
    worked: () => undefined,
  };
  const chunks: Float32Array[] = [];
  for await (const samples of streamSentence(model, sentence, streaming)) chunks.push(samples);
  return chunks;
}

/** The three parts one after another over the whole sentence, without noise. */
async function inSequence(model: CutModel, sentence: Utterable): Promise<Float32Array> {
  const { mean, mask } = await model.encode(sentence, new Float32Array(2 * sentence.ids.length));
  return model.decode(sentence, await model.flow(sentence, mean, mask));
}

function joined(chunks: readonly Float32Array[]): Float32Array {
  return Float32Array.from(chunks.flatMap((chunk) => [...chunk]));
}

/** The largest difference of two waves; infinite where one is longer. */
function difference(a: Float32Array, b: Float32Array): number {
  return a.length === b.length ? a.reduce((most, value, at) => Math.max(most, Math.abs(value - b[at]!)), 0) : Infinity;
}

describe.each([1, 3])('a small voice of %i speakers', (speakers) => {
  let voice: Both;
  beforeAll(async () => {
    writeTinyVoice(folder, `tiny-${speakers}`, { speakers });
    voice = await openBoth(path.join(folder, `tiny-${speakers}.onnx`));
  });
  const random = new Random(3);
  const sentences = Array.from({ length: 20 }, (_, index) => {
    const ids = Array.from({ length: 2 + index * 4 }, () => 3 + (random.next() % 30));
    return utterable([1, 0, ...ids, 2], 0, speakers > 1 ? index % speakers : undefined);
  });

  it('speaks the same to the bit when its parts follow one another', async () => {
    for (const sentence of sentences) {
      expect(difference(await inSequence(voice.cut, sentence), await voice.whole.speak(sentence))).toBe(0);
    }
  });

  it('speaks the same when it streams, for a listener who waits, for one who does not, and for nobody', async () => {
    for (const sentence of sentences) {
      const whole = await voice.whole.speak(sentence);
      for (const [opening, yields] of [
        [true, false],
        [false, false],
        [false, true],
      ] as const) {
        const chunks = await chunksOf(voice.cut, sentence, opening, yields);
        expect(difference(joined(chunks), whole)).toBeLessThanOrEqual(1e-4);
      }
    }
  });

  it('speaks differently for each of its speakers', async () => {
    const each = Array.from({ length: speakers }, (_, speaker) => ({
      ...sentences[5]!,
      ...(speakers > 1 && { speaker }),
    }));
    const waves = await Promise.all(each.map((sentence) => voice.whole.speak(sentence)));
    expect(new Set(waves.map((wave) => Buffer.from(wave.buffer).toString('base64'))).size).toBe(speakers);
  });
});

describe.skipIf(voiceFiles.length === 0)('a published voice', () => {
  let voice: Both;
  let phonemizer: Phonemizer;
  /** Sentences of 1 to 60 words, more short ones than long ones, as people write them. */
  const sentences: Utterable[] = [];
  beforeAll(async () => {
    voice = await openBoth(voiceFiles[0]!);
    phonemizer = await Phonemizer.start();
    const words = readFileSync(path.join(dataFolder, 'text/harvard_sentences.txt'), 'utf8').split(/[\s.]+/u);
    for (let index = 0; index < 100; index++) {
      const count = 1 + Math.floor(59 * (index / 99) ** 3);
      const from = (index * 13) % (words.length - 60);
      const commas = words.slice(from, from + count).map((word, at) => (at % 15 === 14 ? `${word},` : word));
      const text = `${commas.join(' ')}.`;
      const [phonemes] = await phonemesOf(text, (pieces) => phonemizer.ipa('en-us', pieces));
      sentences.push(utterable(phonemeIds(phonemes!, voice.config.phonemeIds).ids));
    }
  });
  afterAll(() => phonemizer.close());

  /** Two at a time, as many as there are cores. */
  async function forEach(some: readonly Utterable[], work: (sentence: Utterable) => Promise<void>): Promise<void> {
    const left = some.values();
    const worker = async () => {
      for (const sentence of left) await work(sentence);
    };
    await Promise.all([worker(), worker()]);
  }

  it('speaks 50 texts the same when it streams', { timeout: 300_000 }, async () => {
    const differences: number[] = [];
    const some = sentences.filter((_, index) => index % 2 === 1);
    await forEach(some, async (sentence) => {
      const whole = await voice.whole.speak(sentence);
      const chunks = await chunksOf(voice.cut, sentence, true);
      differences.push(difference(joined(chunks), whole));
    });
    expect(differences).toHaveLength(50);
    expect(Math.max(...differences)).toBeLessThanOrEqual(1e-4);
  });

  it('speaks the same to the bit when its parts follow one another', { timeout: 120_000 }, async () => {
    await forEach(
      sentences.filter((_, index) => index % 10 === 9),
      async (sentence) => {
        expect(difference(await inSequence(voice.cut, sentence), await voice.whole.speak(sentence))).toBe(0);
      },
    );
  });

  it('has no click where chunks meet, with noise too', { timeout: 120_000 }, async () => {
    let borders = 0;
    await forEach(
      sentences.filter((_, index) => index % 8 === 3),
      async ({ ids }) => {
        const sentence = utterable(ids, 1);
        const chunks = await chunksOf(voice.cut, sentence, true);
        const whole = joined(await chunksOf(voice.unstreamed, sentence, true));
        const streamed = joined(chunks);
        expect(streamed).toHaveLength(whole.length);
        let border = 0;
        for (const chunk of chunks.slice(0, -1)) {
          border += chunk.length;
          borders++;
          const step = (wave: Float32Array) => wave[border]! - wave[border - 1]!;
          expect(Math.abs(step(streamed) - step(whole))).toBeLessThanOrEqual(1e-4);
        }
      },
    );
    expect(borders).toBeGreaterThan(15);
  });
});

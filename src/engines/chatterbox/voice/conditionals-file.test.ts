import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { PreparedCache } from '../../prepared-cache.ts';
import type { Conditionals } from '../conditionals.ts';
import { UnusableModel } from '../unusable-model.ts';
import { ConditionalsCache, encoderRevision, type VoiceIdentity } from './conditionals-file.ts';

const root = mkdtempSync(path.join(os.tmpdir(), 'conditionals-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
let folder: string;
let cache: ConditionalsCache;
let number = 0;
beforeEach(() => {
  folder = path.join(root, String(number++));
  cache = new ConditionalsCache(new PreparedCache(folder));
});

const identity: VoiceIdentity = { revision: 'r1', variant: 'turbo', width: 4, clip: Buffer.from('clip') };
const voice = voiceOf(3, 5);

/** A voice of width 4, with numbers that all differ. */
function voiceOf(prefixRows: number, tokens: number): Conditionals {
  return {
    prefixRows,
    prefix: Float32Array.from({ length: prefixRows * 4 }, (_, i) => i / 7),
    promptTokens: Int32Array.from({ length: tokens }, (_, i) => 6_560 - i),
    promptFeatures: Float32Array.from({ length: tokens * 160 }, (_, i) => -i / 3),
    speakerEmbedding: Float32Array.from({ length: 192 }, (_, i) => i * 1e-9),
  };
}

describe('conditionals on disk', () => {
  it('come back as they were', async () => {
    expect(await cache.read(identity)).toBeUndefined();
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }), async (rows, tokens) => {
        await cache.write(identity, voiceOf(rows, tokens));
        expect(await cache.read(identity)).toEqual(voiceOf(rows, tokens));
      }),
      { numRuns: 20 },
    );
    expect(readdirSync(folder)).toHaveLength(1);
  });

  it('are those of parts of larger arrays too', async () => {
    const within = new Float32Array(100).map((_, i) => i);
    await cache.write(identity, { ...voice, prefix: within.subarray(5, 17) });
    expect((await cache.read(identity))!.prefix).toEqual(within.slice(5, 17));
  });

  it('are of one clip, one encoder, one model and one variant', async () => {
    await cache.write(identity, voice);
    const others: Partial<VoiceIdentity>[] = [
      { clip: Buffer.from('clap') },
      { revision: 'r2' },
      { variant: 'nano' },
      { width: 12 },
    ];
    for (const other of others) expect(await cache.read({ ...identity, ...other })).toBeUndefined();
    expect(await cache.read({ ...identity })).toEqual(voice);
  });

  it('are not found where a file is damaged, cut off or gone, and are kept again', async () => {
    for (const name of ['prefix.raw', 'promptTokens.raw', 'promptFeatures.raw', 'speakerEmbedding.raw', 'plan.json']) {
      for (const damage of [
        (file: string) => truncateSync(file, 3),
        (file: string) => rmSync(file),
        (file: string) => writeFileSync(file, 'something else'),
      ]) {
        await cache.write(identity, voice);
        damage(path.join(folder, readdirSync(folder)[0]!, name));
        expect(await cache.read(identity)).toBeUndefined();
      }
    }
    await cache.write(identity, voice);
    expect(await cache.read(identity)).toEqual(voice);
  });

  it.each<[string, Partial<Conditionals>]>([
    ['of no rows', { prefixRows: 0, prefix: new Float32Array(0) }],
    ['of other rows than it says', { prefixRows: 2 }],
    ['without tokens', { promptTokens: new Int32Array(0), promptFeatures: new Float32Array(0) }],
    ['with ids that are no sound', { promptTokens: Int32Array.of(1, 2, 3, 4, 6_561) }],
    ['with frames for other tokens', { promptFeatures: new Float32Array(4 * 160) }],
    ['with an embedding of another length', { speakerEmbedding: new Float32Array(191) }],
  ])('%s, which nothing here would write, are not found', async (_, wrong) => {
    await cache.write(identity, { ...voice, ...wrong });
    expect(await cache.read(identity)).toBeUndefined();
  });
});

describe('the revision of an encoder', () => {
  const write = (name: string, content: string) => {
    writeFileSync(path.join(folder, name), content);
    utimesSync(path.join(folder, name), 1e9, 1e9);
  };
  beforeEach(() => {
    mkdirSync(folder);
    write('speech_encoder.onnx', 'graph');
    write('speech_encoder.onnx_data', 'weights');
    write('speech_encoder_q4.onnx', 'another');
  });
  const revision = () => encoderRevision(path.join(folder, 'speech_encoder.onnx'));

  it('is the same for the same files, whatever else lies beside them', async () => {
    const before = await revision();
    write('speech_encoder_q4.onnx', 'changed');
    write('language_model.onnx_data', 'new');
    expect(await revision()).toBe(before);
    expect(before).toMatch(/^[0-9a-f]{64}$/);
  });

  it.each([
    ['graph', () => write('speech_encoder.onnx', 'grape')],
    ['weights, in size', () => write('speech_encoder.onnx_data', 'weight')],
    ['weights, in time', () => utimesSync(path.join(folder, 'speech_encoder.onnx_data'), 1e9, 1.1e9)],
    ['weights, which are more files', () => write('speech_encoder.onnx_data_1', 'more')],
    [
      'weights, which are a link to another file',
      () => {
        write('blob', 'weights');
        rmSync(path.join(folder, 'speech_encoder.onnx_data'));
        symlinkSync('blob', path.join(folder, 'speech_encoder.onnx_data'));
      },
    ],
  ])('is another for another %s', async (_, change) => {
    const before = await revision();
    change();
    expect(await revision()).not.toBe(before);
  });

  it('is an error with the file where there is none', async () => {
    rmSync(path.join(folder, 'speech_encoder.onnx'));
    await expect(revision()).rejects.toThrow(UnusableModel);
    await expect(revision()).rejects.toThrow(/speech_encoder\.onnx cannot be read: ENOENT/);
  });
});

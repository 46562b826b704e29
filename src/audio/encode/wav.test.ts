import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { BlockedSource, collect, decode, inChunks, vowel } from '../../../test/fixtures/audio.ts';
import { ffmpegAvailable } from './ffmpeg.ts';
import { wavFormat } from './wav.ts';

const sampleRate = 24_000;
const ffmpeg = await ffmpegAvailable();

async function* atOnce(samples: Float32Array, size: number) {
  for (let start = 0; start < samples.length; start += size) yield samples.subarray(start, start + size);
}

function encode(pcm: AsyncIterable<Float32Array>, signal = new AbortController().signal) {
  return wavFormat.encode(pcm, { sampleRate, signal });
}

function sizes(file: Buffer) {
  return { riff: file.readUInt32LE(4), data: file.readUInt32LE(40) };
}

const unknown = { riff: 0xffffffff, data: 0xffffffff };

describe('WAV', () => {
  it('has the 44-byte header that every reader knows', async () => {
    const file = await collect(encode(atOnce(new Float32Array(10), 10)));
    expect(file.length).toBe(44 + 20);
    expect(file.toString('latin1', 0, 4) + file.toString('latin1', 8, 16)).toBe('RIFFWAVEfmt ');
    expect(file.toString('latin1', 36, 40)).toBe('data');
    const fields = [file.readUInt32LE(16), file.readUInt16LE(20), file.readUInt16LE(22), file.readUInt32LE(24)];
    expect(fields).toEqual([16, 1, 1, sampleRate]);
    expect([file.readUInt32LE(28), file.readUInt16LE(32), file.readUInt16LE(34)]).toEqual([sampleRate * 2, 2, 16]);
  });

  it('knows its length when the sound is already complete', async () => {
    for (const seconds of [0, 1 / sampleRate, 2, 29]) {
      const file = await collect(encode(atOnce(vowel(sampleRate, seconds), 4_800)));
      expect(sizes(file)).toEqual({ riff: file.length - 8, data: file.length - 44 });
    }
  });

  it.skipIf(!ffmpeg)('is whole to ffmpeg when it knows its length', async () => {
    const spoken = vowel(sampleRate, 1.23);
    expect(await decode(await collect(encode(atOnce(spoken, 4_800))), sampleRate)).toEqual(spoken);
  });

  it('leaves its length open when sound is still to come, and starts at once', async () => {
    const abort = new AbortController();
    const stream = encode(new BlockedSource([vowel(sampleRate, 0.1), vowel(sampleRate, 0.2)], abort.signal));
    const { value } = await stream.next();
    expect(sizes(Buffer.from(value!))).toEqual(unknown);
    expect(value!.length).toBe(44 + 0.3 * sampleRate * 2);
    abort.abort();
  });

  it('leaves its length open when the sound comes turn by turn, and loses nothing of it', async () => {
    const spoken = vowel(sampleRate, 1);
    const file = await collect(encode(inChunks(spoken, 1_000)));
    expect(sizes(file)).toEqual(unknown);
    expect(file.length).toBe(44 + spoken.length * 2);
  });

  it('gathers no more than 30 seconds to learn its length', async () => {
    const { value: first } = await encode(atOnce(new Float32Array(60 * sampleRate), sampleRate)).next();
    expect(sizes(Buffer.from(first!))).toEqual(unknown);
    expect(first!.length).toBeLessThanOrEqual(44 + 32 * sampleRate * 2);
  });

  it('says nothing before the first samples, so that an early failure is not half a file', async () => {
    const failing = (async function* () {
      yield new Float32Array(0);
      await nextTurn();
      throw new Error('engine lost');
    })();
    await expect(encode(failing).next()).rejects.toThrow('engine lost');
  });

  it('lets a blocked source be when the reader leaves', async () => {
    const abort = new AbortController();
    const source = new BlockedSource([vowel(sampleRate, 0.1)], abort.signal);
    const stream = encode(source);
    await stream.next();
    await stream.return();
    expect(source.closed).toBe(false);
    abort.abort();
    await nextTurn();
    expect(source.closed).toBe(true);
  });
});

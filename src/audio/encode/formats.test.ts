import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import {
  BlockedSource,
  collect,
  decodeAs,
  inChunks,
  likeness,
  oggPages,
  vowel,
  wasmBytes,
} from '../../../test/fixtures/audio.ts';
import { ffmpegAvailable } from './ffmpeg.ts';
import { audioFormatNames, audioFormatOf, formats, type AudioFormatName } from './formats.ts';

const sampleRate = 24_000;
const ffmpeg = await ffmpegAvailable();

/** AAC needs ffmpeg to be made at all. */
const usable = audioFormatNames.filter((name) => name !== 'aac' || ffmpeg);

/** What comes back from a decoder: `late` is by how many samples the sound may start and how many it may add. */
const decoding: Record<AudioFormatName, { exactLength: boolean; lossless: boolean; late: number }> = {
  mp3: { exactLength: false, lossless: false, late: 4 * 1_152 },
  opus: { exactLength: true, lossless: false, late: 0 },
  aac: { exactLength: false, lossless: false, late: 3 * 1_024 },
  flac: { exactLength: true, lossless: true, late: 0 },
  wav: { exactLength: true, lossless: true, late: 0 },
  pcm: { exactLength: true, lossless: true, late: 0 },
};

function encode(name: AudioFormatName, pcm: AsyncIterable<Float32Array>, rate = sampleRate) {
  return formats[name].encode(pcm, { sampleRate: rate, signal: new AbortController().signal });
}

/** Decodes at the stream's rate; Opus always at its own 48 kHz, where its length is exact. */
async function heard(name: AudioFormatName, bytes: Buffer, rate = sampleRate): Promise<Float32Array> {
  if (name !== 'opus') return decodeAs(name, bytes, rate);
  const at48k = await decodeAs('opus', bytes, 48_000);
  expect(at48k.length % 2).toBe(0);
  return at48k.filter((_, index) => index % 2 === 0);
}

/** The bytes without what is random by design: the serial number of an Ogg stream, and the checksum over it. */
function comparable(name: AudioFormatName, bytes: Buffer): string {
  const kept = name === 'opus' ? Buffer.concat(oggPages(bytes).map(({ blank }) => blank.fill(0, 14, 18))) : bytes;
  return kept.toString('latin1');
}

describe.skipIf(!ffmpeg).each(audioFormatNames)('%s through ffmpeg', (name) => {
  it.each([
    ['two seconds', 2 * sampleRate],
    ['an odd length', 12_347],
    ['a single sample', 1],
  ])('decodes to the same sound: %s', async (_, length) => {
    const spoken = vowel(sampleRate, 2).slice(0, length);
    const back = await heard(name, await collect(encode(name, inChunks(spoken, 1_000))));
    const { exactLength, lossless, late } = decoding[name];
    if (exactLength) expect(back.length).toBe(spoken.length);
    expect(back.length).toBeGreaterThanOrEqual(spoken.length);
    expect(back.length).toBeLessThanOrEqual(spoken.length + late);
    if (lossless) expect(back).toEqual(spoken);
    else if (length > 1) expect(likeness(spoken, back, late)).toBeGreaterThan(0.98);
  });

  const rates = formats[name].sampleRates ?? [8_000, 9_999, 11_025, 22_050, 44_100, 47_999, 48_000];
  it.each(rates)('carries sound at %i Hz', async (rate) => {
    const spoken = vowel(rate, 0.7);
    const back = await heard(name, await collect(encode(name, inChunks(spoken, 3_000), rate)), rate);
    expect(likeness(spoken, back, decoding[name].late)).toBeGreaterThan(0.97);
    expect(back.length).toBeLessThanOrEqual(spoken.length + decoding[name].late);
  });

  it('makes a whole file of no sound', async () => {
    const bytes = await collect(encode(name, inChunks(new Float32Array(0), 1)));
    // ADTS has no header: no sound is no bytes, which ffmpeg does not accept as a file.
    if (name === 'aac') {
      expect(bytes.length).toBe(0);
      return;
    }
    expect((await heard(name, bytes)).length).toBeLessThanOrEqual(decoding[name].late);
  });
});

describe.each(usable)('%s', (name) => {
  it('gives out bytes while the source is blocked after 0.6 seconds', async () => {
    const abort = new AbortController();
    const seconds = name === 'aac' ? 1 : 0.6;
    const source = new BlockedSource([vowel(sampleRate, seconds)], abort.signal);
    const stream = formats[name].encode(source, { sampleRate, signal: abort.signal });
    const first = await stream.next();
    expect(first.done).toBe(false);
    expect(first.value!.length).toBeGreaterThan(0);
    abort.abort(new Error('client gone'));
    await expect(collect(stream)).rejects.toThrow('client gone');
    await nextTurn();
    expect(source.closed).toBe(true);
  });

  it('reads nothing before bytes are asked for, and no further than it must', async () => {
    const abort = new AbortController();
    const chunks = new Array<Float32Array>(100).fill(vowel(sampleRate, 1));
    const source = new BlockedSource(chunks, abort.signal);
    const stream = formats[name].encode(source, { sampleRate, signal: abort.signal });
    await nextTurn();
    expect(source.taken).toBe(0);
    await stream.next();
    // WAV looks 30 seconds ahead for its length; AAC fills ffmpeg's pipe, and the rest needs one chunk.
    expect(source.taken).toBeLessThanOrEqual(name === 'wav' ? 32 : name === 'aac' ? 20 : 1);
    await stream.return();
  });

  it('makes the same bytes of one long array as of many short ones', async () => {
    const spoken = vowel(sampleRate, 1.5);
    const whole = await payload(name, encode(name, inChunks(spoken, spoken.length)));
    expect(await payload(name, encode(name, inChunks(spoken, 37)))).toEqual(whole);
  });

  it('keeps 20 concurrent streams apart', async () => {
    const voices = Array.from({ length: 20 }, (_, index) => vowel(sampleRate, 0.5, 100 + 10 * index));
    const together = await Promise.all(voices.map((voice) => collect(encode(name, inChunks(voice, 480)))));
    for (const [index, voice] of voices.entries()) {
      const alone = await collect(encode(name, inChunks(voice, 480)));
      expect(comparable(name, together[index]!)).toEqual(comparable(name, alone));
    }
  });

  it('makes the same bytes after streams that were left or failed half-way', async () => {
    const spoken = vowel(sampleRate, 0.4);
    const before = await collect(encode(name, inChunks(spoken, 2_400)));
    for (let i = 0; i < 5; i++) {
      const left = encode(name, inChunks(vowel(sampleRate, 2, 99), 3_000));
      await left.next();
      await left.return();
      const failing = (async function* () {
        yield* inChunks(vowel(sampleRate, 1, 222), 3_000);
        throw new Error('engine lost');
      })();
      await expect(collect(encode(name, failing))).rejects.toThrow('engine lost');
    }
    const after = await collect(encode(name, inChunks(spoken, 2_400)));
    expect(comparable(name, after)).toEqual(comparable(name, before));
  });

  it('takes samples that are too loud or no numbers', async () => {
    const odd = vowel(sampleRate, 0.5).map((sample, i) =>
      i % 1_000 === 0 ? NaN : i % 999 === 0 ? Infinity : sample * 5,
    );
    expect((await collect(encode(name, inChunks(odd, 4_800)))).length).toBeGreaterThan(0);
  });

  it('says what it is', () => {
    expect(formats[name].mediaType(sampleRate)).toMatch(/^audio\/\w+/);
  });
});

/** Pages and headers may fall differently with the chunks; the sound may not. */
async function payload(name: AudioFormatName, stream: AsyncIterable<Uint8Array>): Promise<string> {
  const bytes = await collect(stream);
  const kept = name === 'opus' ? Buffer.concat(oggPages(bytes).map(({ body }) => body)) : bytes;
  return kept.toString('latin1', name === 'wav' ? 44 : 0);
}

// LAME takes 4 ms to set up; one memory of its own that is kept is 16 MB.
describe.each([
  ['mp3', 500],
  ['flac', 5_000],
] as const)('%s', (name, streams) => {
  it(`gives its memory back over ${streams} streams`, async () => {
    const oneStream = async (i: number) => {
      const stream = encode(name, inChunks(new Float32Array(100), 100));
      if (i % 2) await collect(stream);
      else {
        await stream.next();
        await stream.return();
      }
    };
    for (let i = 0; i < 50; i++) await oneStream(i);
    const before = wasmBytes();
    for (let i = 0; i < streams; i++) await oneStream(i);
    expect(wasmBytes() - before).toBeLessThan(8e6);
  });
});

describe('the table of formats', () => {
  it('has the media types of the API', () => {
    const types = Object.fromEntries(audioFormatNames.map((name) => [name, formats[name].mediaType(16_000)]));
    expect(types).toEqual({
      mp3: 'audio/mpeg',
      opus: 'audio/ogg',
      aac: 'audio/aac',
      flac: 'audio/flac',
      wav: 'audio/wav',
      pcm: 'audio/pcm;rate=16000;channels=1',
    });
  });

  it('carries the usual 24 kHz in every format', () => {
    for (const name of audioFormatNames) expect(formats[name].sampleRates ?? [sampleRate]).toContain(sampleRate);
  });

  it('refuses a rate that is not on a format’s list', async () => {
    for (const name of ['mp3', 'opus', 'aac'] as const) {
      await expect(encode(name, inChunks(vowel(9_000, 1), 100), 9_000).next()).rejects.toThrow(RangeError);
    }
  });

  it.each([
    ['hello.mp3', 'mp3'],
    ['hello.OGG', 'opus'],
    ['a/b.c/hello.opus', 'opus'],
    ['hello.aac', 'aac'],
    ['hello.flac', 'flac'],
    ['hello.wav', 'wav'],
    ['hello.pcm', 'pcm'],
    ['hello.m4a', undefined],
    ['hello', undefined],
    ['hello.toString', undefined],
    ['some.mp3/hello', undefined],
  ] as const)('knows %s as %s', (fileName, name) => expect(audioFormatOf(fileName)).toBe(name));
});

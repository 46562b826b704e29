import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { ffmpegAvailable } from '../audio/encode/ffmpeg.ts';
import { audioFormatNames, type AudioFormatName } from '../audio/encode/formats.ts';
import { createAudioClock } from './audio-clock.ts';
import { clockAfter, readings, starlingStream } from './audio-clock/streams.fixture.ts';

const ffmpeg = await ffmpegAvailable();
/** AAC needs ffmpeg to be made at all. */
const usable = audioFormatNames.filter((name) => name !== 'aac' || ffmpeg);

/** By how many seconds an encoder may lengthen the sound: silence before it, and the rest of the last frame. */
const padding: Readonly<Record<AudioFormatName, (rate: number) => number>> = {
  mp3: (rate) => (rate < 32_000 ? 3 * 576 : 2 * 1_152) / rate,
  aac: (rate) => 2_048 / rate,
  opus: () => 0,
  flac: () => 0,
  wav: () => 0,
  pcm: () => 0,
};

describe('a content type', () => {
  it.each([
    ['audio/pcm', 2],
    ['audio/PCM; Rate="48000"; channels=1', 1],
    ['audio/pcm;rate=24000;channels=2', 1],
    ['audio/L16;rate=8000', 6],
    ['audio/l16; channels=3; rate=16000; odd', 1],
  ])('%s gives raw samples their rate and channels', (mediaType, seconds) => {
    expect(clockAfter(mediaType, new Uint8Array(96_000)).seconds).toBe(seconds);
  });

  it.each(['audio/midi', 'text/html; charset=utf-8', '', 'audio', 'constructor'])('"%s" is refused', (mediaType) => {
    expect(() => createAudioClock(mediaType)).toThrow(
      expect.objectContaining({
        code: 'invalid_value',
        message: expect.stringMatching(/audio\/mpeg.*audio\/wav/) as string,
      }),
    );
  });

  it.each(['audio/pcm;rate=0', 'audio/pcm;rate=fast', 'audio/L16;rate=24000;channels=', 'audio/pcm;rate=-8000'])(
    '%s is refused, since nothing could be measured by it',
    (mediaType) => {
      expect(() => createAudioClock(mediaType)).toThrow(/should be a whole number over 0/);
    },
  );
});

describe.each(usable)('Starling’s %s', (name) => {
  let mediaType = '';
  let bytes: Buffer = Buffer.alloc(0);
  beforeAll(async () => ({ mediaType, bytes } = await starlingStream(name, 31_237)));

  const rates = name === 'opus' ? [24_000] : [8_000, 16_000, 24_000, 48_000];
  it.each(rates)('at %i Hz is as long as the sound was, and its padding', async (rate) => {
    for (const samples of [1, 12_347, 2 * rate]) {
      const stream = await starlingStream(name, samples, rate);
      const { seconds, complete } = clockAfter(stream.mediaType, stream.bytes);
      expect(seconds).toBeGreaterThan(samples / rate - 1e-9);
      expect(seconds).toBeLessThan(samples / rate + padding[name](rate) + 1e-9);
      expect(complete).toBe(true);
    }
  });

  it('without sound has next to none', async () => {
    const silent = await starlingStream(name, 0);
    const clock = clockAfter(silent.mediaType, silent.bytes);
    expect(clock.seconds).toBeLessThanOrEqual(padding[name](24_000));
    expect(clock.complete).toBe(true);
  });

  it('gives the same however it is cut', () => {
    const whole = clockAfter(mediaType, bytes).seconds;
    const byByte = readings(mediaType, bytes, [1]);
    expect(byByte.at(-1)).toEqual({ at: bytes.length, seconds: whole, complete: true });
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 3_000 }), { minLength: 1, maxLength: 20 }), (sizes) => {
        // Not only in the end: after each piece it says what it said of the same bytes in single ones.
        for (const reading of readings(mediaType, bytes, sizes)) expect(reading).toEqual(byByte[reading.at - 1]);
      }),
      { numRuns: 50 },
    );
  });

  it('comes in as it is heard: never back, and in steps of a second at most', () => {
    const times = readings(mediaType, bytes, [1]).map(({ seconds }) => seconds);
    const steps = times.map((time, index) => time - (times[index - 1] ?? 0));
    expect(Math.min(...steps)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...steps)).toBeLessThanOrEqual(name === 'opus' ? 1 : 0.1);
  });

  it('is not complete when it is cut off, but between whole samples or frames', () => {
    const states = readings(mediaType, bytes, [1]).slice(0, -1);
    const restful = states.filter(({ complete }) => complete).length;
    // The end of a frame is a good end where nothing promises more. Only Ogg does; Starling's WAV is of open length here.
    const frames = { pcm: 31_236, wav: 31_237, opus: 0, flac: 27, mp3: 59, aac: 33 };
    expect(restful).toBeLessThanOrEqual(frames[name]);
    expect(clockAfter(mediaType, bytes.subarray(0, -3)).complete).toBe(false);
  });
});

describe('a stream that is damaged or meant to harm', () => {
  const mediaTypes = ['audio/pcm', 'audio/wav', 'audio/mpeg', 'audio/aac', 'audio/ogg', 'audio/flac'];
  let streams: Record<string, Buffer> = {};
  beforeAll(async () => {
    const made = await Promise.all(usable.map((name) => starlingStream(name, 12_000)));
    streams = Object.fromEntries(made.map(({ mediaType, bytes }) => [mediaType.split(';')[0] ?? '', bytes]));
  });

  /** Bytes that headers begin with come often, so that many are begun and few go on. */
  const garbage = fc
    .array(
      fc.oneof(
        fc.uint8Array({ maxLength: 40 }),
        fc.constantFrom('RIFF\0\0\0\0WAVE', 'fmt \x10\0\0\0', 'data\xff\xff\xff\xff', 'data\x05\0\0\0', 'ID3\x04\0\0'),
        fc.constantFrom('OggS\0\x02', 'OggS\0\x04', 'OpusHead\x01\x01', 'fLaC', '\x84\0\0\0', '\0\0\0\x22', 'TAG'),
        fc.constantFrom('\xff\xfb\x90\0', '\xff\xf1\x50\x80\x01\x1f\xfc', '\xff\xf8\xc9\x08\0', '\xff\xff\xff\xff'),
      ),
      { maxLength: 60 },
    )
    .map((parts) =>
      Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : part))),
    );
  const sizes = fc.array(fc.integer({ min: 1, max: 100 }), { minLength: 1, maxLength: 10 });

  function expectSane(mediaType: string, bytes: Uint8Array, pieces: readonly number[]): void {
    const after = readings(mediaType, bytes, pieces);
    let last = 0;
    for (const { seconds } of after) {
      expect(seconds).toBeGreaterThanOrEqual(last);
      expect(seconds).toBeLessThan(Infinity);
      last = seconds;
    }
    const { seconds, complete } = clockAfter(mediaType, bytes);
    if (bytes.length > 0) expect(after.at(-1)).toMatchObject({ seconds, complete });
  }

  it.each(mediaTypes)('%s: of garbage, does not throw, fall back or depend on the cuts', (mediaType) => {
    fc.assert(
      fc.property(garbage, sizes, (bytes, pieces) => expectSane(mediaType, bytes, pieces)),
      { numRuns: 300 },
    );
  });

  it.each(mediaTypes)('%s: with bytes changed and left out, neither', (mediaType) => {
    const damage = fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(255), fc.nat(50)), {
      minLength: 1,
      maxLength: 8,
    });
    fc.assert(
      fc.property(damage, sizes, (places, pieces) => {
        let bytes = Buffer.from(streams[mediaType] ?? []).subarray(0, 6_000);
        for (const [place, value, left] of places) {
          const at = Math.floor(place * bytes.length);
          if (at < bytes.length) bytes[at] = value;
          bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + (left < 40 ? 0 : left))]);
        }
        expectSane(mediaType, bytes, pieces);
      }),
      { numRuns: 60 },
    );
  });

  it.each(['audio/mpeg', 'audio/aac', 'audio/flac', 'audio/ogg', 'audio/wav'])(
    '%s: a page of text is no sound, and no whole answer',
    (mediaType) => {
      const page = Buffer.from('<!doctype html><p>Tagging ID3, OggS and fLaC: 503 from the proxy.</p>'.repeat(50));
      expect(clockAfter(mediaType, page)).toMatchObject({ seconds: 0, complete: false });
    },
  );
});

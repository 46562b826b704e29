import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { wavChunk, wavOf } from '../../audio/wav.fixture.ts';
import { createAudioClock } from '../audio-clock.ts';
import { clockAfter, readings, starlingStream } from './streams.fixture.ts';

const oneSecond = Buffer.alloc(48_000);

describe('a WAV stream', () => {
  it.each([0, 0xffffffff, 0x7fffffff, 0x7ffff000])('of %i bytes goes on to the end of the stream', (dataSize) => {
    const bytes = wavOf(oneSecond, { dataSize });
    expect(clockAfter('audio/wav', bytes)).toMatchObject({ seconds: 1, complete: true });
    expect(clockAfter('audio/wav', bytes.subarray(0, -1)).complete).toBe(false);
    expect(clockAfter('audio/wav', bytes.subarray(0, -2)).complete).toBe(true);
  });

  it('of a promised length is complete when it is there, and not before', () => {
    const after = readings('audio/wav', wavOf(oneSecond), [1]);
    expect(after.findIndex(({ complete }) => complete)).toBe(after.length - 1);
    expect(after.at(-1)?.seconds).toBe(1);
  });

  it('may have other chunks anywhere, an odd length, and junk behind', () => {
    const others = [wavChunk('LIST', Buffer.from('odd')), wavChunk('fact', Buffer.alloc(0))];
    const odd = wavOf(Buffer.alloc(24_001), { bits: 8, first: others, between: others, last: others });
    expect(readings('audio/wav', odd, [1]).at(-1)).toMatchObject({ seconds: 24_001 / 24_000, complete: true });
    expect(clockAfter('audio/wav', odd.subarray(0, -1)).complete).toBe(false);
    const unpadded = wavOf(Buffer.alloc(24_001), { bits: 8 }).subarray(0, -1);
    expect(clockAfter('audio/wav', unpadded)).toMatchObject({ seconds: 24_001 / 24_000, complete: true });
    const trailed = Buffer.concat([wavOf(oneSecond), Buffer.alloc(1_000)]);
    expect(clockAfter('audio/wav', trailed)).toMatchObject({ seconds: 1, complete: true });
  });

  it('without a format, or of packed samples, has no time that could be told', () => {
    expect(clockAfter('audio/wav', wavOf(oneSecond, { tag: 0x11, bits: 4 })).seconds).toBe(0);
    expect(clockAfter('audio/wav', wavOf(oneSecond, { formatLast: true })).seconds).toBe(0);
    expect(clockAfter('audio/wav', wavOf(oneSecond, { sampleRate: 0 })).seconds).toBe(0);
  });
});

describe('streams behind each other count together', () => {
  it('in WAV, each at its own rate', () => {
    const files = [wavOf(oneSecond), wavOf(oneSecond, { sampleRate: 48_000, channels: 2 }), wavOf(oneSecond)];
    const after = readings('audio/wav', Buffer.concat(files), [1_000]);
    expect(after.at(-1)).toMatchObject({ seconds: 2.25, complete: true });
  });

  it.each(['mp3', 'opus', 'flac'] as const)('in %s', async (name) => {
    const { mediaType, bytes } = await starlingStream(name, 24_000);
    const alone = clockAfter(mediaType, bytes).seconds;
    const twice = clockAfter(mediaType, Buffer.concat([bytes, bytes]));
    expect(twice.seconds).toBeCloseTo(2 * alone, 9);
    expect(twice.complete).toBe(true);
    expect(clockAfter(mediaType, Buffer.concat([bytes, bytes.subarray(0, -1)])).complete).toBe(false);
  });
});

describe('an Ogg stream', () => {
  it('is counted though another stream runs beside it', async () => {
    const [first, second] = await Promise.all([starlingStream('opus', 24_000), starlingStream('opus', 72_000)]);
    const pages = (bytes: Buffer) => bytes.toString('latin1').split(/(?=OggS\0)/);
    const mixed = pages(first.bytes).flatMap((page, index) => [page, pages(second.bytes)[index] ?? '']);
    const bytes = Buffer.from(mixed.join(''), 'latin1');
    expect(clockAfter('audio/ogg', bytes)).toMatchObject({ seconds: 1, complete: true });
  });

  it('without its last page is not complete, though it ends with a page', async () => {
    const { bytes } = await starlingStream('opus', 24_000);
    const cut = bytes.subarray(0, bytes.lastIndexOf('OggS'));
    const clock = clockAfter('audio/ogg', cut);
    expect(clock.seconds).toBeGreaterThan(0.9);
    expect(clock.complete).toBe(false);
  });

  it('of a codec that is not known is no sound', async () => {
    const { bytes } = await starlingStream('opus', 24_000);
    bytes.write('Speex   ', bytes.indexOf('OpusHead'), 'latin1');
    expect(clockAfter('audio/ogg', bytes)).toMatchObject({ seconds: 0, complete: false });
  });
});

describe('an MP3 stream', () => {
  const tag = (size: readonly number[], content: number) =>
    Buffer.concat([Buffer.from('ID3\x04\0\0', 'latin1'), Uint8Array.from(size), Buffer.alloc(content, 0xff)]);

  it('skips tags before, between and behind, whatever they hold', async () => {
    const { mediaType, bytes } = await starlingStream('mp3', 24_000);
    const { seconds } = clockAfter(mediaType, bytes);
    const tags = [tag([0, 0, 1, 0x10], 144), tag([0, 0, 0, 0], 0)];
    const last = Buffer.concat([Buffer.from('TAG'), Buffer.alloc(125, 0xff)]);
    const tagged = Buffer.concat([...tags, bytes, ...tags, bytes, last]);
    expect(readings(mediaType, tagged, [1]).at(-1)).toMatchObject({ complete: true });
    expect(clockAfter(mediaType, tagged).seconds).toBeCloseTo(2 * seconds, 9);
    expect(clockAfter(mediaType, tagged.subarray(0, -1)).complete).toBe(false);
    expect(clockAfter(mediaType, tagged.subarray(0, 100)).complete).toBe(false);
  });

  it('does not count a frame that only describes it', async () => {
    const { mediaType, bytes } = await starlingStream('mp3', 24_000);
    const { seconds } = clockAfter(mediaType, bytes);
    const frameBytes = 192;
    for (const [name, at] of [
      ['Xing', 13],
      ['Info', 13],
      ['VBRI', 36],
    ] as const) {
      const header = Buffer.alloc(frameBytes);
      bytes.copy(header, 0, 0, 4);
      header.write(name, at, 'latin1');
      const described = Buffer.concat([header, bytes]);
      expect(clockAfter(mediaType, described).seconds).toBe(seconds);
    }
  });

  it('is found again after bytes that are none, all but a frame or two', async () => {
    const { mediaType, bytes } = await starlingStream('mp3', 24_000);
    const { seconds } = clockAfter(mediaType, bytes);
    const noise = Buffer.from(Array.from({ length: 3_000 }, (_, index) => (index * index * 31) % 256));
    const clock = clockAfter(mediaType, Buffer.concat([noise, bytes, noise, bytes]));
    expect(clock.seconds).toBeGreaterThan(2 * seconds - 0.1);
    expect(clock.seconds).toBeLessThanOrEqual(2 * seconds + 1e-9);
    expect(clock.complete).toBe(true);
  });

  it('is complete in spite of zeros behind it', async () => {
    const { mediaType, bytes } = await starlingStream('mp3', 24_000);
    expect(clockAfter(mediaType, Buffer.concat([bytes, Buffer.alloc(500)])).complete).toBe(true);
  });
});

describe('a FLAC stream', () => {
  it('takes no bytes for a frame that only look like the beginning of one', async () => {
    const { mediaType, bytes } = await starlingStream('flac', 24_000);
    const { seconds } = clockAfter(mediaType, bytes);
    const header = bytes.subarray(bytes.indexOf(Uint8Array.of(0xff, 0xf8)));
    // In the middle of the first frame: the header of a frame, but for a bit.
    const planted = Buffer.from(bytes);
    const at = header.byteOffset - bytes.byteOffset + 300;
    header.copy(planted, at, 0, 16);
    planted[at + 6] = (header[6] ?? 0) ^ 1;
    expect(clockAfter(mediaType, planted).seconds).toBe(seconds);
  });

  it('is counted from its frames where its beginning is missing', async () => {
    const { mediaType, bytes } = await starlingStream('flac', 24_000);
    const late = bytes.subarray(bytes.indexOf(Uint8Array.of(0xff, 0xf8)));
    expect(clockAfter(mediaType, late)).toMatchObject({ seconds: 1, complete: true });
  });
});

describe('memory', () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;

  /** Bytes of array buffers; collected a few times, since they are swept beside the thread. */
  async function heldBytes(): Promise<number> {
    for (let turn = 0; turn < 4; turn++) {
      collect();
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    return process.memoryUsage().arrayBuffers;
  }

  it.each([
    ['audio/wav', 'RIFF\0\0\0\0WAVELIST\xf0\xff\xff\xff'],
    ['audio/mpeg', 'ID3\x04\0\0\x7f\x7f\x7f\x7f'],
    ['audio/mpeg', '\xff\xfb\x90\0'],
    ['audio/aac', '\xff\xf1\x50\x80\x01\x1f\xfc'],
    ['audio/ogg', 'OggS\0\x02'],
    ['audio/ogg', `OggS\0\x02${'\xff'.repeat(276)}`],
    ['audio/flac', 'fLaC\x04\xff\xff\xff'],
    ['audio/flac', '\xff\xf8\xc9\x08\0'],
    ['audio/flac', '\xff'],
  ])('of a clock for %s is the same after 20 MB', async (mediaType, pattern) => {
    const piece = Buffer.alloc(100_000, pattern, 'latin1');
    const clock = createAudioClock(mediaType);
    clock.feed(piece);
    const before = await heldBytes();
    for (let turn = 0; turn < 200; turn++) clock.feed(piece.subarray(0, 100_000 - (turn % 7)));
    // Of 20 MB; the last piece may still be held by a frame of the stack, and what runs tests may hold some of its own.
    expect((await heldBytes()) - before).toBeLessThan(2_000_000);
    expect(clock.seconds).toBeLessThan(Infinity);
  });
});

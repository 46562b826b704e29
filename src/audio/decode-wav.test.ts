import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { dataFolder, hasData } from '../../test/data.ts';
import { collect, decode, vowel } from '../../test/fixtures/audio.ts';
import { decodeWav, InvalidWav } from './decode-wav.ts';
import { ffmpegAvailable } from './encode/ffmpeg.ts';
import { wavFormat } from './encode/wav.ts';
import { bytesOf, fromInt16, toInt16 } from './pcm.ts';
import { floatWav, wavChunk, wavOf, type WavParts } from './wav.fixture.ts';

const ffmpeg = await ffmpegAvailable();
const folder = mkdtempSync(path.join(os.tmpdir(), 'decode-wav-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const spoken = vowel(24_000, 0.1);
const data = bytesOf(toInt16(spoken));

describe('a WAV file', () => {
  it.each<[string, WavParts & { values: number[]; bytes: string }]>([
    ['8 bits, from 128 up and down', { bits: 8, bytes: '0080c0ff', values: [-1, 0, 0.5, 127 / 128] }],
    ['16 bits', { bits: 16, bytes: '008000000040ff7f', values: [-1, 0, 0.5, 32767 / 32768] }],
    ['24 bits', { bits: 24, bytes: '000080000000000040ffffff', values: [-1, 0, 0.5, -1 / 8388608] }],
    ['32 bits', { bits: 32, bytes: '000000800000000000000040', values: [-1, 0, 0.5] }],
    ['32-bit floats', { tag: 3, bits: 32, bytes: '000080bf000000000000003f0000c03f', values: [-1, 0, 0.5, 1.5] }],
    ['64-bit floats', { tag: 3, bits: 64, bytes: '000000000000f0bf000000000000e03f', values: [-1, 0.5] }],
  ])('of %s is read, extensible or not', (_, { values, bytes, ...parts }) => {
    for (const extensible of [false, true]) {
      const { samples, sampleRate } = decodeWav(wavOf(Buffer.from(bytes, 'hex'), { ...parts, extensible }));
      expect([...samples]).toEqual(values.map(Math.fround));
      expect(sampleRate).toBe(24_000);
    }
  });

  it('of many channels is their mean', () => {
    const frames = Int16Array.of(100, 200, 300, -100, -200, 0);
    const { samples } = decodeWav(wavOf(bytesOf(frames), { channels: 3, sampleRate: 8_000 }));
    expect([...samples]).toEqual([200 / 32768, -100 / 32768]);
  });

  it('gives floats back as they were, whatever they are, at any place in memory', () => {
    fc.assert(
      fc.property(
        fc.float32Array(),
        fc.integer({ min: 1, max: 400_000 }),
        fc.nat({ max: 7 }),
        (samples, rate, shift) => {
          const file = floatWav(samples, rate);
          const shifted = new Uint8Array(file.length + shift).subarray(shift);
          shifted.set(file);
          // A mean has no negative zero.
          const expected = samples.map((sample) => sample + 0);
          expect(decodeWav(shifted)).toEqual({ samples: expected, sampleRate: rate });
        },
      ),
    );
  });

  it('may have other chunks anywhere, of odd lengths too, and its format behind the data', () => {
    const odd = wavChunk('LIST', Buffer.from('odd'));
    const even = wavChunk('bext', Buffer.alloc(602));
    const orders: WavParts[] = [
      { first: [odd, even] },
      { between: [even, odd] },
      { last: [odd], formatLast: true },
      { first: [odd], between: [odd], formatLast: true },
      { between: [wavChunk('data', Buffer.alloc(40, 1))], formatLast: true },
    ];
    for (const parts of orders) expect(decodeWav(wavOf(data, parts)).samples).toEqual(spoken);
  });

  it('of an odd number of bytes may lack the last padding, and what is no whole frame is left out', () => {
    const file = wavOf(Buffer.concat([data, Buffer.of(1)]));
    expect(decodeWav(file).samples).toEqual(spoken);
    expect(decodeWav(file.subarray(0, -1)).samples).toEqual(spoken);
  });

  it.each([0, 0xffffffff, 0x7ffff000, 0x80000000])('whose data have the size %i is read to its end', (dataSize) => {
    expect(decodeWav(wavOf(data, { dataSize })).samples).toEqual(spoken);
  });

  it('without samples is none', () => {
    expect(decodeWav(wavOf(new Uint8Array())).samples).toHaveLength(0);
  });

  it('of 64-bit sizes (RF64) is read, and what follows its data is not taken for sound', () => {
    const sizes = Buffer.alloc(28);
    sizes.writeBigUInt64LE(BigInt(data.length), 8);
    const file = wavOf(data, {
      first: [wavChunk('ds64', sizes)],
      dataSize: 0xffffffff,
      last: [wavChunk('LIST', Buffer.alloc(100, 1))],
    });
    file.write('RF64', 'latin1');
    expect(decodeWav(file).samples).toEqual(spoken);
  });

  it('that Starling wrote is read, of open length too', async () => {
    async function* source() {
      yield spoken;
      await new Promise(setImmediate);
      yield spoken;
    }
    const options = { sampleRate: 24_000, signal: new AbortController().signal };
    const file = await collect(wavFormat.encode(source(), options));
    expect(decodeWav(file)).toEqual({ samples: Float32Array.of(...spoken, ...spoken), sampleRate: 24_000 });
  });

  const extensibleOfOther = wavOf(data, { extensible: true });
  extensibleOfOther.write('ff', 30, 'hex');
  const otherGuid = wavOf(data, { extensible: true });
  otherGuid.write('ffff', 12 + 8 + 26, 'hex');
  it.each([
    ['is empty', new Uint8Array(), ['no WAV file', 'begins with "" and ""', 'ffmpeg -i']],
    ['is a text', Buffer.from('<html>\nNot found'), ['begins with "<htm" and "ot f"']],
    ['is an MP3', Buffer.from('494433040000000000000000', 'hex'), ['begins with "ID3." and "...."']],
    ['is big-endian', Buffer.from('RIFX\0\0\0\0WAVE'), ['"RIFX"']],
    ['has no chunks', wavChunk('RIFF', Buffer.from('WAVE')), ['no "fmt " chunk']],
    ['has no format', wavOf(data).fill('x', 12, 16), ['no "fmt " chunk']],
    ['has no data', wavOf(data).fill('x', 36, 40), ['no "data" chunk']],
    [
      'has a short format',
      wavChunk(
        'RIFF',
        Buffer.concat([Buffer.from('WAVE'), wavChunk('fmt ', Buffer.alloc(14)), wavChunk('data', data)]),
      ),
      ['"fmt "', '16 bytes', 'has 14'],
    ],
    [
      'is cut off',
      wavOf(data).subarray(0, -100),
      [`"data" chunk should have ${data.length}`, `${data.length - 100} are left`, 'cut off'],
    ],
    ['claims more than there is', wavOf(data, { dataSize: 1_000_000 }), ['should have 1000000']],
    [
      'has a chunk that goes beyond the end',
      wavOf(data, { first: [wavChunk('LIST', Buffer.alloc(4), 0xfffffff0)] }),
      ['"LIST" chunk should have 4294967280'],
    ],
    ['is A-law', wavOf(data, { tag: 6, bits: 8 }), ['PCM of 8, 16, 24 or 32 bits', 'is A-law (0x0006) of 8', 'ffmpeg']],
    ['is ADPCM', wavOf(data, { tag: 2, bits: 4 }), ['ADPCM (0x0002) of 4']],
    ['is of an unknown format', wavOf(data, { tag: 0x1234 }), ['another (0x1234) of 16']],
    ['is extensible with a GUID of its own', otherGuid, ['(0xfffe)']],
    ['has 12 bits', wavOf(data, { bits: 12 }), ['is PCM (0x0001) of 12']],
    ['has 16-bit floats', wavOf(data, { tag: 3, bits: 16 }), ['is float (0x0003) of 16']],
    ['has no channels', wavOf(data, { channels: 0 }), ['channels', 'is 0']],
    ['has no rate', wavOf(data, { sampleRate: 0 }), ['sample rate', 'is 0']],
    [
      'has frames of another size',
      wavOf(data, { channels: 2 }).fill(2, 32, 33),
      ['should be 4 (2 channels of 16 bits), and are 2'],
    ],
    ['has more channels than a frame can hold', wavOf(data, { channels: 40_000 }), ['40000 channels', 'and are']],
  ])('that %s is refused with what is wrong', (_, file, expected) => {
    expect(() => decodeWav(file)).toThrow(InvalidWav);
    for (const part of expected) expect(() => decodeWav(file)).toThrow(part);
  });

  it('that is damaged anywhere is read or refused, and gives no more than four bytes for each of its own', () => {
    const whole = wavOf(data.subarray(0, 200), { first: [wavChunk('LIST', Buffer.from('odd'))], extensible: true });
    const damage = fc.array(fc.tuple(fc.nat({ max: 120 }), fc.nat({ max: 255 })), { maxLength: 6 });
    const kept = fc.oneof(fc.constant(whole.length), fc.nat({ max: whole.length }));
    let refused = 0;
    let read = 0;
    fc.assert(
      fc.property(damage, kept, (changes, length) => {
        const file = Buffer.from(whole.subarray(0, length));
        for (const [at, value] of changes) if (at < file.length) file[at] = value;
        try {
          expect(decodeWav(file).samples.byteLength).toBeLessThanOrEqual(4 * file.length);
          read++;
        } catch (error) {
          expect(error).toBeInstanceOf(InvalidWav);
          refused++;
        }
      }),
      { numRuns: 2_000 },
    );
    expect(Math.min(refused, read)).toBeGreaterThan(20);
  });

  it('that is anything at all never fails in another way', () => {
    const tail = fc.uint8Array({ maxLength: 200 });
    fc.assert(
      fc.property(tail, (bytes) => {
        const file = Buffer.concat([Buffer.from('RIFF\0\0\0\0WAVE'), bytes]);
        expect(() => decodeWav(file)).toThrow(InvalidWav);
      }),
    );
  });
});

describe.skipIf(!ffmpeg)('a WAV file of ffmpeg', () => {
  const source = path.join(folder, 'source.wav');
  writeFileSync(source, floatWav(vowel(24_000, 0.5)));

  it.each([
    ['pcm_u8', 1, 0.01],
    ['pcm_s16le', 1, 1e-4],
    ['pcm_s16le', 2, 1e-4],
    ['pcm_s24le', 1, 1e-6],
    ['pcm_s24le', 6, 1e-6],
    ['pcm_s32le', 2, 1e-6],
    ['pcm_f32le', 1, 1e-7],
    ['pcm_f32le', 8, 1e-6],
    ['pcm_f64le', 2, 1e-6],
  ])('in %s of %i channels is the sound that went in', async (codec, channels, tolerance) => {
    const file = path.join(folder, `${codec}-${channels}.wav`);
    // The same in every channel, and that to the full.
    const pan = `pan=${channels}c|${Array.from({ length: channels }, (_, i) => `c${i}=c0`).join('|')}`;
    await promisify(execFile)('ffmpeg', ['-v', 'error', '-i', source, '-af', pan, '-c:a', codec, '-y', file]);
    const { samples, sampleRate } = decodeWav(readFileSync(file));
    const expected = vowel(24_000, 0.5);
    expect(sampleRate).toBe(24_000);
    expect(samples).toHaveLength(expected.length);
    expect(largest(samples.map((sample, i) => sample - expected[i]!))).toBeLessThan(tolerance);
  });

  it.each([
    ['-f', 'wav'],
    ['-rf64', 'always', '-f', 'wav'],
  ])('from a pipe has an open length (%s %s)', async (...options) => {
    const { stdout } = await promisify(execFile)('ffmpeg', ['-v', 'error', '-i', source, ...options, 'pipe:1'], {
      encoding: 'buffer',
    });
    expect(largest(decodeWav(stdout).samples)).toBeGreaterThan(0.3);
    expect(decodeWav(stdout).samples).toHaveLength(12_000);
  });

  it.skipIf(!hasData)('of real speech is what ffmpeg reads', async () => {
    const speech = path.join(dataFolder, 'speech');
    const names = readdirSync(speech).filter((name) => name.endsWith('.wav'));
    expect(names.length).toBeGreaterThan(2);
    for (const name of names) {
      const bytes = readFileSync(path.join(speech, name));
      const { samples, sampleRate } = decodeWav(bytes);
      expect(samples).toEqual(await decode(bytes, sampleRate));
    }
  });
});

function largest(samples: Float32Array): number {
  return samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
}

it('reads 16 bits as fromInt16 does', () => {
  fc.assert(
    fc.property(fc.int16Array(), (samples) => {
      expect(decodeWav(wavOf(bytesOf(samples))).samples).toEqual(fromInt16(samples));
    }),
  );
});

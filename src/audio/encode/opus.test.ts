import { describe, expect, it, vi } from 'vitest';
import { collect, inChunks, oggPackets, oggPages, vowel } from '../../../test/fixtures/audio.ts';
import { createOpusFormat } from './opus.ts';

/** How many native encoders were made: each holds 44 kB that the garbage collector does not see. */
const encoders = vi.hoisted(() => ({ made: 0 }));

vi.mock(import('@evan/opus'), async (importOriginal) => {
  const original = await importOriginal();
  class Encoder extends original.Encoder {
    constructor(options: ConstructorParameters<typeof original.Encoder>[0]) {
      super(options);
      encoders.made++;
    }
  }
  return { ...original, Encoder };
});

const sampleRate = 24_000;
const opus = createOpusFormat();
const { signal } = new AbortController();

async function pagesOf(samples: Float32Array, chunk = 2_400) {
  return oggPages(await collect(opus.encode(inChunks(samples, chunk), { sampleRate, signal })));
}

describe('Ogg Opus', () => {
  it('begins with its two headers, each alone on a page', async () => {
    const [head, tags] = await pagesOf(vowel(sampleRate, 0.1));
    expect(head!.body.toString('latin1', 0, 8)).toBe('OpusHead');
    expect([head!.body[8], head!.body[9], head!.body.readUInt32LE(12)]).toEqual([1, 1, sampleRate]);
    expect(head!.body.length).toBe(19);
    expect(tags!.body.toString('latin1', 0, 8)).toBe('OpusTags');
    expect([head!.granulePosition, tags!.granulePosition]).toEqual([0, 0]);
  });

  it('ends at the very sample, whatever the length', async () => {
    for (const length of [0, 1, 300, 323, 324, 325, 480, 481, 12_345]) {
      const pages = await pagesOf(vowel(sampleRate, 1).slice(0, length));
      const preSkip = pages[0]!.body.readUInt16LE(10);
      expect(preSkip).toBe(312); // 6.5 ms, libopus's look-ahead
      expect(pages.at(-1)!.granulePosition).toBe(preSkip + 2 * length);
      expect(pages.at(-1)!.flags & 4).toBe(4);
      // Enough packets to hold what the granule position promises, and none to spare.
      expect(oggPackets(pages).length - 2).toBe(Math.ceil((preSkip + 2 * length) / 960));
    }
  });

  it('puts 100 ms on the first page of sound and at most a second on the others', async () => {
    const pages = await pagesOf(vowel(sampleRate, 5), 5 * sampleRate);
    const packets = pages.slice(2).map((page) => page.lacing.filter((length) => length < 255).length);
    expect(packets[0]).toBe(5);
    expect(Math.max(...packets)).toBeLessThanOrEqual(50);
  });

  it('makes the same packets with an encoder that was used before as with a new one', async () => {
    const packets = async (format: typeof opus, samples: Float32Array) => {
      const stream = format.encode(inChunks(samples, 999), { sampleRate, signal });
      return oggPackets(oggPages(await collect(stream)));
    };
    const fresh = await packets(createOpusFormat(), vowel(sampleRate, 1, 180));
    const used = createOpusFormat();
    await packets(
      used,
      vowel(sampleRate, 1.01, 90).map((sample) => -sample),
    );
    expect(await packets(used, vowel(sampleRate, 1, 180))).toEqual(fresh);
  });

  it('names each stream differently, so that files can be joined', async () => {
    const [one] = await pagesOf(new Float32Array(1));
    const [other] = await pagesOf(new Float32Array(1));
    expect(one!.serial).not.toBe(other!.serial);
  });

  it('uses its encoders again and keeps no more than 64', async () => {
    const format = createOpusFormat();
    const oneStream = () => collect(format.encode(inChunks(new Float32Array(960), 480), { sampleRate, signal }));
    const madeBy = async (work: () => Promise<unknown>) => {
      const before = encoders.made;
      await work();
      return encoders.made - before;
    };
    const hundredAtOnce = () => Promise.all(Array.from({ length: 100 }, oneStream));
    expect(await madeBy(oneStream)).toBe(1);
    expect(await madeBy(oneStream)).toBe(0);
    expect(await madeBy(hundredAtOnce)).toBe(99);
    expect(await madeBy(hundredAtOnce)).toBe(36);
  });
});

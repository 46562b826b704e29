import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { startedSegment } from '../engines/speaking.fixture.ts';
import { StarlingError } from '../errors.ts';
import { Sequence } from './sequence.ts';

const sampleRate = 8000;

function sequence(known: { heard?: (seconds: number) => void; audioSeconds?: number } = {}): Sequence {
  const { heard = () => undefined, audioSeconds = 0.2 } = known;
  const owner = {
    arrivedAt: 0,
    driesAt: undefined,
    pace: 1,
    whole: false,
    key: 'somebody',
    isBatch: false,
    stream: 1,
    started: () => undefined,
    heard,
    owedBefore: () => 0,
  };
  const expected = { audioSeconds, computeSeconds: 0.1 };
  return new Sequence(startedSegment({ text: 'Hello.' }), { engine: 'tone', sampleRate, owner, expected });
}

async function read(from: Sequence): Promise<number[]> {
  const heard: number[] = [];
  for await (const frame of from) heard.push(...frame);
  return heard;
}

function cut(samples: Float32Array, sizes: readonly number[]): Float32Array[] {
  const frames: Float32Array[] = [];
  let at = 0;
  for (let i = 0; at < samples.length; i++) {
    const size = sizes[i % sizes.length]!;
    frames.push(samples.slice(at, at + size));
    at += size;
  }
  return frames;
}

/** A tone of a quarter of a second, loud enough that a step is heard. */
const tone = Float32Array.from(
  { length: sampleRate / 4 },
  (_, i) => 0.5 * Math.sin((2 * Math.PI * 220 * i) / sampleRate),
);
const steepest = (samples: readonly number[]) =>
  samples.reduce((most, sample, i) => (i === 0 ? 0 : Math.max(most, Math.abs(sample - samples[i - 1]!))), 0);
const sizes = fc.array(fc.integer({ min: 1, max: 700 }), { minLength: 1, maxLength: 5 });

describe('a sequence', () => {
  it('hands on frames in order and ends', async () => {
    const made = sequence();
    made.push(Float32Array.of(0.25, 0.5));
    made.push(new Float32Array(0));
    made.push(Float32Array.of(0.75));
    made.finish();
    expect(await read(made)).toEqual([0.25, 0.5, 0.75]);
  });

  it('lets its reader wait for frames, for the end and for an error', async () => {
    const finished = sequence();
    const heard = read(finished);
    await Promise.resolve();
    finished.push(Float32Array.of(0.5));
    await Promise.resolve();
    finished.finish();
    expect(await heard).toEqual([0.5]);

    const failed = sequence();
    const failure = expect(read(failed)).rejects.toMatchObject({ code: 'segment_failed' });
    await Promise.resolve();
    failed.fail(new StarlingError('segment_failed', 'no'));
    await failure;
  });

  it('gives the frames that came before an error, then the error', async () => {
    const made = sequence();
    made.push(Float32Array.of(0.5));
    made.fail(new StarlingError('segment_failed', 'no'));
    made.push(Float32Array.of(0.75));
    const iterator = made[Symbol.asyncIterator]();
    expect((await iterator.next()).value).toEqual(Float32Array.of(0.5));
    await expect(iterator.next()).rejects.toMatchObject({ code: 'segment_failed' });
  });

  it('stays as it ended first', async () => {
    const made = sequence();
    made.finish();
    made.fail(new Error('late'));
    expect(await read(made)).toEqual([]);
  });

  it('tells its owner of each second of audio once, replayed or not', () => {
    let seconds = 0;
    const made = sequence({ heard: (more) => (seconds += more) });
    made.push(tone.slice(0, 1250));
    made.rewind();
    cut(tone, [333]).forEach((frame) => made.push(frame));
    expect(seconds).toBeCloseTo(0.25);
    expect(made.audioSeconds).toBeCloseTo(0.25);
  });
});

describe('what a sequence owes', () => {
  it('is what it is expected to take at least, less what came', () => {
    const made = sequence({ audioSeconds: 0.2 });
    expect(made.owedSeconds).toBeCloseTo(0.2);
    made.push(tone.slice(0, 400));
    expect(made.owedSeconds).toBeCloseTo(0.15);
    made.push(tone.slice(400, 1000));
    expect(made.owedSeconds).toBeCloseTo(0.075);
  });

  it('is nothing once more came than was expected, and once it is over', () => {
    const long = sequence({ audioSeconds: 0.1 });
    long.push(tone);
    expect(long.owedSeconds).toBe(0);
    const short = sequence({ audioSeconds: 10 });
    short.push(tone);
    short.finish();
    expect(short.owedSeconds).toBe(0);
    const failed = sequence();
    failed.fail(new StarlingError('segment_failed', 'no'));
    expect(failed.owedSeconds).toBe(0);
  });

  it('does not grow while a replay says again what came', () => {
    const made = sequence({ audioSeconds: 0.2 });
    made.push(tone.slice(0, 800));
    expect(made.heardSeconds).toBe(0);
    made.rewind();
    expect(made.heardSeconds).toBeCloseTo(0.1);
    expect(made.owedSeconds).toBeCloseTo(0.1);
    made.push(tone.slice(0, 800));
    expect(made.owedSeconds).toBeCloseTo(0.1);
  });
});

describe('the characters that were spoken', () => {
  it('grow with the audio, are never more than there are, and all of them once it is over', () => {
    const made = sequence({ audioSeconds: 0.2 });
    expect(made.deliveredCharacters).toBe(0);
    made.push(tone.slice(0, 800));
    expect(made.deliveredCharacters).toBeCloseTo(3);
    made.push(tone);
    expect(made.deliveredCharacters).toBe(6);
    const short = sequence({ audioSeconds: 10 });
    short.finish();
    expect(short.deliveredCharacters).toBe(6);
  });

  it('are known for a text of which nothing is expected', () => {
    const made = sequence({ audioSeconds: 0 });
    expect(made.deliveredCharacters).toBe(0);
    made.push(tone);
    expect(made.deliveredCharacters).toBe(6);
  });
});

describe('a replay', () => {
  it('of an engine that repeats itself changes no sample, wherever it breaks and however it is framed', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: tone.length }), sizes, sizes, async (diedAt, first, second) => {
        const made = sequence();
        cut(tone.slice(0, diedAt), first).forEach((frame) => made.push(frame));
        made.rewind();
        cut(tone, second).forEach((frame) => made.push(frame));
        made.finish();
        expect(Float32Array.from(await read(made))).toEqual(tone);
      }),
      { numRuns: 50 },
    );
  });

  it('of an engine that says it differently has no step at the seam and is its own again after 5 ms', async () => {
    const other = Float32Array.from(tone, (sample) => 0.8 - sample);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: tone.length - 100 }), sizes, async (diedAt, framing) => {
        const made = sequence();
        made.push(tone.slice(0, diedAt));
        made.rewind();
        cut(other, framing).forEach((frame) => made.push(frame));
        made.finish();
        const heard = await read(made);
        expect(heard).toHaveLength(tone.length);
        // The tone's own slope, and the fade of at most 1.8 over 40 samples.
        expect(steepest(heard)).toBeLessThan(steepest([...tone]) + 1.8 / 40 + 1e-3);
        expect(heard.slice(diedAt + 40)).toEqual([...other.slice(diedAt + 40)]);
      }),
      { numRuns: 50 },
    );
  });

  it('leaves the frames of the engine as they came', () => {
    const made = sequence();
    made.push(tone.slice(0, 100));
    made.rewind();
    const other = tone.map((sample) => sample / 2);
    const copy = other.slice();
    made.push(other);
    expect(other).toEqual(copy);
  });

  it('that is shorter than what was heard ends there', async () => {
    const made = sequence();
    made.push(tone.slice(0, 1000));
    made.rewind();
    made.push(tone.slice(0, 400));
    made.finish();
    expect(await read(made)).toHaveLength(1000);
  });
});

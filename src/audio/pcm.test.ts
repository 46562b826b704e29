import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromInt16, joinSamples, pieces, throughStage, toInt16, type PcmStage } from './pcm.ts';

describe('16-bit samples', () => {
  it('come back unchanged from floats', () => {
    fc.assert(
      fc.property(fc.int16Array(), (samples) => {
        expect(toInt16(fromInt16(samples))).toEqual(samples);
      }),
    );
  });

  it('are clipped rather than wrapped around, and silent where there is no number', () => {
    expect([...toInt16(Float32Array.of(2, 1, -1, -2, Infinity, -Infinity, NaN))]).toEqual([
      32767, 32767, -32768, -32768, 32767, -32768, 0,
    ]);
  });
});

describe('pieces', () => {
  it('join to what was cut, none longer than asked and none empty', () => {
    fc.assert(
      fc.property(fc.float32Array({ noNaN: true }), fc.integer({ min: 1, max: 9 }), (samples, length) => {
        const cut = [...pieces(samples, length)];
        expect(cut.every((piece) => piece.length > 0 && piece.length <= length)).toBe(true);
        expect(joinSamples(cut)).toEqual(samples);
      }),
    );
  });
});

describe('a stage over a stream', () => {
  class Recorder implements PcmStage {
    closed = 0;
    process(samples: Float32Array): Float32Array {
      if (samples[0] === 13) throw new Error('unlucky');
      return samples;
    }
    finish(): Float32Array {
      return Float32Array.of(99);
    }
    close(): void {
      this.closed++;
    }
  }

  async function* of(...values: number[]) {
    for (const value of values) yield Float32Array.of(value);
  }

  it('passes on what is ready and then the rest', async () => {
    const stage = new Recorder();
    const heard: number[] = [];
    for await (const samples of throughStage(stage, of(1, 2))) heard.push(...samples);
    expect(heard).toEqual([1, 2, 99]);
    expect(stage.closed).toBe(1);
  });

  it('is closed when the reader leaves, and when it fails', async () => {
    const left = new Recorder();
    for await (const samples of throughStage(left, of(1, 2, 3))) if (samples[0] === 1) break;
    expect(left.closed).toBe(1);

    const failed = new Recorder();
    const drain = async () => {
      for await (const samples of throughStage(failed, of(13))) expect(samples).toBeUndefined();
    };
    await expect(drain()).rejects.toThrow('unlucky');
    expect(failed.closed).toBe(1);
  });
});

import { describe, expect, it } from 'vitest';
import { inChunks, vowel } from '../../test/fixtures/audio.ts';
import { joinSamples } from '../audio/pcm.ts';
import type { Border } from '../text/segment.ts';
import { join, silence, type SpokenSegment } from './join.ts';

const sampleRate = 8000;
const speech = vowel(sampleRate, 0.2);
/** A low tone of even steps, cut at its highest point at both ends. */
const abrupt = Float32Array.from({ length: 1601 }, (_, i) => 0.5 * Math.cos((2 * Math.PI * i) / 80));
const mute = silence(0.3, sampleRate);

async function* spoken(...parts: [Float32Array, Border, chunk?: number][]): AsyncGenerator<SpokenSegment> {
  for (const [samples, border, chunk = 160] of parts) yield { border, pcm: inChunks(samples, chunk) };
}

async function joined(...parts: [Float32Array, Border, chunk?: number][]): Promise<Float32Array> {
  const out: Float32Array[] = [];
  for await (const samples of join(spoken(...parts), { sampleRate, speed: 1 })) out.push(samples);
  return joinSamples(out);
}

/** Seconds between the end of the first sound and the begin of the second, where there are two of `abrupt`. */
const pauseOf = (heard: Float32Array) => (heard.length - 2 * abrupt.length) / sampleRate - 0.06;

describe('joined segments', () => {
  it('have the pause of the border between them, and a short one at the end', async () => {
    const pauses: number[] = [];
    for (const border of ['word', 'clause', 'sentence', 'paragraph'] as const) {
      pauses.push(pauseOf(await joined([abrupt, border], [abrupt, 'end'])));
    }
    expect(pauses.map((pause) => Number(pause.toFixed(3)))).toEqual([0.03, 0.16, 0.34, 0.6]);
    const alone = await joined([abrupt, 'end']);
    expect(alone.length).toBe(abrupt.length + 0.06 * sampleRate);
    expect(alone.slice(-0.06 * sampleRate)).toEqual(silence(0.06, sampleRate));
  });

  it('have no click anywhere: no step steeper than the sound itself and its fades', async () => {
    const heard = await joined([abrupt, 'word'], [abrupt, 'clause'], [mute, 'word'], [abrupt, 'end']);
    const steepest = (samples: Float32Array) =>
      samples.reduce((most, sample, i) => Math.max(most, Math.abs(sample - (samples[i - 1] ?? 0))), 0);
    expect(steepest(abrupt)).toBe(0.5);
    expect(steepest(heard)).toBeLessThan((0.5 * 2 * Math.PI) / 80 + 0.5 / (0.005 * sampleRate));
  });

  it('are the same whatever the frames, of a single sample too', async () => {
    const whole = await joined([abrupt, 'word', 99_999], [mute, 'sentence', 99_999], [abrupt, 'end', 99_999]);
    const single = await joined([abrupt, 'word', 1], [mute, 'sentence', 1], [abrupt, 'end', 1]);
    expect(single).toEqual(whole);
  });

  it('have one pause, the longest, where a segment between them made no sound', async () => {
    expect(pauseOf(await joined([abrupt, 'word'], [mute, 'sentence'], [mute, 'clause'], [abrupt, 'end']))).toBeCloseTo(
      0.34,
    );
  });

  it('begin with sound when the first segments made none, and are nothing when none did', async () => {
    expect((await joined([mute, 'paragraph'], [abrupt, 'end'])).length).toBe(abrupt.length + 0.06 * sampleRate);
    expect(await joined([mute, 'word'], [mute, 'end'])).toHaveLength(0);
    expect(await joined()).toHaveLength(0);
  });

  it('pull a segment only when the one before it is read', async () => {
    const asked: number[] = [];
    async function* source(): AsyncGenerator<SpokenSegment> {
      for (let index = 0; index < 3; index++) {
        asked.push(index);
        yield { border: 'word', pcm: inChunks(speech, 160) };
      }
    }
    const stream = join(source(), { sampleRate, speed: 1 });
    expect(asked).toEqual([]);
    await stream.next();
    expect(asked).toEqual([0]);
    await stream.return(undefined);
    expect(asked).toEqual([0]);
  });
});

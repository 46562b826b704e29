import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { vowel } from '../../test/fixtures/audio.ts';
import { joinSamples } from './pcm.ts';
import { EdgeTrimmer } from './trim.ts';

const sampleRate = 8000;
const margin = 0.02 * sampleRate;
const fade = 0.005 * sampleRate;
const loud = (sample: number) => Math.abs(sample) > 0.002;

/** Trims `samples` cut into frames of these sizes, again and again. */
function trimmed(samples: Float32Array, sizes: readonly number[] = [samples.length || 1]): Float32Array {
  const trimmer = new EdgeTrimmer(sampleRate);
  const parts: Float32Array[] = [];
  for (let at = 0, i = 0; at < samples.length; i++) {
    const size = sizes[i % sizes.length]!;
    parts.push(trimmer.process(samples.slice(at, at + size)));
    at += size;
  }
  parts.push(trimmer.finish());
  trimmer.close();
  return joinSamples(parts);
}

const silence = (samples: number) => new Float32Array(samples);
const steepest = (samples: Float32Array) =>
  samples.reduce((most, sample, i) => Math.max(most, Math.abs(sample - (samples[i - 1] ?? 0))), 0);

const speech = vowel(sampleRate, 0.2);
/** A low tone of even steps, cut at its highest point at both ends. */
const tone = Float32Array.from({ length: 1601 }, (_, i) => 0.5 * Math.cos((2 * Math.PI * i) / 80));
/** Pieces of speech, noise under the level and silence, long and short, in any order. */
const sound = fc
  .array(
    fc.tuple(
      fc.constantFrom(0, 0.001, 0.6, 1),
      fc.oneof(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 2500 })),
    ),
    { maxLength: 5 },
  )
  .map((parts) =>
    joinSamples([
      silence(0),
      ...parts.map(([level, length]) => Float32Array.from({ length }, (_, i) => level * Math.cos(i * 0.9))),
    ]),
  );
const sizes = fc.oneof(
  fc.array(fc.integer({ min: 1, max: 900 }), { minLength: 1, maxLength: 4 }),
  fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 4 }),
);

describe('the edges of a segment', () => {
  it('keep a margin of 20 ms of the silence before and after speech', () => {
    // Speech that is loud from its first sample to its last.
    const square = Float32Array.from({ length: 1000 }, (_, i) => (i % 2 ? 0.5 : -0.5));
    const heard = trimmed(joinSamples([silence(3000), square, silence(2000)]));
    expect(heard).toEqual(joinSamples([silence(margin), square, silence(margin)]));
  });

  it('are left where they are when there is less silence than the margin', () => {
    const heard = trimmed(joinSamples([silence(100), speech, silence(90)]));
    expect(heard).toHaveLength(100 + speech.length + 90);
  });

  it('begin and end at zero without a step, even in the middle of speech', () => {
    const slope = (0.5 * 2 * Math.PI) / 80;
    expect(steepest(tone)).toBe(0.5);
    for (const size of [1, 7, 160, tone.length]) {
      const heard = trimmed(tone, [size]);
      expect(heard).toHaveLength(tone.length);
      expect([heard[0], heard.at(-1)]).toEqual([0, 0]);
      expect(steepest(heard)).toBeLessThan(slope + 0.5 / fade);
      expect(heard.slice(fade, -fade)).toEqual(tone.slice(fade, -fade));
    }
  });

  it('of a segment without sound leave nothing', () => {
    const quiet = Float32Array.from({ length: 5000 }, () => 0.0019);
    expect(trimmed(quiet)).toHaveLength(0);
    expect(trimmed(quiet, [1])).toHaveLength(0);
    expect(trimmed(silence(0))).toHaveLength(0);
  });
});

describe('trimming', () => {
  it('keeps pauses in the middle, long ones too', () => {
    for (const pause of [500, 8000, 30_000]) {
      const heard = trimmed(joinSamples([silence(margin), speech, silence(pause), speech, silence(margin)]), [700]);
      expect(heard).toHaveLength(2 * margin + 2 * speech.length + pause);
    }
  });

  it('gives the same whatever the frames', () => {
    fc.assert(
      fc.property(sound, sizes, (samples, framing) => {
        expect(Buffer.from(trimmed(samples, framing).buffer).equals(Buffer.from(trimmed(samples).buffer))).toBe(true);
      }),
    );
  });

  it('never removes a loud sample, and changes none but in the fades', () => {
    fc.assert(
      fc.property(sound, sizes, (samples, framing) => {
        const heard = trimmed(samples, framing);
        const first = samples.findIndex(loud);
        fc.pre(first >= 0);
        const start = Math.max(0, first - margin);
        expect(start + heard.length).toBeGreaterThan(samples.findLastIndex(loud));
        const middle = heard.slice(fade, -fade);
        const source = samples.slice(start + fade, start + fade + middle.length);
        expect(Buffer.from(middle.buffer).equals(Buffer.from(source.buffer))).toBe(true);
      }),
    );
  });

  it('holds back no more than a second', () => {
    const trimmer = new EdgeTrimmer(sampleRate);
    let out = trimmer.process(speech).length;
    let taken = speech.length;
    for (let frame = 0; frame < 50; frame++) {
      out += trimmer.process(silence(1600)).length;
      taken += 1600;
      expect(taken - out).toBeLessThanOrEqual(sampleRate);
    }
  });

  it('leaves the frames of its source as they came', () => {
    const source = speech.slice(33);
    const copy = source.slice();
    trimmed(source);
    expect(source).toEqual(copy);
  });
});

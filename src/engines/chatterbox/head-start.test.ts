import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { HeadStart, HeadStarts } from './head-start.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const sampleRate = 100;
const sound = (seconds: number) => new Float32Array(seconds * sampleRate);

function begin(starts = new HeadStarts()) {
  const delivered: number[] = [];
  const deliver = ({ length }: Float32Array) => void delivered.push(length / sampleRate);
  return { starts, delivered, start: new HeadStart(starts, { deliver, sampleRate }) };
}

describe('a stream alone', () => {
  it('is heard at once', () => {
    const { start, delivered } = begin();
    start.add(sound(0.5), 0, 0);
    expect(delivered).toEqual([0.5]);
    expect(start.playsFrom).toBeUndefined();
  });

  it('teaches nothing', () => {
    const { start, starts } = begin();
    start.add(sound(0.5), 0, 0);
    start.add(sound(0.5), 0, 5000);
    start.end(true);
    expect(starts.secondsBeside(0)).toBe(0);
  });
});

describe('a stream beside others', () => {
  it('waits, and then gives all that was made, in order', () => {
    const { start, starts, delivered } = begin();
    start.add(sound(0.5), 1, 0);
    expect(start.playsFrom).toBe(starts.secondsBeside(1) * 1000);
    vi.advanceTimersByTime(100);
    start.add(sound(0.7), 1, 100);
    expect(delivered).toEqual([]);
    vi.advanceTimersByTime(5000);
    expect(delivered).toEqual([0.5, 0.7]);
    start.add(sound(1), 1, 5100);
    expect(delivered).toEqual([0.5, 0.7, 1]);
  });

  it('waits no longer than until it is whole', () => {
    const { start, delivered } = begin();
    start.add(sound(0.5), 1, 0);
    start.end(true);
    expect(delivered).toEqual([0.5]);
  });

  it('that is cancelled gives nothing, then or later, and teaches nothing', () => {
    const { start, starts, delivered } = begin();
    const before = starts.secondsBeside(1);
    start.add(sound(0.5), 1, 0);
    start.add(sound(0.5), 1, 1400);
    start.end(false);
    vi.advanceTimersByTime(5000);
    expect(delivered).toEqual([]);
    expect(starts.secondsBeside(1)).toBe(before);
  });

  it('waits as long as those before it would have needed', () => {
    const { start, starts } = begin();
    start.add(sound(0.5), 1, 0);
    start.add(sound(0.5), 1, 800);
    start.add(sound(9), 1, 1200);
    // That late is not its beginning.
    start.add(sound(1), 1, 60_000);
    start.end(true);
    const learned = starts.secondsBeside(1);
    expect(learned).toBeGreaterThanOrEqual(0.3);
    expect(learned).toBeLessThan(0.5);
  });

  it('is measured with as many beside it', () => {
    const starts = new HeadStarts();
    const guess = starts.secondsBeside(1);
    starts.learn(3, 0.9);
    expect(starts.secondsBeside(4)).toBeGreaterThanOrEqual(0.9);
    expect(starts.secondsBeside(1)).toBe(guess);
    expect(starts.secondsBeside(5)).toBe(guess);
  });
});

it('never waits longer than a second, and forgets what was long ago', () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 0, max: 30, noNaN: true })),
      fc.integer({ min: 1, max: 64 }),
      (needs, others) => {
        const starts = new HeadStarts();
        for (const need of needs) starts.learn(others, need);
        expect(starts.secondsBeside(others)).toBeLessThanOrEqual(1);
        for (let time = 0; time < 8; time++) starts.learn(others, 0);
        expect(starts.secondsBeside(others)).toBeLessThan(0.2);
      },
    ),
  );
});

it('with that wait a stream made at the same times is heard without a gap', () => {
  const chunk = fc.record({
    after: fc.integer({ min: 10, max: 900 }),
    seconds: fc.double({ min: 0.4, max: 1, noNaN: true }),
  });
  fc.assert(
    fc.property(fc.array(chunk, { minLength: 2, maxLength: 8 }), (chunks) => {
      const starts = new HeadStarts();
      const learner = begin(starts);
      let now = 0;
      for (const { after, seconds } of chunks) learner.start.add(sound(seconds), 1, (now += after));
      learner.start.end(true);
      const wait = starts.secondsBeside(1) * 1000;
      if (wait >= 1000) return;
      let [at, heardUntil] = [0, Infinity];
      for (const [index, { after, seconds }] of chunks.entries()) {
        at += after;
        if (index === 0) heardUntil = at + wait;
        else expect(at).toBeLessThanOrEqual(heardUntil + 1);
        heardUntil += Math.floor(seconds * sampleRate) * 10;
      }
    }),
  );
});

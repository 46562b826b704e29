import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { HeadStarts, type Company } from './head-start.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const sampleRate = 100;
const sound = (seconds: number) => new Float32Array(Math.round(seconds * sampleRate));

/** A stream that begins at 0. `wanted`: when its first sound was said to be wanted, each time that this was said. */
function begin(starts: HeadStarts, others: number, pace = 1) {
  const delivered: number[] = [];
  const wanted: number[] = [];
  const deliver = ({ length }: Float32Array) => void delivered.push(length / sampleRate);
  const wantedFrom = (at: number) => void wanted.push(at);
  const spoken = Array.from({ length: others + 1 }, (_, stream) => starts.attend(stream));
  const start = starts.begin({ pace, deliver, wantedFrom, sampleRate, now: 0 });
  for (const over of spoken) over();
  return { delivered, wanted, start };
}

/** Of the wait of a stream beside others; its first sound is wanted when so much of it is over, in milliseconds. */
const wantedMs = (seconds: number): number => 750 * seconds;

/** So often that nothing is left of a guess. */
function learn(starts: HeadStarts, company: Company, seconds: number): void {
  for (let time = 0; time < 16; time++) starts.learn(company, seconds);
}

describe('a stream alone', () => {
  it('is heard at once', () => {
    const { start, delivered } = begin(new HeadStarts(), 0);
    expect(start.waits).toBe(true);
    start.add(sound(0.5), 300);
    expect([delivered, start.waits]).toEqual([[0.5], false]);
    start.add(sound(0.6), 350);
    expect(delivered).toEqual([0.5, 0.6]);
  });

  /** One whose first sound, of half a second, is there after a second, and whose second one comes so much too late. */
  function speak(starts: HeadStarts, late: number, before: () => void = () => undefined, pace = 1) {
    const begun = begin(starts, 0, pace);
    begun.start.add(sound(0.5), 1000);
    before();
    vi.advanceTimersByTime(500 + late * 1000);
    begun.start.add(sound(4), 1500 + late * 1000);
    return begun;
  }

  it('waits behind its first sound as long as those before it ran dry', () => {
    const starts = new HeadStarts();
    for (const late of [0.7, 1.2, 0.9]) speak(starts, late).start.end(true);
    expect(starts.secondsAlone(1)).toBeCloseTo(1.2 + 0.1);
    const { start, delivered, wanted } = begin(starts, 0);
    start.add(sound(0.5), 1000);
    expect(wanted.map(Math.round)).toEqual([800, 2300]);
    vi.advanceTimersByTime(1200);
    start.add(sound(0.6), 2200);
    expect(delivered).toEqual([]);
    vi.advanceTimersByTime(100);
    expect(delivered).toEqual([0.5, 0.6]);
    for (let time = 0; time < 16; time++) speak(starts, 0).start.end(true);
    expect(starts.secondsAlone(1)).toBe(0);
  });

  it('waits as those before it ran dry that were heard about as fast', () => {
    const starts = new HeadStarts();
    for (const pace of [0.5, 1, 0.5, 1]) speak(starts, 0, undefined, pace).start.end(true);
    // Half a second of audio lasts a quarter of a second, and the next comes after half a second.
    expect([0.5, 1, 2].map((pace) => starts.secondsAlone(pace))).toEqual([expect.closeTo(0.25 + 0.1) as number, 0, 0]);
    const { start, delivered } = begin(starts, 0, 0.5);
    start.add(sound(0.5), 1000);
    expect(delivered).toEqual([]);
    expect(speak(starts, 0).delivered).toEqual([0.5, 4]);
  });

  it('is heard at once when few before it ran dry, or none for longer than players have in store', () => {
    for (const needs of [[1.2], [1.2, 0.15, 0.1], [0, 1.2, 1.1, 0, 0], [0.1, 0.1]]) {
      const starts = new HeadStarts();
      for (const late of needs) speak(starts, late).start.end(true);
      expect(starts.secondsAlone(1)).toBe(0);
      expect(speak(starts, 0).delivered).toEqual([0.5, 4]);
    }
  });

  it('learns nothing from short ones that did not run dry', () => {
    const starts = new HeadStarts();
    for (const late of [1, 1]) speak(starts, late).start.end(true);
    for (let time = 0; time < 16; time++) {
      const { start } = begin(starts, 0);
      start.add(sound(1), 1000);
      start.end(true);
    }
    expect(starts.secondsAlone(1)).toBe(1.1);
  });

  it('is not heard later than it may be', () => {
    const starts = new HeadStarts();
    for (const late of [5, 5]) speak(starts, late).start.end(true);
    expect(speak(starts, 0).wanted.map(Math.round)).toEqual([800, 2900]);
  });

  it('teaches nothing when it is cancelled, or another stream is spoken meanwhile', () => {
    const starts = new HeadStarts();
    for (let time = 0; time < 3; time++) {
      speak(starts, 1).start.end(false);
      speak(starts, 1, () => starts.attend(7)()).start.end(true);
    }
    expect(starts.secondsAlone(1)).toBe(0);
  });

  it('is alone with more segments of its own', () => {
    const starts = new HeadStarts();
    starts.attend(0);
    for (let time = 0; time < 2; time++) speak(starts, 1, () => starts.attend(0)()).start.end(true);
    expect(starts.secondsAlone(1)).toBe(1.1);
  });

  it('teaches nothing to one beside others', () => {
    const starts = new HeadStarts();
    for (const late of [1, 1]) speak(starts, late).start.end(true);
    learn(starts, { others: 1, beginning: 0, pace: 1 }, 0);
    const { start, delivered } = begin(starts, 1);
    start.add(sound(0.5), 900);
    expect(delivered).toEqual([0.5]);
  });
});

describe('a stream beside others', () => {
  it('waits until it is to be played, and then gives all that was made, in order', () => {
    const starts = new HeadStarts();
    const { start, delivered, wanted } = begin(starts, 1);
    const seconds = starts.secondsIn({ others: 1, beginning: 0, pace: 1 });
    const from = seconds * 1000;
    expect(wanted).toEqual([wantedMs(seconds)]);
    start.add(sound(0.5), 600);
    vi.advanceTimersByTime(100);
    start.add(sound(0.7), 700);
    expect(delivered).toEqual([]);
    vi.advanceTimersByTime(from - 700);
    expect(delivered).toEqual([0.5, 0.7]);
    start.add(sound(1), from);
    expect(delivered).toEqual([0.5, 0.7, 1]);
  });

  it('is heard at once when it comes later than that', () => {
    const { start, delivered } = begin(new HeadStarts(), 1);
    start.add(sound(0.5), 20_000);
    expect(delivered).toEqual([0.5]);
  });

  it('waits no longer than until it is whole', () => {
    const { start, delivered } = begin(new HeadStarts(), 1);
    start.add(sound(0.5), 0);
    start.end(true);
    expect(delivered).toEqual([0.5]);
  });

  it('that is cancelled gives nothing, then or later, and teaches nothing', () => {
    const starts = new HeadStarts();
    const company = { others: 1, beginning: 0, pace: 1 };
    const before = starts.secondsIn(company);
    const { start, delivered } = begin(starts, 1);
    start.add(sound(0.5), 0);
    start.add(sound(0.5), 1000);
    start.end(false);
    vi.advanceTimersByTime(5000);
    expect(delivered).toEqual([]);
    expect(starts.secondsIn(company)).toBe(before);
  });

  it('waits as long as those before it would have needed', () => {
    const starts = new HeadStarts();
    for (let time = 0; time < 16; time++) {
      const { start } = begin(starts, 1);
      start.add(sound(0.5), 600);
      start.add(sound(0.5), 1400);
      start.add(sound(9), 1800);
      // That late is not its beginning.
      start.add(sound(1), 60_000);
      start.end(true);
    }
    expect(starts.secondsIn({ others: 1, beginning: 0, pace: 1 })).toBeCloseTo(0.9 + 0.1);
  });

  it('waits the longer the faster it is heard, and learns from those of about its pace', () => {
    const starts = new HeadStarts();
    const company = (pace: number) => ({ others: 1, beginning: 0, pace });
    const guess = starts.secondsIn(company(1));
    const guesses = [2, 1, 0.5].map((pace) => starts.secondsIn(company(pace)));
    expect(guesses).toEqual([1.75, 2.5, 4].map((times) => expect.closeTo(0.6 * times + 0.1) as number));
    for (const pace of [0.25, 0.5, 2]) {
      for (let time = 0; time < 16; time++) {
        const { start } = begin(starts, 1, pace);
        for (const [seconds, at] of [
          [1, 500],
          [1, 1300],
          [4, 2000],
        ] as const)
          start.add(sound(seconds), at);
        start.end(true);
      }
    }
    expect([0.25, 0.5, 0.51, 2].map((pace) => starts.secondsIn(company(pace)))).toEqual(
      [1.5, 1, 1, 0.5].map((seconds) => expect.closeTo(seconds + 0.1) as number),
    );
    expect(starts.secondsIn(company(1))).toBe(guess);
    const ofFaster = starts.secondsIn(company(0.9));
    expect(ofFaster).toBeGreaterThan(guess);
    learn(starts, company(1), 0.3);
    expect(starts.secondsIn(company(0.9))).toBe(ofFaster);
  });

  it('is measured in as much company, and beside as many that begin', () => {
    const starts = new HeadStarts();
    const [few, more, beginning] = [
      { others: 1, beginning: 0, pace: 1 },
      { others: 3, beginning: 0, pace: 1 },
      { others: 1, beginning: 1, pace: 1 },
    ];
    const [guess, ofMore, worse] = [few, more, beginning].map((company) => starts.secondsIn(company));
    expect(worse).toBeGreaterThan(guess as number);
    expect(ofMore).toBeGreaterThan(guess as number);
    learn(starts, more, 0.9);
    expect([2, 3, 4, 5].map((others) => starts.secondsIn({ ...more, others }))).toEqual([ofMore, 1, 1, ofMore]);
    expect(starts.secondsIn(few)).toBe(guess);
    learn(starts, few, 0);
    expect([starts.secondsIn(few), starts.secondsIn(beginning)]).toEqual([0.1, worse]);
  });

  it('counts streams, however many segments of one are spoken, and forgets those that are over', () => {
    const starts = new HeadStarts();
    const [beside, over, gone] = [starts.attend(7), starts.attend(7), starts.attend(8)];
    gone();
    starts.attend(9);
    const wanted: number[] = [];
    const options = {
      deliver: () => undefined,
      wantedFrom: (at: number) => void wanted.push(at),
      pace: 1,
      sampleRate,
      now: 0,
    };
    starts.begin(options).end(false);
    expect(wanted).toEqual([wantedMs(starts.secondsIn({ others: 1, beginning: 0, pace: 1 }))]);
    over();
    beside();
    starts.begin(options).end(false);
    expect(wanted[1]).toBeCloseTo(800);
  });

  it('begins in step with one that was there before either began', () => {
    const starts = new HeadStarts();
    starts.attend(1);
    starts.attend(2);
    const wanted: number[][] = [[], []];
    for (const times of wanted) {
      const wantedFrom = (at: number) => void times.push(at);
      starts.begin({ deliver: () => undefined, wantedFrom, pace: 1, sampleRate, now: 0 });
    }
    const both = wantedMs(starts.secondsIn({ others: 1, beginning: 1, pace: 1 }));
    expect(wanted.map((times) => times.at(-1))).toEqual([both, both]);
  });

  it('is guessed the less the more were seen, but is no shorter than what was', () => {
    const starts = new HeadStarts();
    const company = { others: 1, beginning: 0, pace: 1 };
    const guess = starts.secondsIn(company) - 0.1;
    const seen = Array.from({ length: 17 }, () => {
      starts.learn(company, 0.5);
      return starts.secondsIn(company) - 0.1;
    });
    const sixteenth = (guess - 0.5) / 16;
    for (const [index, each] of seen.entries()) expect(each).toBeCloseTo(0.5 + Math.max(0, 15 - index) * sixteenth);
    starts.learn({ others: 2, beginning: 0, pace: 1 }, 2.4);
    expect(starts.secondsIn({ others: 2, beginning: 0, pace: 1 })).toBe(2.5);
  });

  it('is guessed by how soon a stream alone has its first sound, a short one left out, and never wanted sooner', () => {
    const starts = new HeadStarts();
    const company = { others: 20, beginning: 2, pace: 1 };
    expect(starts.secondsIn(company)).toBe(2.9);
    for (const [first, long] of [
      [0.9, 5],
      [0.2, 4],
      [0.1, 1],
      [0.3, 5],
    ] as const) {
      const { start } = begin(starts, 0);
      start.add(sound(long), first * 1000);
      start.end(true);
    }
    begin(starts, 0).start.end(true);
    expect(starts.secondsIn(company)).toBeCloseTo(5.4 * 0.2 + 0.1);
    for (const [needed, wantedAt] of [
      [0, 267],
      [0.9, wantedMs(1)],
    ] as const) {
      learn(starts, { others: 1, beginning: 0, pace: 1 }, needed);
      const { start, wanted } = begin(starts, 1);
      start.end(false);
      expect(wanted.map(Math.round)).toEqual([wantedAt]);
    }
  });

  it('is kept back less and less where it is there when it is wanted, and no less than it needs where it is not', () => {
    for (const [needed, least, most] of [
      [0, 0.3, 0.45],
      [1.4, 1.49, 1.51],
    ] as const) {
      const starts = new HeadStarts();
      starts.learnFirstSound(0.2);
      learn(starts, { others: 1, beginning: 0, pace: 1 }, 2.5);
      for (let time = 0; time < 16 * 16; time++) {
        const { start, wanted } = begin(starts, 1);
        const [at] = wanted as [number];
        start.add(sound(20), Math.max(at, 1000 * needed));
        start.end(true);
      }
      const seconds = starts.secondsIn({ others: 1, beginning: 0, pace: 1 });
      expect(seconds).toBeGreaterThanOrEqual(least);
      expect(seconds).toBeLessThanOrEqual(most);
    }
  });

  it('is put off when another begins before it has any sound, and not after', () => {
    const starts = new HeadStarts();
    const [alone, settled, beginning] = [
      begin(starts, 0),
      starts.secondsIn({ others: 1, beginning: 0, pace: 1 }),
      starts.secondsIn({ others: 1, beginning: 1, pace: 1 }),
    ];
    expect(alone.wanted).toHaveLength(1);
    expect(alone.wanted[0]).toBeLessThan(wantedMs(settled));
    const second = begin(starts, 1);
    expect([alone.wanted[1], second.wanted[0]]).toEqual([wantedMs(beginning), wantedMs(beginning)]);
    alone.start.add(sound(0.5), 700);
    expect(alone.delivered).toEqual([]);
    begin(starts, 2);
    expect([alone.wanted.length, second.wanted.length]).toEqual([2, 2]);
    vi.advanceTimersByTime(beginning * 1000 - 700);
    expect(alone.delivered).toEqual([0.5]);
  });

  it('is beside one that begins until that one has sound for four seconds, or is over', () => {
    const starts = new HeadStarts();
    learn(starts, { others: 1, beginning: 0, pace: 1 }, 0);
    const first = begin(starts, 0).start;
    const waitMs = () => {
      const { start, wanted } = begin(starts, 1);
      start.end(false);
      return Math.round(wanted[0] as number);
    };
    const beside = waitMs();
    expect(beside).toBeGreaterThan(1000);
    first.add(sound(3), 900);
    expect(waitMs()).toBe(beside);
    first.add(sound(1), 1500);
    expect(waitMs()).toBe(800);
    const second = begin(starts, 0).start;
    expect(waitMs()).toBe(beside);
    second.end(false);
    expect(waitMs()).toBe(800);
  });
});

it('is never heard later than it may be, and forgets what was long ago', () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 0, max: 30, noNaN: true })),
      fc.record({
        others: fc.integer({ min: 1, max: 64 }),
        beginning: fc.nat(64),
        pace: fc.double({ min: 0.25, max: 4, noNaN: true }),
      }),
      (needs, company) => {
        const starts = new HeadStarts();
        for (const need of needs) starts.learn(company, need);
        expect(starts.secondsIn(company)).toBeLessThanOrEqual(2.9);
        for (let time = 0; time < 16; time++) starts.learn(company, 0);
        expect(starts.secondsIn(company)).toBeLessThan(0.2);
      },
    ),
  );
});

it('with that wait a stream made at the same times is heard without a gap', () => {
  const chunk = fc.record({
    after: fc.integer({ min: 10, max: 1200 }),
    seconds: fc.integer({ min: 40, max: 100 }).map((hundredths) => hundredths / 100),
  });
  fc.assert(
    fc.property(fc.array(chunk, { minLength: 2, maxLength: 7 }), fc.constantFrom(0.5, 0.8, 1, 2), (chunks, pace) => {
      const starts = new HeadStarts();
      for (let time = 0; time < 16; time++) {
        const learner = begin(starts, 1, pace).start;
        let now = 0;
        for (const { after, seconds } of chunks) learner.add(sound(seconds), (now += after));
        learner.end(true);
      }
      if (starts.secondsIn({ others: 1, beginning: 0, pace }) >= 2.9) return;
      const begunAt = Date.now();
      let heardUntil = 0;
      const deliver = ({ length }: Float32Array) => {
        const at = Date.now() - begunAt;
        if (heardUntil === 0) heardUntil = at;
        expect(at).toBeLessThanOrEqual(heardUntil + 1);
        heardUntil += (length / sampleRate) * 1000 * pace;
      };
      const over = [1, 2].map((stream) => starts.attend(stream));
      const start = starts.begin({ deliver, wantedFrom: () => undefined, pace, sampleRate, now: 0 });
      for (const { after, seconds } of chunks) {
        vi.advanceTimersByTime(after);
        start.add(sound(seconds), Date.now() - begunAt);
      }
      start.end(true);
      for (const each of over) each();
    }),
  );
});

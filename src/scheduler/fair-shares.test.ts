import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FairShares } from './fair-shares.ts';

const weights: Readonly<Record<string, number>> = { one: 1, three: 3, half: 0.5 };
const keys = Object.keys(weights);
const weightOf = (key: string) => weights[key] ?? 1;

/** Serves the key with the smallest tag of those that wait, and tells which it was. */
function serve(shares: FairShares, waiting: readonly string[], seconds: number): string {
  const next = waiting.reduce((best, key) => (shares.tagOf(key) < shares.tagOf(best) ? key : best));
  shares.charge(next, seconds);
  return next;
}

describe('fair shares', () => {
  const segments = fc.array(
    fc.record({ seconds: fc.double({ min: 0.01, max: 10, noNaN: true }), thirdWaits: fc.boolean() }),
    { minLength: 1, maxLength: 200 },
  );

  it('keep two keys that both wait within a segment each of their shares, in every interval, whoever else comes and goes', () => {
    fc.assert(
      fc.property(segments, fc.nat(), (served, from) => {
        const shares = new FairShares(weightOf);
        // Normed work of both at the borders of the segments.
        const history = [{ one: 0, three: 0 }];
        for (const { seconds, thirdWaits } of served) {
          const key = serve(shares, thirdWaits ? keys : ['one', 'three'], seconds);
          const { one, three } = history.at(-1)!;
          history.push({
            one: one + (key === 'one' ? seconds : 0),
            three: three + (key === 'three' ? seconds / 3 : 0),
          });
        }
        const most = Math.max(...served.map(({ seconds }) => seconds));
        const begin = history[from % history.length]!;
        for (const end of history.slice(from % history.length)) {
          const difference = end.one - begin.one - (end.three - begin.three);
          expect(Math.abs(difference)).toBeLessThanOrEqual(most / 1 + most / 3 + 1e-6);
        }
      }),
    );
  });

  it('give a key that comes back no credit for its pause', () => {
    const shares = new FairShares(weightOf);
    shares.charge('a', 1);
    for (let segment = 0; segment < 100; segment++) shares.charge('b', 1);
    const served = Array.from({ length: 10 }, () => serve(shares, ['a', 'b'], 1));
    expect(served.filter((key) => key === 'a').length).toBeLessThanOrEqual(6);
  });

  it('give a key no debt for what it had while nobody else wanted it', () => {
    const shares = new FairShares(weightOf);
    for (let segment = 0; segment < 100; segment++) shares.charge('a', 1);
    const served = Array.from({ length: 10 }, () => serve(shares, ['a', 'b'], 1));
    expect(served.filter((key) => key === 'a').length).toBeGreaterThanOrEqual(4);
  });

  it('let a new key go first, once', () => {
    const shares = new FairShares(weightOf);
    for (let segment = 0; segment < 3; segment++) shares.charge('a', 1);
    expect([serve(shares, ['a', 'new'], 1), serve(shares, ['a', 'new'], 1)]).toEqual(['new', 'a']);
  });

  it('count what a segment took, not what it was thought to take, once it is known', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ guess: fc.integer({ min: 1, max: 40 }), seconds: fc.integer({ min: 1, max: 40 }) })),
        (segments) => {
          const [guessed, known] = [new FairShares(weightOf), new FairShares(weightOf)];
          for (const { guess, seconds } of segments) {
            serve(guessed, ['one'], guess);
            guessed.correct('one', seconds - guess);
            serve(known, ['one'], seconds);
          }
          expect(guessed.tagOf('one')).toBeCloseTo(known.tagOf('one'), 6);
        },
      ),
    );
  });

  it('keep their shares when all segments of a key are guessed wrong, and corrected before the next', () => {
    const shares = new FairShares(weightOf);
    const work = { one: 0, three: 0 };
    for (let segment = 0; segment < 1000; segment++) {
      const key = serve(shares, ['one', 'three'], 1) as 'one' | 'three';
      const seconds = key === 'one' ? 4 : 0.5;
      shares.correct(key, seconds - 1);
      work[key] += seconds;
    }
    expect(Math.abs(work.one - work.three / 3)).toBeLessThanOrEqual(4 + 0.5 / 3 + 1);
  });
});

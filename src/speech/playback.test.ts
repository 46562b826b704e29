import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Playback } from './playback.ts';

function played(...provided: [seconds: number, now: number][]): Playback {
  const playback = new Playback();
  for (const [seconds, now] of provided) playback.provide(seconds, now);
  return playback;
}

describe('a listener who plays at one second a second', () => {
  it('has waited for nothing before the first audio', () => {
    expect(played().underrunSeconds).toBe(0);
    expect(played([0.5, 100])).toMatchObject({ audioSeconds: 0.5, underrunSeconds: 0 });
  });

  it('does not wait when audio comes in time, at the last moment too', () => {
    expect(played([1, 100], [1, 100.5], [1, 102])).toMatchObject({ audioSeconds: 3, underrunSeconds: 0 });
  });

  it('waits from the moment when all is played until more comes', () => {
    expect(played([1, 100], [1, 103]).underrunSeconds).toBe(2);
  });

  it('plays later after a wait, and does not wait for the same time twice', () => {
    // Dry at 101, more at 103, dry again at 104, more at 104.5.
    expect(played([1, 100], [1, 103], [1, 104.5]).underrunSeconds).toBe(2.5);
    expect(played([1, 100], [5, 103], [1, 107]).underrunSeconds).toBe(2);
  });

  it('has heard all by the end of the audio and the waits, and not before', () => {
    const gaps = fc.array(fc.tuple(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 0, max: 30 })), { minLength: 1 });
    fc.assert(
      fc.property(gaps, (steps) => {
        const playback = new Playback();
        let now = 0;
        let buffered = 0;
        let waited = 0;
        steps.forEach(([seconds, gap], index) => {
          if (index > 0) {
            now += gap;
            waited += Math.max(0, gap - buffered);
            buffered = Math.max(0, buffered - gap);
          }
          playback.provide(seconds, now);
          buffered += seconds;
        });
        expect(playback.underrunSeconds).toBeCloseTo(waited);
      }),
    );
  });
});

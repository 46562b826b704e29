import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { batchPace, batchShare, deadlineOf, driesAfter, type Listener } from './deadline.ts';

const targetTtfaMs = 300;
const nothingOwed = { owedBefore: 0, own: 0 };

function listener(known: Partial<Listener> = {}): Listener {
  return { arrivedAt: 1000, driesAt: undefined, pace: 1, whole: false, ...known };
}

describe('the deadline', () => {
  it('of a listener who has heard nothing is the arrival and the target time to first audio', () => {
    expect(deadlineOf(listener(), targetTtfaMs, nothingOwed)).toBe(1300);
  });

  it('of a listener who plays is the moment when the audio is used up, whenever it arrived', () => {
    expect(deadlineOf(listener({ driesAt: 9000 }), targetTtfaMs, nothingOwed)).toBe(9000);
    expect(deadlineOf(listener({ driesAt: 9000, arrivedAt: 0 }), targetTtfaMs, nothingOwed)).toBe(9000);
  });

  it('of a segment lies behind what the segments before it still owe', () => {
    expect(deadlineOf(listener(), targetTtfaMs, { owedBefore: 2, own: 5 })).toBe(3300);
    expect(deadlineOf(listener({ driesAt: 9000 }), targetTtfaMs, { owedBefore: 2, own: 5 })).toBe(11_000);
  });

  it('of who waits for the whole lies later by the segment itself', () => {
    expect(deadlineOf(listener({ whole: true }), targetTtfaMs, { owedBefore: 2, own: 5 })).toBe(8300);
    expect(deadlineOf(listener({ whole: true, driesAt: 9000 }), targetTtfaMs, { owedBefore: 2, own: 5 })).toBe(16_000);
  });

  it('comes sooner for who plays faster, and the target is no audio', () => {
    expect(deadlineOf(listener({ pace: 0.5 }), targetTtfaMs, { owedBefore: 2, own: 5 })).toBe(2300);
    expect(deadlineOf(listener({ pace: 0.5, whole: true }), targetTtfaMs, { owedBefore: 2, own: 5 })).toBe(4800);
  });
});

describe('a listener', () => {
  it('plays from the first audio on', () => {
    expect(driesAfter(undefined, 2, 5000)).toBe(7000);
  });

  it('plays what comes in time after what is there', () => {
    expect(driesAfter(7000, 1.5, 6000)).toBe(8500);
  });

  it('who ran dry plays on when more comes, and is as urgent as everybody else again', () => {
    expect(driesAfter(7000, 1, 20_000)).toBe(21_000);
  });
});

describe('the pace of batches', () => {
  it('takes their share of the engine, all batches together', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 500 }),
        fc.double({ min: 0.001, max: 10, noNaN: true }),
        fc.integer({ min: 1, max: 64 }),
        (batches, computePerAudio, parallel) => {
          // Each uses a second of audio in `pace` seconds, and an engine has `parallel` compute seconds in a second.
          const each = computePerAudio / batchPace(batches, computePerAudio, parallel);
          expect((batches * each) / parallel).toBeCloseTo(batchShare, 10);
        },
      ),
    );
  });

  it('is that of one while the first of them is on its way in', () => {
    expect(batchPace(0, 0.1, 2)).toBe(batchPace(1, 0.1, 2));
  });
});

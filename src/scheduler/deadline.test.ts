import { describe, expect, it } from 'vitest';
import { batchDelayMs, deadlineOf, driesAfter, type Listener } from './deadline.ts';

const targetTtfaMs = 300;

function listener(known: Partial<Listener> = {}): Listener {
  return { arrivedAt: 1000, priority: 'interactive', driesAt: undefined, ...known };
}

describe('the deadline', () => {
  it('of a listener who has heard nothing is the arrival and the target time to first audio', () => {
    expect(deadlineOf(listener(), targetTtfaMs)).toBe(1300);
  });

  it('of a listener who plays is the moment when the audio is used up', () => {
    expect(deadlineOf(listener({ driesAt: 9000 }), targetTtfaMs)).toBe(9000);
  });

  it('of a batch listener lies later by a fixed time, so that batch waits but not for ever', () => {
    expect(deadlineOf(listener({ priority: 'batch' }), targetTtfaMs)).toBe(1300 + batchDelayMs);
    expect(deadlineOf(listener({ priority: 'batch', driesAt: 9000 }), targetTtfaMs)).toBe(9000 + batchDelayMs);
    const late = listener({ arrivedAt: 1001 + batchDelayMs });
    expect(deadlineOf(listener({ priority: 'batch' }), targetTtfaMs)).toBeLessThan(deadlineOf(late, targetTtfaMs));
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

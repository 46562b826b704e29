import { describe, expect, it } from 'vitest';
import { DueTime } from './due-time.ts';

describe('the time when the next sound is due', () => {
  it('is what the scheduler said, and then when the listener has played what was delivered', () => {
    const due = new DueTime({ dueInSeconds: 0.3, heardSeconds: 0, pace: 1 }, 1000);
    expect(due.at).toBe(1300);
    due.delivered(0.4, 1200);
    expect(due.at).toBe(1700);
    expect(due.after(0.5)).toBe(2200);
  });

  it('goes on from now for a listener who had run dry', () => {
    const due = new DueTime({ dueInSeconds: -5, heardSeconds: 0, pace: 1 }, 1000);
    due.delivered(0.4, 2000);
    expect(due.at).toBe(2400);
  });

  it('moves as fast as the listener uses the audio up', () => {
    const due = new DueTime({ dueInSeconds: 1, heardSeconds: 0, pace: 4 }, 0);
    due.delivered(0.5, 0);
    expect([due.at, due.after(1)]).toEqual([3000, 7000]);
  });

  it('does not move by what a listener has already, from before a replay', () => {
    const due = new DueTime({ dueInSeconds: 1, heardSeconds: 5, pace: 1 }, 0);
    expect([due.after(4), due.after(6)]).toEqual([1000, 2000]);
    due.delivered(4, 100);
    expect([due.at, due.after(2)]).toEqual([1000, 2000]);
    due.delivered(3, 200);
    expect(due.at).toBe(3000);
  });

  it('can be moved, and is not sooner than it can be', () => {
    const due = new DueTime({ dueInSeconds: 1, heardSeconds: 0, pace: 1 }, 0);
    due.notBefore(700);
    expect(due.at).toBe(1000);
    due.notBefore(1500);
    expect(due.at).toBe(1500);
    due.move(0.2, 2000);
    expect(due.at).toBe(2200);
    due.delivered(0.4, 2100);
    expect(due.at).toBe(2600);
  });

  it('goes by all that was delivered when the beginning is heard at another time', () => {
    const due = new DueTime({ dueInSeconds: 1, heardSeconds: 2, pace: 0.5 }, 0);
    due.delivered(2, 500);
    due.delivered(0.6, 600);
    due.delivered(0.4, 700);
    expect(due.at).toBe(1500);
    due.beginsIn(-0.2, 1000);
    expect(due.at).toBe(2300);
  });

  it('stays where it is without a pace', () => {
    const due = new DueTime({ dueInSeconds: -2, heardSeconds: 0, pace: 0 }, 0);
    due.delivered(3, 500);
    expect(due.at).toBe(-2000);
  });
});

import { describe, expect, it } from 'vitest';
import { ReturnTimes } from './return-times.ts';

const now = 50_000;

describe('those who are refused', () => {
  it('are told to come when there is room, one after another', () => {
    const times = new ReturnTimes();
    const told = [1, 2, 3, 4, 5].map(() => times.next('engine', { roomAfter: 3, each: 0.5 }, now));
    expect(told).toEqual([3, 4, 4, 5, 5]);
  });

  it('are told whole seconds at any moment of the clock, which has fractions of a millisecond', () => {
    for (let at = 0; at < 200_000; at += 97.123457) {
      const times = new ReturnTimes();
      const told = [1, 2, 3].map(() => times.next('engine', { roomAfter: 1, each: 1 }, at));
      expect(told, `at ${at}`).toEqual([1, 2, 3]);
    }
  });

  it('do not wait for those who wait for something else', () => {
    const times = new ReturnTimes();
    for (let i = 0; i < 10; i++) times.next('engine', { roomAfter: 3, each: 5 }, now);
    expect(times.next('gateway', { roomAfter: 2, each: 5 }, now)).toBe(2);
  });

  it('are told the time when there is room once all who were told before have had theirs', () => {
    const times = new ReturnTimes();
    for (let i = 0; i < 4; i++) times.next('engine', { roomAfter: 1, each: 2 }, now);
    expect(times.next('engine', { roomAfter: 1, each: 2 }, now + 5000)).toBe(4);
    expect(times.next('engine', { roomAfter: 1, each: 2 }, now + 60_000)).toBe(1);
  });

  it('wait for a second at least, and a minute at most, which is all that clients obey', () => {
    const times = new ReturnTimes();
    expect(times.next('engine', { roomAfter: 0, each: 0 }, now)).toBe(1);
    expect(times.next('engine', { roomAfter: 1e6, each: 1e6 }, now)).toBe(60);
    expect(times.next('engine', { roomAfter: 1, each: 1 }, now + 59_000)).toBe(1);
  });
});

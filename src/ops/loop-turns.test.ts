import { afterEach, describe, expect, it, vi } from 'vitest';
import { LoopTurns } from './loop-turns.ts';

afterEach(() => void vi.useRealTimers());

it('gives each piece of work a turn of its own, in order, with the loop in between', async () => {
  const turns = new LoopTurns();
  const events: string[] = [];
  let going = true;
  const loop = () => {
    events.push('loop');
    if (going) setImmediate(loop);
  };
  const work = ['a', 'b', 'c'].map(async (name) => {
    await turns.next(() => 0, 0.2);
    events.push(name);
  });
  setImmediate(loop);
  await Promise.all(work);
  going = false;
  expect(events.join(' ')).toMatch(/^a (loop )+b (loop )+c/);
  const later = turns.next(() => 0, 0.2).then(() => 'later');
  expect(await later).toBe('later');
});

it('gives the piece that is due first its turn first, as it is when the turn comes', async () => {
  const turns = new LoopTurns();
  const dueAt = { a: 3, b: 1, c: 2 };
  const order: string[] = [];
  const work = (['a', 'b', 'c'] as const).map(async (name) => {
    await turns.next(() => dueAt[name]);
    order.push(name);
    dueAt.a = 0;
  });
  await Promise.all(work);
  expect(order).toEqual(['b', 'a', 'c']);
});

describe('what a second of audio takes', () => {
  /** Pieces of 0.2 s that wait for each other; each takes so many milliseconds of the clock. */
  async function work(turns: LoopTurns, pieces: number, ms: number, audioSeconds = 0.2): Promise<void> {
    const each = async () => {
      await turns.next(() => 0, audioSeconds);
      vi.advanceTimersByTime(ms);
    };
    await Promise.all(Array.from({ length: pieces }, each));
  }
  const clock = () => vi.useFakeTimers({ toFake: ['performance'] });

  it('is a guess at first, and what was seen lately then', async () => {
    clock();
    const turns = new LoopTurns();
    expect(turns.secondsPerAudioSecond).toBe(0.01);
    await work(turns, 3000, 6);
    expect(turns.secondsPerAudioSecond).toBeCloseTo(0.03, 3);
    await work(turns, 3000, 1);
    expect(turns.secondsPerAudioSecond).toBeCloseTo(0.005, 3);
  });

  it('is not learned of what is no audio', async () => {
    clock();
    const turns = new LoopTurns();
    await work(turns, 100, 50, 0);
    expect(turns.secondsPerAudioSecond).toBe(0.01);
  });

  it('is learned of a piece that nothing waits behind, too, and not of the time until the next one', async () => {
    clock();
    const turns = new LoopTurns();
    for (let piece = 0; piece < 3000; piece++) {
      await work(turns, 1, 6);
      await new Promise((resolve) => setImmediate(resolve));
      vi.advanceTimersByTime(500);
    }
    expect(turns.secondsPerAudioSecond).toBeCloseTo(0.03, 3);
  });

  it('is not taken for hours when the program was stopped meanwhile', async () => {
    clock();
    const turns = new LoopTurns();
    await work(turns, 2, 3_600_000);
    expect(turns.secondsPerAudioSecond).toBeLessThan(0.05);
  });
});

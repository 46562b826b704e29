import { expect, it } from 'vitest';
import { LoopTurns } from './loop-turns.ts';

it('gives each piece of work a turn of its own, in order, with the loop in between', async () => {
  const turns = new LoopTurns();
  const events: string[] = [];
  let going = true;
  const loop = () => {
    events.push('loop');
    if (going) setImmediate(loop);
  };
  const work = ['a', 'b', 'c'].map(async (name) => {
    await turns.next();
    events.push(name);
  });
  setImmediate(loop);
  await Promise.all(work);
  going = false;
  expect(events.join(' ')).toMatch(/^a (loop )+b (loop )+c/);
  const later = turns.next().then(() => 'later');
  expect(await later).toBe('later');
});

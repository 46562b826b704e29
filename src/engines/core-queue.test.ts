import { describe, expect, it } from 'vitest';
import { CoreQueue } from './core-queue.ts';

const signal = new AbortController().signal;

/** Work that lasts until it is told to end. */
function gate(): { open: () => void; work: () => Promise<void> } {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { open, work: () => opened };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('the cores', () => {
  it('run so many at once and no more, whatever is asked for', async () => {
    const queue = new CoreQueue(2);
    let running = 0;
    let most = 0;
    const work = async () => {
      most = Math.max(most, ++running);
      await turn();
      running--;
    };
    await Promise.all(Array.from({ length: 20 }, (_, i) => queue.run(i, new AbortController().signal, work)));
    expect(most).toBe(2);
    expect([queue.running, queue.waiting]).toEqual([0, 0]);
  });

  it('take the most urgent first, and of equals the first that came', async () => {
    const queue = new CoreQueue(1);
    const busy = gate();
    const started: string[] = [];
    const note = (name: string) => async () => void started.push(name);
    const first = queue.run(0, signal, busy.work);
    const others = [
      queue.run(30, signal, note('late')),
      queue.run(10, signal, note('urgent')),
      queue.run(20, signal, note('a')),
      queue.run(20, signal, note('b')),
    ];
    busy.open();
    await Promise.all([first, ...others]);
    expect(started).toEqual(['urgent', 'a', 'b', 'late']);
  });

  it('are given back by work that fails', async () => {
    const queue = new CoreQueue(1);
    await expect(queue.run(0, signal, () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    expect(await queue.run(0, signal, async () => 'next')).toBe('next');
  });

  it('are not waited for by who has gone', async () => {
    const queue = new CoreQueue(1);
    const busy = gate();
    const running = queue.run(0, signal, busy.work);
    const controller = new AbortController();
    const gone = queue.run(0, controller.signal, () => Promise.reject(new Error('it must not start')));
    const stays = queue.run(1, signal, async () => 'stays');
    controller.abort(new Error('left'));
    await expect(gone).rejects.toThrow('left');
    expect(queue.waiting).toBe(1);
    busy.open();
    await running;
    expect(await stays).toBe('stays');
    await expect(queue.run(0, controller.signal, async () => undefined)).rejects.toThrow('left');
  });
});

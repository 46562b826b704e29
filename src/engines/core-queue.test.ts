import { describe, expect, it, vi } from 'vitest';
import { CoreQueue } from './core-queue.ts';

const signal = new AbortController().signal;
const due = (at: number) => () => at;
/** Long before anything is due. */
const early = () => -1e6;

/** Work that lasts until it is told to end. */
function gate(): { open: () => void; work: () => Promise<void> } {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { open, work: () => opened };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('the cores', () => {
  it('run so many at once and no more, whatever is asked for', async () => {
    const queue = new CoreQueue(2, early);
    let running = 0;
    let most = 0;
    const work = async () => {
      most = Math.max(most, ++running);
      await turn();
      running--;
    };
    await Promise.all(Array.from({ length: 20 }, (_, i) => queue.run(due(i), new AbortController().signal, work)));
    expect(most).toBe(2);
    expect([queue.running, queue.waiting]).toEqual([0, 0]);
  });

  it('take the most urgent first, and of equals the first that came', async () => {
    const queue = new CoreQueue(1, early);
    const busy = gate();
    const started: string[] = [];
    const note = (name: string) => async () => void started.push(name);
    const first = queue.run(due(0), signal, busy.work);
    const others = [
      queue.run(due(30), signal, note('late')),
      queue.run(due(10), signal, note('urgent')),
      queue.run(due(20), signal, note('a')),
      queue.run(due(20), signal, note('b')),
    ];
    busy.open();
    await Promise.all([first, ...others]);
    expect(started).toEqual(['urgent', 'a', 'b', 'late']);
  });

  it('run nothing of a batch before it is overdue while a listener is pressing', async () => {
    let now = 0;
    const queue = new CoreQueue(2, () => now);
    queue.attend(due(200));
    const pressing = gate();
    const started: string[] = [];
    const note = (name: string) => async () => void started.push(name);
    const first = queue.run(due(200), signal, pressing.work);
    const batch = queue.run(due(9000), signal, note('batch'), { yields: true });
    const listener = queue.run(due(3900), signal, note('listener'));
    await listener;
    await turn();
    expect(started).toEqual(['listener']);
    const overdue = queue.run(due(-1), signal, note('overdue batch'), { yields: true });
    await overdue;
    now = 9001;
    await queue.run(due(now + 200), signal, note('another'));
    await batch;
    expect(started).toEqual(['listener', 'overdue batch', 'batch', 'another']);
    pressing.open();
    await first;
    expect([queue.running, queue.waiting]).toEqual([0, 0]);
  });

  it('run a batch as soon as who was pressing has gone, or has something to hear', async () => {
    const queue = new CoreQueue(2, () => 0);
    const leave = queue.attend(due(200));
    let dueAt = 300;
    const leaveToo = queue.attend(() => dueAt);
    const batch = queue.run(due(9000), signal, async () => 'spoken', { yields: true });
    await turn();
    leave();
    expect(queue.waiting).toBe(1);
    dueAt = 5000;
    await queue.run(
      () => dueAt,
      signal,
      async () => undefined,
    );
    expect(await batch).toBe('spoken');
    leaveToo();
    leaveToo();
  });

  it('run nothing of who has plenty to hear while another is pressing, until it has less', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
    try {
      const queue = new CoreQueue(2);
      const begin = performance.now();
      queue.attend(() => performance.now());
      const started: string[] = [];
      const note = (name: string) => async () => void started.push(name);
      const plenty = queue.run(due(begin + 6000), signal, note('plenty'));
      const newcomer = queue.run(due(begin + 2500), signal, note('newcomer'), { plentyMs: 1500 });
      await queue.run(due(begin + 3900), signal, note('less'));
      expect(started).toEqual(['less']);
      await vi.advanceTimersByTimeAsync(999);
      expect(started).toEqual(['less']);
      await vi.advanceTimersByTimeAsync(1);
      expect(started).toEqual(['less', 'newcomer']);
      await vi.advanceTimersByTimeAsync(1000);
      expect(started).toEqual(['less', 'newcomer', 'plenty']);
      await Promise.all([plenty, newcomer]);
    } finally {
      vi.useRealTimers();
    }
  });

  it('that are more than pressing listeners need are for all', async () => {
    const queue = new CoreQueue(5, () => 0);
    const leave = queue.attend(due(200));
    const busy = gate();
    const runs = Array.from({ length: 4 }, () => queue.run(due(9000), signal, busy.work));
    expect([queue.running, queue.waiting]).toEqual([3, 1]);
    const leaveToo = queue.attend(due(300));
    runs.push(queue.run(due(300), signal, busy.work));
    expect([queue.running, queue.waiting]).toEqual([4, 1]);
    leave();
    expect(queue.waiting).toBe(1);
    leaveToo();
    expect([queue.running, queue.waiting]).toEqual([5, 0]);
    busy.open();
    await Promise.all(runs);
  });

  it('are given back by work that fails', async () => {
    const queue = new CoreQueue(1, early);
    await expect(queue.run(due(0), signal, () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    expect(await queue.run(due(0), signal, async () => 'next')).toBe('next');
  });

  it('are not waited for by who has gone', async () => {
    const queue = new CoreQueue(1, early);
    const busy = gate();
    const running = queue.run(due(0), signal, busy.work);
    const controller = new AbortController();
    const gone = queue.run(due(0), controller.signal, () => Promise.reject(new Error('it must not start')));
    const stays = queue.run(due(1), signal, async () => 'stays');
    controller.abort(new Error('left'));
    await expect(gone).rejects.toThrow('left');
    expect(queue.waiting).toBe(1);
    busy.open();
    await running;
    expect(await stays).toBe('stays');
    await expect(queue.run(due(0), controller.signal, async () => undefined)).rejects.toThrow('left');
  });

  it('take one run more, and not two, for what is due within a second', async () => {
    let now = 0;
    const queue = new CoreQueue(2, () => now);
    const busy = [gate(), gate(), gate()] as const;
    const started: string[] = [];
    const runs = busy.slice(0, 2).map(({ work }) => queue.run(due(0), signal, work));
    const ordinary = queue.run(due(5000), signal, async () => void started.push('ordinary'));
    expect([queue.running, queue.share]).toEqual([2, 1]);
    runs.push(queue.run(due(900), signal, () => (started.push('pressing'), busy[2].work())));
    const another = queue.run(due(800), signal, async () => void started.push('another'));
    await turn();
    expect([started, queue.running, queue.waiting]).toEqual([['pressing'], 3, 2]);
    expect(queue.share).toBeCloseTo(2 / 3);
    busy[2].open();
    await another;
    await turn();
    // All cores are taken, and nothing that waits is pressing.
    expect([started, queue.running, queue.waiting]).toEqual([['pressing', 'another'], 2, 1]);
    now = 4500;
    await queue.run(due(4400), signal, async () => void started.push('late'));
    await ordinary;
    expect(started).toEqual(['pressing', 'another', 'late', 'ordinary']);
    busy.forEach(({ open }) => open());
    await Promise.all(runs);
    expect([queue.running, queue.waiting]).toEqual([0, 0]);
  });
  it('take it when it is due within a second by time alone, while long runs go on', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
    try {
      const queue = new CoreQueue(1);
      const busy = gate();
      const started: string[] = [];
      const long = queue.run(due(0), signal, busy.work);
      const waits = queue.run(due(performance.now() + 3000), signal, async () => void started.push('pressing'));
      await vi.advanceTimersByTimeAsync(1999);
      expect(started).toEqual([]);
      await vi.advanceTimersByTimeAsync(1);
      expect(started).toEqual(['pressing']);
      busy.open();
      await Promise.all([long, waits]);
    } finally {
      vi.useRealTimers();
    }
  });
});

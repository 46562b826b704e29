import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Shelf, TooLarge, type ShelfOptions } from './shelf.ts';

const signal = new AbortController().signal;

/** A shelf whose items are their names, ten bytes each, and which notes what is done. */
function shelf(options: Partial<ShelfOptions<{ name: string; release: () => Promise<void> }>> = {}) {
  const events: string[] = [];
  const made = new Shelf({
    memoryBytes: 20,
    idleMs: 0,
    sizeOf: () => 10,
    load: async (name) => ({ name, release: async () => void events.push(`release ${name}`) }),
    changed: (what, name) => events.push(`${what} ${name}`),
    ...options,
  });
  const use = (name: string) => made.use(name, signal, async (item) => item.name);
  return { made, events, use };
}

/** Keeps an item in use until it is let go. */
async function hold(made: ReturnType<typeof shelf>['made'], name: string): Promise<() => Promise<void>> {
  let letGo = (): void => undefined;
  const released = new Promise<void>((resolve) => (letGo = resolve));
  let using: Promise<void> = Promise.resolve();
  await new Promise<void>((resolve) => {
    using = made.use(name, signal, async () => {
      resolve();
      await released;
    });
  });
  return async () => {
    letGo();
    await using;
  };
}

describe('a shelf', () => {
  it('loads once, whoever asks at the same time', async () => {
    const { events, use } = shelf();
    expect(await Promise.all([use('a'), use('a'), use('a')])).toEqual(['a', 'a', 'a']);
    expect(events).toEqual(['loaded a']);
  });

  it('makes room by unloading what was idle longest, before it loads', async () => {
    const { made, events, use } = shelf();
    await use('a');
    await use('b');
    await use('a');
    await use('c');
    expect(events).toEqual(['loaded a', 'loaded b', 'release b', 'unloaded b', 'loaded c']);
    expect(made.bytes).toBe(20);
  });

  it('keeps what is in use, and lets who needs room wait', async () => {
    const { made, events, use } = shelf();
    const letGoA = await hold(made, 'a');
    const letGoB = await hold(made, 'b');
    const c = use('c');
    await new Promise((resolve) => setImmediate(resolve));
    expect(made.keys).toEqual(['a', 'b']);
    await letGoB();
    expect(await c).toBe('c');
    expect(events).toEqual(['loaded a', 'loaded b', 'release b', 'unloaded b', 'loaded c']);
    await letGoA();
  });

  it('is not kept by steady users of what is loaded from who waits for room', async () => {
    const { made, events } = shelf({ memoryBytes: 10 });
    const letGo = await hold(made, 'a');
    const order: string[] = [];
    const use = (name: string) => made.use(name, signal, async () => void order.push(name));
    const all = [use('b'), use('a'), use('a')];
    await letGo();
    await Promise.all(all);
    expect(order).toEqual(['b', 'a', 'a']);
    expect(events.filter((event) => event.startsWith('loaded'))).toEqual(['loaded a', 'loaded b', 'loaded a']);
  });

  it('gives back the place of who left while it was being given', async () => {
    const { made, use } = shelf({ memoryBytes: 10 });
    const letGo = await hold(made, 'a');
    const controller = new AbortController();
    const leaving = [made.use('a', controller.signal, async () => 1), made.use('b', controller.signal, async () => 1)];
    const settled = Promise.allSettled(leaving);
    controller.abort();
    await letGo();
    await settled;
    expect(await use('b')).toBe('b');
    expect(await use('a')).toBe('a');
    expect(made.keys).toEqual(['a']);
  });

  it('does not keep waiting who has gone', async () => {
    const { made } = shelf({ memoryBytes: 10 });
    const letGo = await hold(made, 'a');
    const controller = new AbortController();
    const waiting = made.use('b', controller.signal, async () => undefined);
    controller.abort(new Error('left'));
    await expect(waiting).rejects.toThrow('left');
    await letGo();
  });

  it('refuses what can never fit, with both figures', async () => {
    const { made } = shelf({ memoryBytes: 100 * 2 ** 20, sizeOf: () => 120 * 2 ** 20 });
    const refused = made.use('a', signal, async () => undefined);
    await expect(refused).rejects.toThrow(TooLarge);
    await expect(refused).rejects.toThrow(
      'a takes about 120 MiB, and all models together may take 100. Set modelMemoryMb to 120 or more.',
    );
  });

  it('tries again after a load that failed', async () => {
    let tries = 0;
    const { made, use } = shelf({
      load: async (name) => {
        if (++tries === 1) throw new Error('torn');
        return { name, release: async () => undefined };
      },
    });
    await expect(use('a')).rejects.toThrow('torn');
    expect(made.keys).toEqual([]);
    expect(await use('a')).toBe('a');
  });

  it('empties itself when it is closed', async () => {
    const { made, events, use } = shelf();
    await use('a');
    await made.close();
    expect(events).toEqual(['loaded a', 'release a', 'unloaded a']);
    expect(made.bytes).toBe(0);
  });
});

describe('what is idle', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('is unloaded after its time, counted from the last use', async () => {
    const { made, use } = shelf({ idleMs: 1000 });
    await use('a');
    await vi.advanceTimersByTimeAsync(900);
    await use('a');
    await vi.advanceTimersByTimeAsync(900);
    expect(made.keys).toEqual(['a']);
    await vi.advanceTimersByTimeAsync(200);
    expect(made.keys).toEqual([]);
    expect(await use('a')).toBe('a');
  });

  it('stays for ever with a time of 0', async () => {
    const { made, use } = shelf({ idleMs: 0 });
    await use('a');
    await vi.advanceTimersByTimeAsync(10_000_000);
    expect(made.keys).toEqual(['a']);
  });
});

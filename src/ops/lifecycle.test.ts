import { afterEach, describe, expect, it, vi } from 'vitest';
import { Lifecycle } from './lifecycle.ts';

afterEach(() => {
  vi.useRealTimers();
});

describe('the lifecycle', () => {
  it('goes from starting to ready to draining to stopped, and never back', async () => {
    const lifecycle = new Lifecycle();
    const seen: string[] = [lifecycle.state];
    lifecycle.ready();
    seen.push(lifecycle.state);
    await lifecycle.drain(1000);
    seen.push(lifecycle.state);
    lifecycle.ready();
    seen.push(lifecycle.state);
    lifecycle.stopped();
    lifecycle.ready();
    seen.push(lifecycle.state);
    expect(seen).toEqual(['starting', 'ready', 'draining', 'draining', 'stopped']);
  });

  it('counts a request in and, once, out', () => {
    const lifecycle = new Lifecycle();
    const [first, second] = [lifecycle.enter(), lifecycle.enter()];
    first();
    first();
    expect(lifecycle.active).toBe(1);
    second();
    expect(lifecycle.active).toBe(0);
  });

  it('lets nobody in while it drains, and says when to come again', async () => {
    const lifecycle = new Lifecycle();
    await lifecycle.drain(1000);
    expect(() => lifecycle.enter()).toThrow(expect.objectContaining({ code: 'draining', retryAfterSeconds: 1 }));
    lifecycle.stopped();
    expect(() => lifecycle.enter()).toThrow(expect.objectContaining({ code: 'draining' }));
    expect(lifecycle.active).toBe(0);
  });
});

describe('a drain', () => {
  it('is over at once when nobody is inside', async () => {
    expect(await new Lifecycle().drain(60_000)).toBe(true);
  });

  it('is over when the last request has left, and leaves no timer behind', async () => {
    vi.useFakeTimers();
    const lifecycle = new Lifecycle();
    const leave = [lifecycle.enter(), lifecycle.enter()];
    let finished: boolean | undefined;
    const drain = lifecycle.drain(60_000).then((all) => (finished = all));
    leave[0]?.();
    await vi.advanceTimersByTimeAsync(1000);
    expect(finished).toBeUndefined();
    leave[1]?.();
    await drain;
    expect(finished).toBe(true);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('gives up after its time and tells that it did', async () => {
    vi.useFakeTimers();
    const lifecycle = new Lifecycle();
    lifecycle.enter();
    const drain = lifecycle.drain(60_000);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(await drain).toBe(false);
    expect(lifecycle.active).toBe(1);
  });
});

import { describe, expect, it } from 'vitest';
import { LookAhead } from './look-ahead.ts';

describe('looking ahead', () => {
  it('shows the next item until it is taken', async () => {
    const ahead = new LookAhead(letters());
    expect((await ahead.peek()).value).toBe('a');
    expect((await ahead.peek()).value).toBe('a');
    ahead.advance();
    expect((await ahead.peek()).value).toBe('b');
    ahead.advance();
    expect(await ahead.peek()).toEqual({ done: true, value: undefined });
  });

  it('tells what is there from what is still to come, and loses neither', async () => {
    let send: (letter: string) => void = () => undefined;
    const source = (async function* () {
      yield 'now';
      yield await new Promise<string>((resolve) => (send = resolve));
    })();
    const ahead = new LookAhead(source);
    expect(await ahead.ready()).toBe(true);
    ahead.advance();
    expect(await ahead.ready()).toBe(false);
    send('later');
    expect((await ahead.peek()).value).toBe('later');
  });

  it('gives an error to whoever peeks, and to nobody else', async () => {
    const source = (async function* () {
      yield* [] as string[];
      throw new Error('engine lost');
    })();
    const ahead = new LookAhead(source);
    await ahead.settled();
    expect(ahead.failed).toBe(true);
    await expect(ahead.peek()).rejects.toThrow('engine lost');
  });

  it('lets the source go, waiting for it unless it is blocked', async () => {
    let closed = 0;
    const source = async function* () {
      try {
        yield 'a';
        await new Promise(() => undefined);
      } finally {
        closed++;
      }
    };
    const idle = new LookAhead(source());
    await idle.peek();
    await idle.close();
    expect(closed).toBe(1);

    const blocked = new LookAhead(source());
    await blocked.peek();
    blocked.advance();
    void blocked.peek();
    await blocked.close();
    expect(closed).toBe(1);
  });
});

async function* letters() {
  yield 'a';
  yield 'b';
}

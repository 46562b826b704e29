import { describe, expect, it } from 'vitest';
import { TokenQueue } from './token-queue.ts';
import { speech } from './variant.ts';

/** What a reader sees that looks whenever something came. */
async function read(queue: TokenQueue): Promise<number[]> {
  const seen: number[] = [];
  for (;;) {
    seen.push(...queue.tokens.slice(seen.length));
    if (queue.finished) return seen;
    await queue.changed();
  }
}

describe('a queue of tokens', () => {
  it('gives its reader every token, whenever they come', async () => {
    const queue = new TokenQueue();
    const seen = read(queue);
    for (let token = 0; token < 20; token++) {
      queue.push(token);
      if (token % 3 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    queue.finish();
    expect(await seen).toEqual(Array.from({ length: 20 }, (_, token) => token));
  });

  it('gives all to a reader that comes when it is finished', async () => {
    const queue = new TokenQueue();
    queue.push(7);
    queue.finish();
    expect(await read(queue)).toEqual([7]);
  });

  it('takes back what is not to be heard, though it stays known', () => {
    const queue = new TokenQueue();
    for (const token of [1, 2, 3, 4]) queue.push(token);
    queue.finish(2);
    expect([queue.heard, queue.tokens]).toEqual([2, [1, 2, 3, 4]]);
    const other = new TokenQueue();
    other.push(1);
    other.finish(9);
    expect(other.heard).toBe(1);
  });

  it('settles what is not silence at the end, whatever comes after it', () => {
    const queue = new TokenQueue();
    const settled = [1, 2, ...Array.from({ length: 8 }, () => speech.silence), 3].map((token) => {
      queue.push(token);
      return queue.settled;
    });
    // Of the silence, five tokens would be heard if it was the end.
    expect(settled).toEqual([1, 2, 3, 4, 5, 6, 7, 7, 7, 7, 11]);
  });

  it('fails its reader, whether it waits or comes later', async () => {
    const queue = new TokenQueue();
    const waiting = read(queue);
    queue.push(1);
    queue.fail(new Error('The model failed.'));
    await expect(waiting).rejects.toThrow('The model failed.');
    await expect(queue.changed()).rejects.toThrow('The model failed.');
  });
});

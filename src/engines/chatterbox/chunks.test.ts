import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ChunkPlan, nextChunk, type Chunk, type Known } from './chunks.ts';

const sizes = [10, 25, 50, 100];

/** All chunks of so many tokens, when `seen(n)` of them are known at the n-th look. */
function chunksOf(total: number, arrivals: readonly number[]): Chunk[] {
  const found: Chunk[] = [];
  let start = 0;
  for (const known of [...arrivals, total]) {
    for (;;) {
      const chunk = nextChunk(sizes, found.length, start, { known, finished: known === total });
      if (!chunk) break;
      found.push(chunk);
      start = chunk.end;
    }
  }
  return found;
}

describe('nextChunk', () => {
  it('waits for the look-ahead or a tenth of a first chunk, and for more than half of a later one', () => {
    const waiting = { finished: false };
    expect(nextChunk(sizes, 0, 0, { known: 12, ...waiting })).toBeUndefined();
    expect(nextChunk(sizes, 0, 0, { known: 13, ...waiting })).toEqual({ start: 0, end: 10, seen: 13, last: false });
    expect(nextChunk(sizes, 2, 35, { known: 89, ...waiting })).toBeUndefined();
    expect(nextChunk(sizes, 2, 35, { known: 90, ...waiting })).toMatchObject({ start: 35, end: 85, seen: 88 });
    for (const index of [3, 9]) {
      expect(nextChunk(sizes, index, 85, { known: 244, ...waiting })).toBeUndefined();
      expect(nextChunk(sizes, index, 85, { known: 245, ...waiting })).toMatchObject({ start: 85, end: 185, seen: 188 });
    }
  });

  it('takes the rest once all is known, and has none of nothing', () => {
    expect(nextChunk(sizes, 1, 10, { known: 30, finished: true })).toEqual({
      start: 10,
      end: 30,
      seen: 30,
      last: true,
    });
    expect(nextChunk(sizes, 0, 0, { known: 0, finished: true })).toBeUndefined();
  });

  it('covers every token once, in order, and cuts the same however the tokens come', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 700 }), fc.array(fc.nat({ max: 700 })), (total, looks) => {
        const arrivals = looks.filter((known) => known < total).sort((a, b) => a - b);
        const chunks = chunksOf(total, arrivals);
        expect(chunks.map(({ start }) => start)).toEqual([0, ...chunks.slice(0, -1).map(({ end }) => end)]);
        expect(chunks.at(-1)?.end).toBe(total);
        expect(chunks.filter(({ last }) => last)).toEqual(chunks.slice(-1));
        expect(chunks).toEqual(chunksOf(total, []));
      }),
    );
  });
});

describe('ChunkPlan', () => {
  it('takes the chunks in order, and tells how long the tokens that are there will last, and the chunk after them', () => {
    let known: Known = { known: 12, finished: false };
    const plan = new ChunkPlan(sizes, () => known);
    expect([plan.take(), plan.ahead]).toEqual([undefined, { known: 0, next: 10 / 25 }]);
    // Enough for the first two chunks.
    known = { known: 40, finished: false };
    expect(plan.ahead).toEqual({ known: 35 / 25, next: 50 / 25 });
    expect(plan.take()).toMatchObject({ start: 0, end: 10 });
    expect(plan.ahead).toEqual({ known: 35 / 25, next: 50 / 25 });
    plan.delivered();
    expect(plan.ahead).toEqual({ known: 25 / 25, next: 50 / 25 });
    expect(plan.take()).toMatchObject({ start: 10, end: 35 });
    plan.delivered();
    expect([plan.take(), plan.ahead]).toEqual([undefined, { known: 0, next: 50 / 25 }]);
    known = { known: 40, heard: 39, finished: true };
    expect(plan.ahead).toEqual({ known: 4 / 25, next: 0 });
    expect(plan.take()).toMatchObject({ start: 35, end: 39, last: true });
    plan.delivered();
    expect([plan.take(), plan.ahead]).toEqual([undefined, { known: 0, next: 0 }]);
  });
});

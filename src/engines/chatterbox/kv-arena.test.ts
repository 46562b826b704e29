import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Tensor } from '../../onnx/tensor.ts';
import { KvArena } from './kv-arena.ts';
import type { LanguageModelShape } from './language-model-graph.ts';

const shapeOf = (layers: number, heads: number, headDim: number, cacheType: 'float32' | 'float16') => {
  const kinds = ['key', 'value'];
  const caches = Array.from({ length: layers }, (_, layer) =>
    kinds.map((kind) => ({ past: `past.${layer}.${kind}`, present: `present.${layer}.${kind}` })),
  ).flat();
  const bytesPerToken = 2 * layers * heads * headDim * (cacheType === 'float32' ? 4 : 2);
  return { layers, heads, headDim, cacheType, caches, bytesPerToken } as unknown as LanguageModelShape;
};

/** Gives every number of the arena a value of its own. */
function fill(arena: KvArena, { caches }: LanguageModelShape): void {
  caches.forEach(({ past }, cache) => {
    const { data } = arena.tensor(past);
    for (let i = 0; i < data.length; i++) data[i] = (cache * 10_007 + i) % 60_000;
  });
}

const numbers = ({ data }: Tensor) => [...(data as Float32Array)];

describe('an arena', () => {
  it('has a cache for each input, of all rows, and says its bytes', () => {
    const shape = shapeOf(3, 2, 16, 'float16');
    const arena = new KvArena(shape, 5, 7);
    const tensors = shape.caches.map(({ past }) => arena.tensor(past));
    for (const { type, dims } of tensors) expect({ type, dims }).toEqual({ type: 'float16', dims: [5, 2, 7, 16] });
    expect(tensors.reduce((sum, { data }) => sum + data.byteLength, 0)).toBe(arena.bytes);
  });

  it('is seen through views of neighbouring rows, in the same memory', () => {
    const shape = shapeOf(1, 2, 4, 'float32');
    const arena = new KvArena(shape, 4, 3);
    const view = arena.view('past.0.key', 1, 3);
    expect(view.dims).toEqual([2, 2, 3, 4]);
    view.data[0] = 7;
    expect(arena.tensor('past.0.key').data[1 * 2 * 3 * 4]).toBe(7);
    expect(numbers(arena.tensor('past.0.value')).every((value) => value === 0)).toBe(true);
    expect(() => arena.view('past.0.key', 3, 5)).toThrow(RangeError);
  });

  it('copies a row’s first tokens, and touches nothing else', async () => {
    const small = fc.integer({ min: 1, max: 4 });
    const cases = fc.record({
      ...{ layers: small, heads: small, headDim: small, rows: fc.integer({ min: 2, max: 5 }), capacity: small },
      cacheType: fc.constantFrom('float32' as const, 'float16' as const),
      ...{ from: fc.nat(4), step: fc.integer({ min: 1, max: 4 }), length: fc.nat(4) },
    });
    await fc.assert(
      fc.asyncProperty(cases, async ({ layers, heads, headDim, rows, capacity, cacheType, ...move }) => {
        const shape = shapeOf(layers, heads, headDim, cacheType);
        const arena = new KvArena(shape, rows, capacity);
        fill(arena, shape);
        const from = move.from % rows;
        const to = (from + 1 + (move.step % (rows - 1))) % rows;
        const length = move.length % (capacity + 1);
        const expected = shape.caches.map(({ past }) => {
          const before = numbers(arena.tensor(past));
          return before.map((value, i) => {
            const [row, inRow] = [Math.floor(i / (heads * capacity * headDim)), i % (heads * capacity * headDim)];
            const token = Math.floor((inRow % (capacity * headDim)) / headDim);
            return row === to && token < length ? before[from * heads * capacity * headDim + inRow] : value;
          });
        });
        await arena.move(from, to, length);
        expect(shape.caches.map(({ past }) => numbers(arena.tensor(past)))).toEqual(expected);
      }),
      { numRuns: 300 },
    );
  });

  it('lets others work while it copies much', async () => {
    const shape = shapeOf(4, 4, 64, 'float32');
    const arena = new KvArena(shape, 2, 2048);
    const { data } = arena.tensor('past.3.value');
    data[4 * 2048 * 64 - 1] = 5;
    let moved = false;
    const moving = arena.move(0, 1, 2048).then(() => (moved = true));
    await new Promise((resolve) => setImmediate(resolve));
    expect(moved).toBe(false);
    await moving;
    expect(data.at(-1)).toBe(5);
  });
});

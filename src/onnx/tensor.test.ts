import { describe, expect, it } from 'vitest';
import { elementTypeOf, elementTypes, type ElementType } from './element-type.ts';
import { elementsOf, Tensor } from './tensor.ts';

const types = Object.keys(elementTypes) as ElementType[];

describe('a tensor', () => {
  it.each(types)('of %s holds its values', (type) => {
    const tensor = Tensor.from(type, [2, 3], [0, 1, 0, 1, 1, 0]);
    expect(tensor).toMatchObject({ type, dims: [2, 3] });
    expect(tensor.data).toBeInstanceOf(elementTypes[type].View);
    expect(Array.from(tensor.data, Number)).toEqual([0, 1, 0, 1, 1, 0]);
  });

  it.each([
    ['int64', [-(2n ** 63n), 2n ** 63n - 1n]],
    ['uint64', [0n, 2n ** 64n - 1n]],
  ] as const)('of %s holds the least and the greatest', (type, values) => {
    expect([...Tensor.from(type, [2], values).data]).toEqual(values);
  });

  it.each([
    ['a scalar', [], 1],
    ['an empty one', [2, 0, 3], 0],
    ['three axes', [2, 3, 4], 24],
  ])('has as many elements as its dimensions say: %s', (_, dims, count) => {
    expect(elementsOf(dims)).toBe(count);
    expect(Tensor.zeros('float32', dims).data).toEqual(new Float32Array(count));
  });

  it.each(['bool', 'int64'] as const)('is never on the heap, where it would move: one %s', (type) => {
    expect(Tensor.zeros(type, []).data.buffer.byteLength).toBe(4096);
  });

  it('copies what it is made from', () => {
    const values = [1, 2];
    const tensor = Tensor.from('int32', [2], values);
    values[0] = 9;
    expect([...tensor.data]).toEqual([1, 2]);
  });

  it.each([
    ['too few', [2, 3], [1, 2], 'A tensor of [2, 3] has 6 elements; 2 came.'],
    ['too many', [], [1, 2], 'A tensor of [] has 1 elements; 2 came.'],
  ])('refuses %s values', (_, dims, values, message) => {
    expect(() => Tensor.from('float32', dims, values)).toThrow(new RangeError(message));
  });
});

describe('rows of a tensor', () => {
  const tensor = () => Tensor.from('int64', [3, 2], [0, 1, 10, 11, 20, 21]);

  it('are the same memory', () => {
    const whole = tensor();
    const rows = whole.rows(1, 3);
    expect(rows.dims).toEqual([2, 2]);
    expect([...rows.data]).toEqual([10n, 11n, 20n, 21n]);
    rows.data[0] = 5n;
    rows.rows(1, 2).data[1] = 6n;
    expect([...whole.data]).toEqual([0n, 1n, 5n, 11n, 20n, 6n]);
  });

  it.each([
    [0, 0],
    [2, 1],
    [-1, 1],
    [2, 4],
    [Number.NaN, 1],
  ])('%s to %s do not exist', (start, end) => {
    expect(() => tensor().rows(start, end)).toThrow(RangeError);
  });

  it('do not exist in a scalar', () => {
    expect(() => Tensor.zeros('float32', []).rows(0, 1)).toThrow('There are no rows 0 to 1 in a tensor of 0.');
  });
});

describe('element types', () => {
  it.each(types)('are found by their number: %s', (type) => {
    expect(elementTypeOf(elementTypes[type].code)).toBe(type);
  });

  it.each([0, 8, 16, 22])('are unknown by others: %s', (code) => {
    expect(elementTypeOf(code)).toBeUndefined();
  });
});

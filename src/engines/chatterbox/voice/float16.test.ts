import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromFloat16, toFloat16 } from './float16.ts';

const every = Uint16Array.from({ length: 65_536 }, (_, i) => i);
const isNumber = (half: number) => (half & 0x7fff) <= 0x7c00;

describe('half-precision floats', () => {
  it.each([
    [0x0000, 0],
    [0x8000, -0],
    [0x0001, 2 ** -24],
    [0x03ff, 1023 * 2 ** -24],
    [0x0400, 2 ** -14],
    [0x3555, 0.333251953125],
    [0x3c00, 1],
    [0xc000, -2],
    [0x7bff, 65_504],
    [0x7c00, Infinity],
    [0xfc00, -Infinity],
    [0x7e00, NaN],
  ])('of the bits 0x%x are %d', (half, value) => {
    expect([...fromFloat16(Uint16Array.of(half))]).toEqual([value]);
    expect([...toFloat16(Float32Array.of(value))]).toEqual([half]);
  });

  it('all come back as they were', () => {
    const numbers = every.filter(isNumber);
    expect(toFloat16(fromFloat16(numbers))).toEqual(numbers);
    expect(fromFloat16(every.filter((half) => !isNumber(half))).every(Number.isNaN)).toBe(true);
  });

  const positive = fromFloat16(every.subarray(0, 0x7c00));
  it('are the nearest to a number, and the even one of two that are as near', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 65_519, noNaN: true }), fc.boolean(), (number, negative) => {
        const value = Math.fround(number);
        const [half = 0] = toFloat16(Float32Array.of(value));
        const distance = (other: number) => Math.abs((positive[other] ?? Infinity) - value);
        for (const other of [half - 1, half + 1]) {
          expect(distance(half)).toBeLessThanOrEqual(distance(other));
          if (distance(half) === distance(other)) expect(half % 2).toBe(0);
        }
        if (negative) expect([...toFloat16(Float32Array.of(-value))]).toEqual([half | 0x8000]);
      }),
      { numRuns: 2_000 },
    );
    // 1 + 2⁻¹¹ and 1 + 3 × 2⁻¹¹ lie in the middle.
    expect([...toFloat16(Float32Array.of(1 + 2 ** -11, 1 + 3 * 2 ** -11, 2 ** -25, 3 * 2 ** -25))]).toEqual([
      0x3c00, 0x3c02, 0, 2,
    ]);
  });

  it('are infinite beyond what they can hold', () => {
    expect([...toFloat16(Float32Array.of(65_519, 65_520, 1e30, -1e30))]).toEqual([0x7bff, 0x7c00, 0x7c00, 0xfc00]);
  });
});

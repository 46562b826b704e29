import fc from 'fast-check';
import { expect, it } from 'vitest';
import { blockSize, quantize } from './four-bits.ts';

it('packs two numbers in a byte, the first in the low bits, with zero as 8', () => {
  const rows = new Float32Array(blockSize);
  rows.set([7, -7, 1, 0]);
  const { packed, scales } = quantize(rows, 1, blockSize);
  expect([...scales]).toEqual([1]);
  expect([...packed.slice(0, 3)]).toEqual([15 | (1 << 4), 9 | (8 << 4), 8 | (8 << 4)]);
});

it('keeps every number within half a step', () => {
  const numbers = fc.array(fc.float({ min: -8, max: 8, noNaN: true }), { minLength: 128, maxLength: 128 });
  fc.assert(
    fc.property(numbers, (list) => {
      const rows = Float32Array.from(list);
      const { packed, scales } = quantize(rows, 2, 64);
      rows.forEach((value, i) => {
        const scale = scales[Math.floor(i / blockSize)] ?? 0;
        const nibble = ((packed[i >> 1] ?? 0) >> (i % 2 === 0 ? 0 : 4)) & 15;
        expect(Math.abs((nibble - 8) * scale - value)).toBeLessThanOrEqual(scale / 2 + 1e-5);
      });
    }),
  );
});

it('refuses rows that are no whole number of blocks', () => {
  expect(() => quantize(new Float32Array(48), 1, 48)).toThrow('multiples of 32');
});

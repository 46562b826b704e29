import { expect, it } from 'vitest';
import { RandomWeights } from './random-weights.ts';

const fill = (seed: number, name: string, length = 10_000) =>
  new RandomWeights(seed).fill(name, new Float32Array(length), 0.5, 2);

it('fills with the mean and deviation that are asked for', () => {
  const values = fill(1, 'a weight');
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  expect(mean).toBeCloseTo(2, 1);
  expect(Math.sqrt(variance)).toBeCloseTo(0.5, 1);
});

it('gives the same values for a seed and a name, whatever was filled before', () => {
  const random = new RandomWeights(3);
  random.fill('another', new Float32Array(7), 1);
  expect(random.fill('this', new Float32Array(100), 0.5, 2)).toEqual(fill(3, 'this', 100));
});

it('gives unlike values for another seed and for names that differ in a letter', () => {
  const [a, b, c] = [fill(1, 'layers.1'), fill(1, 'layers.2'), fill(2, 'layers.1')];
  for (const other of [b, c]) {
    const together = a.reduce((sum, value, i) => sum + (value - 2) * ((other[i] ?? 0) - 2), 0) / a.length / 0.25;
    expect(Math.abs(together)).toBeLessThan(0.05);
  }
});

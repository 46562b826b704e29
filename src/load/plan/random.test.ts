import { describe, expect, it } from 'vitest';
import { PlanRandom } from './random.ts';

const many = Array.from({ length: 50_000 });

describe('random numbers of a plan', () => {
  it('are the same for the same seed and others for another', () => {
    const numbers = (seed: number) => {
      const random = new PlanRandom(seed);
      return Array.from({ length: 5 }, () => random.uniform());
    };
    expect(numbers(7)).toEqual(numbers(7));
    expect(numbers(7)).not.toEqual(numbers(8));
  });

  it('have the means and spreads of their distributions', () => {
    const random = new PlanRandom(1);
    const uniform = many.map(() => random.uniform());
    expect(uniform.every((value) => value > 0 && value < 1)).toBe(true);
    expect(mean(uniform)).toBeCloseTo(0.5, 2);
    expect(mean(many.map(() => random.exponential()))).toBeCloseTo(1, 1);
    const normal = many.map(() => random.normal());
    expect(mean(normal)).toBeCloseTo(0, 1);
    expect(mean(normal.map((value) => value ** 2))).toBeCloseTo(1, 1);
    expect(normal.filter((value) => value > 1.645).length / many.length).toBeCloseTo(0.05, 2);
  });
});

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value / values.length, 0);
}

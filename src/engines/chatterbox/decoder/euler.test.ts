import { describe, expect, it } from 'vitest';
import { solveRows } from './euler.ts';
import { FlowRows, melBands, type Flow } from './flow.ts';

function flowOf(frames: number, value = 0): Flow {
  const filled = (length: number) => new Float32Array(length).fill(value);
  return { frames, mu: filled(melBands * frames), spks: filled(melBands), cond: filled(melBands * frames) };
}

const half = [
  { published: 0, size: 0.5 },
  { published: 3, size: 0.5 },
];

describe("Euler's method", () => {
  it('adds the velocity at the published steps of the schedule', async () => {
    const x = new Float32Array(melBands * 2).fill(1);
    const asked: number[] = [];
    const estimate = (both: Float32Array, published: number) => {
      asked.push(published);
      return Promise.resolve(both.map((value) => 2 * value));
    };
    const course = {
      schedule: half,
      options: { steps: 2, guidance: 0 },
      blankVelocity: undefined,
    };
    await solveRows(x, new FlowRows([flowOf(2)], false), estimate, course);
    expect(asked).toEqual([0, 3]);
    expect(new Set(x)).toEqual(new Set([4]));
  });

  it('prefers what is conditioned by the strength of the guidance', async () => {
    const x = new Float32Array(melBands);
    const estimate = (both: Float32Array) => {
      expect(both.length).toBe(2 * melBands);
      return Promise.resolve(both.map((_, index) => (index < melBands ? 3 : 1)));
    };
    const course = {
      schedule: [{ published: 0, size: 1 }],
      options: { steps: 1, guidance: 0.5 },
      blankVelocity: undefined,
    };
    await solveRows(x, new FlowRows([flowOf(1)], true), estimate, course);
    expect(new Set(x)).toEqual(new Set([4]));
  });

  it('runs the second row for the guided steps only', async () => {
    const x = new Float32Array(melBands);
    const sizes: number[] = [];
    const estimate = (values: Float32Array) => {
      sizes.push(values.length / melBands);
      return Promise.resolve(values.map((_, index) => (index < melBands ? 3 : 1)));
    };
    const course = { schedule: half, options: { steps: 2, guidance: 0.5, guidedSteps: 1 }, blankVelocity: undefined };
    await solveRows(x, new FlowRows([flowOf(1)], true), estimate, course);
    expect(sizes).toEqual([2, 1]);
    // Half of the way at 1.5 × 3 − 0.5 × 1, half at 3.
    expect(new Set(x)).toEqual(new Set([3.5]));
  });

  it('repeats the published first step when told to, and only there', async () => {
    const blankVelocity = Array.from({ length: melBands }, (_, band) => band);
    const estimate = (both: Float32Array) => Promise.resolve(new Float32Array(both.length));
    const run = async (firstStepAsPublished: boolean) => {
      const x = new Float32Array(melBands * 3);
      const course = { schedule: half, options: { steps: 2, guidance: 1, firstStepAsPublished }, blankVelocity };
      await solveRows(x, new FlowRows([flowOf(3)], true), estimate, course);
      return x;
    };
    expect(new Set(await run(false))).toEqual(new Set([0]));
    const published = await run(true);
    expect([...published.subarray(3 * 7, 3 * 8)]).toEqual([-3.5, -3.5, -3.5]);
  });
});

describe('rows for the estimator', () => {
  it('hold flows of different lengths at their left, and say which frames are some', () => {
    const rows = new FlowRows([flowOf(1, 5), flowOf(3, 7)], true);
    expect([rows.count, rows.rows, rows.frames]).toEqual([2, 4, 3]);
    expect([...rows.mask]).toEqual([1, 0, 0, 1, 1, 1, 1, 0, 0, 1, 1, 1]);
    expect([...rows.mu.subarray(0, 6)]).toEqual([5, 0, 0, 5, 0, 0]);
    expect([...rows.take(rows.mu, 1, 3)]).toEqual(Array.from({ length: 240 }, () => 7));
    // Rows without conditions.
    expect(rows.mu.subarray(2 * 240).every((value) => value === 0)).toBe(true);
    expect(rows.spks.subarray(2 * 80).every((value) => value === 0)).toBe(true);
    expect(rows.cond.subarray(2 * 240).every((value) => value === 0)).toBe(true);
  });

  it('refuses what has another size than its frames', () => {
    expect(() => new FlowRows([{ ...flowOf(2), mu: new Float32Array(80) }], false)).toThrow(
      'Of 2 frames there should be 160 numbers; 80 came.',
    );
  });
});

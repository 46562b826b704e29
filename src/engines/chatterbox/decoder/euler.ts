import { melBands, type FlowRows, type SolveOptions } from './flow.ts';
import type { SolverStep } from './schedule.ts';

/** One call of the estimator: x [rows, 80, frames] at a published step → velocity of the same shape. Fewer rows are the first ones. */
export type Estimator = (x: Float32Array, published: number) => Promise<Float32Array>;

export interface Course {
  readonly schedule: readonly SolverStep[];
  readonly options: SolveOptions;
  /** See `DecoderPlan`. */
  readonly blankVelocity: readonly number[] | undefined;
}

/**
 * Euler's method from noise to mel, with classifier-free guidance where the rows are double:
 * x += size · ((1 + g) · v(conditioned) − g · v(not)). `x`: [count, 80, frames], which is changed.
 */
export async function solveRows(x: Float32Array, rows: FlowRows, estimate: Estimator, course: Course): Promise<void> {
  const { schedule, options, blankVelocity } = course;
  const half = x.length;
  const isDouble = rows.rows > rows.count;
  const all = new Float32Array(rows.rows * melBands * rows.frames);
  for (const [index, { published, size }] of schedule.entries()) {
    const guided = isDouble && index < (options.guidedSteps ?? Infinity);
    all.set(x);
    if (guided) all.set(x, half);
    const velocity = await estimate(guided ? all : all.subarray(0, half), published);
    if (guided && index === 0 && options.firstStepAsPublished && blankVelocity) {
      fillBands(velocity.subarray(half), blankVelocity, rows.frames);
    }
    const { guidance } = options;
    for (let i = 0; i < half; i++) {
      const along = velocity[i] as number;
      const direction = guided ? (1 + guidance) * along - guidance * (velocity[half + i] as number) : along;
      x[i] = (x[i] as number) + size * direction;
    }
  }
}

/** The same value for all frames of a band, in each row. */
function fillBands(target: Float32Array, values: readonly number[], frames: number): void {
  for (let at = 0, band = 0; at < target.length; at += frames, band = (band + 1) % melBands) {
    target.fill(values[band] ?? 0, at, at + frames);
  }
}

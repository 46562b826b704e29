/** A step of the solver. */
export interface SolverStep {
  /** Which of the published steps it is: their time constants exist for these times only. */
  readonly published: number;
  /** How much of the way it goes; all together 1. */
  readonly size: number;
}

/**
 * The steps of a solver that takes `count` of the published ones. They begin at those of the published times that are
 * nearest to the cosine schedule of `count` steps, 1 − cos(π/2 · k ÷ count) (chatterbox: `CausalConditionalCFM.forward`).
 * `sizes`: those of the published steps. Throws a RangeError for a count that cannot be had.
 */
export function scheduleOf(sizes: readonly number[], count: number): readonly SolverStep[] {
  if (!Number.isInteger(count) || count < 1 || count > sizes.length) {
    throw new RangeError(`This decoder can take 1 to ${sizes.length} steps; ${count} were asked for.`);
  }
  const begins = beginsOf(sizes);
  const chosen: number[] = [];
  for (let k = 0; k < count; k++) {
    const wanted = 1 - Math.cos((Math.PI / 2) * (k / count));
    const from = (chosen.at(-1) ?? -1) + 1;
    // As many must be left as are still to be chosen.
    const choice = nearest(begins, wanted, from, sizes.length - (count - k));
    chosen.push(k === 0 ? 0 : choice);
  }
  return chosen.map((published, k) => {
    const end = chosen[k + 1] ?? sizes.length;
    return { published, size: sizes.slice(published, end).reduce((sum, size) => sum + size, 0) };
  });
}

function beginsOf(sizes: readonly number[]): readonly number[] {
  let time = 0;
  return sizes.map((size) => {
    const begin = time;
    time += size;
    return begin;
  });
}

/** The index from `first` to `last` whose time is nearest. */
function nearest(times: readonly number[], wanted: number, first: number, last: number): number {
  let best = first;
  for (let index = first; index <= last; index++) {
    const distance = Math.abs((times[index] ?? Infinity) - wanted);
    if (distance < Math.abs((times[best] ?? Infinity) - wanted)) best = index;
  }
  return best;
}

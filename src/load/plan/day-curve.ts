import { StarlingError } from '../../errors.ts';

/** Weights by hour from midnight; only their proportions matter. */
const curves = {
  /** Working hours with a dip at noon. */
  office: [2, 1, 1, 1, 1, 2, 6, 20, 55, 85, 100, 95, 75, 85, 98, 95, 85, 60, 30, 16, 10, 7, 5, 3],
  /** People at home. */
  evening: [22, 12, 7, 4, 3, 4, 8, 15, 20, 22, 25, 28, 32, 32, 33, 36, 42, 52, 68, 86, 100, 96, 74, 44],
  flat: Array.from({ length: 24 }, () => 1),
} as const satisfies Record<string, readonly number[]>;

export type DayCurveName = keyof typeof curves;

export const dayCurveNames = Object.keys(curves) as readonly DayCurveName[];

/** The load over a day as a share of the peak: straight lines between weights at equal steps, the last back to the first. */
export class DayCurve {
  /** From 0 to 1, which at least one of them is. */
  readonly #weights: readonly number[];

  /** Throws `invalid_settings` when they are fewer than 24, negative, or all zero. `name` is told in errors. */
  constructor(weights: readonly number[], name: string) {
    const peak = weights.reduce((largest, weight) => Math.max(largest, weight), 0);
    const usable = weights.every((weight) => weight >= 0 && Number.isFinite(weight));
    if (weights.length < 24 || !usable || peak === 0) {
      const came =
        weights.length < 24
          ? `${weights.length} came`
          : usable
            ? 'all of them are 0'
            : 'one of them is negative or no number';
      throw new StarlingError(
        'invalid_settings',
        `The curve ${name} must be 24 or more numbers from 0 up, one a line, the first for midnight, and not all 0; ${came}.`,
      );
    }
    this.#weights = weights.map((weight) => weight / peak);
  }

  static named(name: DayCurveName): DayCurve {
    return new DayCurve(curves[name], name);
  }

  /** One number a line; empty lines and those that begin with `#` are passed over. */
  static parse(text: string, name: string): DayCurve {
    const lines = text.split(/\r?\n/).map((line) => line.trim());
    return new DayCurve(lines.filter((line) => line !== '' && !line.startsWith('#')).map(Number), name);
  }

  /** `time`: the share of the day that has passed, 0–1. */
  at(time: number): number {
    const weights = this.#weights;
    const position = (((time % 1) + 1) % 1) * weights.length;
    const index = Math.floor(position);
    const from = weights[index % weights.length] as number;
    const to = weights[(index + 1) % weights.length] as number;
    return from + (position - index) * (to - from);
  }

  /** Over the day. */
  get mean(): number {
    return this.#weights.reduce((sum, weight) => sum + weight, 0) / this.#weights.length;
  }
}

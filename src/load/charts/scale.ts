/** Where values lie on an axis. */
export interface Scale {
  /** From 0 at the axis' beginning to 1 at its end. Values outside are put at the nearer end. */
  readonly place: (value: number) => number;
  /** Rising, within the axis. */
  readonly ticks: readonly number[];
  readonly logarithmic: boolean;
}

/** Logarithmic where the values span a factor of 20 or more, else linear from 0. */
export function scaleFor(values: readonly number[]): Scale {
  const positive = values.filter((value) => value > 0 && Number.isFinite(value));
  const [least, most] = [Math.min(...positive), Math.max(...positive)];
  return positive.length > 0 && most / least >= 20 ? logScale(least, most) : linearScale(values);
}

/** From 0 to a round number above the largest value. Values are 0 or more. */
export function linearScale(values: readonly number[]): Scale {
  const most = values.reduce((largest, value) => (Number.isFinite(value) ? Math.max(largest, value) : largest), 0);
  const step = roundUp(most > 0 ? most / 5 : 0.2);
  const count = Math.max(1, Math.ceil(most / step - 1e-9));
  const end = count * step;
  return {
    place: (value) => within(value / end),
    // Steps like 0.1 would leave 0.30000000000000004.
    ticks: Array.from({ length: count + 1 }, (_, index) => Number((index * step).toPrecision(12))),
    logarithmic: false,
  };
}

/** From the 1, 2 or 5 at or below the least to that at or above the most; both above 0. Zero is put at the beginning. */
function logScale(least: number, most: number): Scale {
  const exponents = { from: Math.floor(Math.log10(least)) - 1, to: Math.ceil(Math.log10(most)) + 1 };
  const all = Array.from({ length: exponents.to - exponents.from + 1 }, (_, index) => exponents.from + index).flatMap(
    (exponent) => [1, 2, 5].map((digit) => Number(`${digit}e${exponent}`)),
  );
  const start = all.filter((tick) => tick <= least).pop() ?? least;
  const end = all.find((tick) => tick >= most) ?? most;
  const inside = all.filter((tick) => tick >= start && tick <= end);
  const decades = inside.filter((tick) => Math.log10(tick) % 1 === 0);
  const span = Math.log(end / start);
  return {
    place: (value) => within(Math.log(value / start) / span),
    ticks: inside.length > 9 ? decades : inside,
    logarithmic: true,
  };
}

/** The next of 1, 2, 5, 10, 20 … */
function roundUp(value: number): number {
  const power = Number(`1e${Math.floor(Math.log10(value))}`);
  return ([1, 2, 5].find((digit) => digit * power >= value * (1 - 1e-9)) ?? 10) * power;
}

function within(share: number): number {
  return Number.isNaN(share) ? 0 : Math.min(1, Math.max(0, share));
}

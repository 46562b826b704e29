/**
 * Integrated loudness by ITU-R BS.1770-4 ("Algorithms to measure audio programme loudness"), of one channel.
 *
 * K-weighting is a shelf that lifts the highs by 4 dB and a high-pass. The recommendation gives their coefficients at
 * 48 kHz only; for other rates the filters are made anew from the analogue values behind them (centre, gain, quality;
 * as in libebur128 `ebur128.c`, `ebur128_init_filter`, MIT). Then blocks of 400 ms, each 100 ms after the last, are
 * averaged over two gates: -70 LUFS, and 10 LU under the mean of what passed the first.
 */

/** A biquad's coefficients; a₀ is 1. */
interface Biquad {
  readonly b: readonly [number, number, number];
  readonly a: readonly [number, number];
}

const absoluteGate = -70;
const relativeGate = -10;
/** The recommendation's constant: a full-scale sine of 997 Hz is -3.01 LUFS. */
const offset = -0.691;
/** Under this the shelf's centre comes too near to half of the rate. */
const lowestRate = 8_000;

/**
 * Loudness in LUFS of finite samples at `sampleRate` Hz. -Infinity where there is nothing over the first gate, and for
 * less than 400 ms. Throws RangeError for rates under 8000 Hz.
 */
export function loudness(samples: Float32Array, sampleRate: number): number {
  if (!(sampleRate >= lowestRate && sampleRate < Infinity)) {
    throw new RangeError(`expected a sample rate of ${lowestRate} Hz or more, got ${sampleRate}`);
  }
  const hops = hopPowers(samples, sampleRate);
  // A block is four hops.
  const blocks = Array.from({ length: Math.max(0, hops.length - 3) }, (_, i) => mean(hops.slice(i, i + 4)));
  const audible = blocks.filter((power) => levelOf(power) > absoluteGate);
  const gate = levelOf(mean(audible)) + relativeGate;
  return levelOf(mean(audible.filter((power) => levelOf(power) > gate)));
}

/** Mean square of each whole 100 ms of the weighted signal. */
function hopPowers(samples: Float32Array, sampleRate: number): number[] {
  const { shelf, highPass } = kWeighting(sampleRate);
  const hop = Math.round(sampleRate / 10);
  const powers: number[] = [];
  // Direct form II transposed: two numbers of state for each filter.
  let s1 = 0;
  let s2 = 0;
  let h1 = 0;
  let h2 = 0;
  for (let start = 0; start + hop <= samples.length; start += hop) {
    let sum = 0;
    for (let i = start; i < start + hop; i++) {
      const x = samples[i] as number;
      const y = shelf.b[0] * x + s1;
      s1 = shelf.b[1] * x - shelf.a[0] * y + s2;
      s2 = shelf.b[2] * x - shelf.a[1] * y;
      const z = highPass.b[0] * y + h1;
      h1 = highPass.b[1] * y - highPass.a[0] * z + h2;
      h2 = highPass.b[2] * y - highPass.a[1] * z;
      sum += z * z;
    }
    powers.push(sum / hop);
  }
  return powers;
}

/** The two filters of the K-weighting at a rate in Hz. */
export function kWeighting(sampleRate: number): { shelf: Biquad; highPass: Biquad } {
  return { shelf: shelf(sampleRate), highPass: highPass(sampleRate) };
}

function shelf(sampleRate: number): Biquad {
  const q = 0.7071752369554196;
  const k = Math.tan((Math.PI * 1681.974450955533) / sampleRate);
  const high = 10 ** (3.999843853973347 / 20);
  const middle = high ** 0.4996667741545416;
  const a0 = 1 + k / q + k * k;
  return {
    b: [(high + (middle * k) / q + k * k) / a0, (2 * (k * k - high)) / a0, (high - (middle * k) / q + k * k) / a0],
    a: [(2 * (k * k - 1)) / a0, (1 - k / q + k * k) / a0],
  };
}

function highPass(sampleRate: number): Biquad {
  const q = 0.5003270373238773;
  const k = Math.tan((Math.PI * 38.13547087602444) / sampleRate);
  const a0 = 1 + k / q + k * k;
  return { b: [1, -2, 1], a: [(2 * (k * k - 1)) / a0, (1 - k / q + k * k) / a0] };
}

function levelOf(power: number): number {
  return offset + 10 * Math.log10(power);
}

/** 0 of nothing. */
function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}

import type { Distribution } from './result.ts';

/** What `values` look like. Percentiles are of the nearest rank: the smallest value that so large a share does not exceed. */
export function distributionOf(values: readonly number[]): Distribution {
  const sorted = Float64Array.from(values).sort();
  const count = sorted.length;
  if (count === 0) return { count, average: 0, p50: 0, p95: 0, p99: 0, max: 0 };
  const rank = (percent: number) => sorted[Math.max(0, Math.ceil((count * percent) / 100) - 1)] as number;
  // Summing shares keeps the mean of finite values finite.
  const average = sorted.reduce((sum, value) => sum + value / count, 0);
  return { count, average, p50: rank(50), p95: rank(95), p99: rank(99), max: rank(100) };
}

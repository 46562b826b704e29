import { z } from 'zod';
import { StarlingError } from '../../errors.ts';
import type { BenchResult } from '../result.ts';

const amount = z.number().min(0);
const distribution = z.object({ count: amount, average: amount, p50: amount, p95: amount, p99: amount, max: amount });

/** The parts of a `BenchResult` that a plan reads; the rest is passed on as it came. */
const benchFile = z.looseObject({
  kind: z.literal('starling-bench'),
  version: z.literal(1),
  date: z.string(),
  target: z.looseObject({ url: z.string(), model: z.string().optional() }),
  levels: z.array(
    z.looseObject({
      load: z.discriminatedUnion('kind', [
        z.object({ kind: z.literal('users'), users: z.number().positive() }),
        z.object({ kind: z.literal('rate'), requestsPerSecond: z.number().positive() }),
      ]),
      seconds: amount,
      requests: amount,
      errors: z.record(z.string(), amount),
      latencyMs: distribution,
      ttfaMs: distribution,
      gapFreeShare: amount,
      meanOpen: amount,
    }),
  ),
});

/** Reads what `starling bench --json` wrote; `file` is told in errors. Throws `invalid_settings` for anything else. */
export function parseBench(text: string, file: string): BenchResult {
  const json = jsonOf(text);
  if (json === undefined) {
    throw new StarlingError(
      'invalid_settings',
      `${file} must be a file that starling bench --json wrote; it is not JSON. Measure with: starling bench --json ${file}`,
    );
  }
  const parsed = benchFile.safeParse(json);
  if (parsed.success) return parsed.data as unknown as BenchResult;
  const [issue] = parsed.error.issues;
  const where = issue === undefined || issue.path.length === 0 ? '' : ` at ${issue.path.join('.')}`;
  throw new StarlingError(
    'invalid_settings',
    `${file} must be a file that starling bench --json wrote (kind "starling-bench", version 1)${where}: ${issue?.message ?? ''}. Measure with: starling bench --json ${file}`,
  );
}

/** Undefined where it is not JSON. */
function jsonOf(text: string): unknown {
  try {
    // Some editors put a byte order mark before what they save.
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    return undefined;
  }
}

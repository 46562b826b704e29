import type { LoadCurve } from './load-curve.ts';
import type { PlanRandom } from './random.ts';

/** What becomes of a request that a replica takes. */
export interface Fate {
  readonly ttfaMs: number;
  /** Until its last byte. */
  readonly seconds: number;
}

interface LogNormal {
  readonly mu: number;
  readonly sigma: number;
}

/** The 95th percentile of the standard normal distribution. */
const z95 = 1.6448536269514722;

/**
 * How a replica treats a request, by how many are open in it: time to first audio is log-normal with the measured p50 and
 * p95, the duration log-normal with the measured mean and the spread of its p50 and p95. It refuses as large a share as
 * was measured, and all that come when more are open than the largest level can have seen.
 */
export class ReplicaModel {
  /** It refuses all above. */
  readonly mostOpen: number;
  readonly #byOpen: readonly {
    readonly errorShare: number;
    readonly ttfaMs: LogNormal;
    readonly latencyMs: LogNormal;
  }[];

  constructor(curve: LoadCurve) {
    const { open, load } = curve.last;
    // Of a Poisson number three standard deviations above its mean; a user has no more than one.
    const seen = Math.ceil(open + 3 * Math.sqrt(open));
    this.mostOpen = Math.max(1, curve.kind === 'users' ? Math.min(seen, Math.ceil(load)) : seen);
    this.#byOpen = Array.from({ length: this.mostOpen + 1 }, (_, count) => {
      const { errorShare, ttfaP50Ms, ttfaP95Ms, latencyP50Ms, latencyP95Ms, latencyMeanMs } = curve.atOpen(count);
      const spread = sigmaOf(latencyP50Ms, latencyP95Ms);
      return {
        errorShare,
        ttfaMs: { mu: logOf(ttfaP50Ms), sigma: sigmaOf(ttfaP50Ms, ttfaP95Ms) },
        latencyMs: { mu: logOf(latencyMeanMs) - spread ** 2 / 2, sigma: spread },
      };
    });
  }

  /** Of a request that comes to a replica with `open` others; undefined when it is refused. */
  fate(open: number, random: PlanRandom): Fate | undefined {
    const behaviour = this.#byOpen[open + 1];
    if (behaviour === undefined) return undefined;
    if (behaviour.errorShare > 0 && random.uniform() < behaviour.errorShare) return undefined;
    const ttfaMs = drawn(behaviour.ttfaMs, random);
    return { ttfaMs, seconds: Math.max(ttfaMs, drawn(behaviour.latencyMs, random)) / 1000 };
  }
}

function drawn({ mu, sigma }: LogNormal, random: PlanRandom): number {
  return Math.exp(mu + sigma * random.normal());
}

function sigmaOf(p50: number, p95: number): number {
  return Math.max(0, logOf(p95) - logOf(p50)) / z95;
}

/** Of a time in milliseconds; where nothing ended well it is 0, and never drawn. */
function logOf(milliseconds: number): number {
  return Math.log(Math.max(1e-3, milliseconds));
}

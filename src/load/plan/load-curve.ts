import { StarlingError } from '../../errors.ts';
import type { BenchResult, LevelResult, Load } from '../result.ts';

/** How one server behaves at a load. */
export interface Behaviour {
  /** Users at once, or requests a second. */
  readonly load: number;
  readonly ttfaP50Ms: number;
  readonly ttfaP95Ms: number;
  readonly latencyP50Ms: number;
  readonly latencyP95Ms: number;
  readonly latencyMeanMs: number;
  /** Share (0–1) of the requests that did not end well. */
  readonly errorShare: number;
  /** Share (0–1) of the streams that were served well. */
  readonly gapFreeShare: number;
  /** Requests open at once, on average. */
  readonly open: number;
  /** From one request of a user to the next; 1 where the load is requests a second. */
  readonly cycleSeconds: number;
}

const quantities = [
  'load',
  'ttfaP50Ms',
  'ttfaP95Ms',
  'latencyP50Ms',
  'latencyP95Ms',
  'latencyMeanMs',
  'errorShare',
  'gapFreeShare',
  'open',
  'cycleSeconds',
] as const satisfies readonly (keyof Behaviour)[];

/**
 * One server's behaviour under every load between the measured levels: straight lines from level to level, nothing beyond
 * the first and the last. More load never makes it better: where a measurement says so it is noise, and the worse of the
 * levels below counts. So it is with levels that were measured twice. Levels in which no request ended tell nothing.
 */
export class LoadCurve {
  readonly kind: Load['kind'];
  /** By rising load; at least one. */
  readonly points: readonly Behaviour[];

  /** Throws `invalid_settings` when there is no level to use, or when users and rates are mixed. */
  constructor({ levels }: BenchResult) {
    const used = levels.filter(({ requests, seconds }) => requests > 0 && seconds > 0);
    const kinds = [...new Set(used.map(({ load }) => load.kind))];
    const [kind] = kinds;
    if (kind === undefined) {
      throw new StarlingError(
        'invalid_settings',
        'A plan needs at least one measured level; in this file no request of any level ended. Run starling bench with a longer --duration.',
      );
    }
    if (kinds.length > 1) {
      throw new StarlingError(
        'invalid_settings',
        'A plan needs levels of one kind; this file has users and requests a second. Run starling bench with one of --users and --rate.',
      );
    }
    this.kind = kind;
    this.points = neverBetter(used.map(behaviourOf).sort((a, b) => a.load - b.load));
  }

  get first(): Behaviour {
    return this.points[0] as Behaviour;
  }

  get last(): Behaviour {
    return this.points[this.points.length - 1] as Behaviour;
  }

  /** At a load; that of the first or last level where it lies outside. */
  at(load: number): Behaviour {
    return this.#where('load', load);
  }

  /** With so many requests open at once. */
  atOpen(open: number): Behaviour {
    return this.#where('open', open);
  }

  #where(quantity: 'load' | 'open', value: number): Behaviour {
    const above = this.points.findIndex((point) => point[quantity] >= value);
    const [from, to] = [this.points[above - 1], this.points[above]];
    if (to === undefined) return this.last;
    if (from === undefined) return to;
    return between(from, to, (value - from[quantity]) / (to[quantity] - from[quantity]));
  }
}

/** On the straight line from one behaviour to another; `share` 0 is the first. */
export function between(from: Behaviour, to: Behaviour, share: number): Behaviour {
  const mixed = quantities.map((quantity) => [quantity, from[quantity] + share * (to[quantity] - from[quantity])]);
  return Object.fromEntries(mixed) as Behaviour;
}

export function loadOf(load: Load): number {
  return load.kind === 'users' ? load.users : load.requestsPerSecond;
}

/** Share (0–1) of a level's requests that did not end well. */
export function errorShareOf({ requests, errors }: LevelResult): number {
  if (requests === 0) return 0;
  return Object.values(errors).reduce((sum, count) => sum + count, 0) / requests;
}

/** Little's law gives the time of a user's cycle, and the open requests where nobody counted them. */
function behaviourOf(level: LevelResult): Behaviour {
  const { load, seconds, requests, latencyMs, ttfaMs, meanOpen, gapFreeShare } = level;
  const perSecond = requests / seconds;
  return {
    load: loadOf(load),
    ttfaP50Ms: ttfaMs.p50,
    ttfaP95Ms: ttfaMs.p95,
    latencyP50Ms: latencyMs.p50,
    latencyP95Ms: latencyMs.p95,
    latencyMeanMs: latencyMs.average,
    errorShare: errorShareOf(level),
    gapFreeShare,
    open: meanOpen > 0 ? meanOpen : (perSecond * latencyMs.average) / 1000,
    cycleSeconds: load.kind === 'users' ? load.users / perSecond : 1,
  };
}

function neverBetter(sorted: readonly Behaviour[]): Behaviour[] {
  const points: Behaviour[] = [];
  for (const point of sorted) {
    const below = points[points.length - 1];
    const made = below === undefined ? point : worse(below, point);
    if (below?.load === point.load) points[points.length - 1] = made;
    else points.push(made);
  }
  return points;
}

function worse(below: Behaviour, point: Behaviour): Behaviour {
  const larger = quantities.map((quantity) => [quantity, Math.max(below[quantity], point[quantity])]);
  return {
    ...(Object.fromEntries(larger) as Behaviour),
    gapFreeShare: Math.min(below.gapFreeShare, point.gapFreeShare),
    cycleSeconds: point.cycleSeconds,
  };
}

import { StarlingError } from '../../errors.ts';
import { between, type Behaviour, type LoadCurve } from './load-curve.ts';

export interface PlanTarget {
  /** At the peak: users at once, or requests a second where the levels are rates. */
  readonly users: number;
  readonly ttfaP95Ms: number;
  /** Share (0–1) of requests that may fail. */
  readonly maxErrors: number;
  /** Share (0–1) of what a replica can hold that stays free for bursts. */
  readonly headroom: number;
  readonly minReplicas: number;
  readonly maxReplicas: number;
}

/** The most that one replica holds within the target. */
export interface ReplicaCapacity {
  readonly load: number;
  /** What ends it: first audio, errors, or that nobody measured further. */
  readonly limit: 'ttfa' | 'errors' | 'measured';
  /** The largest level within the target, and the next one, which is not. */
  readonly holds: Behaviour;
  readonly fails?: Behaviour;
}

/** Some replicas that share the peak evenly. */
export interface Spread {
  readonly replicas: number;
  /** Of each. */
  readonly load: number;
  /** Undefined where the load is larger than any that was measured. */
  readonly behaviour: Behaviour | undefined;
}

export interface StaticPlan {
  readonly target: PlanTarget;
  readonly capacity: ReplicaCapacity;
  /** The capacity without the headroom. */
  readonly plannedLoad: number;
  /** `users ÷ plannedLoad`, before it is rounded up and raised to the minimum. */
  readonly quotient: number;
  readonly peak: Spread;
  /** The peak with one replica less; undefined where there is but one. */
  readonly oneLess: Spread | undefined;
}

/** More are not planned: a day with so many still takes a minute at most. */
const mostReplicas = 100_000;

/** How many replicas hold the peak. Throws `invalid_settings` when no level meets the target, or too many would be needed. */
export function staticPlan(curve: LoadCurve, target: PlanTarget): StaticPlan {
  const capacity = replicaCapacity(curve, target);
  const plannedLoad = capacity.load * (1 - target.headroom);
  const quotient = target.users / plannedLoad;
  // A sum that is whole but for rounding does not need another replica.
  const replicas = Math.max(target.minReplicas, Math.ceil(quotient - 1e-9));
  if (replicas > mostReplicas) {
    throw new StarlingError(
      'invalid_settings',
      `${replicas} replicas would be needed, and no more than ${mostReplicas} are planned. Take fewer --users, less --headroom, or a machine that holds more.`,
    );
  }
  const spread = (count: number): Spread => {
    const load = target.users / count;
    return { replicas: count, load, behaviour: load > curve.last.load ? undefined : curve.at(load) };
  };
  return {
    target,
    capacity,
    plannedLoad,
    quotient,
    peak: spread(replicas),
    oneLess: replicas > 1 ? spread(replicas - 1) : undefined,
  };
}

/** Between the last level within the target and the next, on straight lines; never beyond what was measured. */
export function replicaCapacity(curve: LoadCurve, target: PlanTarget): ReplicaCapacity {
  const { ttfaP95Ms, maxErrors } = target;
  const index = curve.points.findIndex((point) => point.ttfaP95Ms > ttfaP95Ms || point.errorShare > maxErrors);
  const [holds, fails] = [curve.points[index - 1], curve.points[index]];
  if (fails === undefined) return { load: curve.last.load, limit: 'measured', holds: curve.last };
  if (holds === undefined) throw noLevel(curve, target);
  const ttfa = crossing(holds.ttfaP95Ms, fails.ttfaP95Ms, ttfaP95Ms);
  const errors = crossing(holds.errorShare, fails.errorShare, maxErrors);
  const { load } = between(holds, fails, Math.min(ttfa, errors));
  return { load, limit: errors < ttfa ? 'errors' : 'ttfa', holds, fails };
}

/** Where a line from `from` to `to` passes `limit`, as a share of the way; 1 where it does not. */
function crossing(from: number, to: number, limit: number): number {
  return to > limit ? (limit - from) / (to - from) : 1;
}

/** The smallest level is the nearest, as more load never makes it better. */
function noLevel({ first, kind }: LoadCurve, { ttfaP95Ms, maxErrors }: PlanTarget): StarlingError {
  const percent = (share: number) => `${Number((share * 100).toPrecision(3))} %`;
  const [unit, flag] = kind === 'users' ? ['users', '--users'] : ['requests a second', '--rate'];
  return new StarlingError(
    'invalid_settings',
    `No level meets the target (first audio within ${ttfaP95Ms} ms for 95 of 100 requests, at most ${percent(maxErrors)} errors). ` +
      `The nearest was the smallest, ${first.load} ${unit}: p95 ${Math.round(first.ttfaP95Ms)} ms, ${percent(first.errorShare)} errors. ` +
      `Measure a smaller load (starling bench ${flag}), allow more (--ttfa-p95, --max-errors), or use a faster machine.`,
  );
}

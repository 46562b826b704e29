import type { DayCurve } from './day-curve.ts';
import { LoadCurve } from './load-curve.ts';
import type { ScalingRule } from './autoscaler.ts';
import { simulateDay, type DayOutcome } from './simulation.ts';
import { staticPlan, type PlanTarget, type StaticPlan } from './plan.ts';
import type { BenchResult, Load } from '../result.ts';

export interface PlanOptions {
  readonly target: PlanTarget;
  readonly day: DayCurve;
  /** What the curve is called. */
  readonly dayName: string;
  readonly scaling: ScalingRule;
  readonly startSeconds: number;
  readonly seed: number;
}

/** The static answer, and a day with it beside a day with an autoscaler. */
export interface Plan {
  readonly kind: Load['kind'];
  readonly options: PlanOptions;
  readonly fixed: StaticPlan;
  /** From one request of a user to the next at the planned load. */
  readonly cycleSeconds: number;
  readonly fixedDay: DayOutcome;
  readonly scaledDay: DayOutcome;
}

/** Plans for a measured server. Throws `invalid_settings` when the measurement does not do. */
export function planOf(result: BenchResult, options: PlanOptions): Plan {
  const curve = new LoadCurve(result);
  const fixed = staticPlan(curve, options.target);
  const { replicas, load } = fixed.peak;
  const { cycleSeconds } = curve.at(load);
  const { scaling, day, startSeconds, seed, target } = options;
  const common = {
    curve,
    day,
    users: target.users,
    replicaLoad: fixed.capacity.load,
    cycleSeconds,
    startSeconds,
    seed,
  };
  const still: ScalingRule = {
    min: replicas,
    max: replicas,
    target: scaling.target,
    intervalSeconds: scaling.intervalSeconds,
    scaleDownSeconds: scaling.scaleDownSeconds,
  };
  return {
    kind: curve.kind,
    options,
    fixed,
    cycleSeconds,
    fixedDay: simulateDay({ ...common, scaling: still }),
    scaledDay: simulateDay({ ...common, scaling }),
  };
}

/** Users at once in a period of `hours`, by Little's law from the requests that came; requests a second for rates. */
export function usersIn({ cycleSeconds, scaledDay }: Plan, requests: number, hours: number): number {
  return (requests / (hours * 3600 * scaledDay.timeShare)) * cycleSeconds;
}

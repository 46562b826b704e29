/** How the number of replicas follows the load. */
export interface ScalingRule {
  readonly min: number;
  readonly max: number;
  /** Utilisation (0–1) that it aims at. */
  readonly target: number;
  readonly intervalSeconds: number;
  /** Replicas are taken away only when none of the looks in so long a time wanted to keep them. */
  readonly scaleDownSeconds: number;
  /** When set, no replica is kept after so long without any request, whatever `min` says. */
  readonly idleSeconds?: number;
}

export interface FleetView {
  readonly nowSeconds: number;
  /** Replicas that are ready or starting; those that drain are not. */
  readonly replicas: number;
  /** Mean work since the last look, in replicas that are used to the full. */
  readonly work: number;
  /** Since the last request ended; 0 while there is one. */
  readonly idleSeconds: number;
}

/** A ratio within this of 1 changes nothing, as Kubernetes has it by default. */
const tolerance = 0.1;

/**
 * Kubernetes' HorizontalPodAutoscaler: `desired = ceil(current × utilisation ÷ target)`, and the stabilisation window for
 * scaling down (https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/, "Algorithm details"). Replicas
 * that start count as unused, which is what it assumes of pods that are not ready. Its limit on how many pods may be added
 * at once (by default four, or twice as many as there are, in 15 seconds) is left out.
 */
export class Autoscaler {
  readonly #rule: ScalingRule;
  #recommendations: { readonly atSeconds: number; readonly replicas: number }[];

  constructor(rule: ScalingRule, replicas: number) {
    this.#rule = rule;
    this.#recommendations = [{ atSeconds: 0, replicas }];
  }

  /** How many replicas there should be now. */
  look(view: FleetView): number {
    const { nowSeconds, replicas } = view;
    const { idleSeconds, scaleDownSeconds, min, max } = this.#rule;
    if (idleSeconds !== undefined && view.idleSeconds >= idleSeconds) {
      this.#recommendations = [];
      return 0;
    }
    // From nothing, the first request wakes the fleet: see `woken`.
    if (replicas === 0) return view.work > 0 ? woken(this.#rule) : 0;
    const wanted = desiredReplicas(replicas, view.work / replicas, this.#rule);
    this.#recommendations = this.#recommendations.filter((each) => each.atSeconds > nowSeconds - scaleDownSeconds);
    this.#recommendations.push({ atSeconds: nowSeconds, replicas: wanted });
    const highest = this.#recommendations.reduce((most, each) => Math.max(most, each.replicas), 0);
    return clamped(wanted > replicas ? wanted : Math.min(replicas, highest), min, max);
  }
}

/** The rule for one look, without the window. `utilisation` is of all `current` replicas, 0 up. */
export function desiredReplicas(
  current: number,
  utilisation: number,
  { min, max, target }: Pick<ScalingRule, 'min' | 'max' | 'target'>,
): number {
  const ratio = utilisation / target;
  const steady = Math.abs(ratio - 1) <= tolerance;
  return clamped(steady ? current : Math.ceil(current * ratio - 1e-9), min, max);
}

/** Replicas that the first request after an idle time starts. */
export function woken({ min }: ScalingRule): number {
  return Math.max(1, min);
}

function clamped(value: number, min: number, max: number): number {
  return Math.min(max, Math.max(min, value));
}

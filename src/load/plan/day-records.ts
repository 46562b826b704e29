import { distributionOf } from '../statistics.ts';

/** A part of the day. Times are of the whole day, however short it was made for the simulation. */
export interface Period {
  /** Arrived in it. */
  readonly requests: number;
  /** Of those, refused until they gave up. */
  readonly errors: number;
  readonly ttfaP50Ms: number;
  readonly ttfaP95Ms: number;
  readonly replicasMean: number;
  readonly replicasMax: number;
  readonly replicaHours: number;
}

interface Slot {
  requests: number;
  errors: number;
  readonly ttfaMs: number[];
  replicaSeconds: number;
  replicasMax: number;
}

/** Half-hours. */
export const slotCount = 48;

/** What happened over a day, by half-hours. */
export class DayRecords {
  readonly #slotSeconds: number;
  readonly #slots: readonly Slot[];

  /** `daySeconds`: how long the day is in the simulation's time. */
  constructor(daySeconds: number) {
    this.#slotSeconds = daySeconds / slotCount;
    this.#slots = Array.from({ length: slotCount }, () => ({
      requests: 0,
      errors: 0,
      ttfaMs: [],
      replicaSeconds: 0,
      replicasMax: 0,
    }));
  }

  arrived(atSeconds: number): void {
    this.#slot(atSeconds).requests++;
  }

  /** It began to sound, or (`undefined`) it gave up. It counts when it arrived. */
  answered(arrivedAtSeconds: number, ttfaMs: number | undefined): void {
    const slot = this.#slot(arrivedAtSeconds);
    if (ttfaMs === undefined) slot.errors++;
    else slot.ttfaMs.push(ttfaMs);
  }

  /** There were so many replicas from one time to another. */
  had(replicas: number, fromSeconds: number, toSeconds: number): void {
    let from = fromSeconds;
    for (let index = this.#index(from); from < toSeconds && index < slotCount; index++) {
      const slot = this.#slots[index] as Slot;
      const to = Math.min(toSeconds, (index + 1) * this.#slotSeconds);
      slot.replicaSeconds += replicas * Math.max(0, to - from);
      slot.replicasMax = Math.max(slot.replicasMax, replicas);
      from = to;
    }
  }

  /** The day in `count` equal parts; `count` divides 48. */
  periods(count: number): Period[] {
    const width = slotCount / count;
    return Array.from({ length: count }, (_, index) =>
      this.#summary(this.#slots.slice(index * width, (index + 1) * width)),
    );
  }

  #summary(slots: readonly Slot[]): Period {
    const sum = (of: (slot: Slot) => number) => slots.reduce((total, slot) => total + of(slot), 0);
    const { p50, p95 } = distributionOf(slots.flatMap(({ ttfaMs }) => ttfaMs));
    const replicasMean = sum(({ replicaSeconds }) => replicaSeconds) / (slots.length * this.#slotSeconds);
    return {
      requests: sum(({ requests }) => requests),
      errors: sum(({ errors }) => errors),
      ttfaP50Ms: p50,
      ttfaP95Ms: p95,
      replicasMean,
      replicasMax: slots.reduce((most, slot) => Math.max(most, slot.replicasMax), 0),
      replicaHours: (replicasMean * slots.length * 24) / slotCount,
    };
  }

  #slot(atSeconds: number): Slot {
    return this.#slots[this.#index(atSeconds)] as Slot;
  }

  #index(atSeconds: number): number {
    return Math.min(slotCount - 1, Math.floor(atSeconds / this.#slotSeconds));
  }
}

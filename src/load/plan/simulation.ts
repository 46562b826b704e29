import type { DayCurve } from './day-curve.ts';
import { Autoscaler, desiredReplicas, woken, type ScalingRule } from './autoscaler.ts';
import type { LoadCurve } from './load-curve.ts';
import { DayRecords, type Period } from './day-records.ts';
import { EventQueue } from './events.ts';
import { Fleet, type Replica } from './fleet.ts';
import { PlanRandom } from './random.ts';
import { ReplicaModel } from './replica-model.ts';

export interface DayInput {
  readonly curve: LoadCurve;
  readonly day: DayCurve;
  /** At the peak. */
  readonly users: number;
  /** What one replica is rated for: utilisation 1. */
  readonly replicaLoad: number;
  /** Between two requests of a user. */
  readonly cycleSeconds: number;
  readonly scaling: ScalingRule;
  /** From the decision to start a replica until it answers. */
  readonly startSeconds: number;
  readonly seed: number;
  /** A day of more is simulated in less time; 2 million where absent. */
  readonly maxRequests?: number;
}

export interface DayOutcome {
  /** Of the day's time that was simulated, 0–1; below 1 the curve and the autoscaler ran so much faster. */
  readonly timeShare: number;
  readonly whole: Period;
  /** 24. */
  readonly hours: readonly Period[];
  /** 48. */
  readonly halfHours: readonly Period[];
}

interface Request {
  readonly arrivedAt: number;
  attempts: number;
  /** Spent with retries and with waiting for a replica. */
  waitedMs: number;
}

type Event =
  | { readonly kind: 'arrival' }
  | { readonly kind: 'retry'; readonly request: Request }
  | { readonly kind: 'end'; readonly replica: Replica }
  | { readonly kind: 'ready'; readonly replica: Replica }
  | { readonly kind: 'look' };

const daySeconds = 86_400;
const [retrySeconds, retries] = [1, 3];

/** A day in virtual time, event by event. Pure: the same input gives the same outcome. */
export function simulateDay(input: DayInput): DayOutcome {
  return new Day(input).run();
}

class Day {
  readonly #input: DayInput;
  readonly #model: ReplicaModel;
  readonly #random: PlanRandom;
  readonly #records: DayRecords;
  readonly #events = new EventQueue<Event>();
  readonly #fleet: Fleet;
  readonly #autoscaler: Autoscaler;
  readonly #timeShare: number;
  readonly #endSeconds: number;
  /** Open requests of a replica that is used to the full. */
  readonly #replicaOpen: number;
  /** A second, at the peak. */
  readonly #peakRate: number;
  #now = 0;
  /** In replicas. */
  #open = 0;
  /** Those that no replica could take yet, and since when. */
  #waiting: { readonly request: Request; readonly since: number }[] = [];
  /** Requests × seconds since the autoscaler looked. */
  #openSeconds = 0;
  #busyAt = 0;

  constructor(input: DayInput) {
    const { curve, day, users, cycleSeconds, seed, replicaLoad, maxRequests = 2_000_000, scaling } = input;
    this.#input = input;
    this.#model = new ReplicaModel(curve);
    this.#random = new PlanRandom(seed);
    this.#peakRate = users / cycleSeconds;
    this.#timeShare = Math.min(1, maxRequests / (this.#peakRate * day.mean * daySeconds));
    this.#endSeconds = daySeconds * this.#timeShare;
    this.#records = new DayRecords(this.#endSeconds);
    this.#replicaOpen = curve.at(replicaLoad).open;
    // The fleet that the load at midnight asks for.
    const atMidnight = desiredReplicas(1, (users * day.at(0)) / replicaLoad, { ...scaling });
    const replicas = scaling.idleSeconds !== undefined && day.at(0) === 0 ? 0 : atMidnight;
    this.#fleet = new Fleet(replicas);
    this.#autoscaler = new Autoscaler(this.#faster(scaling), replicas);
  }

  run(): DayOutcome {
    this.#plan(this.#random.exponential() / this.#peakRate, { kind: 'arrival' });
    this.#plan(this.#input.scaling.intervalSeconds * this.#timeShare, { kind: 'look' });
    for (let next = this.#events.next(); next; next = this.#events.next()) {
      this.#passTime(next.at);
      this.#happen(next.event);
    }
    this.#passTime(Math.max(this.#now, this.#endSeconds));
    return {
      timeShare: this.#timeShare,
      whole: this.#records.periods(1)[0] as Period,
      hours: this.#records.periods(24),
      halfHours: this.#records.periods(48),
    };
  }

  #happen(event: Event): void {
    switch (event.kind) {
      case 'arrival':
        return this.#arrive();
      case 'retry':
        return this.#dispatch(event.request);
      case 'end':
        this.#open--;
        this.#busyAt = this.#now;
        return this.#fleet.requestEnded(event.replica);
      case 'ready':
        return this.#becomeReady(event.replica);
      case 'look':
        return this.#look();
    }
  }

  /** Thinning (Lewis and Shedler, 1979): arrivals at the peak's rate, of which the curve's share is kept. */
  #arrive(): void {
    const now = this.#now;
    if (now >= this.#endSeconds) return;
    this.#plan(this.#random.exponential() / this.#peakRate, { kind: 'arrival' });
    if (this.#random.uniform() >= this.#input.day.at(now / this.#endSeconds)) return;
    this.#records.arrived(now);
    this.#dispatch({ arrivedAt: now, attempts: 0, waitedMs: 0 });
  }

  #dispatch(request: Request): void {
    const replica = this.#fleet.leastBusy();
    if (!replica) return this.#awaitReplica(request);
    const fate = this.#model.fate(replica.open, this.#random);
    if (!fate) return this.#refuse(request);
    this.#fleet.requestBegan(replica);
    this.#open++;
    this.#records.answered(request.arrivedAt, request.waitedMs + fate.ttfaMs);
    this.#plan(fate.seconds, { kind: 'end', replica });
  }

  /** As a gateway before a fleet of none does: the first one wakes it, and as many wait as those that start will take. */
  #awaitReplica(request: Request): void {
    if (this.#fleet.staying === 0) this.#resize(woken(this.#input.scaling));
    if (this.#waiting.length >= this.#fleet.staying * this.#model.mostOpen) return this.#refuse(request);
    this.#waiting.push({ request, since: this.#now });
  }

  #refuse(request: Request): void {
    if (request.attempts++ >= retries) return this.#records.answered(request.arrivedAt, undefined);
    request.waitedMs += retrySeconds * 1000;
    this.#plan(retrySeconds, { kind: 'retry', request });
  }

  #becomeReady(replica: Replica): void {
    this.#fleet.becomeReady(replica);
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const { request, since } of waiting) {
      request.waitedMs += ((this.#now - since) / this.#timeShare) * 1000;
      this.#dispatch(request);
    }
  }

  #look(): void {
    if (this.#now >= this.#endSeconds) return;
    const seconds = this.#input.scaling.intervalSeconds * this.#timeShare;
    const busy = this.#open + this.#waiting.length > 0;
    const wanted = this.#autoscaler.look({
      nowSeconds: this.#now,
      replicas: this.#fleet.staying,
      work: this.#openSeconds / seconds / this.#replicaOpen,
      idleSeconds: busy ? 0 : this.#now - this.#busyAt,
    });
    this.#openSeconds = 0;
    this.#resize(wanted);
    this.#plan(seconds, { kind: 'look' });
  }

  #resize(count: number): void {
    for (const replica of this.#fleet.resize(count)) {
      this.#plan(this.#input.startSeconds * this.#timeShare, { kind: 'ready', replica });
    }
  }

  #passTime(to: number): void {
    this.#openSeconds += (this.#open + this.#waiting.length) * (to - this.#now);
    this.#records.had(this.#fleet.size, this.#now, Math.min(to, this.#endSeconds));
    this.#now = to;
  }

  #plan(afterSeconds: number, event: Event): void {
    this.#events.add(this.#now + afterSeconds, event);
  }

  #faster(rule: ScalingRule): ScalingRule {
    const { scaleDownSeconds, idleSeconds } = rule;
    return {
      ...rule,
      scaleDownSeconds: scaleDownSeconds * this.#timeShare,
      ...(idleSeconds !== undefined && { idleSeconds: idleSeconds * this.#timeShare }),
    };
  }
}

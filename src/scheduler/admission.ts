import { StarlingError } from '../errors.ts';
import { longestRetryAfterSeconds, ReturnTimes } from './return-times.ts';

/** A full server is welcome to new requests again when it is down to this share of its limits, so that it does not flicker. */
const roomAgain = 0.8;
/** Batches may take this share of `maxUtterances`: they stay long, and listeners need room. */
const batchesShare = 0.5;
/** The gateway, one thread that resamples and encodes for all, must be able to do what listeners play within so many seconds. */
const gatewaySeconds = 10;

/** What an admitted utterance still needs of its engine, or of the gateway. */
export interface Commitment {
  readonly batch: boolean;
  /** When its next audio is due, in milliseconds. */
  readonly dueAt: number;
  /** Compute seconds of its next segment or piece, which it needs at once then. */
  readonly segmentSeconds: number;
  /** Compute seconds for each second from then on, as its listener plays. */
  readonly rate: number;
  /** Compute seconds of all that it still needs. */
  readonly workSeconds: number;
}

/**
 * Compute seconds that must be done by a moment `at`, in milliseconds, for nobody to be late any more. Who is late now plays on from now.
 * Batches wait for others, not others for them.
 */
export function workDueBy(commitments: Iterable<Commitment>, now: number, at: number): number {
  let seconds = 0;
  for (const { batch, dueAt, segmentSeconds, rate, workSeconds } of commitments) {
    const played = (at - Math.max(now, dueAt)) / 1000;
    if (!batch && played >= 0) seconds += Math.min(workSeconds, segmentSeconds + rate * played);
  }
  return seconds;
}

export interface AdmissionLimits {
  /** Most seconds until a new request would begin to be spoken. */
  readonly maxQueueSeconds: number;
  readonly maxUtterances: number;
  /** What is due before a new request's first audio would be, so long after it came, goes before it. */
  readonly targetTtfaMs: number;
  /** Most bytes for the audio of all utterances on its way. */
  readonly maxAudioBytes: number;
  /** Shares of keys, while there is more to do than can be done. */
  readonly weightOf: (key: string) => number;
}

/** What an utterance needs, at any time. */
export interface Needs {
  readonly ofEngine: () => Commitment;
  readonly ofGateway: () => Commitment;
}

/** Who wants in. */
export interface Applicant {
  readonly engine: string;
  readonly batch: boolean;
  /** Whose request it is. */
  readonly key: string;
  /** Most bytes that its audio takes on its way. */
  readonly audioBytes: number;
}

/** Why nobody is let in, when there is room again, and for how much longer each who then comes takes it. */
interface Refusal {
  readonly why: string;
  /** What there is too little of. */
  readonly of: string;
  readonly roomAfter: number;
  readonly each: number;
}

/**
 * Decides whether an utterance may enter: when it could begin within `maxQueueSeconds`, counted from the work that is due before its own
 * would be, the gateway keeps up with those who are inside, and its memory fits. Keys share an engine that is late (`fair-shares.ts`), so
 * until the work of its own key is done every other key has had no more than its share: what one key has too much of keeps nobody else out,
 * neither there nor at the gateway. Pure: time comes in as an argument, in milliseconds.
 */
export class Admission {
  readonly #limits: AdmissionLimits;
  /** How many segments an engine computes at once, over all its processes. */
  readonly #parallel = new Map<string, number>();
  readonly #inside = new Map<Needs, Applicant>();
  readonly #returns = new ReturnTimes();
  #audioBytes = 0;
  #batches = 0;
  #full = false;

  constructor(limits: AdmissionLimits) {
    this.#limits = limits;
  }

  addEngine(id: string, parallel: number): void {
    this.#parallel.set(id, parallel);
  }

  /** It takes no requests any more: that nothing waits for it does not make room. */
  removeEngine(id: string): void {
    this.#parallel.delete(id);
  }

  /** Admits an utterance, or throws `overloaded` with the seconds until there is room. */
  admit(applicant: Applicant, needs: Needs, now: number): { release(): void } {
    const refusal = this.#refusal(applicant, needs, now);
    if (refusal) {
      this.#full ||= !applicant.batch;
      throw overloaded(refusal.why, this.#returns.next(`${applicant.key} ${refusal.of}`, refusal, now));
    }
    this.#inside.set(needs, applicant);
    this.#audioBytes += applicant.audioBytes;
    if (applicant.batch) this.#batches++;
    return {
      release: () => {
        if (!this.#inside.delete(needs)) return;
        this.#audioBytes -= applicant.audioBytes;
        if (applicant.batch) this.#batches--;
      },
    };
  }

  /** Seconds until an engine has done all that is due before a new request would be, whoever wants it. */
  startSeconds(engine: string, now: number): number {
    return workDueBy(this.#of(engine), now, now + this.#limits.targetTtfaMs) / this.#parallelOf(engine);
  }

  /** The part of the next seconds that the gateway needs for what listeners play meanwhile; above 1 they run dry. */
  gatewayUse(now: number): number {
    return workDueBy(this.#ofGateway(), now, now + gatewaySeconds * 1000) / gatewaySeconds;
  }

  /** Estimated compute seconds of engines for everything that was admitted and is not done. */
  get totalWorkSeconds(): number {
    let seconds = 0;
    for (const { ofEngine } of this.#inside.keys()) seconds += ofEngine().workSeconds;
    return seconds;
  }

  /**
   * Whether new requests should go elsewhere: since there was no room for one, or would be for any engine, and until there is clearly room
   * again. What an engine has too much of, other servers may have room for, and requests for its neighbours find them there, too.
   */
  full(now: number): boolean {
    const { maxQueueSeconds, maxUtterances, maxAudioBytes } = this.#limits;
    const waits = [...this.#parallel.keys()].map((engine) => this.startSeconds(engine, now) / maxQueueSeconds);
    const rooms = [this.#inside.size / maxUtterances, this.#audioBytes / maxAudioBytes, this.gatewayUse(now)];
    const share = Math.max(...rooms, ...waits);
    if (share >= 1) this.#full = true;
    else if (share <= roomAgain) this.#full = false;
    return this.#full;
  }

  #refusal(applicant: Applicant, needs: Needs, now: number): Refusal | undefined {
    const { engine, batch, audioBytes } = applicant;
    const { maxQueueSeconds, maxUtterances, maxAudioBytes, targetTtfaMs } = this.#limits;
    if (this.#inside.size >= maxUtterances) {
      const why = `${this.#inside.size} requests are in work, the limit is ${maxUtterances}`;
      return { why, ...this.#whenOneIsOver() };
    }
    // A single utterance is always let in: nothing would become better by waiting.
    if (this.#inside.size > 0 && this.#audioBytes + audioBytes > maxAudioBytes) {
      const why = `audio on its way takes ${mebibytes(this.#audioBytes)} MiB, the limit is ${mebibytes(maxAudioBytes)} MiB`;
      return { why, ...this.#whenOneIsOver() };
    }
    if (batch) {
      const most = Math.max(1, Math.floor(maxUtterances * batchesShare));
      if (this.#batches < most) return undefined;
      const why = `${this.#batches} batches are in work, the limit is ${most}`;
      return { why, ...this.#whenOneIsOver(), of: 'batches' };
    }
    const workAhead = this.#workAhead(applicant, now);
    const ahead = workAhead(now + targetTtfaMs) / this.#parallelOf(engine);
    if (ahead > maxQueueSeconds) {
      const why = `about ${Math.ceil(ahead)} s of work are ahead, the limit is ${maxQueueSeconds} s`;
      const each = needs.ofEngine().segmentSeconds / this.#parallelOf(engine);
      return { why, of: engine, roomAfter: this.#untilRoom(engine, workAhead, now), each };
    }
    const use = this.gatewayUse(now);
    if (use > 1 && this.#usesItsShare(applicant.key, now)) {
      const takes = Math.ceil(use * gatewaySeconds);
      const why = `to encode what listeners play in the next ${gatewaySeconds} s would take about ${takes} s`;
      const each = workDueBy([needs.ofGateway()], now, now + gatewaySeconds * 1000);
      return { why, of: 'the gateway', roomAfter: this.#untilGatewayKeepsUp(now), each };
    }
    return undefined;
  }

  /** Compute seconds that go before an applicant: of what is due by a moment, its own key's, and of others their shares meanwhile. */
  #workAhead({ engine, key }: Applicant, now: number): (at: number) => number {
    const { weightOf } = this.#limits;
    const byKey = new Map<string, Commitment[]>([[key, []]]);
    for (const [{ ofEngine }, applicant] of this.#inside) {
      if (applicant.engine !== engine) continue;
      const same = byKey.get(applicant.key);
      if (same) same.push(ofEngine());
      else byKey.set(applicant.key, [ofEngine()]);
    }
    const own = byKey.get(key) as Commitment[];
    return (at) => {
      const turns = workDueBy(own, now, at) / weightOf(key);
      return [...byKey].reduce(
        (sum, [other, commitments]) => sum + Math.min(workDueBy(commitments, now, at), turns * weightOf(other)),
        0,
      );
    };
  }

  /** The engine works on what is due first, and meanwhile more becomes due: seconds until what is left is within the limit. */
  #untilRoom(engine: string, workAhead: (at: number) => number, now: number): number {
    const parallel = this.#parallelOf(engine);
    const { maxQueueSeconds, targetTtfaMs } = this.#limits;
    for (let seconds = 1; seconds < longestRetryAfterSeconds; seconds++) {
      const left = workAhead(now + targetTtfaMs + seconds * 1000) - seconds * parallel;
      if (left <= maxQueueSeconds * parallel) return seconds;
    }
    return longestRetryAfterSeconds;
  }

  /** Whether a key's listeners need all that is their key's of the gateway while it has too much to do. */
  #usesItsShare(key: string, now: number): boolean {
    const { weightOf } = this.#limits;
    const own: Commitment[] = [];
    const keys = new Set([key]);
    for (const [{ ofGateway }, applicant] of this.#inside) {
      keys.add(applicant.key);
      if (applicant.key === key) own.push(ofGateway());
    }
    const share = weightOf(key) / [...keys].reduce((sum, each) => sum + weightOf(each), 0);
    return workDueBy(own, now, now + gatewaySeconds * 1000) > share * gatewaySeconds;
  }

  #untilGatewayKeepsUp(now: number): number {
    const work = [...this.#ofGateway()];
    for (let seconds = 1; seconds < longestRetryAfterSeconds; seconds++) {
      const due = workDueBy(work, now, now + (seconds + gatewaySeconds) * 1000);
      if (due - seconds <= gatewaySeconds) return seconds;
    }
    return longestRetryAfterSeconds;
  }

  /** Room comes with the end of any utterance, whichever engine speaks it; the shortest has this much to do, while all share the engine. */
  #whenOneIsOver(): Omit<Refusal, 'why'> {
    const ends = [...this.#parallel.keys()].flatMap((engine) => {
      const works = [...this.#of(engine)].map(({ workSeconds }) => workSeconds / this.#parallelOf(engine));
      if (works.length === 0) return [];
      const mean = works.reduce((sum, seconds) => sum + seconds, 0) / works.length;
      return { roomAfter: Math.min(...works) * works.length, each: mean };
    });
    // Those of an engine that is gone may take all places, and nothing tells when they are over.
    const unknown = { roomAfter: longestRetryAfterSeconds, each: 0 };
    const soonest = ends.reduce((best, end) => (end.roomAfter < best.roomAfter ? end : best), unknown);
    return { of: 'places', ...soonest };
  }

  *#of(engine: string): Generator<Commitment> {
    for (const [{ ofEngine }, applicant] of this.#inside) if (applicant.engine === engine) yield ofEngine();
  }

  *#ofGateway(): Generator<Commitment> {
    for (const { ofGateway } of this.#inside.keys()) yield ofGateway();
  }

  #parallelOf(engine: string): number {
    const parallel = this.#parallel.get(engine);
    if (parallel === undefined) throw new Error(`Admission does not know the engine "${engine}".`);
    return parallel;
  }
}

function overloaded(why: string, retryAfterSeconds: number): StarlingError {
  return new StarlingError('overloaded', `The server is full: ${why}. Try again in ${retryAfterSeconds} s.`, {
    retryAfterSeconds,
  });
}

const mebibytes = (bytes: number): number => Math.round(bytes / 2 ** 20);

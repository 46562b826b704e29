import type { EngineOptions, SegmentRequest } from '../engines/engine.ts';
import type { SequenceId } from '../engines/protocol.ts';
import { StarlingError } from '../errors.ts';
import type { Log } from '../ops/log.ts';
import type { Metrics } from '../ops/metrics.ts';
import { Admission } from './admission.ts';
import { CostModel, type Cost } from './cost.ts';
import { batchPace, deadlineOf } from './deadline.ts';
import { EnginePool, type EnginePoolEvents, type EnginePoolOptions, type EngineStatus } from './engine-pool.ts';
import { FairShares } from './fair-shares.ts';
import { recordMeasurement } from './measurements.ts';
import type { EngineProcess } from './engine-process.ts';
import { SegmentQueue, type Candidate } from './queue.ts';
import { Sequence, type SequenceOwner } from './sequence.ts';
import { Utterance, type UtteranceRequest } from './utterance.ts';

/** A segment that killed its engine process so often is failed, not tried again. */
const mostDeaths = 2;
/** Segments of one utterance that may wait at once: the one that plays next, and the one after it. */
const segmentsAhead = 2;
/** What an utterance takes besides its audio: a resampler, an encoder, a connection's buffers. */
const utteranceBytes = 2 ** 20;
/** Bounds of the time after which segments that are held back are looked at again. */
const [shortestHoldMs, longestHoldMs] = [5, 60_000];

/** An engine to run: its id in the registry, how many processes, and in tests the program to fork. */
export interface EngineSpec {
  readonly id: string;
  readonly processes: number;
  readonly host?: string | undefined;
}

export interface SchedulerOptions {
  readonly engines: readonly EngineSpec[];
  readonly engineOptions: EngineOptions;
  readonly maxQueueSeconds: number;
  readonly maxUtterances: number;
  readonly maxAudioBytes: number;
  readonly targetTtfaMs: number;
  readonly maxAheadSeconds: number;
  readonly schedule: 'deadline' | 'arrival';
  /** By the names of keys; 1 for the others. */
  readonly keyWeights: Readonly<Record<string, number>>;
  readonly engineStartSeconds: number;
  readonly segmentTimeoutSeconds: number;
  readonly log: Log;
  readonly metrics: Metrics;
  /** Runs an engine; tests put one here that speaks in virtual time. */
  readonly openPool?: (options: EnginePoolOptions, events: EnginePoolEvents) => Pool;
}

/** What the scheduler needs of an engine's processes. */
export type Pool = Pick<
  EnginePool,
  'id' | 'size' | 'info' | 'status' | 'freeSlots' | 'busySlots' | 'refusal' | 'start' | 'close'
> & { free(): Pick<EngineProcess, 'speak' | 'cancel'> | undefined };

interface Lane {
  readonly pool: Pool;
  readonly queue: SegmentQueue<Sequence>;
  readonly shares: FairShares;
  /** Utterances inside that are batches, and those that are not. */
  readonly inside: { batches: number; listeners: number };
  /** Looks again when a segment that is held may go. */
  timer: NodeJS.Timeout | undefined;
}

interface Running {
  readonly sequence: Sequence;
  readonly process: Pick<EngineProcess, 'speak' | 'cancel'>;
}

/**
 * Who runs now. Gives each free slot to the waiting segment whose listener runs dry first: `plan` picks, `step` sends,
 * `deliver` hands frames to the reader that waits for them. Owns the engine processes.
 */
export class Scheduler {
  readonly #options: SchedulerOptions;
  readonly #admission: Admission;
  readonly #costs = new CostModel();
  readonly #lanes = new Map<string, Lane>();
  readonly #running = new Map<SequenceId, Running>();
  readonly #admitted = new Map<Utterance, { release(): void }>();
  readonly #now = () => performance.now();
  #nextSequence: SequenceId = 1;
  #changed: (() => void)[] = [];
  /** Once closed, the error for whoever comes later: nothing would ever take a segment out of the queue. */
  #stopped: StarlingError | undefined;

  constructor(options: SchedulerOptions) {
    this.#options = options;
    this.#admission = new Admission(options);
    for (const spec of options.engines) this.#lanes.set(spec.id, this.#lane(spec));
  }

  /** Starts the engine processes and resolves once each engine is ready or known not to be, or the scheduler is closed. */
  async start(): Promise<void> {
    for (const { pool } of this.#lanes.values()) pool.start();
    while (!this.#stopped && this.engines.some((engine) => engine.state === 'starting')) {
      await new Promise<void>((resolve) => this.#changed.push(resolve));
    }
  }

  get engines(): EngineStatus[] {
    return [...this.#lanes.values()].map(({ pool }) => pool.status);
  }

  /** Whether new requests should go elsewhere, whichever engine they need. */
  get full(): boolean {
    return this.#admission.full(this.#now());
  }

  /**
   * Admits the whole utterance, or throws `overloaded`, `starting` or `engine_unavailable` before any work is done.
   * The caller releases the utterance on every path.
   */
  admit(request: UtteranceRequest): Utterance {
    const { engine } = request;
    const { inside } = this.#usableLane(engine);
    const utterance = new Utterance(this, request, this.#now);
    const applicant = { engine, batch: utterance.isBatch, audioBytes: this.#audioBytes(utterance) };
    this.#admitted.set(utterance, this.#admission.admit(applicant, () => utterance.commitment, this.#now()));
    inside[utterance.isBatch ? 'batches' : 'listeners']++;
    this.#observe();
    return utterance;
  }

  /** For {@link Utterance}: puts a segment into the queue. */
  enqueue(engine: string, segment: SegmentRequest, utterance: Utterance): Sequence {
    const lane = this.#usableLane(engine);
    const voice = lane.pool.info?.voices.find(({ id }) => id === segment.voice);
    if (!voice) throw new StarlingError('engine_unavailable', `The engine ${engine} is not running.`);
    const { language } = segment;
    const length = spokenLength(segment);
    const expected = {
      audioSeconds: this.#costs.leastAudioSeconds(engine, language, length),
      computeSeconds: this.#costs.of(engine, language, length).computeSeconds,
    };
    const sequence = new Sequence(segment, { engine, sampleRate: voice.sampleRate, owner: utterance, expected });
    lane.queue.put(sequence);
    this.#run(lane);
    return sequence;
  }

  /** For {@link Utterance}: nobody wants this segment any more. Its slot is free at the engine's next step border. */
  cancel(sequence: Sequence): void {
    if (sequence.over) return;
    sequence.fail(new StarlingError('client_gone', 'This segment was cancelled.'));
    this.#lanes.get(sequence.engine)?.queue.remove(sequence);
    for (const [id, running] of this.#running) if (running.sequence === sequence) running.process.cancel(id);
    this.#observe();
  }

  /** For {@link Utterance}: its share of the work ahead is given back. */
  released(utterance: Utterance): void {
    this.#admitted.get(utterance)?.release();
    const lane = this.#lanes.get(utterance.request.engine);
    if (!this.#admitted.delete(utterance) || !lane) return;
    lane.inside[utterance.isBatch ? 'batches' : 'listeners']--;
    // Others were held back for it, perhaps.
    this.#run(lane);
  }

  /** For {@link Utterance}: what so many of its characters take. */
  costOf({ request: { engine, language, tempo } }: Utterance, characters: number): Cost {
    return this.#costs.of(engine, language, characters / tempo.native);
  }

  /** For {@link Utterance}: seconds in which its listener uses up a second of the engine's audio. */
  paceOf(utterance: Utterance): number {
    const { engine, tempo } = utterance.request;
    if (!utterance.isBatch) return 1 / tempo.stretch;
    const cost = this.costOf(utterance, 100);
    const { pool, inside } = this.#lanes.get(engine) as Lane;
    return batchPace(inside.batches, cost.computeSeconds / cost.audioSeconds, parallelOf(pool));
  }

  /** For {@link Utterance}: when its next audio must exist. */
  dueAt(utterance: Utterance): number {
    if (this.#options.schedule === 'arrival') return utterance.arrivedAt;
    return deadlineOf(utterance, this.#options.targetTtfaMs, { owedBefore: 0, own: 0 });
  }

  async close(): Promise<void> {
    const error = new StarlingError('draining', 'The server stopped before this segment was spoken.');
    this.#stopped = error;
    for (const lane of this.#lanes.values()) {
      clearTimeout(lane.timer);
      lane.queue.drain().forEach((sequence) => sequence.fail(error));
    }
    for (const { sequence } of this.#running.values()) sequence.fail(error);
    await Promise.all([...this.#lanes.values()].map(({ pool }) => pool.close()));
    for (const resolve of this.#changed.splice(0)) resolve();
  }

  /** plan → step, while there is a free slot and somebody waiting. `deliver` follows as frames arrive. */
  #run(lane: Lane): void {
    for (let next = this.#plan(lane); next; next = this.#plan(lane)) this.#step(lane, next);
    this.#observe();
  }

  #plan(lane: Lane): Running | undefined {
    clearTimeout(lane.timer);
    const { pool, queue, shares, inside } = lane;
    const process = queue.size > 0 ? pool.free() : undefined;
    if (!process) return undefined;
    const now = this.#now();
    const dueOwners = this.#dueOwners(lane, now);
    const sequence = queue.take((each) => this.#candidate(each, dueOwners, now), {
      now,
      pressingMs: this.#options.targetTtfaMs,
      tagOf: (key) => shares.tagOf(key),
      lastSlot: pool.freeSlots === 1 && pool.busySlots > 0 && inside.listeners > 0,
    });
    if (sequence) return { sequence, process };
    // All that wait are held back; when nothing else happens before, time brings their turn.
    const turns = queue.items.map((each) => this.#deadline(each) - (each.owner.isBatch ? 0 : this.#maxAheadMs));
    const waitMs = Math.min(longestHoldMs, Math.max(shortestHoldMs, Math.min(...turns) - now));
    lane.timer = setTimeout(() => this.#run(lane), waitMs);
    return undefined;
  }

  #candidate(sequence: Sequence, dueOwners: ReadonlySet<SequenceOwner>, now: number): Candidate {
    const { owner } = sequence;
    const dueAt = this.#deadline(sequence);
    const othersAreDue = dueOwners.size > (dueOwners.has(owner) ? 1 : 0);
    const held = !owner.isBatch && othersAreDue && dueAt - now > this.#maxAheadMs;
    return { dueAt, batch: owner.isBatch, key: owner.key, held };
  }

  /** The listeners who are not far ahead and for whom something waits or runs: those who are get no slot meanwhile. */
  #dueOwners({ pool, queue }: Lane, now: number): Set<SequenceOwner> {
    const running = [...this.#running.values()].map(({ sequence }) => sequence);
    const due = [...queue.items, ...running].filter(
      (sequence) =>
        sequence.engine === pool.id &&
        !sequence.over &&
        !sequence.owner.isBatch &&
        this.#deadline(sequence) - now <= this.#maxAheadMs,
    );
    return new Set(due.map(({ owner }) => owner));
  }

  get #maxAheadMs(): number {
    return this.#options.maxAheadSeconds * 1000;
  }

  #step({ shares }: Lane, { sequence, process }: Running): void {
    const id = this.#nextSequence++;
    this.#running.set(id, { sequence, process });
    const { owner, segment, expected } = sequence;
    shares.charge(owner.key, expected.computeSeconds);
    owner.started();
    const dueInSeconds = (this.#deadline(sequence) - this.#now()) / 1000;
    process.speak(id, { ...segment, dueInSeconds, pace: this.#options.schedule === 'arrival' ? 0 : owner.pace });
  }

  /** When the first audio of a segment must be there: not before its listener has played the segments before it. */
  #deadline(sequence: Sequence): number {
    const { owner } = sequence;
    if (this.#options.schedule === 'arrival') return owner.arrivedAt;
    const owed = { owedBefore: owner.owedBefore(sequence), own: sequence.expected.audioSeconds };
    return deadlineOf(owner, this.#options.targetTtfaMs, owed);
  }
  #deliver(id: SequenceId, samples: Float32Array): void {
    this.#running.get(id)?.sequence.push(samples);
  }

  #lane({ id: engine, processes, host }: EngineSpec): Lane {
    const { log, metrics, engineStartSeconds, segmentTimeoutSeconds, maxUtterances, keyWeights } = this.#options;
    const { openPool = (...of) => new EnginePool(...of) } = this.#options;
    const options = {
      engine,
      engineOptions: this.#options.engineOptions,
      processes,
      host,
      log,
      startMs: engineStartSeconds * 1000,
      silenceMs: segmentTimeoutSeconds * 1000,
    };
    const pool = openPool(options, {
      changed: () => this.#poolChanged(lane),
      died: (inFlight) => {
        metrics.engineRestarts.inc({ engine });
        for (const id of inFlight) this.#replay(lane, id);
        this.#run(lane);
      },
      frame: (id, samples) => this.#deliver(id, samples),
      finished: (id, computeSeconds, resident) => {
        metrics.engineResident.set({ engine, process: resident.process }, resident.bytes);
        this.#finished(lane, id, computeSeconds);
      },
      failed: (id, reason) => {
        const why = reason.replace(/\.$/u, '');
        const { voice } = this.#running.get(id)?.sequence.segment ?? {};
        log.warn({ engine, voice, reason: why }, 'segment-failed');
        this.#fail(
          id,
          `The engine ${engine} could not speak this text: ${why}. Change the text or the voice, or use another model.`,
        );
        this.#run(lane);
      },
      measured: (measurement) => recordMeasurement(metrics, engine, measurement),
    });
    const lane: Lane = {
      pool,
      queue: new SegmentQueue(maxUtterances * segmentsAhead),
      shares: new FairShares((key) => keyWeights[key] ?? 1),
      inside: { batches: 0, listeners: 0 },
      timer: undefined,
    };
    return lane;
  }

  #poolChanged(lane: Lane): void {
    const { pool, queue } = lane;
    if (pool.info) {
      this.#admission.addEngine(pool.id, parallelOf(pool));
      this.#costs.addEngine(pool.id, pool.info.secondsPerCharacter);
    }
    const refusal = pool.status.state === 'starting' ? undefined : pool.refusal();
    if (refusal) queue.drain().forEach((sequence) => sequence.fail(refusal));
    for (const resolve of this.#changed.splice(0)) resolve();
    this.#run(lane);
  }

  #finished(lane: Lane, id: SequenceId, computeSeconds: number): void {
    const sequence = this.#running.get(id)?.sequence;
    this.#running.delete(id);
    if (sequence) lane.shares.correct(sequence.owner.key, computeSeconds - sequence.expected.computeSeconds);
    if (sequence && !sequence.over) {
      const { segment, audioSeconds } = sequence;
      this.#costs.learn(lane.pool.id, segment.language, spokenLength(segment), { audioSeconds, computeSeconds });
      if (audioSeconds > 0) this.#options.metrics.rtf.observe({ engine: lane.pool.id }, computeSeconds / audioSeconds);
      sequence.finish();
    }
    this.#run(lane);
  }

  #fail(id: SequenceId, message: string): void {
    this.#running.get(id)?.sequence.fail(new StarlingError('segment_failed', message));
    this.#running.delete(id);
  }

  /** The engine process died with this segment. Once, it is tried again from where it stopped; twice, it is failed. */
  #replay({ pool, queue }: Lane, id: SequenceId): void {
    const sequence = this.#running.get(id)?.sequence;
    if (sequence && ++sequence.deaths >= mostDeaths) {
      const what = `the same ${sequence.segment.text.length} characters`;
      const advice = 'Other text is not affected; change this text or use another model.';
      this.#fail(id, `The engine ${pool.id} died ${sequence.deaths} times while speaking ${what}. ${advice}`);
      return;
    }
    this.#running.delete(id);
    if (!sequence || sequence.over) return;
    const refusal = pool.refusal();
    if (refusal) return sequence.fail(refusal);
    sequence.rewind();
    queue.put(sequence);
  }

  #usableLane(engine: string): Lane {
    if (this.#stopped) throw this.#stopped;
    const lane = this.#lanes.get(engine);
    if (!lane) throw new StarlingError('engine_unavailable', `This server has no engine "${engine}".`);
    const refusal = lane.pool.refusal();
    if (refusal) throw refusal;
    return lane;
  }

  /** Brings the gauges up to date. */
  #observe(): void {
    const { queueSegments, queueWork, slots } = this.#options.metrics;
    let waiting = 0;
    for (const { pool, queue } of this.#lanes.values()) {
      waiting += queue.size;
      slots.set({ engine: pool.id, state: 'free' }, pool.freeSlots);
      slots.set({ engine: pool.id, state: 'busy' }, pool.busySlots);
    }
    queueSegments.set(waiting);
    queueWork.set(this.#admission.totalWorkSeconds);
  }

  /** Most bytes that an utterance's audio takes on its way: what segments in the queue become. */
  #audioBytes({ request: { engine, language, characters, tempo, sampleRate } }: Utterance): number {
    const longest = this.#lanes.get(engine)?.pool.info?.maxSegmentCharacters ?? 0;
    const atOnce = Math.min(characters, segmentsAhead * longest) / tempo.native;
    const { audioSeconds } = this.#costs.of(engine, language, atOnce);
    return utteranceBytes + audioSeconds * sampleRate * Float32Array.BYTES_PER_ELEMENT;
  }
}

/** How many segments an engine computes at once, over all its processes. */
function parallelOf({ size, info }: Pool): number {
  return size * (info?.parallel ?? 1);
}

/** Characters at the engine's own tempo. */
function spokenLength({ text, speed }: SegmentRequest): number {
  return text.length / speed;
}

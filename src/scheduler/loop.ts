import type { EngineOptions, SegmentRequest } from '../engines/engine.ts';
import type { SequenceId } from '../engines/protocol.ts';
import { StarlingError } from '../errors.ts';
import type { Log } from '../ops/log.ts';
import type { Metrics } from '../ops/metrics.ts';
import { Admission } from './admission.ts';
import { CostModel, type Cost } from './cost.ts';
import { batchPace, deadlineOf } from './deadline.ts';
import { EnginePool, type EnginePoolEvents, type EnginePoolOptions, type EngineStatus } from './engine-pool.ts';
import { Lane, type Pool, type Running } from './lane.ts';
import { recordMeasurement } from './measurements.ts';
import { Sequence } from './sequence.ts';
import { killerAmong, killingText } from './suspects.ts';
import { Utterance, usualSegment, type UtteranceRequest } from './utterance.ts';

/** Segments of one utterance that may wait at once: the one that plays next, and the one after it. */
const segmentsAhead = 2;
/** What an utterance takes besides its audio: a resampler, an encoder, a connection's buffers. */
const utteranceBytes = 2 ** 20;

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
  /** Seconds of the gateway's thread for a second of engines' audio, as seen lately. */
  readonly gatewaySeconds: () => number;
  /** By the names of keys; 1 for the others. */
  readonly keyWeights: Readonly<Record<string, number>>;
  readonly engineStartSeconds: number;
  readonly segmentTimeoutSeconds: number;
  readonly log: Log;
  readonly metrics: Metrics;
  /** Runs an engine; tests put one here that speaks in virtual time. */
  readonly openPool?: (options: EnginePoolOptions, events: EnginePoolEvents) => Pool;
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
  readonly #admitted = new Map<Utterance, { release(): void }>();
  readonly #now = () => performance.now();
  readonly #weightOf = (key: string): number => {
    const { keyWeights } = this.#options;
    return Object.hasOwn(keyWeights, key) ? (keyWeights[key] as number) : 1;
  };
  #nextSequence: SequenceId = 1;
  #nextStream = 1;
  #changed: (() => void)[] = [];
  /** Once closed, the error for whoever comes later: nothing would ever take a segment out of the queue. */
  #stopped: StarlingError | undefined;

  constructor(options: SchedulerOptions) {
    this.#options = options;
    this.#admission = new Admission({ ...options, weightOf: this.#weightOf });
    for (const spec of options.engines) this.#lanes.set(spec.id, this.#lane(spec));
    options.metrics.beforeReading.push(() => this.#observe());
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

  /** Whether new requests should go elsewhere. */
  get full(): boolean {
    return this.#admission.full(this.#now());
  }

  /**
   * Admits the whole utterance, or throws `overloaded`, `starting` or `engine_unavailable` before any work is done.
   * The caller releases the utterance on every path.
   */
  admit(request: UtteranceRequest): Utterance {
    const { engine } = request;
    const lane = this.#usableLane(engine);
    const utterance = new Utterance(this, request, { stream: this.#nextStream++, now: this.#now });
    // By arrival, keys share nothing.
    const key = this.#options.schedule === 'arrival' ? '' : utterance.key;
    const applicant = { engine, batch: utterance.isBatch, key, audioBytes: this.#audioBytes(utterance) };
    const needs = { ofEngine: () => utterance.commitment, ofGateway: () => utterance.handOut };
    this.#admitted.set(utterance, this.#admission.admit(applicant, needs, this.#now()));
    lane.entered(utterance);
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
    this.#lanes.get(sequence.engine)?.cancel(sequence);
  }

  /** For {@link Utterance}: its share of the work ahead is given back. */
  released(utterance: Utterance): void {
    this.#admitted.get(utterance)?.release();
    const lane = this.#lanes.get(utterance.request.engine);
    if (!this.#admitted.delete(utterance) || !lane) return;
    lane.left(utterance, this.#now());
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
    const { batches, parallel } = this.#lanes.get(engine) as Lane;
    return batchPace(batches, cost.computeSeconds / cost.audioSeconds, parallel);
  }

  /** For {@link Utterance}: when its next audio must exist. */
  dueAt(utterance: Utterance): number {
    return this.#options.schedule === 'arrival' ? utterance.arrivedAt : this.#dueByPlayback(utterance);
  }

  #dueByPlayback(utterance: Utterance): number {
    const own = this.costOf(utterance, usualSegment).audioSeconds;
    return deadlineOf(utterance, this.#options.targetTtfaMs, { owedBefore: 0, own });
  }

  /** For {@link Utterance}: when the first audio that is not handed out must be. Who waits for the whole waits for the engine's audio as well. */
  handOutDueAt(utterance: Utterance): number {
    if (utterance.whole) return this.#dueByPlayback(utterance);
    return utterance.handedOutUntil ?? utterance.arrivedAt + this.#options.targetTtfaMs;
  }

  /** For {@link Utterance}: of audio that waits for the gateway, the least goes first. */
  handOutRank(utterance: Utterance): number {
    return this.#options.schedule === 'arrival' ? utterance.arrivedAt : this.handOutDueAt(utterance);
  }

  /** For {@link Utterance}: seconds of the gateway for a second of the engine's audio. */
  get gatewaySeconds(): number {
    return this.#options.gatewaySeconds();
  }

  async close(): Promise<void> {
    const error = new StarlingError('draining', 'The server stopped before this segment was spoken.');
    this.#stopped = error;
    for (const lane of this.#lanes.values()) lane.close().forEach((sequence) => sequence.fail(error));
    await Promise.all([...this.#lanes.values()].map(({ pool }) => pool.close()));
    for (const resolve of this.#changed.splice(0)) resolve();
  }

  /** plan → step, while there is a free slot and somebody waiting. `deliver` follows as frames arrive. */
  #run(lane: Lane): void {
    for (let next = lane.plan(this.#now()); next; next = lane.plan(this.#now())) this.#step(lane, next);
  }

  #step(lane: Lane, { sequence, process }: Running): void {
    const id = this.#nextSequence++;
    const { owner, segment, heardSeconds } = sequence;
    const { at, pace } = this.#dueInEngine(sequence);
    lane.started(id, { sequence, process }, at);
    owner.started();
    const dueInSeconds = (at - this.#now()) / 1000;
    process.speak(id, { ...segment, stream: owner.stream, dueInSeconds, pace, heardSeconds, batch: owner.isBatch });
  }

  /**
   * What goes by arrival does not become less urgent by what is delivered of it. A batch has the time that its share takes for it,
   * however late it begins, and is due whole: listeners pass it inside, too. In an engine a file is played.
   */
  #dueInEngine(sequence: Sequence): { at: number; pace: number } {
    const { owner } = sequence;
    const at = this.#deadline(sequence);
    if (this.#options.schedule === 'arrival') return { at, pace: 0 };
    const ownMs = owner.whole ? sequence.expected.audioSeconds * owner.pace * 1000 : 0;
    if (owner.isBatch) return { at: Math.max(at, this.#now() + ownMs), pace: 0 };
    return { at: at - ownMs, pace: owner.pace };
  }

  /** When the first audio of a segment must be there: not before its listener has played the segments before it. */
  #deadline(sequence: Sequence): number {
    const { owner } = sequence;
    if (this.#options.schedule === 'arrival') return owner.arrivedAt;
    const owed = { owedBefore: owner.owedBefore(sequence), own: sequence.expected.audioSeconds };
    return deadlineOf(owner, this.#options.targetTtfaMs, owed);
  }

  #lane({ id: engine, processes, host }: EngineSpec): Lane {
    const { log, metrics, engineStartSeconds, segmentTimeoutSeconds, maxUtterances } = this.#options;
    const { targetTtfaMs, maxAheadSeconds, schedule } = this.#options;
    const { openPool = openEnginePool } = this.#options;
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
        this.#replay(lane, inFlight);
        this.#run(lane);
      },
      frame: (id, samples) => {
        lane.running(id)?.push(samples);
        lane.retime(id, (sequence) => this.#dueInEngine(sequence).at, this.#now());
        if (lane.holding) this.#run(lane);
      },
      finished: (id, computeSeconds, resident) => {
        metrics.engineResident.set({ engine, process: resident.process }, resident.bytes);
        this.#finished(lane, id, computeSeconds);
      },
      failed: (id, reason) => {
        const why = reason.replace(/\.$/u, '');
        const { voice } = lane.running(id)?.segment ?? {};
        log.warn({ engine, voice, reason: why }, 'segment-failed');
        const message = `The engine ${engine} could not speak this text: ${why}. Change the text or the voice, or use another model.`;
        lane.ended(id)?.fail(new StarlingError('segment_failed', message));
        this.#run(lane);
      },
      measured: (measurement) => recordMeasurement(metrics, engine, measurement),
    });
    const lane = new Lane(pool, {
      capacity: maxUtterances * segmentsAhead,
      pressingMs: targetTtfaMs,
      maxAheadMs: maxAheadSeconds * 1000,
      byArrival: schedule === 'arrival',
      weightOf: this.#weightOf,
      deadline: (sequence) => this.#deadline(sequence),
      again: () => this.#run(lane),
    });
    return lane;
  }

  #poolChanged(lane: Lane): void {
    const { pool, queue } = lane;
    const refusal = pool.status.state === 'starting' ? undefined : pool.refusal();
    if (refusal) this.#admission.removeEngine(pool.id);
    else if (pool.info) {
      this.#admission.addEngine(pool.id, lane.parallel);
      this.#costs.addEngine(pool.id, pool.info.secondsPerCharacter);
    }
    if (refusal) queue.drain().forEach((sequence) => sequence.fail(refusal));
    for (const resolve of this.#changed.splice(0)) resolve();
    this.#run(lane);
  }

  #finished(lane: Lane, id: SequenceId, computeSeconds: number): void {
    const sequence = lane.ended(id, computeSeconds);
    if (sequence && !sequence.over) {
      const { segment, audioSeconds } = sequence;
      this.#costs.learn(lane.pool.id, segment.language, spokenLength(segment), { audioSeconds, computeSeconds });
      if (audioSeconds > 0) this.#options.metrics.rtf.observe({ engine: lane.pool.id }, computeSeconds / audioSeconds);
      sequence.finish();
    }
    this.#run(lane);
  }

  /** The engine process died with these segments. They are tried again from where they stopped, but for one that kills it. */
  #replay(lane: Lane, inFlight: readonly SequenceId[]): void {
    const sequences = inFlight.flatMap((id) => lane.ended(id) ?? []).filter(({ over }) => !over);
    const killer = killerAmong(sequences);
    const refusal = lane.pool.refusal();
    for (const sequence of sequences) {
      if (sequence === killer) sequence.fail(killingText(sequence));
      else if (refusal) sequence.fail(refusal);
      else {
        sequence.rewind();
        lane.queue.put(sequence);
      }
    }
    if (killer) lane.acquit();
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
    const { queueSegments, queueWork, gatewayUse, slots } = this.#options.metrics;
    let waiting = 0;
    for (const { pool, queue } of this.#lanes.values()) {
      waiting += queue.size;
      slots.set({ engine: pool.id, state: 'free' }, pool.freeSlots);
      slots.set({ engine: pool.id, state: 'busy' }, pool.busySlots);
    }
    queueSegments.set(waiting);
    queueWork.set(this.#admission.totalWorkSeconds);
    gatewayUse.set(this.#admission.gatewayUse(this.#now()));
  }

  /** Most bytes that an utterance's audio takes on its way: what segments in the queue become. */
  #audioBytes({ request: { engine, language, characters, tempo, sampleRate } }: Utterance): number {
    const longest = this.#lanes.get(engine)?.pool.info?.maxSegmentCharacters ?? 0;
    const atOnce = Math.min(characters, segmentsAhead * longest) / tempo.native;
    const { audioSeconds } = this.#costs.of(engine, language, atOnce);
    return utteranceBytes + audioSeconds * sampleRate * Float32Array.BYTES_PER_ELEMENT;
  }
}

/** Characters at the engine's own tempo. */
function spokenLength({ text, speed }: SegmentRequest): number {
  return text.length / speed;
}

function openEnginePool(options: EnginePoolOptions, events: EnginePoolEvents): Pool {
  return new EnginePool(options, events);
}

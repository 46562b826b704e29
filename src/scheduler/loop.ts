import type { EngineOptions, SegmentRequest } from '../engines/engine.ts';
import type { SequenceId } from '../engines/protocol.ts';
import { StarlingError } from '../errors.ts';
import type { Log } from '../ops/log.ts';
import type { Metrics } from '../ops/metrics.ts';
import { Admission } from './admission.ts';
import { deadlineOf, type Priority } from './deadline.ts';
import { EnginePool, type EngineStatus } from './engine-pool.ts';
import { recordMeasurement } from './measurements.ts';
import type { EngineProcess } from './engine-process.ts';
import { SegmentQueue } from './queue.ts';
import { Sequence } from './sequence.ts';
import { Utterance } from './utterance.ts';

/** A segment that killed its engine process so often is failed, not tried again. */
const mostDeaths = 2;
/** Segments of one utterance that may wait at once: the one that plays next, and the one after it. */
const segmentsAhead = 2;

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
  readonly targetTtfaMs: number;
  readonly engineStartSeconds: number;
  readonly segmentTimeoutSeconds: number;
  readonly log: Log;
  readonly metrics: Metrics;
}

interface Lane {
  readonly pool: EnginePool;
  readonly queue: SegmentQueue<Sequence>;
}

/**
 * Who runs now. Gives each free slot to the waiting segment whose listener runs dry first: `plan` picks, `step` sends,
 * `deliver` hands frames to the reader that waits for them. Owns the engine processes.
 */
export class Scheduler {
  readonly #options: SchedulerOptions;
  readonly #admission: Admission;
  readonly #lanes = new Map<string, Lane>();
  readonly #running = new Map<SequenceId, { sequence: Sequence; process: EngineProcess }>();
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

  /** Whether the next utterance would be refused as `overloaded`, whichever engine it needs. */
  get full(): boolean {
    return this.#admission.full;
  }

  /**
   * Admits the whole utterance, or throws `overloaded`, `starting` or `engine_unavailable` before any work is done.
   * The caller releases the utterance on every path.
   */
  admit(request: { engine: string; characters: number; priority: Priority; speed: number }): Utterance {
    this.#usableLane(request.engine);
    const work = this.#admission.admit(request.engine, request.characters);
    this.#observe();
    return new Utterance(this, work, request, this.#now);
  }

  /** For {@link Utterance}: puts a segment into the queue. */
  enqueue(engine: string, segment: SegmentRequest, utterance: Utterance): Sequence {
    const lane = this.#usableLane(engine);
    const voice = lane.pool.info?.voices.find(({ id }) => id === segment.voice);
    if (!voice) throw new StarlingError('engine_unavailable', `The engine ${engine} is not running.`);
    const sequence = new Sequence(engine, segment, voice.sampleRate, utterance);
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
  released(): void {
    this.#observe();
  }

  async close(): Promise<void> {
    const error = new StarlingError('draining', 'The server stopped before this segment was spoken.');
    this.#stopped = error;
    for (const { queue } of this.#lanes.values()) queue.drain().forEach((sequence) => sequence.fail(error));
    for (const { sequence } of this.#running.values()) sequence.fail(error);
    await Promise.all([...this.#lanes.values()].map(({ pool }) => pool.close()));
    for (const resolve of this.#changed.splice(0)) resolve();
  }

  /** plan → step, while there is a free slot and somebody waiting. `deliver` follows as frames arrive. */
  #run(lane: Lane): void {
    for (let next = this.#plan(lane); next; next = this.#plan(lane)) this.#step(next.process, next.sequence);
    this.#observe();
  }

  #plan({ pool, queue }: Lane): { process: EngineProcess; sequence: Sequence } | undefined {
    const process = pool.free();
    const sequence = process && queue.take();
    return sequence && { process, sequence };
  }

  #step(process: EngineProcess, sequence: Sequence): void {
    const id = this.#nextSequence++;
    this.#running.set(id, { sequence, process });
    sequence.owner.started();
    process.speak(id, { ...sequence.segment, dueInSeconds: (this.#deadline(sequence) - this.#now()) / 1000 });
  }

  /** When the first audio of a segment must be there: not before its listener has played the segments before it. */
  #deadline(sequence: Sequence): number {
    const { owner } = sequence;
    return deadlineOf(owner, this.#options.targetTtfaMs) + owner.owedBefore(sequence) * 1000;
  }

  #deliver(id: SequenceId, samples: Float32Array): void {
    this.#running.get(id)?.sequence.push(samples);
  }

  #lane({ id: engine, processes, host }: EngineSpec): Lane {
    const { log, metrics, engineStartSeconds, segmentTimeoutSeconds, maxUtterances } = this.#options;
    const options = {
      engine,
      engineOptions: this.#options.engineOptions,
      processes,
      host,
      log,
      startMs: engineStartSeconds * 1000,
      silenceMs: segmentTimeoutSeconds * 1000,
    };
    const pool = new EnginePool(options, {
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
      queue: new SegmentQueue(maxUtterances * segmentsAhead, (sequence) => this.#deadline(sequence)),
    };
    return lane;
  }

  #poolChanged(lane: Lane): void {
    const { pool, queue } = lane;
    if (pool.info) this.#admission.addEngine(pool.id, pool.size * pool.info.parallel, pool.info.secondsPerCharacter);
    const refusal = pool.status.state === 'starting' ? undefined : pool.refusal();
    if (refusal) queue.drain().forEach((sequence) => sequence.fail(refusal));
    for (const resolve of this.#changed.splice(0)) resolve();
    this.#run(lane);
  }

  #finished(lane: Lane, id: SequenceId, computeSeconds: number): void {
    const sequence = this.#running.get(id)?.sequence;
    this.#running.delete(id);
    if (sequence && !sequence.over) {
      this.#admission.learn(lane.pool.id, sequence.segment.text.length, computeSeconds);
      const { audioSeconds } = sequence;
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
}

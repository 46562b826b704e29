import { DueTime } from '../engines/due-time.ts';
import type { EngineInfo, StartedSegment } from '../engines/engine.ts';
import type { MovedDue, SequenceId } from '../engines/protocol.ts';
import type { StarlingError } from '../errors.ts';
import type { EnginePoolEvents, EnginePoolOptions, EngineStatus } from './engine-pool.ts';
import type { Pool } from './lane.ts';

/**
 * What happens to a text, which begins with it: it takes ten times as long as others, fails before its first sound, or kills its
 * engine after half of it.
 */
export type Fate = 'speaks' | 'slowly' | 'fails' | 'kills';

/** What a virtual engine can do. */
export interface VirtualEngine {
  readonly slots: number;
  /** Cores that the slots share, the most urgent chunk first. */
  readonly parallel: number;
  /** Seconds of audio in a second of one core. */
  readonly speed: number;
  /** Seconds of audio in a frame, which is what a core makes at a time. */
  readonly frameSeconds: number;
}

export const charactersPerSecond = 13;
/** Low, since nobody listens. */
export const sampleRate = 100;
const restartMs = 250;

/** A text of so many characters that meets its fate. */
export function textOf(characters: number, fate: Fate = 'speaks'): string {
  return fate.padEnd(characters, '.').slice(0, Math.max(characters, fate.length));
}

interface Speaking {
  readonly id: SequenceId;
  readonly segment: StartedSegment;
  readonly due: DueTime;
  readonly audioSeconds: number;
  madeSeconds: number;
  onCore: boolean;
  cancelled: boolean;
}

/**
 * An engine without a process, which speaks in virtual time: each segment in frames, each frame by one of `parallel` cores, the one that
 * is due first before the others, as engines do it (`engines/core-queue.ts`). Everything that it tells comes by timers.
 */
export class VirtualPool implements Pool {
  readonly id: string;
  readonly size = 1;
  readonly info: EngineInfo;
  /** Called before a segment is given to the engine, and when a frame is made. */
  onSpeak: (segment: StartedSegment) => void = () => undefined;
  onFrame: (segment: StartedSegment, audioSeconds: number) => void = () => undefined;
  /** Called when a segment in the engine is due at another time. */
  onDue: (segment: StartedSegment, dueAt: number) => void = () => undefined;
  readonly #engine: VirtualEngine;
  readonly #events: EnginePoolEvents;
  readonly #speaking = new Map<SequenceId, Speaking>();
  readonly #timers = new Set<NodeJS.Timeout>();
  #busyCores = 0;
  #state: 'starting' | 'ready' | 'restarting' = 'starting';

  constructor({ engine: id }: EnginePoolOptions, events: EnginePoolEvents, engine: VirtualEngine) {
    this.id = id;
    this.#engine = engine;
    this.#events = events;
    this.info = {
      id,
      slots: engine.slots,
      parallel: engine.parallel,
      maxSegmentCharacters: 300,
      secondsPerCharacter: 1 / charactersPerSecond / engine.speed,
      nativeSpeed: undefined,
      parameters: [],
      voices: [{ id: 'virtual', name: 'Virtual', languages: ['en'], sampleRate, latinOnly: false }],
      faults: [],
      properties: {},
    };
  }

  get status(): EngineStatus {
    return { id: this.id, state: this.#state, info: this.info, reason: '', remedy: '', pids: [] };
  }

  get freeSlots(): number {
    return this.#state === 'ready' ? this.#engine.slots - this.#speaking.size : 0;
  }

  get busySlots(): number {
    return this.#speaking.size;
  }

  free(): this | undefined {
    return this.freeSlots > 0 ? this : undefined;
  }

  refusal(): StarlingError | undefined {
    return undefined;
  }

  start(): void {
    this.#state = 'ready';
    this.#events.changed();
  }

  async close(): Promise<void> {
    this.#stop();
  }

  /** Dies with all that it speaks, and comes back after a while. */
  die(): void {
    if (this.#state !== 'ready') return;
    const inFlight = [...this.#speaking.keys()];
    this.#stop();
    this.#state = 'restarting';
    this.#events.changed();
    this.#events.died(inFlight);
    this.#after(restartMs, () => this.start());
  }

  speak(id: SequenceId, segment: StartedSegment): void {
    if (this.freeSlots < 1) throw new Error('A segment was given to an engine without a free slot.');
    this.onSpeak(segment);
    const audioSeconds = segment.text.length / segment.speed / charactersPerSecond;
    const due = new DueTime(segment, performance.now());
    this.#speaking.set(id, { id, segment, due, audioSeconds, madeSeconds: 0, onCore: false, cancelled: false });
    // The message to an engine process takes a moment, in which the scheduler sends what else there is to do.
    this.#after(0, () => this.#work());
  }

  due(id: SequenceId, { beginsInSeconds }: MovedDue): void {
    const speaking = this.#speaking.get(id);
    if (!speaking) return;
    speaking.due.beginsIn(beginsInSeconds, performance.now());
    this.onDue(speaking.segment, speaking.due.at);
  }

  cancel(id: SequenceId): void {
    const speaking = this.#speaking.get(id);
    if (!speaking || speaking.cancelled) return;
    speaking.cancelled = true;
    // One on a core ends at its next step border.
    if (!speaking.onCore) this.#after(0, () => this.#finish(speaking));
  }

  #work(): void {
    const waiting = [...this.#speaking.values()].filter(({ onCore, cancelled }) => !onCore && !cancelled);
    waiting.sort((a, b) => a.due.at - b.due.at);
    for (const speaking of waiting.slice(0, this.#engine.parallel - this.#busyCores)) this.#step(speaking);
  }

  #step(speaking: Speaking): void {
    const { audioSeconds, madeSeconds, segment } = speaking;
    const seconds = Math.min(this.#engine.frameSeconds, audioSeconds - madeSeconds);
    this.#busyCores++;
    speaking.onCore = true;
    this.#after((seconds / this.#speedOf(segment)) * 1000, () => {
      if (segment.text.startsWith('kills') && madeSeconds + seconds >= audioSeconds / 2) return this.die();
      this.#busyCores--;
      speaking.onCore = false;
      if (segment.text.startsWith('fails')) this.#fail(speaking);
      else this.#deliver(speaking, seconds);
      this.#work();
    });
  }

  #deliver(speaking: Speaking, seconds: number): void {
    const { id, segment, due, audioSeconds, cancelled } = speaking;
    const before = Math.round(speaking.madeSeconds * sampleRate);
    speaking.madeSeconds += seconds;
    if (!cancelled) {
      const samples = Math.round(speaking.madeSeconds * sampleRate) - before;
      due.delivered(seconds, performance.now());
      this.onFrame(segment, samples / sampleRate);
      this.#events.frame(id, new Float32Array(samples));
    }
    if (cancelled || audioSeconds - speaking.madeSeconds < 1e-6) this.#finish(speaking);
  }

  #finish({ id, segment, madeSeconds }: Speaking): void {
    if (!this.#speaking.delete(id)) return;
    this.#events.finished(id, madeSeconds / this.#speedOf(segment), { process: 0, bytes: 0 });
  }

  #speedOf({ text }: StartedSegment): number {
    return this.#engine.speed / (text.startsWith('slowly') ? 10 : 1);
  }

  #fail({ id }: Speaking): void {
    this.#speaking.delete(id);
    this.#events.failed(id, 'It cannot be said.');
  }

  #stop(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
    this.#speaking.clear();
    this.#busyCores = 0;
  }

  #after(milliseconds: number, act: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      act();
    }, milliseconds);
    this.#timers.add(timer);
  }
}

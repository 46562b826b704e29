import { StarlingError, type ErrorCode } from '../errors.ts';
import { driesAfter, type Delivery, type Priority } from './deadline.ts';
import type { Scheduler } from './loop.ts';
import type { Utterance } from './utterance.ts';
import { charactersPerSecond, sampleRate, textOf, type Fate } from './virtual-pool.fixture.ts';

/** A request, as tests write it. */
export interface Wish {
  /** Characters of its segments. */
  readonly lengths: readonly number[];
  /** When it comes, in milliseconds. */
  readonly atMs?: number;
  readonly priority?: Priority;
  readonly delivery?: Delivery;
  readonly key?: string;
  /** Seconds that its reader takes ahead of what it plays; without, it takes all that there is, as a download does. */
  readonly leadSeconds?: number | undefined;
  /** Seconds of the engine's audio that it plays in a second; without, one. */
  readonly stretch?: number;
  /** Its reader goes away so long after it came. */
  readonly leavesAfterMs?: number | undefined;
  /** What happens to its last segment; `slowly` to all. */
  readonly fate?: Fate;
}

/** What the schedulers of these listeners aim at. */
export const targetTtfaMs = 300;

/** Somebody who asks for speech and reads it, one segment ahead, as the pipeline does (`speech/speak.ts`). */
export class VirtualListener {
  readonly wish: Wish;
  /** The seed of its segments, by which they are told from those of others. */
  readonly number: number;
  /** In milliseconds of `performance.now()`, like `endedAt`. */
  readonly comesAt: number;
  /** Undefined while it goes on. */
  outcome: 'finished' | ErrorCode | undefined;
  /** Milliseconds from its coming to its first audio. */
  firstAudioMs: number | undefined;
  /** Seconds in which it had nothing to play, all together and at most at once. */
  drySeconds = 0;
  longestDrySeconds = 0;
  /** Seconds of its audio that the engine has made, those of replays too, and that it has taken. */
  madeSeconds = 0;
  takenSeconds = 0;
  endedAt: number | undefined;
  /** Segments that it has asked for, and how often one of them was given to the engine. */
  asked = 0;
  started = 0;
  #gone = false;
  readonly #scheduler: Scheduler;
  #utterance: Utterance | undefined;
  /** When it will have played what it has taken. */
  #playsUntil: number | undefined;
  /** When it would have played all that the engine has made, if it could take it at once. */
  #driesAt: number | undefined;

  constructor(scheduler: Scheduler, wish: Wish, number: number) {
    this.#scheduler = scheduler;
    this.wish = wish;
    this.number = number;
    this.comesAt = performance.now() + (wish.atMs ?? 0);
    setTimeout(() => void this.#listen(), wish.atMs ?? 0);
  }

  /** Seconds until its next audio must be there. */
  get aheadSeconds(): number {
    return (this.dueAt - performance.now()) / 1000;
  }

  /** Seconds of audio of all its segments. */
  get audioSeconds(): number {
    return this.wish.lengths.reduce((sum, length) => sum + length, 0) / charactersPerSecond;
  }

  /** When its next audio must be there, if it is played as it comes. */
  get dueAt(): number {
    return this.#driesAt ?? this.comesAt + targetTtfaMs;
  }

  /** One of its segments waits for a slot. */
  get waits(): boolean {
    return !this.#gone && this.asked > this.started;
  }

  /** One of its segments waits or is spoken. */
  get owes(): boolean {
    const asked = this.wish.lengths.slice(0, this.asked).reduce((sum, length) => sum + length, 0) / charactersPerSecond;
    // Each segment is rounded to a sample.
    return !this.#gone && asked - this.madeSeconds > this.asked / sampleRate;
  }

  get isBatch(): boolean {
    return this.wish.priority === 'batch';
  }

  made(seconds: number): void {
    this.madeSeconds += seconds;
    this.#driesAt = driesAfter(this.#driesAt, this.#played(seconds), performance.now());
  }

  async #listen(): Promise<void> {
    const { leavesAfterMs } = this.wish;
    const leave = leavesAfterMs === undefined ? undefined : setTimeout(() => this.#leave(), leavesAfterMs);
    try {
      this.#utterance = this.#admit();
      for await (const samples of this.#speech(this.#utterance)) await this.#play(samples.length / sampleRate);
      this.outcome = 'finished';
    } catch (error) {
      if (!(error instanceof StarlingError)) throw error;
      this.outcome = error.code;
    } finally {
      clearTimeout(leave);
      this.#leave();
      this.endedAt = performance.now();
    }
  }

  #leave(): void {
    this.#gone = true;
    this.#utterance?.release();
  }

  #admit(): Utterance {
    const { lengths, priority = 'interactive', delivery = 'stream', key = 'somebody', stretch = 1 } = this.wish;
    return this.#scheduler.admit({
      engine: 'virtual',
      language: 'en',
      characters: lengths.reduce((sum, length) => sum + length, 0),
      sampleRate,
      priority,
      delivery,
      tempo: { native: 1, stretch },
      key,
    });
  }

  async *#speech(utterance: Utterance): AsyncGenerator<Float32Array> {
    let next = this.#ask(utterance);
    while (next) {
      const current = next;
      next = undefined;
      let heard = false;
      for await (const samples of current) {
        if (!heard) next = this.#ask(utterance);
        heard = true;
        yield samples;
      }
      if (!heard) next = this.#ask(utterance);
    }
  }

  #ask(utterance: Utterance): AsyncIterable<Float32Array> | undefined {
    const { lengths, fate = 'speaks' } = this.wish;
    const length = lengths[this.asked];
    if (length === undefined) return undefined;
    this.asked++;
    const isLast = this.asked === lengths.length;
    return utterance.speak('virtual', {
      text: textOf(length, isLast || fate === 'slowly' ? fate : 'speaks'),
      voice: 'virtual',
      language: 'en',
      parameters: {},
      seed: this.number,
      speed: 1,
      opening: this.asked === 1,
    });
  }

  /** For so long it plays so many seconds of the engine's audio. */
  #played(seconds: number): number {
    return seconds / (this.wish.stretch ?? 1);
  }

  async #play(seconds: number): Promise<void> {
    const now = performance.now();
    this.takenSeconds += seconds;
    this.#utterance?.handedOut(this.#played(seconds));
    this.firstAudioMs ??= now - this.comesAt;
    const drySeconds = Math.max(0, now - (this.#playsUntil ?? now)) / 1000;
    this.drySeconds += drySeconds;
    this.longestDrySeconds = Math.max(this.longestDrySeconds, drySeconds);
    this.#playsUntil = driesAfter(this.#playsUntil, this.#played(seconds), now);
    const { leadSeconds } = this.wish;
    const untilWanted = leadSeconds === undefined ? 0 : this.#playsUntil - now - leadSeconds * 1000;
    if (untilWanted > 0) await new Promise((resolve) => setTimeout(resolve, untilWanted));
  }
}

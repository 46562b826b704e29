import type { Outcome } from './request.ts';
import type { LevelResult, Load } from './result.ts';
import { distributionOf } from './statistics.ts';

/** A shorter wait, in seconds, is not told from the lateness of this program's own timers. */
const shortestGap = 0.005;

/**
 * Adds up what became of the requests of a level. Those that ended during the warm-up are left out. Times in seconds of one
 * clock that never goes back come in as arguments.
 *
 * A request that the end of the level cut off is not counted: nobody knows how it would have gone on. But where its listener
 * had already been kept waiting, for the first sound or by a gap, this is known, and it counts as a stream that was not served
 * well; else a server that stands still would look better the longer it stands.
 */
export class Tally {
  readonly #measureFrom: number;
  readonly #ttfaLimitSeconds: number;
  readonly #latenciesMs: number[] = [];
  readonly #ttfasMs: number[] = [];
  readonly #rtfs: number[] = [];
  readonly #errors = new Map<string, number>();
  #failed = 0;
  #audioSeconds = 0;
  #underrunSeconds = 0;
  #servedWell = 0;
  #cutOffBadly = 0;
  #open = 0;
  #openSeconds = 0;
  #openSince: number;
  #endedAt = Infinity;

  constructor(measureFrom: number, ttfaLimitSeconds: number) {
    this.#measureFrom = measureFrom;
    this.#openSince = measureFrom;
    this.#ttfaLimitSeconds = ttfaLimitSeconds;
  }

  get open(): number {
    return this.#open;
  }

  get requests(): number {
    return this.#latenciesMs.length + this.#failed;
  }

  get failed(): number {
    return this.#failed;
  }

  /** A request is sent. */
  opened(now: number): void {
    this.#passTo(now);
    this.#open++;
  }

  /** Audio arrives, for whichever request. */
  audio(seconds: number, now: number): void {
    if (now >= this.#measureFrom) this.#audioSeconds += seconds;
  }

  /** A request that was opened is over. */
  closed(outcome: Outcome): void {
    const { sentAt, endedAt, failure, cancelled, firstAudioAt, player } = outcome;
    this.#passTo(endedAt);
    this.#open--;
    if (endedAt < this.#measureFrom) return;
    // A stream that ended well has no wait after its last audio; any other was still waiting for more.
    const underrun = failure === undefined ? player.underrunSeconds : player.underrunSecondsUntil(endedAt);
    const late = (firstAudioAt ?? endedAt) - sentAt > this.#ttfaLimitSeconds;
    const waited = late || underrun >= shortestGap;
    this.#underrunSeconds += underrun;
    if (cancelled) {
      if (waited) this.#cutOffBadly++;
    } else if (failure !== undefined) {
      this.failure(failure, endedAt);
    } else {
      this.#latenciesMs.push((endedAt - sentAt) * 1000);
      this.#ttfasMs.push(((firstAudioAt ?? endedAt) - sentAt) * 1000);
      if (player.audioSeconds > 0) this.#rtfs.push((endedAt - sentAt) / player.audioSeconds);
      if (!waited) this.#servedWell++;
    }
  }

  /** A request failed, or could not even be sent. */
  failure(kind: string, now: number): void {
    if (now < this.#measureFrom) return;
    this.#failed++;
    this.#errors.set(kind, (this.#errors.get(kind) ?? 0) + 1);
  }

  /** The measured time is over; what is still open is cut off after this. */
  end(now: number): void {
    this.#passTo(now);
    this.#endedAt = now;
  }

  /** What was measured until the end. */
  result(load: Load, server: LevelResult['server']): LevelResult {
    const seconds = Math.max(0, this.#endedAt - this.#measureFrom);
    const perSecond = (sum: number) => (seconds > 0 ? sum / seconds : 0);
    const streams = this.requests + this.#cutOffBadly;
    return {
      load,
      seconds,
      requests: this.requests,
      errors: Object.fromEntries([...this.#errors].sort(([, a], [, b]) => b - a)),
      latencyMs: distributionOf(this.#latenciesMs),
      ttfaMs: distributionOf(this.#ttfasMs),
      rtf: distributionOf(this.#rtfs),
      audioSecondsPerSecond: perSecond(this.#audioSeconds),
      underrunSeconds: this.#underrunSeconds,
      gapFreeShare: streams > 0 ? this.#servedWell / streams : 0,
      meanOpen: perSecond(this.#openSeconds),
      ...(server && { server }),
    };
  }

  #passTo(time: number): void {
    const now = Math.min(time, this.#endedAt);
    this.#openSeconds += this.#open * Math.max(0, now - this.#openSince);
    this.#openSince = Math.max(this.#openSince, now);
  }
}

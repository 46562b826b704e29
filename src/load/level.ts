import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { chanceFrom, poissonArrivals, spreadStarts, type Chance } from './arrivals.ts';
import { SpeechClient, now, type Outcome, type Reading } from './request.ts';
import type { LevelResult, Load } from './result.ts';
import { UsageWatch, type UsageSource } from './server-usage.ts';
import { Tally } from './tally.ts';

/** How a level is run. All times in seconds. */
export interface LevelOptions extends UsageSource {
  /** Every field of the requests but `input`. `response_format` names the format where the answer's type does not. */
  readonly body: Readonly<Record<string, unknown>>;
  readonly texts: readonly string[];
  readonly warmUpSeconds: number;
  readonly durationSeconds: number;
  /** The first requests of the users are spread over so long; absent, over the warm-up. */
  readonly rampSeconds?: number | undefined;
  readonly thinkSeconds: number;
  readonly realtime: boolean;
  readonly playerBufferSeconds: number;
  readonly prebufferSeconds: number;
  readonly ttfaLimitSeconds: number;
  readonly timeoutSeconds: number;
  /** Requests that arrive by themselves are not sent while so many are open. */
  readonly maxOpen: number;
  readonly seed: number;
  /** Told four times a second. */
  readonly onProgress?: ((progress: LevelProgress) => void) | undefined;
}

export interface LevelProgress {
  /** Since the beginning of the warm-up, and of the whole. */
  readonly elapsedSeconds: number;
  readonly totalSeconds: number;
  readonly requests: number;
  readonly failed: number;
  readonly open: number;
}

const progressEveryMs = 250;
/** How long a user waits after a failure, in seconds, so that failures do not become a busy loop. */
const afterFailure = { usual: 1, least: 0.1, most: 10 };

/** Puts one load on a server for a while and measures. An aborted signal ends it early; what was measured until then stands. */
export async function runLevel(load: Load, options: LevelOptions, signal?: AbortSignal): Promise<LevelResult> {
  const startedAt = now();
  const tally = new Tally(startedAt + options.warmUpSeconds, options.ttfaLimitSeconds);
  const client = new SpeechClient(options.url, options.key);
  const ending = new AbortController();
  setMaxListeners(0, ending.signal);
  const stop = () => ending.abort();
  if (signal?.aborted) stop();
  signal?.addEventListener('abort', stop, { once: true });
  const progress = setInterval(() => report(tally, startedAt, options), progressEveryMs);
  try {
    const level = { client, tally, options, ended: ending.signal };
    const traffic = load.kind === 'users' ? users(level, load.users) : arrivals(level, load.requestsPerSecond);
    // The traffic ends by the signal only; in the race it tells of defects.
    await Promise.race([pause(options.warmUpSeconds, ending.signal), traffic]);
    const watch = ending.signal.aborted ? undefined : new UsageWatch(options);
    await Promise.race([
      pause(startedAt + options.warmUpSeconds + options.durationSeconds - now(), ending.signal),
      traffic,
    ]);
    tally.end(now());
    stop();
    const [server] = await Promise.all([watch?.end(), traffic]);
    return tally.result(load, server);
  } finally {
    stop();
    clearInterval(progress);
    signal?.removeEventListener('abort', stop);
    client.close();
  }
}

interface Level {
  readonly client: SpeechClient;
  readonly tally: Tally;
  readonly options: LevelOptions;
  readonly ended: AbortSignal;
}

/** A closed loop: each user sends the next request after the answer to the last. */
async function users(level: Level, count: number): Promise<void> {
  const { rampSeconds, warmUpSeconds, seed } = level.options;
  const starts = spreadStarts(count, rampSeconds ?? warmUpSeconds);
  await Promise.all(starts.map((start, index) => user(level, start, chanceFrom(seed, index + 1))));
}

async function user(level: Level, startSeconds: number, chance: Chance): Promise<void> {
  const { thinkSeconds, realtime } = level.options;
  await pause(startSeconds, level.ended);
  while (!level.ended.aborted) {
    const { failure, retryAfterSeconds, player } = await exchange(level, chance);
    if (failure !== undefined) {
      const { usual, least, most } = afterFailure;
      await pause(Math.min(most, Math.max(least, retryAfterSeconds ?? usual)), level.ended);
      continue;
    }
    if (realtime) await pause((player.playedOutAt ?? 0) - now(), level.ended);
    if (thinkSeconds > 0) await pause(chance.exponential(thinkSeconds), level.ended);
  }
}

/** An open loop: requests arrive at their own times, whether or not the others were answered. */
async function arrivals(level: Level, perSecond: number): Promise<void> {
  const { maxOpen, seed } = level.options;
  const chance = chanceFrom(seed);
  const open = new Set<Promise<unknown>>();
  const startedAt = now();
  for (const at of poissonArrivals(perSecond, chance)) {
    await pause(startedAt + at - now(), level.ended);
    if (level.ended.aborted) break;
    if (open.size >= maxOpen) {
      level.tally.failure('not sent', now());
      continue;
    }
    const sent: Promise<unknown> = exchange(level, chance).finally(() => open.delete(sent));
    open.add(sent);
  }
  await Promise.all(open);
}

async function exchange({ client, tally, options, ended }: Level, chance: Chance): Promise<Outcome> {
  tally.opened(now());
  const body = { input: chance.pick(options.texts), ...options.body };
  const outcome = await client.ask(body, readingOf(options), ended, (seconds, at) => tally.audio(seconds, at));
  tally.closed(outcome);
  return outcome;
}

function readingOf({ prebufferSeconds, playerBufferSeconds, timeoutSeconds, realtime }: LevelOptions): Reading {
  return { prebufferSeconds, timeoutSeconds, playerBufferSeconds: realtime ? playerBufferSeconds : undefined };
}

/** Waits; not at all for times that are over, and no longer than the signal allows. */
async function pause(seconds: number, ended: AbortSignal): Promise<void> {
  if (seconds > 0 && !ended.aborted) await sleep(seconds * 1000, undefined, { signal: ended }).catch(() => undefined);
}

function report(tally: Tally, startedAt: number, { warmUpSeconds, durationSeconds, onProgress }: LevelOptions): void {
  const totalSeconds = warmUpSeconds + durationSeconds;
  const elapsedSeconds = Math.min(totalSeconds, now() - startedAt);
  onProgress?.({ elapsedSeconds, totalSeconds, requests: tally.requests, failed: tally.failed, open: tally.open });
}

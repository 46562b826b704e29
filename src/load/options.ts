import { readFileSync } from 'node:fs';
import { StarlingError, messageOf } from '../errors.ts';
import { formatNames } from './answer-clock.ts';
import type { CapacitySearch } from './find-capacity.ts';
import type { LevelOptions } from './level.ts';
import { jsonObject, listOf, numberIn, secondsIn, serverUrl, wholeNumberIn, type Range } from './option-values.ts';
import { usageOfTree } from './process-tree.ts';
import type { BenchTarget, Load, Workload } from './result.ts';
import { builtinTexts, meanCharacters, textsOf } from './texts.ts';

/** The options of `starling bench` as typed; the values of the command line's defaults included. */
export interface BenchFlags {
  readonly url: string;
  readonly key?: string;
  readonly model?: string;
  readonly voice?: string;
  readonly language?: string;
  readonly format: string;
  readonly users?: string;
  readonly rate?: string;
  readonly maxOpen: string;
  readonly duration: string;
  readonly warmUp: string;
  readonly ramp?: string;
  readonly think: string;
  readonly file?: string;
  readonly realtime?: boolean;
  readonly playerBuffer: string;
  readonly prebuffer: string;
  readonly ttfaLimit: string;
  readonly timeout: string;
  readonly seed: string;
  readonly extra?: string;
  readonly findCapacity?: boolean;
  readonly share: string;
  readonly from: string;
  readonly pid?: string;
  readonly json?: string;
  readonly html?: string;
  readonly quiet?: boolean;
}

/** What is to be measured. */
export interface BenchPlan {
  readonly target: BenchTarget;
  readonly workload: Workload;
  readonly level: LevelOptions;
  /** The levels to run, in order; none where the capacity is searched. */
  readonly loads: readonly Load[];
  readonly search?: CapacitySearch;
}

/** A day at most: Node's timers fire at once above 24.8 days. */
const time: Range = { min: 0, max: 86_400 };
const someTime: Range = { min: 0.1, max: 86_400 };
const userCount: Range = { min: 1, max: 100_000 };
const usualUsers = '10';

/** Reads and checks the options. Throws `invalid_settings`. */
export function benchPlan(flags: BenchFlags, environment: Readonly<Record<string, string | undefined>>): BenchPlan {
  const url = serverUrl('url', flags.url);
  const { model, voice, language, format } = flags;
  if (!formatNames.includes(format)) {
    throw new StarlingError('invalid_settings', `--format must be one of ${formatNames.join(', ')}; "${format}" came.`);
  }
  const texts = flags.file === undefined ? builtinTexts(language) : readTexts(flags.file);
  const named = { ...(model !== undefined && { model }), ...(voice !== undefined && { voice }) };
  const extra = flags.extra === undefined ? {} : jsonObject('extra', flags.extra);
  const level: LevelOptions = {
    url,
    key: keyOf(flags, environment),
    pid: flags.pid === undefined ? undefined : processId(flags.pid),
    body: { ...named, ...(language !== undefined && { language }), response_format: format, ...extra },
    texts,
    warmUpSeconds: secondsIn('warm-up', flags.warmUp, time),
    durationSeconds: secondsIn('duration', flags.duration, someTime),
    rampSeconds: flags.ramp === undefined ? undefined : secondsIn('ramp', flags.ramp, time),
    thinkSeconds: secondsIn('think', flags.think, time),
    realtime: flags.realtime === true || flags.findCapacity === true,
    playerBufferSeconds: secondsIn('player-buffer', flags.playerBuffer, someTime),
    prebufferSeconds: secondsIn('prebuffer', flags.prebuffer, time),
    ttfaLimitSeconds: secondsIn('ttfa-limit', flags.ttfaLimit, time),
    timeoutSeconds: secondsIn('timeout', flags.timeout, someTime),
    maxOpen: wholeNumberIn('max-open', flags.maxOpen, userCount),
    seed: wholeNumberIn('seed', flags.seed, { min: 0, max: 2 ** 32 - 1 }),
  };
  if (level.prebufferSeconds > level.playerBufferSeconds) {
    throw new StarlingError(
      'invalid_settings',
      `--prebuffer must not be more than --player-buffer (${level.playerBufferSeconds} s): the player would never begin; "${flags.prebuffer}" came.`,
    );
  }
  const { seed, thinkSeconds, realtime, prebufferSeconds, ttfaLimitSeconds } = level;
  return {
    target: { url, ...named, format },
    workload: {
      texts: texts.length,
      meanCharacters: meanCharacters(texts),
      seed,
      thinkSeconds,
      realtime,
      prebufferSeconds,
      ttfaLimitSeconds,
    },
    level,
    ...(flags.findCapacity === true ? { loads: [], search: searchOf(flags) } : { loads: loadsOf(flags) }),
  };
}

function loadsOf({ users, rate }: BenchFlags): readonly Load[] {
  if (users !== undefined && rate !== undefined) {
    throw new StarlingError('invalid_settings', 'Both --users and --rate came; give one of them.');
  }
  if (rate !== undefined) {
    const rates = listOf('rate', rate, (name, text) => numberIn(name, text, { min: 0.001, max: 100_000 }));
    return rates.map((requestsPerSecond) => ({ kind: 'rate', requestsPerSecond }));
  }
  return userCounts(users ?? usualUsers).map((count) => ({ kind: 'users', users: count }));
}

/** `--users` gives the bounds: the most, or the least and the most. */
function searchOf({ users, rate, from, share }: BenchFlags): CapacitySearch {
  if (rate !== undefined) {
    throw new StarlingError(
      'invalid_settings',
      '--find-capacity searches a number of users; --rate does not go with it.',
    );
  }
  const bounds = users === undefined ? [userCount.max] : userCounts(users);
  return {
    share: numberIn('share', share, { min: 0.01, max: 1 }),
    from: wholeNumberIn('from', from, userCount),
    least: bounds.length > 1 ? Math.min(...bounds) : 1,
    most: Math.max(...bounds),
  };
}

function userCounts(text: string): number[] {
  return listOf('users', text, (name, part) => wholeNumberIn(name, part, userCount));
}

/** Starling's own variable first: a key for OpenAI may be there for other programs. */
function keyOf({ key }: BenchFlags, environment: Readonly<Record<string, string | undefined>>): string | undefined {
  const found = key ?? (environment['STARLING_BENCH_KEY'] || environment['OPENAI_API_KEY'] || undefined);
  if (found === undefined || /^[\x21-\x7e]+$/.test(found)) return found;
  throw new StarlingError(
    'invalid_settings',
    'The key must be of visible ASCII characters, as HTTP headers are; another character came.',
  );
}

function processId(text: string): number {
  const pid = wholeNumberIn('pid', text, { min: 1, max: 2 ** 31 - 1 });
  if (usageOfTree(pid)) return pid;
  throw new StarlingError(
    'invalid_settings',
    `--pid must be the id of a process on this machine, which must be Linux; there is no process ${pid}.`,
  );
}

function readTexts(file: string): readonly string[] {
  let content: string;
  try {
    content = readFileSync(file, 'utf8');
  } catch (error) {
    throw new StarlingError('invalid_settings', `--file cannot be read: ${messageOf(error)}.`);
  }
  const texts = textsOf(content);
  if (texts.length === 0)
    throw new StarlingError('invalid_settings', `--file must hold texts, one a line; ${file} is empty.`);
  return texts;
}

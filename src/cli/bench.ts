import os from 'node:os';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Presets, SingleBar } from 'cli-progress';
import type { Command } from 'commander';
import { benchTable, capacityLine } from '../load/bench-table.ts';
import { findCapacity } from '../load/find-capacity.ts';
import { runLevel, type LevelProgress } from '../load/level.ts';
import { benchPlan, type BenchFlags, type BenchPlan } from '../load/options.ts';
import { probe } from '../load/probe.ts';
import { htmlReport } from '../load/report-html.ts';
import type { BenchResult, Capacity, LevelResult, Load } from '../load/result.ts';
import { checkWritable, writeWhole } from './report-file.ts';

/** The options of the command. A bad one ends the program with 2. */
export function benchOptions(command: Command): Command {
  return command
    .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2))
    .optionsGroup('The server:')
    .option('--url <url>', 'any server with POST /v1/audio/speech in the shape of OpenAI', 'http://127.0.0.1:8000')
    .option(
      '--key <key>',
      'API key; better in STARLING_BENCH_KEY or OPENAI_API_KEY, where no one else on this machine sees it',
    )
    .option(
      '--pid <id>',
      'process of a server on this machine: memory and CPU of it and all its children, instead of those of /metrics',
    )
    .optionsGroup('The requests:')
    .option('--model <id>', 'sent as it is; many servers want one')
    .option('--voice <id>', 'sent as it is; many servers want one')
    .option('--language <tag>', 'sent as it is; texts are Chinese when it begins with zh')
    .option('--format <name>', 'pcm, wav, mp3, opus, aac or flac', 'pcm')
    .option(
      '--file <file>',
      'texts, one a line, or paragraphs with blank lines between (default: built-in English or Chinese ones)',
    )
    .option('--extra <json>', 'more fields for every request, such as {"priority":"batch"}')
    .option('--timeout <seconds>', 'a request to which no byte comes for so long has failed', '120')
    .optionsGroup('The load:')
    .option('--users <numbers>', 'levels of users who each ask again after the answer, such as 10,50,100 (default: 10)')
    .option('--rate <numbers>', 'levels of requests a second that come by chance and wait for no answer, such as 2,5')
    .option(
      '--max-open <number>',
      'with --rate: requests beyond so many open ones are not sent, and are errors',
      '1000',
    )
    .option('--duration <seconds>', 'measured time of a level; 60, 60s or 2m', '60')
    .option('--warm-up <seconds>', 'time before it that is not measured', '5')
    .option('--ramp <seconds>', 'users begin spread over so long (default: the warm-up)')
    .option('--think <seconds>', 'mean pause of a user after an answer', '0')
    .option('--seed <number>', 'the same seed gives the same texts, arrivals and pauses', '1')
    .optionsGroup('The listeners:')
    .option('--realtime', 'take the audio at playback speed, and ask again only when it has been played to its end')
    .option('--player-buffer <seconds>', 'with --realtime: audio that a player takes ahead', '5')
    .option('--prebuffer <seconds>', 'audio with which a player begins', '0.2')
    .option('--ttfa-limit <seconds>', 'a first sound later than this counts as a gap', '1')
    .optionsGroup('Capacity:')
    .option(
      '--find-capacity',
      'search the most users who are served well, with --realtime; --users gives bounds: most or least,most',
    )
    .option('--share <number>', 'share of streams that must have no gap', '0.95')
    .option('--from <users>', 'where the search begins', '1')
    .optionsGroup('The results:')
    .option('--json <file>', 'write the results as JSON')
    .option('--html <file>', 'write them as a page with charts')
    .option('--quiet', 'no progress and no notes');
}

/** Measures a server from outside, prints a table, and writes files where asked to. Returns the exit code. */
export async function benchCommand(flags: BenchFlags, typed: readonly string[]): Promise<number> {
  const plan = benchPlan(flags, process.env);
  [flags.json, flags.html].forEach(checkWritable);
  const date = new Date().toISOString();
  const controller = new AbortController();
  const { signal } = controller;
  // A second Ctrl-C ends the process at once.
  const onInterrupt = () => controller.abort();
  process.once('SIGINT', onInterrupt).once('SIGTERM', onInterrupt);
  const lateness = monitorEventLoopDelay({ resolution: 10 });
  try {
    await probe(plan.level, signal);
    lateness.enable();
    const { levels, capacity } = await measure(plan, flags.quiet === true, signal);
    lateness.disable();
    const { target, workload } = plan;
    const result: BenchResult = {
      kind: 'starling-bench',
      version: 1,
      date,
      command: commandLine(typed),
      machine: `${os.cpus()[0]?.model.trim() ?? ''}, ${os.availableParallelism()} cores, Node ${process.version}`,
      target,
      workload,
      levels,
      ...(capacity && { capacity }),
    };
    if (levels.length > 0) process.stdout.write(benchTable(levels));
    if (capacity) process.stdout.write(capacityLine(capacity));
    // Nothing does not take the place of what an earlier run wrote.
    if (levels.length > 0) {
      if (flags.json !== undefined) writeWhole(flags.json, `${JSON.stringify(result, null, 2)}\n`);
      if (flags.html !== undefined) writeWhole(flags.html, htmlReport(result));
    }
    if (flags.quiet !== true)
      notes(levels, lateness.percentile(99) / 1e6).forEach((note) => process.stderr.write(`starling: ${note}\n`));
    return signal.aborted ? 130 : 0;
  } finally {
    process.off('SIGINT', onInterrupt).off('SIGTERM', onInterrupt);
  }
}

/** Runs the levels, or those that the search asks for, until all are done or the signal is aborted. */
async function measure(
  { level, loads, search }: BenchPlan,
  quiet: boolean,
  signal: AbortSignal,
): Promise<{ levels: LevelResult[]; capacity: Capacity | undefined }> {
  const levels: LevelResult[] = [];
  const run = async (load: Load, what: string): Promise<LevelResult> => {
    const bar = quiet ? undefined : progressBar(what);
    try {
      const onProgress = bar && ((progress: LevelProgress) => showProgress(bar, progress));
      const result = await runLevel(load, { ...level, onProgress }, signal);
      // A level that was interrupted in its warm-up measured nothing.
      if (result.seconds > 0) levels.push(result);
      return result;
    } finally {
      bar?.stop();
    }
  };
  for (const [index, load] of loads.entries()) {
    if (!signal.aborted) await run(load, `level ${index + 1}/${loads.length}`);
  }
  if (!search) return { levels, capacity: undefined };
  const capacity = await findCapacity(search, async (users) => {
    const { gapFreeShare } = await run({ kind: 'users', users }, `${users} users`);
    return signal.aborted ? undefined : gapFreeShare;
  });
  return { levels, capacity: signal.aborted ? undefined : capacity };
}

/** What the figures alone do not say. `latenessMs`: of this process's event loop, the 99th percentile. */
function notes(levels: readonly LevelResult[], latenessMs: number): string[] {
  const unanswered = levels.some(({ requests }) => requests === 0);
  return [
    ...(latenessMs > 50
      ? [
          `this program itself was late by ${latenessMs.toFixed(0)} ms at times (p99), so that the server looks worse than it is; use fewer users, or more machines.`,
        ]
      : []),
    ...(unanswered
      ? ['no request of a level ended in the measured time; take a longer --duration, or shorter texts.']
      : []),
    ...(levels.length === 0 ? ['interrupted before anything was measured.'] : []),
  ];
}

/** The command as it can be typed again, without the key. */
export function commandLine(typed: readonly string[]): string {
  const kept = typed.filter((word, index) => !/^--key(=|$)/.test(word) && typed[index - 1] !== '--key');
  const quoted = kept.map((word) =>
    /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`,
  );
  return ['starling bench', ...quoted].join(' ');
}

function progressBar(what: string): SingleBar | undefined {
  if (!process.stderr.isTTY) return undefined;
  const format = `${what} {bar} {seconds}  {requests} requests, {failed} errors, {open} open`;
  const bar = new SingleBar(
    { format, stream: process.stderr, hideCursor: true, clearOnComplete: true },
    Presets.shades_classic,
  );
  bar.start(100, 0, { seconds: '0 s', requests: 0, failed: 0, open: 0 });
  return bar;
}

function showProgress(bar: SingleBar, { elapsedSeconds, totalSeconds, requests, failed, open }: LevelProgress): void {
  const seconds = `${elapsedSeconds.toFixed(0)} of ${totalSeconds.toFixed(0)} s`;
  bar.update(Math.round((elapsedSeconds / totalSeconds) * 100), { seconds, requests, failed, open });
}

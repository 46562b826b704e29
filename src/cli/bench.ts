import os from 'node:os';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Presets, SingleBar } from 'cli-progress';
import { benchTable, capacityLine } from '../load/bench-table.ts';
import { findCapacity } from '../load/find-capacity.ts';
import { runLevel, type LevelProgress } from '../load/level.ts';
import { benchPlan, type BenchFlags, type BenchPlan } from '../load/options.ts';
import { probe } from '../load/probe.ts';
import { htmlReport } from '../load/report-html.ts';
import type { BenchResult, Capacity, LevelResult, Load } from '../load/result.ts';
import { checkWritable, writeWhole } from './report-file.ts';

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

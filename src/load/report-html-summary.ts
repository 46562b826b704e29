import { errorShareOf, loadOf } from './plan/load-curve.ts';
import type { BenchResult, LevelResult } from './result.ts';

/** What the figures of a run say, in sentences. */
export function summaryOf({ levels, workload, capacity }: BenchResult): string[] {
  const told = levels.filter(({ requests }) => requests > 0);
  if (told.length === 0) return ['No request ended in the measured time, so there is nothing to tell.'];
  const sorted = [...told].sort((a, b) => loadOf(a.load) - loadOf(b.load));
  return [
    errors(sorted),
    firstAudio(sorted, workload.ttfaLimitSeconds * 1000),
    bend(sorted),
    ...(capacity
      ? [
          `The search for the capacity ended at ${capacity.users} users, of whose streams at least ${percent(capacity.share)} were served well.`,
        ]
      : []),
  ];
}

export function loadName({ load }: LevelResult): string {
  if (load.kind === 'rate') return `${load.requestsPerSecond} requests a second`;
  return `${load.users} ${load.users === 1 ? 'user' : 'users'}`;
}

/** Without more digits than a reader wants; small shares are not rounded to none. */
export function percent(share: number): string {
  const value = share * 100;
  return `${Number(value.toFixed(value < 1 ? 2 : 1))} %`;
}

function errors(sorted: readonly LevelResult[]): string {
  const from = sorted.findIndex((level) => errorShareOf(level) > 0);
  const [clean, failing] = [sorted[from - 1], sorted[from]];
  if (!failing) return `No request failed, up to ${loadName(sorted[sorted.length - 1] as LevelResult)}.`;
  const kinds = Object.entries(failing.errors)
    .filter(([, count]) => count > 0)
    .sort((a, b) => b[1] - a[1])
    .map(([kind, count]) => `${count} × ${kind}`);
  const said = `at ${loadName(failing)} ${percent(errorShareOf(failing))} failed (${kinds.join(', ')})`;
  return clean
    ? `No request failed up to ${loadName(clean)}; ${said}.`
    : `Requests failed from the smallest load on: ${said}.`;
}

function firstAudio(sorted: readonly LevelResult[], limitMs: number): string {
  const late = sorted.findIndex(({ ttfaMs }) => ttfaMs.count === 0 || ttfaMs.p95 > limitMs);
  const [within, beyond] = [sorted[late - 1], sorted[late]];
  const limit = `within ${Number((limitMs / 1000).toPrecision(3))} s for 95 of 100 requests`;
  const said = (level: LevelResult) =>
    level.ttfaMs.count === 0
      ? `none at ${loadName(level)}`
      : `p95 ${Math.round(level.ttfaMs.p95)} ms at ${loadName(level)}`;
  if (!beyond) return `First audio came ${limit} at every load (${said(sorted[sorted.length - 1] as LevelResult)}).`;
  if (!within) return `First audio did not come ${limit}, not even at the smallest load (${said(beyond)}).`;
  return `First audio came ${limit} up to ${loadName(within)} (${said(within)}; ${said(beyond)}).`;
}

/** The server bends where more load brings less than half of the audio that it brought at the smallest. */
function bend(sorted: readonly LevelResult[]): string {
  const [first] = sorted as [LevelResult];
  const gain = first.audioSecondsPerSecond / loadOf(first.load);
  const index = sorted.findIndex((level, at) => {
    const below = sorted[at - 1];
    if (!below || loadOf(level.load) === loadOf(below.load)) return false;
    const more = level.audioSecondsPerSecond - below.audioSecondsPerSecond;
    return more / (loadOf(level.load) - loadOf(below.load)) < gain / 2;
  });
  const [below, bent] = [sorted[index - 1], sorted[index]];
  const most = sorted.reduce((best, level) => Math.max(best, level.audioSecondsPerSecond), 0);
  const peak = `${Number(most.toPrecision(3))} seconds of audio a second`;
  if (sorted.length === 1) return `It made ${peak}.`;
  if (!below || !bent) return `Its output grew with the load to ${peak}: the bend was not reached.`;
  return `It bends between ${loadName(below)} and ${loadName(bent)}: there, more load brings less than half as much more audio as at first. The most was ${peak}.`;
}

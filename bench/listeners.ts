import { writeFileSync } from 'node:fs';
import { benchTable } from '../src/load/bench-table.ts';
import { lineChart } from '../src/load/charts/line-chart.ts';
import { findCapacity } from '../src/load/find-capacity.ts';
import { runLevel, type LevelOptions } from '../src/load/level.ts';
import type { Capacity, LevelResult } from '../src/load/result.ts';
import { builtinTexts } from '../src/load/texts.ts';
import { benchArguments, median, report, startServer } from './harness.ts';
import { engineLimit, subjects, type Subject } from './subjects.ts';

/**
 * How many listeners at once hear everything without a gap: by deadline against first-come-first-served, the same server and engine
 * otherwise, and against what the engine alone can do. A listener plays in real time and asks for the next text when one is over.
 */
const bench = benchArguments();
/** A listener is served well when at least this share of the streams begins in time and never runs dry. */
const share = 0.95;
const texts = builtinTexts('en').filter(({ length }) => length > 150);

function levelOf(subject: Subject, url: string, pid: number): LevelOptions {
  const { body, ttfaLimitSeconds, warmUpSeconds, durationSeconds } = subject;
  return {
    ...{ url, key: undefined, pid, body: { ...body, response_format: 'pcm' }, texts },
    ...{ warmUpSeconds, durationSeconds, thinkSeconds: 0, realtime: true },
    ...{
      playerBufferSeconds: 5,
      prebufferSeconds: 0.2,
      ttfaLimitSeconds,
      timeoutSeconds: 120,
      maxOpen: 10_000,
      seed: 1,
    },
  };
}

/** A user who asks for the next text a moment after the last is there. */
const alone = { realtime: false, thinkSeconds: 0.2 };

interface Found {
  readonly capacity: Capacity;
  readonly levels: readonly LevelResult[];
  readonly firstAudio: readonly FirstAudio[];
}

/** First audio's p95 on an idle server, and right after that under 80 % of the load. */
interface FirstAudio {
  readonly idleMs: number;
  readonly busyMs: number;
}

async function measure(subject: Subject, schedule: string, limit: number): Promise<Found> {
  const server = await startServer({ ...subject.environment, STARLING_SCHEDULE: schedule });
  const level = levelOf(subject, server.url, server.pid);
  const levels: LevelResult[] = [];
  try {
    // A server's first requests are slower.
    await runLevel({ kind: 'users', users: 1 }, { ...level, ...alone, durationSeconds: 0 });
    const most = Math.ceil(limit * 1.3);
    const search = { share, from: Math.max(1, Math.min(most, Math.round(limit * 0.6))), least: 1, most };
    const capacity = await findCapacity(search, async (users) => {
      const result = await runLevel({ kind: 'users', users }, level);
      levels.push(result);
      console.log(
        `  ${schedule}: ${users} listeners, ${(result.gapFreeShare * 100).toFixed(1)} % without a gap, first audio p95 ${result.ttfaMs.p95.toFixed(0)} ms`,
      );
      return result.gapFreeShare;
    });
    const firstAudio: FirstAudio[] = [];
    const rounds = schedule === 'deadline' ? subject.rounds : 0;
    while (firstAudio.length < rounds)
      firstAudio.push(await firstAudioOf(level, Math.max(1, Math.floor(capacity.users * 0.8))));
    return { capacity, levels, firstAudio };
  } finally {
    await server.stop();
  }
}

async function firstAudioOf(level: LevelOptions, listeners: number): Promise<FirstAudio> {
  const durationSeconds = level.durationSeconds / 2;
  const idle = await runLevel({ kind: 'users', users: 1 }, { ...level, ...alone, durationSeconds });
  const busy = await runLevel({ kind: 'users', users: listeners }, level);
  const [i, b] = [idle.ttfaMs, busy.ttfaMs];
  console.log(
    `  first audio, p50 and p95: idle ${i.p50.toFixed(0)}, ${i.p95.toFixed(0)} ms; ${listeners} listeners ${b.p50.toFixed(0)}, ${b.p95.toFixed(0)} ms`,
  );
  return { idleMs: i.p95, busyMs: b.p95 };
}

/** Share of streams without a gap against the number of listeners, by deadline and by arrival. */
function picture({ name }: Subject, limit: number, found: Readonly<Record<string, Found>>): string {
  const series = Object.entries(found).map(([how, { levels }]) => ({
    name: how,
    points: levels
      .flatMap(({ load, gapFreeShare }) => (load.kind === 'users' ? { x: load.users, y: gapFreeShare * 100 } : []))
      .sort((a, b) => a.x - b.x),
  }));
  const chart = lineChart({
    title: `${name}: streams without a gap`,
    description: `The engine alone makes ${limit.toFixed(1)} s of audio, as it is heard, a second.`,
    xLabel: 'listeners',
    yLabel: '% of streams',
    axes: 'linear',
    series,
  });
  // Black letters need a light ground on every page.
  return chart.replace('>', '><rect width="100%" height="100%" fill="#fff"/>');
}

const results: Record<string, unknown> = {};
for (const subject of subjects(bench)) {
  console.log(`\n${subject.name}`);
  const seconds = bench.quick ? 8 : Math.min(60, subject.durationSeconds / 2);
  const limit = await engineLimit(subject, texts, seconds);
  console.log(`  the engine alone: ${limit.toFixed(2)} s of audio, as it is heard, a second`);
  const deadline = await measure(subject, 'deadline', limit);
  const arrival = await measure(subject, 'arrival', limit);
  const [ours, theirs] = [deadline.capacity.users, arrival.capacity.users];
  const ratios = deadline.firstAudio.map(({ idleMs, busyMs }) => busyMs / idleMs);
  console.log(benchTable(deadline.levels));
  const times = theirs > 0 ? `${(ours / theirs).toFixed(2)} ×` : 'no ratio';
  console.log(
    `  ${ours} listeners by deadline, ${theirs} first-come-first-served: ${times} (aim ≥ 1.5); ` +
      `${((100 * ours) / limit).toFixed(0)} % of the engine's own limit (aim ≥ 90); ` +
      `first audio p95 at 80 % load ÷ idle: ${median(ratios).toFixed(2)}, the median of ${ratios.map((each) => each.toFixed(2)).join(', ')} (aim ≤ 2)`,
  );
  results[subject.name] = { limit, deadline, arrival };
  if (bench.json) {
    const file = bench.json.replace(/(\.json)?$/u, `-${subject.engine}.svg`);
    writeFileSync(file, picture(subject, limit, { 'by deadline': deadline, 'first come, first served': arrival }));
  }
}
report('listeners', results, bench);

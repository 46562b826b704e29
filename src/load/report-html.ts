import { barChart } from './charts/bar-chart.ts';
import { escaped } from './charts/markup.ts';
import { chartPage, factsOf, gallery, tableOf } from './charts/page.ts';
import { lineChart, type LineChart } from './charts/line-chart.ts';
import { errorShareOf, loadOf } from './plan/load-curve.ts';
import { loadName, percent, summaryOf } from './report-html-summary.ts';
import type { BenchResult, Capacity, Distribution, LevelResult } from './result.ts';

/** What `starling bench` measured, as a page that needs nothing else: one file of HTML without scripts. */
export function htmlReport(result: BenchResult): string {
  const title = `starling bench: ${result.target.url}`;
  const levels = [...result.levels].sort((a, b) => loadOf(a.load) - loadOf(b.load));
  const body = [
    `<h1>${escaped(title)}</h1>`,
    heading(result),
    '<h2>Summary</h2>',
    `<ul>\n${summaryOf(result)
      .map((sentence) => `<li>${escaped(sentence)}</li>`)
      .join('\n')}\n</ul>`,
    '<h2>Levels</h2>',
    levelTable(levels),
    '<h2>Charts</h2>',
    gallery(charts(levels)),
    ...(result.capacity ? ['<h2>Capacity</h2>', capacitySection(result.capacity)] : []),
  ];
  return chartPage(title, body.join('\n'));
}

function heading({ date, command, machine, target, workload }: BenchResult): string {
  const optional = (name: string, value: string | undefined): [string, string][] =>
    value === undefined ? [] : [[name, value]];
  return factsOf([
    ['date', date],
    ...optional('model', target.model),
    ...optional('voice', target.voice),
    ['format', target.format],
    ['load came from', machine],
    ['command', command],
    ['texts', `${workload.texts}, ${Math.round(workload.meanCharacters)} characters on average; seed ${workload.seed}`],
    [
      'listeners',
      `${workload.realtime ? 'take the audio at playback speed' : 'take the audio as fast as it comes'}, begin with ${workload.prebufferSeconds} s of it, think for ${workload.thinkSeconds} s on average, and count as kept waiting after ${workload.ttfaLimitSeconds} s`,
    ],
  ]);
}

function levelTable(levels: readonly LevelResult[]): string {
  const whole = (value: number) => String(Math.round(value));
  const head = [
    'load',
    'requests',
    'errors',
    'first audio p50, ms',
    'p95',
    'p99',
    'latency p50, ms',
    'p95',
    'p99',
    'RTF p50',
    'audio s/s',
    'without a gap',
    'open',
    'memory',
    'cores',
  ];
  const times = ({ count, p50, p95, p99 }: Distribution) =>
    [p50, p95, p99].map((value) => (count > 0 ? whole(value) : '–'));
  const rows = levels.map((level) => [
    loadName(level),
    String(level.requests),
    percent(errorShareOf(level)),
    ...times(level.ttfaMs),
    ...times(level.latencyMs),
    level.rtf.count > 0 ? level.rtf.p50.toFixed(3) : '–',
    level.audioSecondsPerSecond.toFixed(1),
    percent(level.gapFreeShare),
    level.meanOpen.toFixed(1),
    level.server ? `${whole(level.server.peakMemoryBytes / 2 ** 20)} MiB` : '–',
    level.server ? level.server.cpuCores.toFixed(1) : '–',
  ]);
  return tableOf(head, rows);
}

/** A chart over the load for each kind of load; what was not measured has none. */
function charts(levels: readonly LevelResult[]): string[] {
  return (['users', 'rate'] as const).flatMap((kind) => {
    const own = levels.filter(({ load }) => load.kind === kind);
    const mixed = own.length < levels.length;
    return own.length === 0 ? [] : chartsOver(own, kind === 'users' ? 'users at once' : 'requests a second', mixed);
  });
}

function chartsOver(levels: readonly LevelResult[], xLabel: string, mixed: boolean): string[] {
  const named = (title: string) => (mixed ? `${title} (${xLabel})` : title);
  const over = (title: string, yLabel: string, description: string, series: LineChart['series']) =>
    lineChart({ title: named(title), description: `${description} Over ${xLabel}.`, xLabel, yLabel, series });
  const one = (name: string, of: (level: LevelResult) => number | undefined) => ({
    name,
    points: levels.flatMap((level) => {
      const y = of(level);
      return y === undefined ? [] : [{ x: loadOf(level.load), y }];
    }),
  });
  const times = (of: (level: LevelResult) => Distribution) =>
    (['p50', 'p95', 'p99'] as const).map((name) =>
      one(name, (level) => (of(level).count > 0 ? of(level)[name] : undefined)),
    );
  const server = levels.some((level) => level.server);
  return [
    over(
      'Time to first audio',
      'milliseconds',
      'Median, 95th and 99th percentile.',
      times(({ ttfaMs }) => ttfaMs),
    ),
    over(
      'Time to the last byte',
      'milliseconds',
      'Median, 95th and 99th percentile.',
      times(({ latencyMs }) => latencyMs),
    ),
    over('Audio made', 'seconds of audio a second', 'All streams together.', [
      one('audio', ({ audioSecondsPerSecond }) => audioSecondsPerSecond),
    ]),
    over('Streams without a gap', '% of streams', 'Begun in time, never dry, whole.', [
      one('without a gap', ({ gapFreeShare }) => gapFreeShare * 100),
    ]),
    ...(levels.some((level) => errorShareOf(level) > 0) ? [errorChart(levels, named('Errors'), xLabel)] : []),
    ...(server
      ? [
          over('Memory of the server', 'MiB at most', 'The largest that was seen in each level.', [
            one('memory', (level) => level.server && level.server.peakMemoryBytes / 2 ** 20),
          ]),
          over('Processor time of the server', 'cores', 'On average in each level.', [
            one('cores', (level) => level.server?.cpuCores),
          ]),
        ]
      : []),
  ];
}

function errorChart(levels: readonly LevelResult[], title: string, xLabel: string): string {
  const bars = levels.map(({ load, errors, requests }) => ({
    name: String(loadOf(load)),
    parts: Object.fromEntries(
      Object.entries(errors).map(([kind, count]) => [kind, (100 * count) / Math.max(1, requests)]),
    ),
  }));
  return barChart({
    title,
    description: `Share of requests that did not end well, by what went wrong. Over ${xLabel}.`,
    xLabel,
    yLabel: '% of requests',
    bars,
  });
}

function capacitySection({ users, share, tried }: Capacity): string {
  const sorted = [...tried].sort((a, b) => a.users - b.users);
  const points = sorted.map((each) => ({ x: each.users, y: each.gapFreeShare * 100 }));
  const wanted = sorted.map((each) => ({ x: each.users, y: share * 100 }));
  const chart = lineChart({
    title: 'Capacity search',
    description: `Streams that were served well at each number of users that was tried; at least ${percent(share)} were wanted.`,
    xLabel: 'users at once',
    yLabel: '% of streams',
    series: [
      { name: 'served well', points },
      { name: 'wanted', points: wanted },
    ],
  });
  const rows = tried.map((each) => [
    String(each.users),
    percent(each.gapFreeShare),
    each.gapFreeShare >= share ? 'yes' : 'no',
  ]);
  return [
    `<p>${escaped(`At ${users} users at once, at least ${percent(share)} of the streams were served well.`)}</p>`,
    tableOf(['users tried', 'served well', 'enough'], rows),
    gallery([chart]),
  ].join('\n');
}

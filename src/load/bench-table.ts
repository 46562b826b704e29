import type { Capacity, Distribution, LevelResult } from './result.ts';

interface Column {
  readonly group: string;
  readonly name: string;
  cell(level: LevelResult): string;
}

const nothing = '–';

const columns: readonly Column[] = [
  {
    group: '',
    name: 'load',
    cell: ({ load }) => (load.kind === 'users' ? counted(load.users, 'user') : `${plain(load.requestsPerSecond)}/s`),
  },
  { group: '', name: 'requests', cell: ({ requests }) => String(requests) },
  { group: '', name: 'errors', cell: errorCell },
  ...percentiles('latency', ({ latencyMs }) => latencyMs, ['average', 'p50', 'p95', 'p99']),
  ...percentiles('first audio', ({ ttfaMs }) => ttfaMs, ['p50', 'p95', 'p99']),
  { group: '', name: 'RTF p50', cell: ({ rtf }) => (rtf.count === 0 ? nothing : plain(rtf.p50)) },
  { group: '', name: 'audio s/s', cell: (level) => plain(level.audioSecondsPerSecond) },
  { group: '', name: 'underrun', cell: (level) => `${plain(level.underrunSeconds)} s` },
  { group: '', name: 'no gap', cell: (level) => percent(level.gapFreeShare) },
  { group: '', name: 'memory', cell: ({ server }) => (server ? memory(server.peakMemoryBytes) : nothing) },
  { group: '', name: 'CPU cores', cell: ({ server }) => (server ? server.cpuCores.toFixed(2) : nothing) },
];

function percentiles(
  group: string,
  of: (level: LevelResult) => Distribution,
  names: readonly ('average' | 'p50' | 'p95' | 'p99')[],
): Column[] {
  return names.map((name, index) => ({
    group: index === 0 ? group : '',
    name: name === 'average' ? 'avg' : name,
    cell: (level) => (of(level).count === 0 ? nothing : milliseconds(of(level)[name])),
  }));
}

/** Levels as a table for a terminal, one row each, and what went wrong under it. */
export function benchTable(levels: readonly LevelResult[]): string {
  const rows = levels.map((level) => columns.map((column) => column.cell(level)));
  const widths = columns.map(({ name }, index) => Math.max(name.length, ...rows.map((row) => row[index]?.length ?? 0)));
  const line = (cells: readonly string[]) => cells.map((cell, index) => cell.padStart(widths[index] ?? 0)).join('  ');
  const head = [groupLine(widths), line(columns.map(({ name }) => name))];
  return [...head, ...rows.map(line), ...levels.flatMap(failures)].map((each) => `${each.trimEnd()}\n`).join('');
}

/** The names of groups of columns, each above the first of them, at its left. */
function groupLine(widths: readonly number[]): string {
  let [text, at] = ['', 0];
  for (const [index, { group, name }] of columns.entries()) {
    const width = widths[index] ?? 0;
    if (group !== '') text = text.padEnd(at + width - name.length) + group;
    at += width + 2;
  }
  return text;
}

function failures({ load, errors }: LevelResult): string[] {
  const kinds = Object.entries(errors);
  if (kinds.length === 0) return [];
  const at = load.kind === 'users' ? counted(load.users, 'user') : `${plain(load.requestsPerSecond)} requests a second`;
  return [`errors at ${at}: ${kinds.map(([kind, count]) => `${count} × ${kind}`).join(', ')}`];
}

/** What a search for the capacity found, in a line. */
export function capacityLine({ users, share, tried }: Capacity): string {
  const failed = Math.min(...tried.filter((each) => each.gapFreeShare < share).map((each) => each.users));
  const limit = failed === Infinity ? 'the most that were tried' : `${failed} were too many`;
  const found = users === 0 ? 'Not even the fewest users' : `Capacity: ${counted(users, 'user')}`;
  return `${found} (at least ${percent(share)} of streams without a gap${tried.length === 0 ? '' : `; ${limit}`}).\n`;
}

function errorCell({ requests, errors }: LevelResult): string {
  const count = Object.values(errors).reduce((sum, each) => sum + each, 0);
  return count === 0 ? '0' : `${count} (${percent(count / requests)})`;
}

/** Under 10 s in milliseconds, else in seconds. */
function milliseconds(value: number): string {
  return value < 9999.5 ? `${value < 9.95 ? value.toFixed(1) : value.toFixed(0)} ms` : `${(value / 1000).toFixed(1)} s`;
}

/** Three digits, as far as they say something. */
function plain(value: number): string {
  if (value === 0) return '0';
  return value >= 99.95 ? value.toFixed(0) : String(Number(value.toPrecision(value < 0.001 ? 1 : 3)));
}

/** To a tenth, but never to all or to nothing for a share that is not. */
function percent(share: number): string {
  const tenths = share > 0 && share < 1 ? Math.min(999, Math.max(1, Math.round(share * 1000))) : share * 1000;
  return `${tenths / 10} %`;
}

function memory(bytes: number): string {
  return bytes < 2 ** 30 ? `${Math.round(bytes / 2 ** 20)} MiB` : `${(bytes / 2 ** 30).toFixed(1)} GiB`;
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

import { usersIn, type Plan } from './day.ts';
import type { Period } from './day-records.ts';
import { spokenNumber, spokenShare, staticReasons } from './reasons.ts';
import type { DayOutcome } from './simulation.ts';
import type { BenchResult } from '../result.ts';

/** The plan for a terminal of 80 columns. Ends with a line break. */
export function planReport(plan: Plan, result: BenchResult): string {
  const lines = [
    ...staticReasons(plan, result),
    '',
    ...simulation(plan),
    '',
    ...picture(plan),
    '',
    ...hourTable(plan),
    '',
    ...comparison(plan),
  ];
  return `${lines.join('\n')}\n`;
}

function simulation({ options, scaledDay }: Plan): string[] {
  const { scaling, dayName, startSeconds, seed } = options;
  const idle = scaling.idleSeconds === undefined ? '' : `, none after ${scaling.idleSeconds} s without requests`;
  return [
    `A day with an autoscaler (simulated; curve ${dayName}, seed ${seed}):`,
    `  ${scaling.min} to ${scaling.max} replicas at ${spokenShare(scaling.target)} use, a look every ${scaling.intervalSeconds} s, ${startSeconds} s to start one,`,
    `  fewer only after ${scaling.scaleDownSeconds} s${idle}`,
    ...(scaledDay.timeShare < 1
      ? [
          `  Too many requests to simulate them all: ${spokenShare(scaledDay.timeShare)} of the day's time was simulated. The curve and`,
          '  the autoscaler ran so much faster; requests kept their length, so bursts weigh more than in truth.',
        ]
      : []),
  ];
}

/** One line for the load and one for the replicas; a column is half an hour. */
function picture(plan: Plan): string[] {
  const { halfHours } = plan.scaledDay;
  const users = halfHours.map(({ requests }) => usersIn(plan, requests, 0.5));
  const replicas = halfHours.map(({ replicasMean }) => replicasMean);
  const name = plan.kind === 'users' ? 'users' : 'requests/s';
  return [
    `${name.padEnd(11)}${bars(users)}  up to ${spokenNumber(Math.max(...users))}`,
    `${'replicas'.padEnd(11)}${bars(replicas)}  up to ${Math.max(...halfHours.map(({ replicasMax }) => replicasMax))}`,
    `${''.padEnd(11)}${['0', '3', '6', '9', '12', '15', '18', '21'].map((hour) => hour.padEnd(6)).join('')}`.trimEnd(),
  ];
}

/** Eighths of a line's height; the largest is full, and what is above 0 is not empty. */
export function bars(values: readonly number[]): string {
  const most = values.reduce((largest, value) => Math.max(largest, value), 0);
  const blocks = ' ▁▂▃▄▅▆▇█';
  return values.map((value) => (most > 0 ? (blocks[Math.ceil((value / most) * 8 - 1e-9)] ?? '█') : ' ')).join('');
}

function hourTable(plan: Plan): string[] {
  const head = [
    'hour',
    plan.kind === 'users' ? 'users' : 'req/s',
    'replicas',
    'most',
    'ttfa p50',
    'ttfa p95',
    'errors',
  ];
  const rows = plan.scaledDay.hours.map((hour, index) => [
    `${String(index).padStart(2, '0')}:00`,
    spokenNumber(usersIn(plan, hour.requests, 1)),
    hour.replicasMean.toFixed(1),
    String(hour.replicasMax),
    ...times(hour),
    hour.requests > 0 ? spokenShare(hour.errors / hour.requests) : '–',
  ]);
  return [head, ...rows].map((row) => row.map((cell, column) => (column === 0 ? cell : cell.padStart(10))).join(''));
}

function times({ requests, errors, ttfaP50Ms, ttfaP95Ms }: Period): string[] {
  return [ttfaP50Ms, ttfaP95Ms].map((value) => (requests > errors ? `${Math.round(value)} ms` : '–'));
}

function comparison({ fixedDay, scaledDay, fixed, options }: Plan): string[] {
  const line = (name: string, { whole }: DayOutcome) =>
    `  ${name.padEnd(22)}p95 ${(times(whole)[1] ?? '').padStart(8)}   errors ${spokenShare(whole.requests > 0 ? whole.errors / whole.requests : 0).padStart(7)}   ${whole.replicaHours.toFixed(1).padStart(8)} replica-hours`;
  const saved = 1 - scaledDay.whole.replicaHours / fixedDay.whole.replicaHours;
  const { ttfaP95Ms, maxErrors } = options.target;
  const late = scaledDay.whole.ttfaP95Ms > ttfaP95Ms;
  const failing = scaledDay.whole.errors > maxErrors * scaledDay.whole.requests;
  return [
    'The day as a whole:',
    line(`autoscaled`, scaledDay),
    line(`always ${fixed.peak.replicas}`, fixedDay),
    saved >= 0
      ? `  The autoscaler saves ${spokenShare(saved)} of the replica-hours.`
      : `  The autoscaler takes ${spokenShare(-saved)} more replica-hours: its target (${options.scaling.target}) keeps more free than the headroom.`,
    ...(late || failing
      ? [
          `  With it the day misses the target (${late ? 'first audio' : ''}${late && failing ? ' and ' : ''}${failing ? 'errors' : ''}). A lower --target, more --min or a shorter start would help.`,
        ]
      : []),
  ];
}

import type { Plan } from './day.ts';
import { loadOf, type Behaviour } from './load-curve.ts';
import type { ReplicaCapacity, Spread } from './plan.ts';
import type { BenchResult } from '../result.ts';

/** Why it is so many replicas, in lines of plain words with the numbers that were taken. */
export function staticReasons(
  { kind, fixed, cycleSeconds }: Plan,
  { target: server, levels, date }: BenchResult,
): string[] {
  const { target, capacity, plannedLoad, quotient, peak, oneLess } = fixed;
  const unit = kind === 'users' ? 'users' : 'requests a second';
  const loads = levels.map(({ load }) => loadOf(load));
  const range = `${levels.length} level${levels.length === 1 ? '' : 's'}, ${spokenNumber(Math.min(...loads))} to ${spokenNumber(Math.max(...loads))} ${unit}`;
  const need = `${spokenNumber(target.users)} ÷ ${spokenNumber(plannedLoad)} = ${spokenNumber(quotient)}`;
  const raised = peak.replicas > Math.ceil(quotient - 1e-9) ? ' (the minimum)' : '';
  return [
    `${counted(peak.replicas)} for ${spokenNumber(target.users)} ${unit} at the peak.`,
    `  Wanted: first audio within ${target.ttfaP95Ms} ms for 95 of 100 requests, at most ${spokenShare(target.maxErrors)} errors.`,
    `  Measured: ${server.url}${server.model === undefined ? '' : `, model ${server.model}`}, ${date.slice(0, 10)}; ${range}.`,
    ...(kind === 'rate'
      ? ['  The levels are rates, so --users are requests a second.']
      : [`  A user asks every ${spokenNumber(cycleSeconds)} s there (by Little's law).`]),
    `  One replica holds ${spokenNumber(capacity.load)} ${unit}: ${limitOf(capacity, unit)}.`,
    ...gapNote(capacity.holds, unit),
    `  ${spokenShare(target.headroom)} stay free for bursts, which leaves ${spokenNumber(plannedLoad)} for each.`,
    `  ${need} → ${counted(peak.replicas)}${raised}, each with ${stateOf(peak, unit)}.`,
    oneLess === undefined
      ? '  If it fails, nobody is served until another has started.'
      : `  If one fails, the other${oneLess.replicas === 1 ? '' : ` ${oneLess.replicas}`} would have ${stateOf(oneLess, unit)}${verdict(oneLess, capacity)}.`,
    ...(peak.replicas > target.maxReplicas
      ? [`  That is more than --max ${target.maxReplicas} allows: the autoscaler below cannot hold the peak.`]
      : []),
  ];
}

/** Three digits. */
export function spokenNumber(value: number): string {
  return String(Number(value >= 1000 ? value.toFixed(0) : value.toPrecision(3)));
}

/** In per cent; small shares are not rounded to none. */
export function spokenShare(share: number): string {
  const value = share * 100;
  if (value > 0 && value < 0.01) return '<0.01 %';
  return `${Number(value.toFixed(value < 1 ? 2 : 1))} %`;
}

function counted(replicas: number): string {
  return `${replicas} replica${replicas === 1 ? '' : 's'}`;
}

function limitOf({ limit, holds, fails }: ReplicaCapacity, unit: string): string {
  if (fails === undefined)
    return `all levels meet the target, and more than ${spokenNumber(holds.load)} ${unit} was not measured (it may hold more)`;
  const values = (point: Behaviour) =>
    limit === 'ttfa' ? `p95 ${Math.round(point.ttfaP95Ms)} ms` : `${spokenShare(point.errorShare)} errors`;
  const what = limit === 'ttfa' ? 'first audio becomes too late' : 'errors become too many';
  return `${what} between ${spokenNumber(holds.load)} (${values(holds)}) and ${spokenNumber(fails.load)} (${values(fails)})`;
}

function gapNote({ gapFreeShare, load }: Behaviour, unit: string): string[] {
  if (gapFreeShare >= 0.95) return [];
  return [
    `  But only ${spokenShare(gapFreeShare)} of the streams were without a gap at ${spokenNumber(load)} ${unit}: plan with fewer (a lower --ttfa-p95).`,
  ];
}

function stateOf({ load, behaviour }: Spread, unit: string): string {
  const state = behaviour
    ? `first audio p95 ${Math.round(behaviour.ttfaP95Ms)} ms, ${spokenShare(behaviour.errorShare)} errors`
    : 'more than was measured';
  return `${spokenNumber(load)} ${unit} (${state})`;
}

function verdict({ load }: Spread, capacity: ReplicaCapacity): string {
  return load <= capacity.load ? ': the target still holds' : ': more than one holds within the target';
}

import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { StarlingError, messageOf } from '../errors.ts';
import { DayCurve, dayCurveNames } from '../load/plan/day-curve.ts';
import { numberIn, secondsIn, wholeNumberIn } from '../load/option-values.ts';
import { planOf, type PlanOptions } from '../load/plan/day.ts';
import { planPage } from '../load/plan/html.ts';
import { parseBench } from '../load/plan/input.ts';
import { planReport } from '../load/plan/report.ts';
import { checkWritable, writeWhole } from './report-file.ts';

/** The options of the command as they were typed. */
export interface PlanFlags {
  readonly users?: string;
  readonly ttfaP95: string;
  readonly maxErrors: string;
  readonly headroom: string;
  readonly min: string;
  readonly max: string;
  readonly curve: string;
  readonly startSeconds: string;
  readonly interval: string;
  readonly scaleDownSeconds: string;
  readonly target: string;
  readonly scaleToZero?: boolean;
  readonly idleSeconds: string;
  readonly seed: string;
  readonly json?: string;
  readonly html?: string;
}

/** The options of the command. A bad one ends the program with 2. */
export function planOptions(command: Command): Command {
  return command
    .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2))
    .argument('<file>', 'what starling bench --json wrote')
    .optionsGroup('What is wanted:')
    .option('--users <number>', 'users at once at the peak; requests a second where rates were measured (required)')
    .option('--ttfa-p95 <ms>', 'first audio within so many milliseconds for 95 of 100 requests', '500')
    .option('--max-errors <share>', 'share of requests that may fail', '0')
    .option('--headroom <share>', 'share of what a replica can hold that stays free for bursts', '0.2')
    .optionsGroup('The day:')
    .option('--curve <name>', `${dayCurveNames.join(', ')}, or a file with 24 or more numbers, one a line`, 'office')
    .option('--seed <number>', 'the same seed gives the same day', '1')
    .optionsGroup('The autoscaler:')
    .option('--min <number>', 'fewest replicas', '1')
    .option('--max <number>', 'most replicas', '100')
    .option('--target <share>', 'use of a replica that it aims at', '0.7')
    .option('--interval <seconds>', 'it looks so often', '15')
    .option('--start-seconds <seconds>', 'from its decision until a new replica answers', '30')
    .option(
      '--scale-down-seconds <seconds>',
      'it takes replicas away when none of its looks in so long wanted them',
      '300',
    )
    .option('--scale-to-zero', 'keep no replica while nobody asks')
    .option('--idle-seconds <seconds>', 'with --scale-to-zero: nobody asked for so long', '300')
    .optionsGroup('The results:')
    .option('--json <file>', 'write the plan as JSON')
    .option('--html <file>', 'write it as a page with charts');
}

/** Says how many replicas a load needs and why, and how a day with an autoscaler would go. Returns the exit code. */
export async function planCommand(file: string, flags: PlanFlags): Promise<number> {
  const options = optionsOf(flags);
  [flags.json, flags.html].forEach(checkWritable);
  const result = parseBench(textOf(file, 'The measurement'), file);
  const plan = planOf(result, options);
  process.stdout.write(planReport(plan, result));
  const { fixed, fixedDay, scaledDay, kind, cycleSeconds } = plan;
  if (flags.json !== undefined) {
    const { target, dayName, scaling, startSeconds, seed } = options;
    const data = {
      kind: 'starling-plan',
      version: 1,
      load: kind,
      options: { target, dayName, scaling, startSeconds, seed },
      cycleSeconds,
      fixed,
      fixedDay,
      scaledDay,
    };
    writeWhole(flags.json, `${JSON.stringify(data, null, 2)}\n`);
  }
  if (flags.html !== undefined) writeWhole(flags.html, planPage(plan, result));
  return 0;
}

/** Checks every option. Throws `invalid_settings`. */
function optionsOf(flags: PlanFlags): PlanOptions {
  if (flags.users === undefined) {
    throw new StarlingError(
      'invalid_settings',
      '--users is required: the number of users at once at the peak (requests a second where rates were measured), such as --users 200.',
    );
  }
  const share = (name: string, text: string, max: number) => numberIn(name, text, { min: 0, max });
  const minReplicas = wholeNumberIn('min', flags.min, { min: 1, max: 1000 });
  const maxReplicas = wholeNumberIn('max', flags.max, { min: minReplicas, max: 1000 });
  return {
    target: {
      users: numberIn('users', flags.users, { min: 0.001, max: 1e6 }),
      ttfaP95Ms: numberIn('ttfa-p95', flags.ttfaP95, { min: 1, max: 600_000 }),
      maxErrors: share('max-errors', flags.maxErrors, 0.99),
      headroom: share('headroom', flags.headroom, 0.95),
      minReplicas,
      maxReplicas,
    },
    day: curveOf(flags.curve),
    dayName: flags.curve,
    scaling: {
      min: minReplicas,
      max: maxReplicas,
      target: numberIn('target', flags.target, { min: 0.05, max: 1 }),
      intervalSeconds: secondsIn('interval', flags.interval, { min: 1, max: 3600 }),
      scaleDownSeconds: secondsIn('scale-down-seconds', flags.scaleDownSeconds, { min: 0, max: 86_400 }),
      ...(flags.scaleToZero === true && {
        idleSeconds: secondsIn('idle-seconds', flags.idleSeconds, { min: 1, max: 86_400 }),
      }),
    },
    startSeconds: secondsIn('start-seconds', flags.startSeconds, { min: 0, max: 3600 }),
    seed: wholeNumberIn('seed', flags.seed, { min: 0, max: 2 ** 32 - 1 }),
  };
}

function curveOf(name: string): DayCurve {
  const known = dayCurveNames.find((each) => each === name);
  if (known !== undefined) return DayCurve.named(known);
  return DayCurve.parse(textOf(name, `--curve (${dayCurveNames.join(', ')} or a file)`), name);
}

function textOf(file: string, what: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new StarlingError('invalid_settings', `${what} cannot be read: ${messageOf(error)}.`);
  }
}

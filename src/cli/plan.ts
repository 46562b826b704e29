import { readFileSync } from 'node:fs';
import { StarlingError, messageOf } from '../errors.ts';
import { DayCurve, dayCurveNames } from '../load/plan/day-curve.ts';
import { numberIn, secondsIn, wholeNumberIn } from '../load/option-values.ts';
import { planOf, type PlanOptions } from '../load/plan/day.ts';
import { planPage } from '../load/plan/html.ts';
import { parseBench } from '../load/plan/input.ts';
import { planReport } from '../load/plan/report.ts';
import type { PlanFlags } from './plan-options.ts';
import { checkWritable, writeWhole } from './report-file.ts';

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

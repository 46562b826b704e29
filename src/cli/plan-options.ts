import type { Command } from 'commander';
import { dayCurveNames } from '../load/plan/day-curve.ts';

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

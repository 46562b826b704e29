import { StarlingError } from '../errors.ts';
import type { MemoryBudget } from '../ops/memory-budget.ts';
import type { Settings } from '../settings.ts';

/**
 * Throws `invalid_settings` where these settings do not fit the memory limit of the control group: better a sentence now
 * than a kill under load. What a machine without a limit has is not checked; it may have swap.
 */
export function checkMemory(settings: Settings, budget: MemoryBudget): void {
  const remedy = memoryRemedy(settings, budget);
  if (remedy !== undefined) throw new StarlingError('invalid_settings', `${memoryFault(budget)} ${remedy}`);
}

/** What is too little. */
export function memoryFault({ limit, parts, leastMb }: MemoryBudget): string {
  const needs = parts.slice(0, -2).map(({ name, mb }) => `${name} ${mb}`);
  return `The memory limit is ${mebibytes(limit.bytes)} MiB (${limit.file ?? 'this machine'}); with these settings Starling needs at least ${leastMb} MiB: ${needs.join(', ')}, the rest for audio and models.`;
}

/** What to do when the settings do not fit; undefined when they do. */
export function memoryRemedy(settings: Settings, { limit, fits, leastMb }: MemoryBudget): string | undefined {
  if (fits || limit.file === undefined) return undefined;
  // To the next figure that people type, and that leaves a little to the system's own buffers.
  const advised = Math.ceil(leastMb / 128) * 128;
  const lower = [
    ...(settings.engineProcesses > 1 ? ['engineProcesses (--engine-processes 1)'] : []),
    ...(settings.modelMemoryMb === undefined ? [] : ['modelMemoryMb (--model-memory-mb)']),
    ...(settings.audioMemoryMb === undefined ? [] : ['audioMemoryMb (--audio-memory-mb)']),
  ];
  const or = lower.length > 0 ? `, or lower ${lower.join(' or ')}` : '';
  return `Raise the limit to ${advised} MiB or more (docker run --memory ${advised}m; in compose and Kubernetes limits: memory)${or}.`;
}

/** As exactly as needed: a limit is not always a whole number of MiB. */
export function mebibytes(bytes: number): string {
  return String(Math.round((bytes / 2 ** 20) * 10) / 10);
}

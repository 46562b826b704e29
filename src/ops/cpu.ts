import os from 'node:os';
import { cpuCgroup } from './cgroup.ts';

/**
 * How many threads can compute at once: the cores that this process may run on, or as many as the time that its control
 * group may use. `os.availableParallelism()` alone ignores the latter: a container with one core of 16 would start 16
 * threads, and stand still for the better part of each period. A part of a core counts as one.
 */
export function usableCores(limit: number | undefined = cpuLimit()): number {
  const cores = os.availableParallelism();
  return limit === undefined ? cores : Math.max(1, Math.min(cores, Math.ceil(limit)));
}

/** Cores' worth of time that the control group allows, such as 1.5; undefined without a limit. */
export function cpuLimit(): number | undefined {
  return cpuCgroup()?.value;
}

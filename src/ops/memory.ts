import { readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { memoryCgroup, type CgroupLimit } from './cgroup.ts';

/** Bytes that all processes of this program together may use, and which file says so; without one it is what the machine has. */
export interface MemoryLimit {
  readonly bytes: number;
  readonly file: string | undefined;
}

export function memoryLimit(cgroup: CgroupLimit | undefined = memoryCgroup()): MemoryLimit {
  const machine = os.totalmem();
  return cgroup && cgroup.value < machine
    ? { bytes: cgroup.value, file: cgroup.file }
    : { bytes: machine, file: undefined };
}

/**
 * Bytes of the limit that nobody uses, other programs in the same container included. What the system only keeps of files for
 * later counts as free.
 */
export function freeMemory({ bytes, file }: MemoryLimit): number {
  if (file === undefined) return os.freemem();
  const folder = path.dirname(file);
  const [version2, version1] = ['memory.current', 'memory.usage_in_bytes'].map((name) =>
    number(path.join(folder, name)),
  );
  const cached = number(path.join(folder, 'memory.stat'), /^(?:total_)?inactive_file (\d+)$/m) ?? 0;
  return Math.max(0, bytes - (version2 ?? version1 ?? 0) + cached);
}

function number(file: string, pattern = /^(\d+)$/m): number | undefined {
  try {
    const [, digits] = pattern.exec(readFileSync(file, 'utf8')) ?? [];
    return digits === undefined ? undefined : Number(digits);
  } catch {
    // The other version of cgroups has it.
    return undefined;
  }
}

import { readFileSync } from 'node:fs';
import os from 'node:os';

/** Bytes of memory that this process may use: the limit of its control group (v2 or v1), else what the machine has. */
export function memoryLimit(): number {
  for (const file of ['/sys/fs/cgroup/memory.max', '/sys/fs/cgroup/memory/memory.limit_in_bytes']) {
    try {
      const limit = Number(readFileSync(file, 'utf8'));
      if (limit < os.totalmem()) return limit;
    } catch {
      // This version of cgroups is not mounted here; the next one may be.
    }
  }
  return os.totalmem();
}

/** Bytes that loaded models may take: what the setting says (in MiB), else half of {@link memoryLimit}. */
export function modelMemory(settingMb: number | undefined): number {
  return settingMb === undefined ? memoryLimit() / 2 : settingMb * 2 ** 20;
}

/** Bytes that audio on its way to clients may take: what the setting says (in MiB), else an eighth of {@link memoryLimit}. */
export function audioMemory(settingMb: number | undefined): number {
  return settingMb === undefined ? memoryLimit() / 8 : settingMb * 2 ** 20;
}

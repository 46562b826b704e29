import { getHeapStatistics } from 'node:v8';
import type { MemoryLimit } from './memory.ts';

/**
 * How far V8's heap may grow, in MiB, in the server and in an engine process. Without a flag Node 22 allows each process
 * half of the control group's limit and never less than 256 MiB, and a heap grows into what it is allowed before it is
 * cleaned. Live under load are 60 to 80 MiB in the server, and at most 25 in an engine for the built-in voices, whose
 * memory is outside of the heap.
 */
export function heapMb({ bytes }: MemoryLimit, process: 'server' | 'engine'): number {
  const limitMb = bytes / 2 ** 20;
  return Math.floor(process === 'server' ? clamp(limitMb / 4, 128, 4096) : clamp(limitMb / 8, 96, 4096));
}

/** The flags of Node for a process that must stay within a limit; none where the machine is the limit. */
export function heapFlags(limit: MemoryLimit, process: 'server' | 'engine'): string[] {
  return limit.file === undefined ? [] : [`--max-old-space-size=${heapMb(limit, process)}`];
}

// Newer than the types here, and than the oldest Node that Starling runs on.
const { execve } = process as { execve?: (file: string, args: readonly string[]) => never };

/** Whether {@link boundHeap} can do anything. */
export const canBoundHeap = execve !== undefined;

/**
 * Begins this program again, as the same process, with a heap that fits the limit; returns where that is not needed
 * or, before Node 22.15, not possible. The heap of a running process cannot be bounded any more (`v8.setFlagsFromString`
 * changes nothing then). What somebody has set by a flag or NODE_OPTIONS stays.
 */
export function boundHeap(limit: MemoryLimit): void {
  const flags = heapFlags(limit, 'server');
  if (flags.length === 0 || heapIsSet() || getHeapStatistics().heap_size_limit <= heapMb(limit, 'server') * 2 ** 20)
    return;
  execve?.(process.execPath, [process.execPath, ...flags, ...process.execArgv, ...process.argv.slice(1)]);
}

function heapIsSet(): boolean {
  return [...process.execArgv, process.env['NODE_OPTIONS'] ?? ''].some((text) => /--max[-_]old[-_]space/.test(text));
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}

import { readFileSync, readdirSync } from 'node:fs';

/** What a process and all its descendants use at a moment. */
export interface Usage {
  /** Resident memory. Pages that processes share, such as those of a file that each maps, count once for each. */
  readonly memoryBytes: number;
  /** Since the processes began, those that ended and were waited for included. */
  readonly cpuSeconds: number;
}

/** Linux counts the time of processes in hundredths of a second for everybody (USER_HZ), whatever its timer does. */
const ticksPerSecond = 100;

interface ProcessState {
  readonly parent: number;
  readonly cpuSeconds: number;
}

/** From Linux' /proc; undefined when there is no such process, or no /proc. */
export function usageOfTree(pid: number, proc = '/proc'): Usage | undefined {
  const states = statesOf(proc);
  if (!states.has(pid)) return undefined;
  const children = new Map<number, number[]>();
  for (const [id, { parent }] of states) children.set(parent, [...(children.get(parent) ?? []), id]);
  let [memoryBytes, cpuSeconds] = [0, 0];
  for (const waiting = [pid]; waiting.length > 0;) {
    const id = waiting.pop() as number;
    waiting.push(...(children.get(id) ?? []));
    memoryBytes += residentBytesOf(id, proc);
    cpuSeconds += states.get(id)?.cpuSeconds ?? 0;
  }
  return { memoryBytes, cpuSeconds };
}

function statesOf(proc: string): ReadonlyMap<number, ProcessState> {
  const states = new Map<number, ProcessState>();
  for (const entry of read(() => readdirSync(proc)) ?? []) {
    if (!/^\d+$/.test(entry)) continue;
    const stat = read(() => readFileSync(`${proc}/${entry}/stat`, 'utf8'));
    // "pid (name) state parent …" (proc(5)); the name may hold anything but ends at the last bracket.
    const fields = stat
      ?.slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number);
    // utime, stime, and those of children that were waited for: fields 14 to 17 of proc(5), of which three are cut off here.
    if (fields)
      states.set(Number(entry), { parent: fields[1] ?? 0, cpuSeconds: sum(fields.slice(11, 15)) / ticksPerSecond });
  }
  return states;
}

function residentBytesOf(pid: number, proc: string): number {
  const status = read(() => readFileSync(`${proc}/${pid}/status`, 'utf8'));
  return Number(/^VmRSS:\s*(\d+) kB$/m.exec(status ?? '')?.[1] ?? 0) * 1024;
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

/** A process may end between two looks at it. */
function read<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch {
    return undefined;
  }
}

import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { canBoundHeap, heapFlags } from './heap.ts';

const limitOf = (megabytes: number) => ({ bytes: megabytes * 2 ** 20, file: '/sys/fs/cgroup/memory.max' });

describe('the heap', () => {
  it.each([
    [512, 128, 96],
    [4096, 1024, 512],
    [1_000_000, 4096, 4096],
  ])('in a limit of %d MiB is bounded to %d in the server and %d in an engine', (megabytes, server, engine) => {
    const limit = limitOf(megabytes);
    expect(heapFlags(limit, 'server')).toEqual([`--max-old-space-size=${server}`]);
    expect(heapFlags(limit, 'engine')).toEqual([`--max-old-space-size=${engine}`]);
  });

  it('is left as it is where the machine is the limit', () => {
    expect(heapFlags({ bytes: 2 ** 30, file: undefined }, 'server')).toEqual([]);
  });

  it('of a program that runs is bounded by beginning it again, once, as the same process, where Node can', () => {
    const program = `
      import { getHeapStatistics } from 'node:v8';
      import { boundHeap } from ${JSON.stringify(new URL('heap.ts', import.meta.url).href)};
      console.log(process.pid);
      boundHeap(${JSON.stringify(limitOf(512))});
      console.log(Math.floor(getHeapStatistics().heap_size_limit / 2 ** 20) < 256);`;
    const file = `data:text/javascript,${encodeURIComponent(program)}`;
    const script = `await import(${JSON.stringify(file)})`;
    const args = ['--import', 'tsx', '--input-type=module', '--eval', script];
    const printed = execFileSync(process.execPath, args, { encoding: 'utf8' }).trim().split('\n');
    const [pid = ''] = printed;
    expect(printed).toEqual(canBoundHeap ? [pid, pid, 'true'] : [pid, 'false']);
  });
});

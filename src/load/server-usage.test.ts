import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { metricSum } from './prometheus.ts';
import { usageOfTree } from './process-tree.ts';
import { UsageWatch, usageIn } from './server-usage.ts';
import { SpeechServer, whole } from './speech-server.fixture.ts';

const metrics = (
  resident: number,
  cpuSeconds: number,
) => `# HELP process_resident_memory_bytes Resident memory size in bytes.
# TYPE process_resident_memory_bytes gauge
process_resident_memory_bytes ${resident}
process_cpu_seconds_total ${cpuSeconds}
starling_engine_resident_bytes{engine="piper",process="0"} 1000
starling_engine_resident_bytes{engine="a } b",process="1"} 2.5e3 1700000000000
starling_engine_resident_bytes_other 7
`;

describe('a metric in the text of Prometheus', () => {
  it('is summed over its labels', () => {
    expect(metricSum(metrics(5, 1), 'starling_engine_resident_bytes')).toBe(3500);
    expect(metricSum(metrics(5, 1), 'process_resident_memory_bytes')).toBe(5);
  });

  it('is undefined when it is not there, or no number', () => {
    expect(metricSum(metrics(5, 1), 'nothing')).toBeUndefined();
    expect(metricSum('x NaN\n', 'x')).toBeUndefined();
    expect(metricSum('<html>', 'x')).toBeUndefined();
  });

  it('gives the memory of the server and its engines', () => {
    expect(usageIn(metrics(5, 1.5))).toEqual({ memoryBytes: 3505, cpuSeconds: 1.5 });
    expect(usageIn('process_resident_memory_bytes 5\n')).toBeUndefined();
  });
});

describe('the watch on a server', () => {
  it('tells the peak of the memory and the cores in use, and shows the key', async () => {
    const keys = new Set<unknown>();
    let looks = 0;
    await using server = await SpeechServer.answering(whole(1), (response, { headers, url }) => {
      keys.add(`${url} ${headers.authorization}`);
      response.end(metrics(looks++ === 0 ? 9_000 : 2_000, looks * 10));
    });
    const watch = new UsageWatch({ url: server.url, key: 'secret' });
    await expect.poll(() => looks).toBeGreaterThan(0);
    const usage = await watch.end();
    expect(usage?.peakMemoryBytes).toBe(12_500);
    expect(usage?.cpuCores).toBeGreaterThan(0);
    expect([...keys]).toEqual(['/metrics Bearer secret']);
  });

  it.each([
    ['has no metrics', 404, 'no'],
    ['has other metrics', 200, 'up 1\n'],
    ['wants another key', 401, ''],
  ])('tells nothing of a server that %s, and asks only once', async (_, status, body) => {
    let looks = 0;
    await using server = await SpeechServer.answering(whole(1), (response) => {
      looks++;
      response.writeHead(status).end(body);
    });
    const watch = new UsageWatch({ url: server.url });
    expect(await watch.end()).toBeUndefined();
    expect(looks).toBe(1);
  });

  it('tells nothing of a server whose metrics never end', async () => {
    await using server = await SpeechServer.answering(whole(1), (response) => response.writeHead(200).write('up 1\n'));
    expect(await new UsageWatch({ url: server.url }).end()).toBeUndefined();
  });

  it('takes the processes where their id is known, not the metrics', async () => {
    const watch = new UsageWatch({ url: 'http://127.0.0.1:1', pid: process.pid });
    const usage = await watch.end();
    if (process.platform === 'linux') expect(usage?.peakMemoryBytes).toBeGreaterThan(10_000_000);
    else expect(usage).toBeUndefined();
  });
});

describe('a tree of processes', () => {
  it('is the process and all its descendants, whatever their names', () => {
    const proc = mkdtempSync(path.join(os.tmpdir(), 'starling-proc-'));
    const put = (pid: number, parent: number, name: string, ticks: readonly number[], kilobytes: number) => {
      mkdirSync(path.join(proc, String(pid)));
      const fields = ['S', parent, ...Array<number>(9).fill(0), ...ticks, 20, 0];
      writeFileSync(path.join(proc, String(pid), 'stat'), `${pid} (${name}) ${fields.join(' ')}\n`);
      writeFileSync(path.join(proc, String(pid), 'status'), `Name:\t${name}\nVmRSS:\t   ${kilobytes} kB\n`);
    };
    put(1, 0, 'init', [900, 0, 0, 0], 900);
    put(10, 1, 'node', [100, 50, 30, 20], 100);
    put(11, 10, 'a) S 1 (b', [25, 0, 0, 0], 20);
    put(12, 11, 'leaf', [0, 75, 0, 0], 3);
    put(20, 1, 'other', [900, 0, 0, 0], 900);
    mkdirSync(path.join(proc, 'sys'));
    // One that has just gone leaves a folder that cannot be read.
    mkdirSync(path.join(proc, '13'));
    try {
      expect(usageOfTree(10, proc)).toEqual({ memoryBytes: 123 * 1024, cpuSeconds: 3 });
      expect(usageOfTree(99, proc)).toBeUndefined();
      expect(usageOfTree(1, path.join(proc, 'nowhere'))).toBeUndefined();
    } finally {
      rmSync(proc, { recursive: true, force: true });
    }
  });
});

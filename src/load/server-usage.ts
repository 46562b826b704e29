import { setTimeout as sleep } from 'node:timers/promises';
import { metricSum } from './prometheus.ts';
import { usageOfTree, type Usage } from './process-tree.ts';
import type { LevelResult } from './result.ts';

export interface UsageSource {
  /** Of the server, without `/v1`. */
  readonly url: string;
  readonly key?: string | undefined;
  /** Of the server's first process, when it runs on this machine. */
  readonly pid?: number | undefined;
}

const everyMs = 500;
const longestWaitMs = 2000;

/**
 * Looks twice a second at the memory and the CPU time of a server: those of its processes where their id is known, else what
 * its `/metrics` says. A server that tells neither is no failure. Starling's own metrics tell the memory of its engine processes but the CPU time of the gateway only.
 */
export class UsageWatch {
  readonly #source: UsageSource;
  readonly #stop = new AbortController();
  readonly #watching: Promise<void>;
  #first: { readonly at: number; readonly cpuSeconds: number } | undefined;
  #last: { readonly at: number; readonly cpuSeconds: number } | undefined;
  #peakMemoryBytes = 0;

  /** Begins to watch. */
  constructor(source: UsageSource) {
    this.#source = source;
    this.#watching = this.#watch();
  }

  /** Looks a last time and tells; undefined where the server does not. */
  async end(): Promise<LevelResult['server']> {
    this.#stop.abort();
    await this.#watching;
    if (this.#first) await this.#look();
    if (!this.#first || !this.#last) return undefined;
    const seconds = this.#last.at - this.#first.at;
    const cpuCores = seconds > 0 ? Math.max(0, this.#last.cpuSeconds - this.#first.cpuSeconds) / seconds : 0;
    return { peakMemoryBytes: this.#peakMemoryBytes, cpuCores };
  }

  async #watch(): Promise<void> {
    const { signal } = this.#stop;
    // Where the first look tells nothing, no more are taken.
    if (!(await this.#look())) return;
    while (await sleep(everyMs, true, { signal }).catch(() => false)) await this.#look();
  }

  async #look(): Promise<boolean> {
    const usage = await this.#usage();
    if (!usage) return false;
    const sample = { at: performance.now() / 1000, cpuSeconds: usage.cpuSeconds };
    this.#first ??= sample;
    this.#last = sample;
    this.#peakMemoryBytes = Math.max(this.#peakMemoryBytes, usage.memoryBytes);
    return true;
  }

  async #usage(): Promise<Usage | undefined> {
    const { url, key, pid } = this.#source;
    if (pid !== undefined) return usageOfTree(pid);
    const controller = new AbortController();
    const metrics = metricsOf(url, key, controller.signal).catch(() => undefined);
    // A race, since an aborted `fetch` does not in every version end the reading of a body.
    const text = await Promise.race([metrics, sleep(longestWaitMs, undefined, { signal: controller.signal })]).catch(
      () => undefined,
    );
    controller.abort();
    return text === undefined ? undefined : usageIn(text);
  }
}

async function metricsOf(url: string, key: string | undefined, signal: AbortSignal): Promise<string | undefined> {
  const headers: Record<string, string> = key === undefined ? {} : { authorization: `Bearer ${key}` };
  const response = await fetch(`${url}/metrics`, { headers, redirect: 'error', signal });
  return response.ok ? response.text() : undefined;
}

/** What Prometheus' standard metrics of a process, and Starling's of its engines, say. */
export function usageIn(metrics: string): Usage | undefined {
  const memory = metricSum(metrics, 'process_resident_memory_bytes');
  const cpuSeconds = metricSum(metrics, 'process_cpu_seconds_total');
  if (memory === undefined || cpuSeconds === undefined) return undefined;
  return { memoryBytes: memory + (metricSum(metrics, 'starling_engine_resident_bytes') ?? 0), cpuSeconds };
}

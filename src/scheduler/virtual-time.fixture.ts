import { vi } from 'vitest';
import { engineOptions } from '../engines/speaking.fixture.ts';
import { createLog } from '../ops/log.ts';
import { createMetrics } from '../ops/metrics.ts';
import { Scheduler, type SchedulerOptions } from './loop.ts';
import { targetTtfaMs, VirtualListener, type Wish } from './virtual-listener.fixture.ts';
import { VirtualPool, type VirtualEngine } from './virtual-pool.fixture.ts';

const log = createLog('silent');
const metrics = createMetrics();

/** A scheduler with one virtual engine, and those who listen. */
export interface World {
  readonly scheduler: Scheduler;
  readonly pool: VirtualPool;
  readonly listeners: readonly VirtualListener[];
  /** Lets time pass until all listeners are done, or for so many seconds; throws when they are not done within `atMostSeconds`. */
  run(until?: { readonly seconds?: number; readonly atMostSeconds?: number }): Promise<void>;
  /** What is left when all listeners are done, and the engine has come to its next step border. */
  left(): Promise<{ slots: number; segments: number; workSeconds: number; timers: number }>;
}

export type WorldOptions = Partial<VirtualEngine> &
  Partial<
    Pick<
      SchedulerOptions,
      'schedule' | 'keyWeights' | 'maxAheadSeconds' | 'maxUtterances' | 'maxQueueSeconds' | 'gatewaySeconds'
    >
  > & {
    /** Called when a segment of a listener is given to the engine. */
    readonly onStart?: (chosen: VirtualListener, all: readonly VirtualListener[]) => void;
  };

/** Needs faked timers and a faked `performance`; ends when its listeners do. */
export async function virtualWorld(options: WorldOptions, wishes: readonly Wish[]): Promise<World> {
  const { slots = 1, parallel = 1, speed = 10, frameSeconds = 0.5, onStart = () => undefined, ...scheduling } = options;
  let opened: VirtualPool | undefined;
  const beforeReading: (() => void)[] = [];
  const scheduler = new Scheduler({
    engines: [{ id: 'virtual', processes: 1 }],
    engineOptions,
    maxQueueSeconds: 1e6,
    maxUtterances: 1000,
    maxAudioBytes: 2 ** 40,
    targetTtfaMs,
    maxAheadSeconds: 30,
    schedule: 'deadline',
    gatewaySeconds: () => 0,
    keyWeights: {},
    engineStartSeconds: 1,
    segmentTimeoutSeconds: 1,
    log,
    metrics: { ...metrics, beforeReading },
    openPool: (...of) => (opened = new VirtualPool(...of, { slots, parallel, speed, frameSeconds })),
    ...scheduling,
  });
  await scheduler.start();
  const pool = opened as VirtualPool;
  const listeners = wishes.map((wish, number) => new VirtualListener(scheduler, wish, number));
  pool.onSpeak = ({ seed }) => {
    const listener = listeners[seed] as VirtualListener;
    listener.started++;
    onStart(listener, listeners);
  };
  pool.onFrame = ({ seed }, seconds) => listeners[seed]?.made(seconds);
  return {
    scheduler,
    pool,
    listeners,
    run: async ({ seconds = Infinity, atMostSeconds = Infinity } = {}) => {
      const begin = performance.now();
      await promisesSettled();
      while (performance.now() - begin < seconds * 1000 && listeners.some(({ outcome }) => outcome === undefined)) {
        if (vi.getTimerCount() === 0) throw new Error(`Nothing will happen any more: ${stateOf(listeners)}`);
        if (performance.now() - begin > atMostSeconds * 1000)
          throw new Error(`Not done after ${atMostSeconds} s: ${stateOf(listeners)}`);
        vi.advanceTimersToNextTimer();
        await promisesSettled();
      }
      await promisesSettled();
    },
    left: async () => {
      for (let borders = 0; borders < slots + 1 && vi.getTimerCount() > 0; borders++) {
        vi.advanceTimersByTime(1000);
        await promisesSettled();
      }
      beforeReading.forEach((observe) => observe());
      return {
        slots: slots - pool.freeSlots,
        segments: await valueOf(metrics.queueSegments),
        workSeconds: await valueOf(metrics.queueWork),
        timers: vi.getTimerCount(),
      };
    },
  };
}

async function valueOf(gauge: { get(): Promise<{ values: { value: number }[] }> }): Promise<number> {
  return (await gauge.get()).values[0]?.value ?? 0;
}

/** All that promises bring about happens before the next turn of the real event loop, which is not faked. */
function promisesSettled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function stateOf(listeners: readonly VirtualListener[]): string {
  return listeners
    .filter(({ outcome }) => outcome === undefined)
    .map(({ number, asked, madeSeconds }) => `${number}: asked ${asked}, made ${madeSeconds} s`)
    .join('; ');
}

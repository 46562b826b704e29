import { engineOptions, startedSegment } from '../engines/speaking.fixture.ts';
import { EventEmitter, once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { EngineFolder, engineHost } from '../../test/fixtures/engine-folder.ts';
import { createLog } from '../ops/log.ts';
import { EnginePool, type EngineState } from './engine-pool.ts';

const segment = (text: string) => startedSegment({ text });

class Watched extends EnginePool implements AsyncDisposable {
  readonly #told: EventEmitter;

  constructor(engine: string, processes = 1) {
    const told = new EventEmitter();
    const host = engineHost(engine === 'flite' ? 'fake' : 'broken');
    const log = createLog('silent');
    super(
      { engine, engineOptions, processes, host, startMs: 600_000, silenceMs: 600_000, log },
      {
        changed: () => told.emit('changed'),
        died: (inFlight) => told.emit('died', inFlight),
        frame: () => undefined,
        finished: (...what) => told.emit('finished', ...what),
        failed: () => undefined,
        measured: () => undefined,
      },
    );
    this.#told = told;
  }

  get state(): EngineState {
    return this.status.state;
  }

  async next(event: 'changed' | 'died' | 'finished'): Promise<unknown[]> {
    return (await once(this.#told, event)) as unknown[];
  }

  async become(state: EngineState): Promise<void> {
    while (this.state !== state) await this.next('changed');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}

let folder: EngineFolder;
beforeEach(() => {
  folder = new EngineFolder();
});
afterEach(() => {
  vi.useRealTimers();
  folder[Symbol.dispose]();
});

describe('a pool of engine processes', () => {
  it('refuses with `starting` until it is ready', async () => {
    await using pool = new Watched('flite');
    pool.start();
    expect(pool.refusal()).toMatchObject({ code: 'starting', retryAfterSeconds: 1 });
    expect(pool.info).toBeUndefined();
    await pool.become('ready');
    expect(pool.refusal()).toBeUndefined();
    expect(pool.info?.voices).toHaveLength(3);
  });

  it('gives the process with a free slot, and none when all are busy', async () => {
    await using pool = new Watched('flite', 2);
    pool.start();
    while (pool.freeSlots < 2) await pool.next('changed');
    expect(new Set(pool.status.pids).size).toBe(2);
    const first = pool.free();
    first?.speak(1, segment('Four'));
    const second = pool.free();
    expect(second).not.toBe(first);
    second?.speak(2, segment('Hang'));
    expect([pool.free(), pool.freeSlots, pool.busySlots]).toEqual([undefined, 0, 2]);
    const [sequence, , resident] = await pool.next('finished');
    expect(sequence).toBe(1);
    expect((resident as { bytes: number }).bytes).toBeGreaterThan(1e6);
    expect(pool.free()).toBe(first);
  });

  it('stays ready while one of its processes lives', async () => {
    await using pool = new Watched('flite', 2);
    pool.start();
    while (pool.freeSlots < 2) await pool.next('changed');
    process.kill(pool.status.pids[0]!, 'SIGKILL');
    expect(await pool.next('died')).toEqual([[]]);
    expect([pool.state, pool.freeSlots, pool.status.pids.length]).toEqual(['ready', 1, 1]);
  });

  it('still admits while its only process starts again after a death', async () => {
    await using pool = new Watched('flite');
    pool.start();
    await pool.become('ready');
    process.kill(pool.status.pids[0]!, 'SIGKILL');
    await pool.become('restarting');
    expect(pool.refusal()).toBeUndefined();
    expect(pool.info?.id).toBe('flite');
    await pool.become('ready');
    expect(pool.freeSlots).toBe(1);
  });

  it('does not count as failed when texts kill it again and again', async () => {
    await using pool = new Watched('flite');
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    pool.start();
    for (let deaths = 0; deaths < 4; deaths++) {
      await pool.become('ready');
      process.kill(pool.status.pids[0]!, 'SIGKILL');
      await pool.next('died');
      expect(pool.state).toBe('restarting');
      vi.advanceTimersByTime(30_000);
    }
  });
});

describe('a pool whose engine does not start', () => {
  it('fails after four tries, says why, and is ready once a later try succeeds', async () => {
    await using pool = new Watched('unloadable');
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    pool.start();
    for (let tries = 1; tries < 4; tries++) {
      await pool.next('died');
      expect(pool.state).toBe('starting');
      vi.advanceTimersByTime(30_000);
    }
    await pool.become('failed');
    const refusal = pool.refusal();
    expect(refusal).toMatchObject({ code: 'engine_unavailable', retryAfterSeconds: 30 });
    expect(refusal?.message).toContain('The strings are torn.');
    folder.write('fixed');
    vi.advanceTimersByTime(30_000);
    await pool.become('ready');
    expect(pool.refusal()).toBeUndefined();
  });

  it('is unavailable, with what to do about it, when the machine lacks something', async () => {
    await using pool = new Watched('unavailable', 2);
    pool.start();
    await pool.become('unavailable');
    expect(pool.refusal()?.message).toBe('The engine unavailable is not running: It needs a harp. Buy a harp.');
    expect(pool.freeSlots).toBe(0);
  });
});

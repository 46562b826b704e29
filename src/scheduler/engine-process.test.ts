import { engineOptions, startedSegment } from '../engines/speaking.fixture.ts';
import { once, EventEmitter } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { EngineFolder, engineHost, isAlive } from '../../test/fixtures/engine-folder.ts';
import { EngineProcess, type EngineExit, type EngineProcessOptions } from './engine-process.ts';

const segment = (text: string) => startedSegment({ text });

/** An engine process under test with everything that it tells. */
class Watched extends EngineProcess implements AsyncDisposable {
  readonly told = new EventEmitter();
  readonly frames: number[] = [];

  constructor(engine: string, options: Partial<EngineProcessOptions> = {}) {
    const host = engineHost(engine === 'flite' ? 'fake' : 'broken');
    super(
      { engine, engineOptions, host, startMs: 600_000, silenceMs: 600_000, ...options },
      {
        ready: (info) => this.told.emit('ready', info),
        unavailable: (...why) => this.told.emit('unavailable', ...why),
        died: (...how) => this.told.emit('died', ...how),
        frame: (sequence, samples) => this.frames.push(sequence, samples.length),
        finished: (...what) => this.told.emit('finished', ...what),
        failed: (...what) => this.told.emit('failed', ...what),
        measured: (measurement) => this.told.emit('measured', measurement),
        note: (...what) => this.told.emit('note', ...what),
      },
    );
  }

  async next(event: 'ready' | 'unavailable' | 'died' | 'finished' | 'failed'): Promise<unknown[]> {
    return (await once(this.told, event)) as unknown[];
  }

  async died(): Promise<{ exit: EngineExit; inFlight: number[] }> {
    const [exit, inFlight] = await this.next('died');
    return { exit: exit as EngineExit, inFlight: inFlight as number[] };
  }

  async started(): Promise<this> {
    this.start();
    await this.next('ready');
    return this;
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

describe('an engine process', () => {
  it('has no slot before it is ready, and one less for each segment in it', async () => {
    await using engine = new Watched('flite');
    expect(engine.freeSlots).toBe(0);
    await engine.started();
    expect([engine.freeSlots, engine.busySlots]).toEqual([1, 0]);
    engine.speak(7, segment('Four'));
    expect([engine.freeSlots, engine.busySlots]).toEqual([0, 1]);
    const [sequence] = await engine.next('finished');
    expect(sequence).toBe(7);
    expect(engine.frames).toEqual([7, 1600, 7, 1600]);
    expect([engine.freeSlots, engine.busySlots]).toEqual([1, 0]);
  });

  it('says that it could not speak a segment, and speaks the next', async () => {
    await using engine = await new Watched('flite').started();
    engine.speak(1, segment('Refuse this'));
    expect(await engine.next('failed')).toEqual([1, 'this text is refused']);
    engine.speak(2, segment('Four'));
    expect((await engine.next('finished'))[0]).toBe(2);
  });

  it('frees the slot of a cancelled segment before its end', async () => {
    await using engine = await new Watched('flite').started();
    engine.speak(1, segment('Hang on'));
    engine.cancel(1);
    engine.cancel(99);
    await engine.next('finished');
    expect(engine.freeSlots).toBe(1);
  });

  it('tells what was in flight when it dies, and starts again by itself', async () => {
    await using engine = await new Watched('flite').started();
    const { pid } = engine;
    engine.speak(1, segment('Diealways'));
    expect(await engine.died()).toEqual({
      exit: { code: null, signal: 'SIGKILL', reason: '', failedStarts: 0 },
      inFlight: [1],
    });
    expect([engine.pid, engine.freeSlots, engine.busySlots]).toEqual([undefined, 0, 0]);
    await engine.next('ready');
    expect(engine.pid).not.toBe(pid);
    expect(engine.freeSlots).toBe(1);
  });

  it('is killed when its card failed, and the next one speaks', async () => {
    await using engine = await new Watched('flite').started();
    engine.speak(1, segment('Cardfails'));
    const { exit, inFlight } = await engine.died();
    expect(exit.reason).toMatch(/^The card failed: Run: CUDA failure 700/);
    expect(exit.signal).toBe('SIGKILL');
    expect(inFlight).toEqual([1]);
    await engine.next('ready');
    engine.speak(2, segment('Cardfails'));
    expect((await engine.next('finished'))[0]).toBe(2);
  });

  it('is killed when a segment gives no sign of life', async () => {
    await using engine = await new Watched('flite', { silenceMs: 150 }).started();
    engine.speak(1, segment('Hang'));
    const { exit, inFlight } = await engine.died();
    expect(exit).toMatchObject({ signal: 'SIGKILL', reason: 'It gave no sign of life for 0.15 s.' });
    expect(inFlight).toEqual([1]);
  });

  it('may be slow as long as frames come', async () => {
    await using engine = await new Watched('flite', { silenceMs: 400 }).started();
    // 30 frames, 20 ms each: longer than the silence that is allowed.
    engine.speak(1, segment(`Slow ${'a'.repeat(55)}`));
    expect((await engine.next('finished'))[0]).toBe(1);
  });

  it('may let segments wait as long as it works on another, but no longer', async () => {
    await using engine = await new Watched('flite', { silenceMs: 400 }).started();
    engine.speak(1, segment(`Slow ${'a'.repeat(55)}`));
    engine.speak(2, segment('Hang'));
    expect((await engine.next('finished'))[0]).toBe(1);
    const { exit, inFlight } = await engine.died();
    expect(exit).toMatchObject({ signal: 'SIGKILL', reason: 'It gave no sign of life for 0.4 s.' });
    expect(inFlight).toEqual([2]);
  });

  it('is gone once closed, and stays gone', async () => {
    const engine = await new Watched('flite').started();
    const pid = engine.pid!;
    engine.speak(1, segment('Hang'));
    await engine.close();
    expect(isAlive(pid)).toBe(false);
    engine.start();
    expect(engine.pid).toBeUndefined();
    await engine.close();
  });
});

describe('an engine that does not start', () => {
  it('is tried again with growing pauses', async () => {
    await using engine = new Watched('crash');
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    engine.start();
    for (const [failures, pauseMs] of [0, 250, 1000, 5000].entries()) {
      const { exit } = await engine.died();
      expect(exit).toEqual({ code: 3, signal: null, reason: '', failedStarts: failures + 1 });
      if (pauseMs > 0) vi.advanceTimersByTime(pauseMs - 1);
      expect(engine.pid).toBeUndefined();
      vi.advanceTimersByTime(1);
      expect(engine.pid).toBeGreaterThan(0);
    }
  });

  it('says why it could not load', async () => {
    await using engine = new Watched('unloadable');
    engine.start();
    expect((await engine.died()).exit).toEqual({
      code: 1,
      signal: null,
      reason: 'The strings are torn.',
      failedStarts: 1,
    });
  });

  it('is left alone when it says that this machine lacks something', async () => {
    await using engine = new Watched('unavailable');
    engine.start();
    const pid = engine.pid!;
    expect(await engine.next('unavailable')).toEqual(['It needs a harp.', 'Buy a harp.']);
    await engine.close();
    expect(isAlive(pid)).toBe(false);
    engine.start();
    expect(engine.pid).toBeUndefined();
  });

  it('is killed when it is not ready in time', async () => {
    await using engine = new Watched('mute', { startMs: 50 });
    engine.start();
    expect((await engine.died()).exit).toMatchObject({
      signal: 'SIGKILL',
      reason: 'It was not ready after 0.05 s.',
      failedStarts: 1,
    });
  });

  it('is tried again when the system gives no process', async () => {
    await using engine = new Watched('flite');
    const { execPath } = process;
    try {
      process.execPath = '/nowhere/node';
      engine.start();
      const { exit } = await engine.died();
      expect(exit).toMatchObject({ code: null, failedStarts: 1 });
      expect(exit.reason).toContain('ENOENT');
    } finally {
      process.execPath = execPath;
    }
    await engine.next('ready');
    expect(engine.freeSlots).toBe(1);
  });
});

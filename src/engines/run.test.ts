import { describe, expect, it } from 'vitest';
import type { DueTime } from './due-time.ts';
import type { Engine, EngineInfo } from './engine.ts';
import type { FromEngine, ToEngine } from './protocol.ts';
import { serveEngine } from './run.ts';
import { startedSegment } from './speaking.fixture.ts';

const info: EngineInfo = {
  ...{ id: 'fake', slots: 8, parallel: 1, maxSegmentCharacters: 300, secondsPerCharacter: 0.001 },
  ...{ nativeSpeed: undefined, parameters: [], faults: [], properties: {} },
  voices: [{ id: 'rms', name: 'RMS', languages: ['en'], sampleRate: 100, latinOnly: true }],
};

/** Speaks a frame of a second for each letter, in one go; "!" cannot be spoken. */
const inOneGo: Engine = {
  info,
  nests: 2,
  speak({ text }, deliver, signal) {
    if (text === '!') throw new Error('It cannot be said.');
    for (let letter = 0; letter < text.length && !signal.aborted; letter++) deliver(new Float32Array(100));
  },
};

const speak = (sequence: number, text: string, dueInSeconds: number): ToEngine => ({
  type: 'speak',
  sequence,
  segment: startedSegment({ text, dueInSeconds }),
});

/** What is said, as "frame 1"; `arrives` are messages that come when so many frames were sent. */
async function said(first: ToEngine, arrives: Readonly<Record<number, ToEngine>> = {}): Promise<string[]> {
  const log: string[] = [];
  const inbox: ToEngine[] = [];
  let frames = 0;
  let take: (message: ToEngine) => void = () => undefined;
  await serveEngine(async () => inOneGo, {
    send: (message: FromEngine) => {
      log.push('sequence' in message ? `${message.type} ${message.sequence}` : message.type);
      const next = message.type === 'frame' ? arrives[++frames] : undefined;
      if (next) inbox.push(next);
    },
    receive: (listener) => (take = listener),
    poll: () => inbox.shift(),
  });
  take(first);
  return log;
}

describe('an engine whose segments share its cores', () => {
  it('knows when each is due, and hears when that moves', async () => {
    let due: DueTime | undefined;
    let end = (): void => undefined;
    const together: Engine = {
      info,
      speak: (...[, , , , given]) => {
        due = given;
        return new Promise<void>((resolve) => (end = resolve));
      },
    };
    const sent: string[] = [];
    let take: (message: ToEngine) => void = () => undefined;
    await serveEngine(async () => together, {
      send: ({ type }) => void sent.push(type),
      receive: (listener) => (take = listener),
      poll: () => undefined,
    });
    const expectDueIn = (seconds: number, message: ToEngine) => {
      const before = performance.now();
      take(message);
      expect(due!.at).toBeGreaterThanOrEqual(before + seconds * 1000);
      expect(due!.at).toBeLessThanOrEqual(performance.now() + seconds * 1000);
    };
    expectDueIn(9, speak(1, 'abc', 9));
    expectDueIn(2, { type: 'due', sequence: 1, dueInSeconds: 77, beginsInSeconds: 2 });
    const { at } = due!;
    end();
    await new Promise((resolve) => setImmediate(resolve));
    take({ type: 'due', sequence: 1, dueInSeconds: 50, beginsInSeconds: 50 });
    expect([due!.at, sent]).toEqual([at, ['ready', 'finished']]);
  });
});

describe('an engine that speaks a segment in one go', () => {
  it('speaks a newcomer after the next frame, and then goes on', async () => {
    expect(await said(speak(1, 'abc', 9), { 1: speak(2, 'x', 0.2) })).toEqual([
      'ready',
      'frame 1',
      'frame 2',
      'finished 2',
      'frame 1',
      'frame 1',
      'finished 1',
    ]);
  });

  it('speaks one that has time when the segment is over', async () => {
    expect(await said(speak(1, 'ab', 9), { 1: speak(2, 'x', 60) })).toEqual([
      'ready',
      'frame 1',
      'frame 1',
      'finished 1',
      'frame 2',
      'finished 2',
    ]);
  });

  it('speaks one that waits as soon as it is due much earlier', async () => {
    const waits = {
      1: speak(2, 'x', 60),
      2: { type: 'due', sequence: 2, dueInSeconds: 0.1, beginsInSeconds: 0.1 },
    } as const;
    const late = { type: 'due', sequence: 99, dueInSeconds: 0.1, beginsInSeconds: 0.1 } as const;
    expect(await said(speak(1, 'abcd', 9), { ...waits, 3: late })).toEqual([
      'ready',
      'frame 1',
      'frame 1',
      'frame 2',
      'finished 2',
      'frame 1',
      'frame 1',
      'finished 1',
    ]);
  });

  it('takes one that has begun for as urgent as the gateway does, whatever of it is on its way', async () => {
    // A frame is a second: of the two that are there by then the gateway has seen none.
    const told = { type: 'due', sequence: 1, dueInSeconds: 0.2, beginsInSeconds: 0.2 } as const;
    expect(await said(speak(1, 'abc', 9), { 2: told, 3: speak(2, 'x', 0.95) })).toEqual([
      'ready',
      'frame 1',
      'frame 1',
      'frame 1',
      'finished 1',
      'frame 2',
      'finished 2',
    ]);
  });

  it('ends a cancelled segment at its next frame, and one that waits at once', async () => {
    expect(await said(speak(1, 'abcdef', 9), { 2: { type: 'cancel', sequence: 1 } })).toEqual([
      'ready',
      'frame 1',
      'frame 1',
      'finished 1',
    ]);
    const waits = { 1: speak(2, 'x', 60), 2: { type: 'cancel', sequence: 2 } } as const;
    expect(await said(speak(1, 'abc', 9), waits)).toEqual([
      'ready',
      'frame 1',
      'frame 1',
      'finished 2',
      'frame 1',
      'finished 1',
    ]);
  });

  it('says what cannot be spoken, and finishes the segment below it', async () => {
    expect(await said(speak(1, 'ab', 9), { 1: speak(2, '!', 0.2) })).toEqual([
      'ready',
      'frame 1',
      'failed 2',
      'frame 1',
      'finished 1',
    ]);
  });
});

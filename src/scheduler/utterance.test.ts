import { describe, expect, it } from 'vitest';
import { startedSegment } from '../engines/speaking.fixture.ts';
import { Sequence } from './sequence.ts';
import { Utterance } from './utterance.ts';

const sampleRate = 100;
const sound = (seconds: number) => new Float32Array(seconds * sampleRate);

describe('what is played before a segment', () => {
  it('are the segments before it; what those behind it have given is played later', () => {
    const queued: Sequence[] = [];
    const scheduler = {
      enqueue: (engine: string, segment: Sequence['segment'], owner: Utterance) => {
        const expected = { audioSeconds: 10, computeSeconds: 1 };
        const sequence = new Sequence(segment, { engine, sampleRate, owner, expected });
        queued.push(sequence);
        return sequence;
      },
      cancel: () => undefined,
      released: () => undefined,
      costOf: () => ({ audioSeconds: 10, computeSeconds: 1 }),
      paceOf: () => 1,
      dueAt: () => 0,
      handOutDueAt: () => 0,
      handOutRank: () => 0,
      gatewaySeconds: 0,
    };
    const utterance = new Utterance(
      scheduler,
      {
        ...{ engine: 'fake', language: 'en', characters: 30, sampleRate, key: '' },
        ...{ priority: 'interactive', delivery: 'stream', tempo: { native: 1, stretch: 1 } },
      },
      { stream: 1, now: () => 0 },
    );
    for (const text of ['one', 'two', 'three']) utterance.speak('fake', startedSegment({ text }));
    const [one, two, three] = queued as [Sequence, Sequence, Sequence];
    const before = () => [one, two, three].map((each) => utterance.owedBefore(each));
    expect(before()).toEqual([0, 10, 20]);
    one.push(sound(4));
    expect(before()).toEqual([0, 6, 16]);
    two.push(sound(3));
    expect(before()).toEqual([-3, 6, 13]);
    one.finish();
    expect(before()).toEqual([-3, 0, 7]);
  });
});

describe('what an utterance needs of the gateway', () => {
  it('is what of its audio was not handed out, as long as it is played, and first a piece of it', () => {
    let now = 0;
    const scheduler = {
      enqueue: () => {
        throw new Error('Nothing is spoken here.');
      },
      cancel: () => undefined,
      released: () => undefined,
      costOf: () => ({ audioSeconds: 10, computeSeconds: 1 }),
      paceOf: () => 1,
      dueAt: () => 0,
      handOutDueAt: (of: Utterance) => of.handedOutUntil ?? 50,
      handOutRank: () => 0,
      gatewaySeconds: 0.02,
    };
    const utterance = new Utterance(
      scheduler,
      {
        ...{ engine: 'fake', language: 'en', characters: 30, sampleRate, key: '' },
        ...{ priority: 'interactive', delivery: 'stream', tempo: { native: 1, stretch: 2 } },
      },
      { stream: 1, now: () => now },
    );
    const need = () => {
      const { dueAt, segmentSeconds, rate, workSeconds } = utterance.handOut;
      return { dueAt, segmentSeconds, rate, workSeconds: Number(workSeconds.toFixed(6)) };
    };
    // Of 10 s of the engine's audio a listener plays two in each second.
    expect(need()).toEqual({ dueAt: 50, segmentSeconds: 0.004, rate: 0.04, workSeconds: 0.2 });
    now = 40;
    utterance.handedOut(4);
    expect(need()).toEqual({ dueAt: 4040, segmentSeconds: 0.004, rate: 0.04, workSeconds: 0.04 });
    // It was longer than expected.
    now = 9000;
    utterance.handedOut(3);
    expect(need()).toEqual({ dueAt: 12_000, segmentSeconds: 0, rate: 0.04, workSeconds: 0 });
  });
});

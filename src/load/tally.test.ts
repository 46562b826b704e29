import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Player } from './player.ts';
import type { Outcome } from './request.ts';
import type { LevelResult } from './result.ts';
import { Tally } from './tally.ts';

const load = { kind: 'users', users: 1 } as const;

interface Told {
  readonly sentAt: number;
  readonly endedAt: number;
  readonly firstAudioAt?: number;
  readonly failure?: string;
  /** Audio as it came. */
  readonly fed?: readonly (readonly [seconds: number, at: number])[];
}

function outcome({ sentAt, endedAt, failure, fed = [[1, sentAt + 0.2]], ...rest }: Told): Outcome {
  const player = new Player(0);
  for (const [seconds, at] of fed) player.feed(seconds, at);
  if (failure === undefined) player.end(endedAt);
  const firstAudioAt = rest.firstAudioAt ?? fed[0]?.[1];
  const cancelled = failure === 'cancelled';
  return {
    sentAt,
    endedAt,
    failure,
    cancelled,
    firstAudioAt,
    player,
    message: undefined,
    retryAfterSeconds: undefined,
  };
}

/** A level that is measured from 10 to 20, with a limit of 1 s to the first sound. */
function tallied(...told: readonly Told[]) {
  const tally = new Tally(10, 1);
  for (const each of told) tally.opened(each.sentAt);
  for (const each of told) tally.closed(outcome(each));
  return ended(tally);
}

function ended(tally: Tally, at = 20): LevelResult {
  tally.end(at);
  return tally.result(load, undefined);
}

describe('a level that is added up', () => {
  it('is zero where nothing happened', () => {
    expect(tallied()).toMatchObject({ seconds: 10, requests: 0, errors: {}, gapFreeShare: 0, meanOpen: 0 });
  });

  it('leaves out what ended during the warm-up, and counts what began in it', () => {
    const level = tallied(
      { sentAt: 5, endedAt: 9 },
      { sentAt: 6, endedAt: 9, failure: 'reset' },
      { sentAt: 9, endedAt: 11 },
    );
    expect(level).toMatchObject({ requests: 1, errors: {}, gapFreeShare: 1 });
    expect(level.latencyMs).toMatchObject({ count: 1, p50: 2000 });
    expect(level.ttfaMs.p50).toBeCloseTo(200);
    expect(level.rtf.p50).toBe(2);
  });

  it('takes times from those that ended well only', () => {
    const level = tallied({ sentAt: 11, endedAt: 12 }, { sentAt: 11, endedAt: 19, failure: 'timeout' });
    expect(level.latencyMs).toMatchObject({ count: 1, max: 1000 });
    expect(level).toMatchObject({ requests: 2, errors: { timeout: 1 }, gapFreeShare: 0.5 });
  });

  it.each<[string, Told]>([
    ['was late with the first sound', { sentAt: 11, endedAt: 13, fed: [[1, 12.1]] }],
    [
      'ran dry',
      {
        sentAt: 11,
        endedAt: 14,
        fed: [
          [1, 11.2],
          [1, 12.5],
        ],
      },
    ],
    ['was refused', { sentAt: 11, endedAt: 11.1, fed: [], failure: '429 overloaded' }],
    ['broke off', { sentAt: 11, endedAt: 11.5, failure: 'reset' }],
    ['was dry when the level ended', { sentAt: 11, endedAt: 20, fed: [[1, 11.2]], failure: 'cancelled' }],
    [
      'had had a gap when the level ended',
      {
        sentAt: 11,
        endedAt: 20,
        fed: [
          [1, 11.2],
          [30, 13],
        ],
        failure: 'cancelled',
      },
    ],
    [
      'still waited for the first sound, too long, when the level ended',
      { sentAt: 18.5, endedAt: 20, fed: [], failure: 'cancelled' },
    ],
  ])('has not served a stream well that %s', (_, told) => {
    expect(tallied({ sentAt: 11, endedAt: 13 }, told).gapFreeShare).toBe(0.5);
  });

  it.each<[string, Told]>([
    ['in the middle of good audio', { sentAt: 11, endedAt: 20, fed: [[30, 11.2]], failure: 'cancelled' }],
    ['before it was late', { sentAt: 19.5, endedAt: 20, fed: [], failure: 'cancelled' }],
  ])('does not count a stream that was cut off %s', (_, told) => {
    expect(tallied(told)).toMatchObject({ requests: 0, errors: {}, gapFreeShare: 0 });
    expect(tallied({ sentAt: 11, endedAt: 13 }, told).gapFreeShare).toBe(1);
  });

  it('adds the waits of all listeners, those that go on too, but not the silence after the end', () => {
    const dry = { sentAt: 11, endedAt: 20, fed: [[1, 12]], failure: 'cancelled' } as const;
    expect(tallied(dry).underrunSeconds).toBe(7);
    expect(tallied({ sentAt: 11, endedAt: 19, fed: [[1, 12]] }).underrunSeconds).toBe(0);
  });

  it('counts audio as it comes, after the warm-up, whatever becomes of its stream', () => {
    const tally = new Tally(10, 1);
    tally.audio(5, 9.9);
    tally.audio(5, 10);
    tally.audio(15, 19);
    expect(ended(tally).audioSecondsPerSecond).toBe(2);
  });

  it('counts requests that could not be sent', () => {
    const tally = new Tally(10, 1);
    tally.failure('not sent', 9);
    tally.failure('not sent', 11);
    expect(ended(tally)).toMatchObject({
      requests: 1,
      errors: { 'not sent': 1 },
      gapFreeShare: 0,
    });
  });

  it('tells how many requests were open at once, on average over the measured time', () => {
    const spans = fc.array(fc.tuple(fc.integer({ min: 0, max: 200 }), fc.integer({ min: 0, max: 100 })), {
      maxLength: 20,
    });
    fc.assert(
      fc.property(spans, (all) => {
        const tally = new Tally(10, 1);
        const events = all
          .map(([from, length]) => ({ sentAt: from / 10, endedAt: Math.min(20, (from + length) / 10) }))
          .flatMap((told) => [
            { at: told.sentAt, order: 0, run: () => tally.opened(told.sentAt) },
            { at: told.endedAt, order: 1, run: () => tally.closed(outcome(told)) },
          ])
          .sort((a, b) => a.at - b.at || a.order - b.order);
        for (const { run } of events) run();
        const openSeconds = all
          .map(([from, length]) => [Math.max(10, from / 10), Math.min(20, (from + length) / 10)] as const)
          .reduce((sum, [from, to]) => sum + Math.max(0, to - from), 0);
        expect(ended(tally).meanOpen).toBeCloseTo(openSeconds / 10, 6);
      }),
    );
  });

  it('does not reckon with what is cut off after its end', () => {
    const tally = new Tally(10, 1);
    tally.opened(9);
    tally.end(20);
    tally.closed(outcome({ sentAt: 9, endedAt: 23, fed: [[30, 9.1]], failure: 'cancelled' }));
    expect(tally.result(load, undefined)).toMatchObject({ seconds: 10, meanOpen: 1 });
  });

  it('measures nothing when it was interrupted in the warm-up', () => {
    const tally = new Tally(10, 1);
    tally.opened(5);
    tally.closed(outcome({ sentAt: 5, endedAt: 6, failure: 'cancelled' }));
    expect(ended(tally, 6)).toMatchObject({
      seconds: 0,
      requests: 0,
      meanOpen: 0,
      audioSecondsPerSecond: 0,
    });
  });
});

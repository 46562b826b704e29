import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { batchShare } from './deadline.ts';
import type { VirtualListener, Wish } from './virtual-listener.fixture.ts';
import { charactersPerSecond } from './virtual-pool.fixture.ts';
import { virtualWorld } from './virtual-time.fixture.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

const maxAheadSeconds = 30;
const nothing = { slots: 0, segments: 0, workSeconds: 0, timers: 0 };
/** So many segments of ten seconds of audio. */
const segments = (count: number, characters = 10 * charactersPerSecond) =>
  Array.from({ length: count }, () => characters);
const several = (count: number, wish: (index: number) => Wish) =>
  Array.from({ length: count }, (_, index) => wish(index));
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
const madeBy = (listeners: readonly VirtualListener[]) => sum(listeners.map(({ madeSeconds }) => madeSeconds));

/** `POLICY_RUNS=20` makes twenty times as many runs, by hand. */
function runs(usual: number): number {
  return usual * Number(process.env.POLICY_RUNS ?? 1);
}

const engine = fc.constantFrom(
  { slots: 1, parallel: 1 },
  { slots: 3, parallel: 1 },
  { slots: 4, parallel: 2 },
  { slots: 2, parallel: 2 },
);
const lengths = fc
  .array(fc.integer({ min: 10, max: 300 }), { maxLength: 7 })
  .chain((rest) => fc.integer({ min: 5, max: 60 }).map((first) => [first, ...rest]));
const reader = { leadSeconds: fc.option(fc.constantFrom(1, 3, 8), { nil: undefined }) };
/** Streams of one key, by people who stay. */
const plainWish = fc.record({ lengths, atMs: fc.nat(20_000), ...reader });
const calmWish = fc.record({
  lengths,
  atMs: fc.nat(20_000),
  priority: fc.constantFrom('interactive', 'interactive', 'interactive', 'batch'),
  delivery: fc.constantFrom('stream', 'stream', 'file'),
  key: fc.constantFrom('a', 'b', 'c'),
  leavesAfterMs: fc.option(fc.nat(10_000), { freq: 8, nil: undefined }),
  ...reader,
}) satisfies fc.Arbitrary<Wish>;
const wildWish = fc
  .tuple(calmWish, fc.constantFrom(...(['speaks', 'speaks', 'speaks', 'speaks', 'speaks', 'fails', 'kills'] as const)))
  .map(([wish, fate]) => ({ ...wish, fate }));

it('an engine is told which segments are of one stream', async () => {
  const world = await virtualWorld(
    { slots: 4 },
    several(3, () => ({ lengths: segments(3) })),
  );
  const { pool } = world;
  const streams = new Set<string>();
  const { onSpeak } = pool;
  pool.onSpeak = (segment) => {
    streams.add(`${segment.seed} ${segment.stream}`);
    onSpeak(segment);
  };
  await world.run();
  expect(world.listeners.map(({ started }) => started)).toEqual([3, 3, 3]);
  // Each listener's seed is its number.
  expect([streams.size, new Set([...streams].map((each) => each.split(' ')[1])).size]).toEqual([3, 3]);
});

describe('a crowd with cancels, failing texts and engines that die', () => {
  it('is served to the last in bounded time, batches included, and leaves nothing behind', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(wildWish, { minLength: 1, maxLength: 14 }),
        engine,
        fc.constantFrom(1, 4, 20),
        fc.array(fc.nat(30_000), { maxLength: 2 }),
        async (wishes, { slots, parallel }, speed, deaths) => {
          vi.clearAllTimers();
          const world = await virtualWorld({ slots, parallel, speed, keyWeights: { a: 4, c: 0.25 } }, wishes);
          const deathTimers = deaths.map((at) => setTimeout(() => world.pool.die(), at));
          const audio = sum(world.listeners.map(({ audioSeconds }) => audioSeconds));
          // Twice, for what is replayed.
          const compute = (2 * audio) / speed / parallel;
          // Batches have no more than their share for sure.
          await world.run({ atMostSeconds: 60 + audio + compute / batchShare });
          const kills = wishes.filter(({ fate }) => fate === 'kills').length;
          for (const { outcome, wish, takenSeconds, audioSeconds, endedAt, isBatch, comesAt } of world.listeners) {
            const { fate, leavesAfterMs } = wish;
            const allowed = new Set<string | undefined>([fate === 'speaks' ? 'finished' : 'segment_failed']);
            // Who was with an engine that died, twice, is failed.
            if (deaths.length + 2 * kills >= 2) allowed.add('segment_failed');
            if (leavesAfterMs !== undefined) allowed.add('client_gone');
            expect(allowed).toContain(outcome);
            // Each second once, replayed or not.
            if (outcome === 'finished') expect(takenSeconds).toBeCloseTo(audioSeconds, 0);
            if (!isBatch) expect(endedAt! - comesAt).toBeLessThan((60 + audioSeconds + compute) * 1000);
          }
          deathTimers.forEach((timer) => clearTimeout(timer));
          const left = await world.left();
          expect(left).toEqual({ ...nothing, workSeconds: expect.closeTo(0, 6) as number });
        },
      ),
      { numRuns: runs(60) },
    );
  });
});

describe('a text that kills its engine', () => {
  it('is found beside another, and fails alone, in either order', async () => {
    for (const schedule of ['deadline', 'arrival'] as const) {
      const world = await virtualWorld({ schedule, slots: 2, parallel: 2, speed: 1 }, [
        { lengths: segments(1), fate: 'kills' },
        { lengths: segments(2) },
      ]);
      await world.run({ atMostSeconds: 300 });
      expect(world.listeners.map(({ outcome }) => outcome)).toEqual(['segment_failed', 'finished']);
      vi.clearAllTimers();
    }
  });
});

describe('a text that kills its engine and comes again', () => {
  it('while what was beside it before is spoken, is what is failed', async () => {
    const world = await virtualWorld({ slots: 2, parallel: 2, speed: 1 }, [
      { lengths: segments(1), fate: 'kills' },
      { lengths: [260] },
      { lengths: segments(1), fate: 'kills', atMs: 16_000 },
    ]);
    await world.run({ atMostSeconds: 300 });
    const outcomes = world.listeners.map(({ outcome }) => outcome);
    expect(outcomes).toEqual(['segment_failed', 'finished', 'segment_failed']);
  });
});

describe('what nobody wants any more', () => {
  it('leaves the queue at once, and its slot at the next step border', async () => {
    const world = await virtualWorld({ speed: 1 }, [{ lengths: segments(3), leavesAfterMs: 12_200 }]);
    await world.run();
    expect([performance.now(), world.listeners[0]!.outcome]).toEqual([12_200, 'client_gone']);
    vi.advanceTimersByTime(500);
    expect(await world.left()).toEqual({ ...nothing, workSeconds: 0 });
    expect(world.listeners[0]!.started).toBe(2);
  });

  it('is refused when the scheduler closes, whether it waits or is spoken, and nothing is left', async () => {
    const world = await virtualWorld({}, [...several(5, () => ({ lengths: segments(3) }))]);
    await world.run({ seconds: 2 });
    await world.scheduler.close();
    await world.run();
    expect(world.listeners.map(({ outcome }) => outcome)).toEqual(Array(5).fill('draining'));
    expect(await world.left()).toEqual(nothing);
  });
});

describe('the order', () => {
  it('is by deadline: of those that wait for a slot, the one whose listener runs dry first gets it', async () => {
    let choices = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(plainWish, { minLength: 2, maxLength: 14 }),
        fc.constantFrom(2, 5, 12),
        async (wishes, speed) => {
          vi.clearAllTimers();
          const onStart = (chosen: VirtualListener, all: readonly VirtualListener[]) => {
            const waiting = all.filter((each) => each !== chosen && each.waits);
            choices += waiting.length;
            for (const { dueAt } of waiting) expect(chosen.dueAt).toBeLessThanOrEqual(dueAt);
          };
          const world = await virtualWorld({ speed, onStart }, wishes);
          await world.run();
        },
      ),
      { numRuns: runs(40) },
    );
    expect(choices).toBeGreaterThan(100);
  });

  it('is by arrival where that is set, whatever else is known', async () => {
    const starts: number[] = [];
    const world = await virtualWorld({ schedule: 'arrival', onStart: ({ number }) => starts.push(number) }, [
      { lengths: segments(1) },
      { lengths: segments(2), atMs: 10, leadSeconds: 1 },
      { lengths: segments(2), atMs: 20 },
      { lengths: segments(1), atMs: 30 },
    ]);
    await world.run();
    expect(starts).toEqual([0, 1, 1, 2, 2, 3]);
  });

  it('is by arrival where that is set, also for batches and for keys', async () => {
    const starts: number[] = [];
    const world = await virtualWorld({ schedule: 'arrival', onStart: ({ number }) => starts.push(number) }, [
      { lengths: segments(1), key: 'a' },
      { lengths: segments(1), key: 'a', atMs: 10 },
      { lengths: segments(1), key: 'b', atMs: 20 },
      { lengths: segments(1), priority: 'batch', atMs: 30 },
    ]);
    await world.run();
    expect(starts).toEqual([0, 1, 2, 3]);
  });
});

describe('a segment that its engine has already', () => {
  it('is due later there when what is played before it comes later', async () => {
    const world = await virtualWorld({ speed: 0.8, slots: 3 }, [{ lengths: [130, 65] }]);
    let dueAt = 0;
    world.pool.onDue = ({ opening }, at) => {
      if (!opening) dueAt = at;
    };
    await world.run({ seconds: 12 });
    // Ten seconds take 12.5, the first half second of them 0.625; its cost was thought to be three quarters of that.
    expect(dueAt / 1000).toBeGreaterThan(12);
    expect(dueAt / 1000).toBeLessThan(13.5);
  });

  it('is due there by when its stream is heard, once it is', async () => {
    for (const stretch of [0.5, 1, 2]) {
      const listener = { lengths: [130, 130], stretch };
      const world = await virtualWorld({ speed: 2, slots: 2, parallel: 2, frameSeconds: 2 }, [listener]);
      const told: { opening: boolean; dueInMs: number }[] = [];
      world.pool.onDue = ({ opening }, at) => void told.push({ opening, dueInMs: at - performance.now() });
      await world.run({ seconds: 4 });
      // Its first sound, of two seconds, comes after a second.
      expect(told.filter(({ opening }) => opening)).toEqual([{ opening: true, dueInMs: 2000 / stretch }]);
    }
  });
});

describe('a stream that is far ahead of its listener', () => {
  it('gets no slot while others are due', async () => {
    let held = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(calmWish, { minLength: 2, maxLength: 10 }),
        fc.array(fc.record({ lengths: fc.constant(segments(25)), atMs: fc.nat(10_000) }), {
          minLength: 1,
          maxLength: 2,
        }),
        engine,
        fc.constantFrom(3, 10),
        async (wishes, downloads, cores, speed) => {
          vi.clearAllTimers();
          const onStart = (chosen: VirtualListener, all: readonly VirtualListener[]) => {
            if (chosen.isBatch) return;
            const isDue = (each: VirtualListener) =>
              !each.isBatch &&
              each.owes &&
              each.wish.delivery !== 'file' &&
              each.aheadSeconds <= maxAheadSeconds - 1e-6;
            const others = all.filter((each) => each !== chosen && isDue(each));
            if (others.length > 0) expect(chosen.aheadSeconds).toBeLessThanOrEqual(maxAheadSeconds + 1e-6);
            held += all.filter((each) => each.waits && !each.isBatch && each.aheadSeconds > maxAheadSeconds).length;
          };
          const world = await virtualWorld({ ...cores, speed, onStart }, [...wishes, ...downloads]);
          await world.run();
        },
      ),
      { numRuns: runs(40) },
    );
    expect(held).toBeGreaterThan(20);
  });

  it('is never more than that and two segments ahead while another is due all the time', async () => {
    for (const slots of [3, 6]) {
      // The slow one takes two cores, and never gets ahead of its listener.
      const world = await virtualWorld({ slots, parallel: 3, speed: 4 }, [
        { lengths: segments(30), fate: 'slowly' },
        { lengths: segments(60), atMs: 100 },
      ]);
      let most = 0;
      const { onFrame } = world.pool;
      world.pool.onFrame = (...frame) => {
        onFrame(...frame);
        most = Math.max(most, world.listeners[1]!.aheadSeconds);
      };
      await world.run({ seconds: 300 });
      expect(world.listeners[0]!.outcome).toBeUndefined();
      expect(most).toBeGreaterThan(maxAheadSeconds);
      expect(most).toBeLessThanOrEqual(maxAheadSeconds + 20);
      expect(world.listeners[1]!.drySeconds).toBe(0);
      vi.clearAllTimers();
    }
  });

  it('gets one again just when it is no longer so far ahead, though nothing else happens then', async () => {
    const aheadAtStart: number[] = [];
    const onStart = (chosen: VirtualListener) => {
      if (chosen.number === 0) aheadAtStart.push(chosen.aheadSeconds);
    };
    // The other is spoken all the time, in a single frame.
    const world = await virtualWorld({ slots: 3, parallel: 3, speed: 4, frameSeconds: 80, onStart }, [
      { lengths: segments(20) },
      { lengths: [300], fate: 'slowly', atMs: 10_000 },
    ]);
    await world.run({ seconds: 64 });
    const held = aheadAtStart.slice(6);
    expect(held.length).toBeGreaterThan(2);
    for (const ahead of held) expect(ahead).toBeCloseTo(maxAheadSeconds, 0);
    vi.clearAllTimers();
  });

  it('is as fast as the engine when it is alone, and when all others are far ahead or batches', async () => {
    const download = { lengths: segments(40) };
    const alone = await virtualWorld({}, [download]);
    await alone.run();
    expect(performance.now()).toBeLessThan(40_100);
    const begin = performance.now();
    const together = await virtualWorld({ slots: 2, parallel: 2 }, [
      download,
      download,
      { ...download, priority: 'batch' },
    ]);
    await together.run();
    // With two cores, all three take 60 s, and 5 s more since the batch leaves one for listeners until ten seconds after the last.
    expect(performance.now() - begin).toBeLessThan(66_500);
  });
});

describe('listeners who need nine tenths of the engine', () => {
  const crowd = fc.tuple(
    fc.array(fc.array(fc.integer({ min: 60, max: 200 }), { minLength: 10, maxLength: 14 }), {
      minLength: 8,
      maxLength: 8,
    }),
    fc.array(fc.integer({ min: 1500, max: 3000 }), { minLength: 8, maxLength: 8 }),
  );
  /** A download of a book, and eight who listen, one after another. */
  function wishesOf([texts, pauses]: readonly [readonly number[][], readonly number[]]): Wish[] {
    let atMs = 0;
    const listeners = texts.map((rest, index) => {
      atMs += pauses[index]!;
      return { lengths: [40, ...rest], atMs, leadSeconds: 3 };
    });
    return [{ lengths: segments(200) }, ...listeners];
  }

  for (const slots of [1, 4, 12]) {
    it(`never run dry, with ${slots} slots; by arrival they do`, async () => {
      await fc.assert(
        fc.asyncProperty(crowd, async (made) => {
          vi.clearAllTimers();
          const inOrderOf = async (schedule: 'deadline' | 'arrival') => {
            const world = await virtualWorld({ slots, frameSeconds: 1, schedule }, wishesOf(made));
            await world.run();
            const listeners = world.listeners.slice(1);
            return {
              dry: Math.max(...listeners.map(({ drySeconds }) => drySeconds)),
              firstAudioMs: Math.max(...listeners.map(({ firstAudioMs }) => firstAudioMs!)),
            };
          };
          const byDeadline = await inOrderOf('deadline');
          // One who is about to run dry waits for a frame of another to end, a tenth of a second at most.
          expect(byDeadline.dry).toBeLessThan(0.1);
          const byArrival = await inOrderOf('arrival');
          expect(byArrival.firstAudioMs + byArrival.dry * 1000).toBeGreaterThan(10_000);
        }),
        { numRuns: runs(3) },
      );
    });
  }
});

describe('batches, while listeners want more than there is', () => {
  for (const [slots, parallel] of [
    [1, 1],
    [4, 2],
    [16, 2],
  ] as const) {
    it(`get about their share of the engine, with ${slots} slots`, async () => {
      const world = await virtualWorld({ slots, parallel }, [
        ...several(40, () => ({ lengths: segments(200), leadSeconds: 3 })),
        ...several(2, () => ({ lengths: segments(200), priority: 'batch' })),
      ]);
      await world.run({ seconds: 600 });
      const share = madeBy(world.listeners.filter(({ isBatch }) => isBatch)) / 10 / (600 * parallel);
      expect(share).toBeGreaterThan(0.85 * batchShare);
      expect(share).toBeLessThan(1.15 * batchShare);
      vi.clearAllTimers();
    });
  }
});

describe('batches that had the engine for themselves', () => {
  it('do not keep a listener waiting who comes then, and lose nothing by it', async () => {
    const batch = { lengths: segments(8), priority: 'batch' } as const;
    const alone = await virtualWorld({ slots: 8, parallel: 2, speed: 1.5 }, [...several(7, () => batch)]);
    await alone.run();
    // 560 s of audio.
    expect(performance.now()).toBeLessThan(1000 * (560 / 3 + 10));
    const world = await virtualWorld({ slots: 8, parallel: 2, speed: 1.5 }, [
      ...several(7, () => batch),
      { lengths: [60, 200], leadSeconds: 3, atMs: 5000 },
      { lengths: [60, 200], leadSeconds: 3, atMs: 5500 },
    ]);
    await world.run();
    const firstAudio = world.listeners.slice(7).map(({ firstAudioMs }) => firstAudioMs!);
    // A frame takes a third of a second, and one of a batch may have just begun.
    expect(Math.max(...firstAudio)).toBeLessThan(1000);
  });
});

describe('a batch that waits before the last slot', () => {
  const speaksSlowly = { lengths: [300], fate: 'slowly' } as const;

  it('gets it when it is overdue, though nothing else happens then', async () => {
    const starts: number[] = [];
    const onStart = () => void starts.push(performance.now());
    const world = await virtualWorld({ slots: 2, parallel: 2, frameSeconds: 30, speed: 1, onStart }, [
      speaksSlowly,
      { lengths: segments(1), priority: 'batch', atMs: 1000 },
    ]);
    await world.run({ seconds: 200 });
    // An engine that takes a second for one, on two cores: what lasts 7.5 s at least lasts so long in the share of batches.
    const sharedMs = 7500 / (2 * batchShare);
    expect(starts).toHaveLength(2);
    expect(starts[1]).toBeGreaterThan(1000 + 300 + sharedMs);
    expect(starts[1]).toBeLessThan(1000 + 300 + sharedMs + 20);
    vi.clearAllTimers();
  });

  it('gets it ten seconds after the last listener has left', async () => {
    const starts: number[] = [];
    const onStart = () => void starts.push(performance.now());
    const world = await virtualWorld({ slots: 2, parallel: 2, frameSeconds: 30, speed: 1, onStart }, [
      { ...speaksSlowly, priority: 'batch' },
      { lengths: [13], leadSeconds: 0, atMs: 1000 },
      { lengths: segments(1), priority: 'batch', atMs: 1500 },
    ]);
    await world.run({ seconds: 20 });
    // The listener hears its second of audio after one of compute.
    expect(starts).toEqual([0, 1000, expect.closeTo(13_000, -1) as number]);
    vi.clearAllTimers();
  });
});

describe('a gateway that three listeners keep busy', () => {
  const fourthRefused = ['finished', 'finished', 'finished', 'overloaded', 'finished'];
  it('refuses a fourth and takes who comes when one of them is nearly done, though the engine has nothing to do', async () => {
    const listener = (atMs: number) => ({ lengths: segments(3), atMs, leadSeconds: 3 });
    // Of 30 s each plays 27 s before its last sound is taken.
    const world = await virtualWorld({ slots: 4, gatewaySeconds: () => 0.4 }, [0, 1, 2, 10, 22_000].map(listener));
    await world.run();
    expect(world.listeners.map(({ outcome }) => outcome)).toEqual(fourthRefused);
  });

  it('takes batches all the same, which wait', async () => {
    const listeners = [0, 1, 2].map((atMs) => ({ lengths: segments(3), atMs, leadSeconds: 3 }));
    const batches = several(4, () => ({ lengths: segments(3), atMs: 10, priority: 'batch' as const }));
    const world = await virtualWorld({ slots: 4, gatewaySeconds: () => 0.4 }, [...listeners, ...batches]);
    await world.run();
    expect(world.listeners.map(({ outcome }) => outcome)).toEqual(world.listeners.map(() => 'finished'));
  });

  it('takes the single listener of another key', async () => {
    const listener = (key: string, atMs: number) => ({ lengths: segments(3), key, atMs, leadSeconds: 3 });
    const wishes = [listener('many', 0), listener('many', 1), listener('many', 2), listener('many', 10)];
    const world = await virtualWorld({ slots: 4, gatewaySeconds: () => 0.4 }, [...wishes, listener('one', 20)]);
    await world.run();
    expect(world.listeners.map(({ outcome }) => outcome)).toEqual(fourthRefused);
  });
});

describe('keys, while there is more to do than can be done', () => {
  it('share the engine by their weights', async () => {
    for (const [slots, parallel] of [
      [1, 1],
      [6, 2],
    ] as const) {
      const world = await virtualWorld({ slots, parallel, speed: 4, keyWeights: { heavy: 3 } }, [
        ...several(20, () => ({ lengths: segments(100), leadSeconds: 3, key: 'light' })),
        ...several(20, () => ({ lengths: segments(100), leadSeconds: 3, key: 'heavy' })),
      ]);
      const computeOf = (key: string) => madeBy(world.listeners.filter(({ wish }) => wish.key === key)) / 4;
      await world.run({ seconds: 60 });
      const before = { light: computeOf('light'), heavy: computeOf('heavy') };
      await world.run({ seconds: 400 });
      const light = computeOf('light') - before.light;
      const heavy = computeOf('heavy') - before.heavy;
      expect(light + heavy).toBeGreaterThan(390 * parallel);
      // A segment of each, and as much again of those that are on their way.
      const segmentSeconds = 10 / 4;
      expect(Math.abs(light - heavy / 3)).toBeLessThanOrEqual(segmentSeconds * (1 + 1 / 3) * (slots + 1));
      vi.clearAllTimers();
    }
  });

  it('do not keep another out, however much of one is refused', async () => {
    const world = await virtualWorld({ slots: 4, parallel: 2, speed: 4, maxQueueSeconds: 10 }, [
      ...several(200, (index) => ({ lengths: segments(3), key: 'many', atMs: index * 50 })),
      ...several(5, (index) => ({ lengths: segments(1), key: 'one', atMs: 8000 + index * 500 })),
    ]);
    await world.run();
    const of = (key: string) => world.listeners.filter(({ wish }) => wish.key === key);
    expect(of('many').filter(({ outcome }) => outcome === 'overloaded').length).toBeGreaterThan(100);
    expect(of('one').map(({ outcome }) => outcome)).toEqual(Array(5).fill('finished'));
    expect(Math.max(...of('one').map(({ firstAudioMs }) => firstAudioMs!))).toBeLessThan(10_000);
  });

  it('are any names, such as those of what every object has', async () => {
    const world = await virtualWorld(
      {},
      several(3, () => ({ lengths: segments(1), key: 'constructor' })),
    );
    await world.run({ atMostSeconds: 60 });
    expect(world.listeners.map(({ outcome }) => outcome)).toEqual(Array(3).fill('finished'));
  });

  it('do not keep a single request of another key waiting, neither at first nor later', async () => {
    for (const [slots, parallel] of [
      [1, 1],
      [8, 2],
    ] as const) {
      const world = await virtualWorld({ slots, parallel }, [
        ...several(100, (index) => ({ lengths: segments(50), key: 'many', leadSeconds: index % 2 ? 3 : undefined })),
        { lengths: segments(20), key: 'one', leadSeconds: 3, atMs: 10_000 },
      ]);
      const one = world.listeners.at(-1)!;
      await world.run({ seconds: 300 });
      expect(one.outcome).toBe('finished');
      // A segment takes a second.
      expect(one.firstAudioMs).toBeLessThan(2000);
      expect(one.longestDrySeconds).toBeLessThan(2);
      vi.clearAllTimers();
    }
  });
});

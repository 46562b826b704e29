import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { StarlingError } from '../errors.ts';
import {
  Admission,
  workDueBy,
  type AdmissionLimits,
  type Applicant,
  type Commitment,
  type Needs,
} from './admission.ts';

const now = 100_000;
const targetTtfaMs = 300;
const mebibyte = 2 ** 20;

function admission(limits: Partial<AdmissionLimits> = {}, parallel = 1): Admission {
  const made = new Admission({
    maxQueueSeconds: 10,
    maxUtterances: 1000,
    targetTtfaMs,
    maxAudioBytes: 1000 * mebibyte,
    weightOf: (key) => (key === 'heavy' ? 3 : 1),
    ...limits,
  });
  made.addEngine('tone', parallel);
  return made;
}

function applicant(known: Partial<Applicant> = {}): Applicant {
  return { engine: 'tone', batch: false, key: 'somebody', audioBytes: 1, ...known };
}

/** A listener who came just now and needs so many compute seconds for its first segment, and no more. */
function commitment(workSeconds: number, known: Partial<Commitment> = {}): Commitment {
  return {
    batch: false,
    dueAt: now + targetTtfaMs,
    segmentSeconds: workSeconds,
    rate: 0,
    workSeconds,
    ...known,
  };
}

/** What needs nothing of the gateway, unless it is said. */
function needs(ofEngine: () => Commitment, ofGateway = () => commitment(0)): Needs {
  return { ofEngine, ofGateway };
}

/** Five hours of audio at a tenth of the engine. */
const book = { segmentSeconds: 1, rate: 0.1, workSeconds: 1800 };

function refusal(act: () => unknown): StarlingError {
  try {
    act();
  } catch (error) {
    if (error instanceof StarlingError) return error;
    throw error;
  }
  throw new Error('It was admitted.');
}

const admit = (made: Admission, what: Commitment, who: Partial<Applicant> = {}) =>
  made.admit(
    applicant({ batch: what.batch, ...who }),
    needs(() => what),
    now,
  );

describe('the work that is due', () => {
  it('is a segment when it is due, and then as much as its listener plays, until all is done', () => {
    const long = commitment(0, { dueAt: now, segmentSeconds: 2, rate: 0.5, workSeconds: 10 });
    expect([now - 1, now, now + 4000, now + 16_000, now + 1e6].map((at) => workDueBy([long], now - 1, at))).toEqual([
      0, 2, 4, 10, 10,
    ]);
  });

  it('of a listener who is late goes on from now, as the listener will', () => {
    const late = commitment(0, { dueAt: now - 60_000, segmentSeconds: 2, rate: 0.5, workSeconds: 100 });
    expect([now, now + 4000].map((at) => workDueBy([late], now, at))).toEqual([2, 4]);
  });

  it('is that of all, but for batches, which wait for others', () => {
    const all = [commitment(1), commitment(2), commitment(4, { batch: true })];
    expect(workDueBy(all, now, now + targetTtfaMs)).toBe(3);
  });
});

describe('admission by work', () => {
  it('lets in while a newcomer could start within the limit, and one utterance over it', () => {
    const made = admission();
    admit(made, commitment(10));
    admit(made, commitment(5));
    expect(made.startSeconds('tone', now)).toBe(15);
    expect(refusal(() => admit(made, commitment(1)))).toMatchObject({ code: 'overloaded', status: 429 });
  });

  it('does not count what is due later than a newcomer’s first audio: a book does not keep others out', () => {
    const made = admission();
    for (let i = 0; i < 5; i++) admit(made, commitment(0, { ...book, dueAt: now + 1000 }));
    expect(made.startSeconds('tone', now)).toBe(0);
    expect(made.totalWorkSeconds).toBe(9000);
    expect(() => admit(made, commitment(1))).not.toThrow();
  });

  it('counts of a book what is due: its next segment, and what its listener plays meanwhile', () => {
    const made = admission();
    admit(made, commitment(0, { ...book, dueAt: now - 20_000 }));
    expect(made.startSeconds('tone', now)).toBeCloseTo(1 + (0.1 * targetTtfaMs) / 1000);
  });

  it('divides the work by the slots that do it', () => {
    const made = admission({}, 4);
    admit(made, commitment(10));
    expect(made.startSeconds('tone', now)).toBe(2.5);
    expect(made.totalWorkSeconds).toBe(10);
  });

  it('asks commitments anew each time: they change while they are worked on', () => {
    const made = admission();
    let left = 15;
    made.admit(
      applicant(),
      needs(() => commitment(left)),
      now,
    );
    expect(refusal(() => admit(made, commitment(1))).retryAfterSeconds).toBe(5);
    left = 9;
    expect(() => admit(made, commitment(1))).not.toThrow();
  });

  it('keeps a full engine from blocking the others', () => {
    const made = admission();
    made.addEngine('other', 1);
    admit(made, commitment(20));
    expect(() => admit(made, commitment(20))).toThrow(StarlingError);
    expect(() => admit(made, commitment(20), { engine: 'other' })).not.toThrow();
  });

  it('keeps a key that has too much from keeping out others, who are served before what is too much', () => {
    const made = admission();
    admit(made, commitment(100), { key: 'many' });
    expect(refusal(() => admit(made, commitment(1), { key: 'many' })).code).toBe('overloaded');
    // Until the 5 s of its own are done, the other key has had as much.
    admit(made, commitment(5), { key: 'one' });
    admit(made, commitment(0.1), { key: 'one' });
    expect(refusal(() => admit(made, commitment(1), { key: 'one' })).code).toBe('overloaded');
  });

  it('counts of other keys what their weights give them meanwhile, and no more than they want', () => {
    const made = admission();
    admit(made, commitment(100), { key: 'heavy' });
    admit(made, commitment(1), { key: 'little' });
    admit(made, commitment(4), { key: 'one' });
    // 4 s of its own, 12 of the heavy one, and 1.
    const error = refusal(() => admit(made, commitment(1), { key: 'one' }));
    expect(error.message).toContain('about 17 s of work are ahead');
    expect(error.retryAfterSeconds).toBe(7);
  });

  it('is asked of known engines only', () => {
    expect(() => admit(admission(), commitment(1), { engine: 'nobody' })).toThrow('does not know the engine "nobody"');
  });
});

/** A commitment on which an engine works, which does first what is due first. */
class Worked {
  readonly #whole: Commitment;
  #done = 0;

  constructor(whole: Commitment) {
    this.#whole = whole;
  }

  get now(): Commitment {
    const { segmentSeconds, workSeconds } = this.#whole;
    const done = this.#done;
    return {
      ...this.#whole,
      dueAt: this.dueAt,
      segmentSeconds: Math.max(0, segmentSeconds - done),
      workSeconds: workSeconds - done,
    };
  }

  get dueAt(): number {
    const { dueAt, segmentSeconds, rate, workSeconds } = this.#whole;
    if (this.#done >= workSeconds) return Infinity;
    const beyond = this.#done - segmentSeconds;
    // Who was late plays on from now.
    return beyond <= 0 ? dueAt : Math.max(now, dueAt) + (beyond / rate) * 1000;
  }

  work(seconds: number): void {
    this.#done = Math.min(this.#whole.workSeconds, this.#done + seconds);
  }
}

const quantumSeconds = 0.02;

function workOnWhatIsDue(all: readonly Worked[], seconds: number): void {
  // Each may be a quantum further than it is due.
  for (let left = seconds + all.length * quantumSeconds; left > 0; left -= quantumSeconds) {
    const first = all.reduce((best, each) => (each.dueAt < best.dueAt ? each : best));
    first.work(quantumSeconds);
  }
}

describe('how long a refused request is asked to wait', () => {
  const anyCommitment = fc
    .record({
      dueAt: fc.integer({ min: now - 20_000, max: now + 20_000 }),
      segmentSeconds: fc.double({ min: 0.1, max: 8, noNaN: true }),
      rate: fc.double({ min: 0.01, max: 0.6, noNaN: true }),
      later: fc.double({ min: 0, max: 100, noNaN: true }),
      batch: fc.boolean(),
    })
    .map(({ later, ...rest }) => ({ workSeconds: rest.segmentSeconds + later, ...rest }));

  it('is true: when the engine has worked so long on what is due first, there is room', () => {
    let waits = 0;
    fc.assert(
      fc.property(
        fc.array(anyCommitment, { minLength: 3, maxLength: 12 }),
        fc.integer({ min: 1, max: 10 }),
        fc.integer({ min: 1, max: 3 }),
        (commitments, maxQueueSeconds, parallel) => {
          const made = admission({ maxQueueSeconds }, parallel);
          const listeners: Worked[] = [];
          let error: StarlingError | undefined;
          for (const each of commitments) {
            const worked = new Worked(each);
            try {
              made.admit(
                applicant({ batch: each.batch }),
                needs(() => worked.now),
                now,
              );
              if (!each.batch) listeners.push(worked);
            } catch (thrown) {
              // Who is refused after others is told to come after them.
              error = thrown as StarlingError;
              break;
            }
          }
          fc.pre(error !== undefined);
          const seconds = error.retryAfterSeconds ?? 0;
          expect(Number.isInteger(seconds)).toBe(true);
          expect(seconds).toBeGreaterThanOrEqual(1);
          expect(seconds).toBeLessThanOrEqual(60);
          fc.pre(seconds < 60);
          waits++;
          workOnWhatIsDue(listeners, seconds * parallel);
          expect(() =>
            made.admit(
              applicant(),
              needs(() => commitment(1)),
              now + seconds * 1000,
            ),
          ).not.toThrow();
        },
      ),
      { numRuns: 200 },
    );
    expect(waits).toBeGreaterThan(20);
  });

  it('is no longer than it must be', () => {
    const made = admission();
    admit(made, commitment(13.5));
    expect(refusal(() => admit(made, commitment(1))).retryAfterSeconds).toBe(4);
  });

  it('counts what becomes due meanwhile', () => {
    const made = admission();
    admit(made, commitment(3, { dueAt: now + targetTtfaMs + 1500 }));
    admit(made, commitment(12));
    // After 2 s there would be room, but by then the other one is due, too.
    expect(refusal(() => admit(made, commitment(1))).retryAfterSeconds).toBe(5);
  });

  it('is longer for each who is refused after others: the room is promised to them', () => {
    const made = admission();
    admit(made, commitment(12));
    const waits = [2, 3, 1, 1].map((work) => refusal(() => admit(made, commitment(work))).retryAfterSeconds);
    expect(waits).toEqual([2, 4, 7, 8]);
  });

  it('is not longer for what other keys were promised', () => {
    const made = admission({ maxUtterances: 1 });
    admit(made, commitment(3));
    const waits = ['many', 'many', 'one'].map(
      (key) => refusal(() => admit(made, commitment(3), { key })).retryAfterSeconds,
    );
    expect(waits).toEqual([3, 6, 3]);
  });

  it('is never more than 60 s, which is all that clients obey', () => {
    const made = admission();
    admit(made, commitment(1e6));
    expect(refusal(() => admit(made, commitment(1))).retryAfterSeconds).toBe(60);
  });

  it('is said in the message, too', () => {
    const made = admission();
    admit(made, commitment(13.5));
    const { message } = refusal(() => admit(made, commitment(1)));
    expect(message).toBe('The server is full: about 14 s of work are ahead, the limit is 10 s. Try again in 4 s.');
  });
});

describe('admission by number', () => {
  it('lets in just so many utterances, and another when one is over', () => {
    const made = admission({ maxUtterances: 2 });
    const first = admit(made, commitment(0.1));
    admit(made, commitment(0.1));
    expect(made.full(now)).toBe(true);
    const error = refusal(() => admit(made, commitment(0.1)));
    expect(error).toMatchObject({ code: 'overloaded', retryAfterSeconds: 1 });
    expect(error.message).toContain('2 requests are in work, the limit is 2');
    first.release();
    expect(() => admit(made, commitment(0.1))).not.toThrow();
  });

  it('asks to wait until one is over, while all of an engine share it, whichever engine has the work', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ engine: fc.constantFrom('tone', 'other'), seconds: fc.integer({ min: 1, max: 50 }) }), {
          minLength: 1,
          maxLength: 8,
        }),
        fc.constantFrom('tone', 'other'),
        (works, engine) => {
          const made = admission({ maxUtterances: works.length, maxQueueSeconds: 1e6 }, 2);
          made.addEngine('other', 1);
          for (const { engine, seconds } of works) admit(made, commitment(seconds), { engine });
          const wait = refusal(() => admit(made, commitment(1), { engine })).retryAfterSeconds!;
          fc.pre(wait < 60);
          const isOver = works.some(({ engine: id, seconds }) => {
            const sharing = works.filter(({ engine: other }) => other === id).length;
            return (wait * (id === 'tone' ? 2 : 1)) / sharing >= seconds;
          });
          expect(isOver).toBe(true);
        },
      ),
    );
  });
});

describe('admission by the gateway', () => {
  /** A listener whose second of audio takes the gateway so long, with so much left to be played from now on. */
  const listener = (rate: number, seconds: number, known: Partial<Commitment> = {}) =>
    commitment(rate * seconds, { dueAt: now, segmentSeconds: 0, rate, ...known });
  const enter = (made: Admission, what: Commitment, who: Partial<Applicant> = {}) => {
    made.addEngine('other', 1);
    const of = needs(
      () => commitment(0.1),
      () => what,
    );
    return made.admit(applicant(who), of, now);
  };

  it('lets in while what listeners of all engines play can be encoded, and one over it', () => {
    const made = admission();
    for (const engine of ['tone', 'other', 'tone', 'other', 'tone']) enter(made, listener(0.2, 60), { engine });
    expect(made.gatewayUse(now)).toBeCloseTo(1);
    expect(made.full(now)).toBe(true);
    enter(made, listener(0.01, 60));
    const error = refusal(() => enter(made, listener(0.2, 60)));
    expect(error).toMatchObject({ code: 'overloaded', status: 429 });
    expect(error.message).toContain('to encode what listeners play in the next 10 s would take about 11 s');
  });

  it('counts what is left of each, and nothing of who has plenty to play, nor of batches', () => {
    const made = admission();
    enter(made, listener(1, 3));
    enter(made, listener(1, 60, { dueAt: now + 10_001 }));
    enter(made, listener(1, 60, { batch: true }), { batch: true });
    expect(made.gatewayUse(now)).toBeCloseTo(0.3);
  });

  it('does not keep batches out, which wait for listeners', () => {
    const made = admission();
    enter(made, listener(2, 60));
    expect(refusal(() => enter(made, listener(1, 1))).code).toBe('overloaded');
    expect(() => enter(made, listener(1, 1), { batch: true })).not.toThrow();
  });

  it('says in how many seconds the gateway keeps up again', () => {
    const waitBehind = (what: Commitment) => {
      const made = admission();
      enter(made, what);
      return refusal(() => enter(made, listener(1, 1))).retryAfterSeconds;
    };
    // A second of work is done in each second.
    expect([14, 13, 10.5].map((work) => waitBehind(listener(work, 1)))).toEqual([4, 3, 1]);
    expect(waitBehind(listener(2, 1e6))).toBe(60);
  });

  it('is welcome to more again when a fifth of its time is free', () => {
    const made = admission();
    let seconds = 10;
    const of = needs(
      () => commitment(0.1),
      () => listener(1, seconds),
    );
    made.admit(applicant(), of, now);
    const full = [10, 8.1, 8].map((left) => {
      seconds = left;
      return made.full(now);
    });
    expect(full).toEqual([true, true, false]);
  });
});

describe('admission by memory', () => {
  const half = { audioBytes: 500 * mebibyte };

  it('lets in as much audio as fits, and more when some of it is gone', () => {
    const made = admission();
    const first = admit(made, commitment(1), half);
    admit(made, commitment(1), half);
    const error = refusal(() => admit(made, commitment(1)));
    expect(error.code).toBe('overloaded');
    expect(error.message).toContain('audio on its way takes 1000 MiB, the limit is 1000 MiB');
    first.release();
    expect(() => admit(made, commitment(1), half)).not.toThrow();
  });

  it('lets in a single utterance, however much it takes: waiting would make nothing better', () => {
    const made = admission();
    const huge = admit(made, commitment(1), { audioBytes: 5000 * mebibyte });
    expect(refusal(() => admit(made, commitment(1))).code).toBe('overloaded');
    huge.release();
    expect(() => admit(made, commitment(1), { audioBytes: 5000 * mebibyte })).not.toThrow();
  });
});

describe('admission of batches', () => {
  it('takes no more than half of the places, and leaves the others to listeners', () => {
    const made = admission({ maxUtterances: 5 });
    const first = admit(made, commitment(1, { batch: true }));
    admit(made, commitment(1, { batch: true }));
    const error = refusal(() => admit(made, commitment(1, { batch: true })));
    expect(error.message).toContain('2 batches are in work, the limit is 2');
    expect(made.full(now)).toBe(false);
    admit(made, commitment(0.1));
    first.release();
    expect(() => admit(made, commitment(1, { batch: true }))).not.toThrow();
  });

  it('lets one in where there is a single place', () => {
    expect(() => admit(admission({ maxUtterances: 1 }), commitment(1, { batch: true }))).not.toThrow();
  });

  it('is not kept by the work ahead, and does not keep others', () => {
    const made = admission();
    admit(made, commitment(500, { batch: true }));
    admit(made, commitment(500));
    expect(refusal(() => admit(made, commitment(1))).code).toBe('overloaded');
    expect(() => admit(made, commitment(500, { batch: true }))).not.toThrow();
    expect(made.startSeconds('tone', now)).toBe(500);
  });

  it('is refused for want of memory like everything', () => {
    const made = admission();
    admit(made, commitment(1), { audioBytes: 1000 * mebibyte });
    expect(refusal(() => admit(made, commitment(1, { batch: true }))).code).toBe('overloaded');
  });
});

describe('a release', () => {
  it('gives back exactly once what was taken, in any order', () => {
    const anyApplicant = fc.record({ batch: fc.boolean(), audioBytes: fc.integer({ min: 1, max: 100 }) });
    fc.assert(
      fc.property(
        fc.array(fc.tuple(anyApplicant, fc.array(fc.nat(), { maxLength: 4 })), { maxLength: 12 }),
        (steps) => {
          const made = admission({ maxUtterances: 8, maxAudioBytes: 200, maxQueueSeconds: 1e6 });
          const inside: { who: Partial<Applicant>; admitted: { release(): void }; released: boolean }[] = [];
          for (const [who, releases] of steps) {
            const held = inside.filter(({ released }) => !released);
            const bytes = held.reduce((sum, each) => sum + each.who.audioBytes!, 0);
            const batches = held.filter((each) => each.who.batch).length;
            const fits =
              held.length < 8 && (held.length === 0 || bytes + who.audioBytes <= 200) && (!who.batch || batches < 4);
            const act = () => admit(made, commitment(1, { batch: who.batch }), who);
            if (fits) inside.push({ who, admitted: act(), released: false });
            else expect(refusal(act).code).toBe('overloaded');
            for (const which of releases) {
              const one = inside[which % Math.max(1, inside.length)];
              one?.admitted.release();
              if (one) one.released = true;
            }
            expect(made.totalWorkSeconds).toBe(inside.filter(({ released }) => !released).length);
          }
        },
      ),
    );
  });
});

describe('a full server', () => {
  it('is full at its limits, and welcome to more again at four fifths of them', () => {
    const made = admission({ maxUtterances: 10 });
    const inside = Array.from({ length: 10 }, () => admit(made, commitment(0.1)));
    const full = [made.full(now)];
    for (const each of inside.slice(0, 3)) {
      each.release();
      full.push(made.full(now));
    }
    expect(full).toEqual([true, true, false, false]);
    const again = [0, 1].map(() => {
      admit(made, commitment(0.1));
      return made.full(now);
    });
    expect(again).toEqual([false, false]);
  });

  it('is so by work, too, and stays so when time alone makes room until there is clearly room', () => {
    const made = admission();
    let left = 10;
    made.admit(
      applicant(),
      needs(() => commitment(left)),
      now,
    );
    const fullAt = (seconds: number) => {
      left = seconds;
      return made.full(now);
    };
    expect([9.9, 10, 9, 8.1, 8, 9.9].map(fullAt)).toEqual([false, true, true, true, false, false]);
  });

  it('is so when any engine that runs has too much, and not for one that has failed', () => {
    const made = admission();
    made.addEngine('other', 1);
    admit(made, commitment(10));
    expect(made.full(now)).toBe(true);
    made.removeEngine('tone');
    expect(made.full(now)).toBe(false);
  });

  it('is full once it has refused a listener, though not quite at its limits', () => {
    const made = admission();
    admit(made, commitment(0.1), { audioBytes: 900 * mebibyte });
    expect(made.full(now)).toBe(false);
    expect(() => admit(made, commitment(0.1), { audioBytes: 200 * mebibyte })).toThrow(StarlingError);
    expect(made.full(now)).toBe(true);
  });
});

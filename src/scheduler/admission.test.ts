import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { StarlingError } from '../errors.ts';
import { Admission } from './admission.ts';

/** One engine, one slot, 0.01 s a character: 100 characters are a second of work. */
function admission(limits: Partial<{ maxQueueSeconds: number; maxUtterances: number }> = {}): Admission {
  const made = new Admission({ maxQueueSeconds: 10, maxUtterances: 1000, ...limits });
  made.addEngine('tone', 1, 0.01);
  return made;
}

function refusal(act: () => unknown): StarlingError {
  try {
    act();
  } catch (error) {
    if (error instanceof StarlingError) return error;
    throw error;
  }
  throw new Error('It was admitted.');
}

describe('admission by work', () => {
  it('lets in while the work ahead is within the limit, and one utterance over it', () => {
    const made = admission();
    made.admit('tone', 1000);
    made.admit('tone', 500);
    expect(made.workSeconds('tone')).toBe(15);
    expect(refusal(() => made.admit('tone', 1)).code).toBe('overloaded');
  });

  it('says after how many seconds of work there is room', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 3000 }), { minLength: 1 }),
        fc.integer({ min: 1, max: 40 }),
        (sizes, max) => {
          const made = admission({ maxQueueSeconds: max });
          const inside = [];
          let error: StarlingError | undefined;
          for (const size of sizes) {
            try {
              inside.push(made.admit('tone', size));
            } catch (thrown) {
              error = thrown as StarlingError;
              break;
            }
          }
          fc.pre(error !== undefined);
          const seconds = error.retryAfterSeconds ?? 0;
          expect(seconds).toBeGreaterThanOrEqual(1);
          expect(seconds).toBeLessThanOrEqual(60);
          expect(Number.isInteger(seconds)).toBe(true);
          // The engine works that long, one utterance after the other.
          let characters = seconds * 100;
          for (const work of inside) {
            const before = made.workSeconds('tone');
            work.done(characters);
            characters -= Math.round((before - made.workSeconds('tone')) * 100);
          }
          expect(() => made.admit('tone', 1)).not.toThrow();
        },
      ),
    );
  });

  it('never asks for more than 60 s, which is all that clients obey', () => {
    const made = admission();
    made.admit('tone', 1_000_000);
    expect(refusal(() => made.admit('tone', 1)).retryAfterSeconds).toBe(60);
  });

  it('divides the work by the slots that do it', () => {
    const made = new Admission({ maxQueueSeconds: 10, maxUtterances: 10 });
    made.addEngine('tone', 4, 0.01);
    made.admit('tone', 1000);
    expect(made.workSeconds('tone')).toBe(2.5);
    expect(made.totalWorkSeconds).toBe(10);
  });

  it('keeps a full engine from blocking the others', () => {
    const made = admission();
    made.addEngine('other', 1, 0.01);
    made.admit('tone', 2000);
    expect(made.full).toBe(false);
    made.admit('other', 2000);
    expect(made.full).toBe(true);
  });
});

describe('admission by number', () => {
  it('lets in just so many utterances, and another when one is over', () => {
    const made = admission({ maxUtterances: 2 });
    const first = made.admit('tone', 1);
    made.admit('tone', 1);
    expect(made.full).toBe(true);
    expect(refusal(() => made.admit('tone', 1))).toMatchObject({ code: 'overloaded', retryAfterSeconds: 1 });
    first.release();
    expect(made.full).toBe(false);
    expect(() => made.admit('tone', 1)).not.toThrow();
  });

  it('asks to wait for the average utterance, whichever engine has the work', () => {
    const made = admission({ maxUtterances: 4, maxQueueSeconds: 100 });
    made.addEngine('idle', 1, 0.01);
    for (let i = 0; i < 4; i++) made.admit('tone', 500);
    expect(refusal(() => made.admit('tone', 1)).retryAfterSeconds).toBe(5);
    expect(refusal(() => made.admit('idle', 1)).retryAfterSeconds).toBe(5);
  });
});

describe('admitted work', () => {
  it('is given back exactly once, in whatever order it is spoken and released', () => {
    const act = fc.oneof(
      fc.nat(150).map((count) => ({ done: count })),
      fc.constant('release' as const),
    );
    fc.assert(
      fc.property(fc.array(act), (acts) => {
        const made = admission({ maxUtterances: 2 });
        made.admit('tone', 300);
        const work = made.admit('tone', 200);
        for (const each of acts) {
          if (each === 'release') work.release();
          else work.done(each.done);
          expect(made.workSeconds('tone')).toBeGreaterThanOrEqual(3);
          expect(made.workSeconds('tone')).toBeLessThanOrEqual(5);
        }
        work.release();
        expect(made.workSeconds('tone')).toBe(3);
        // One of two is free, not more.
        made.admit('tone', 1);
        expect(made.full).toBe(true);
      }),
    );
  });
});

describe('the cost of a character', () => {
  it('is learned from finished segments, slowly enough that one odd segment counts little', () => {
    const made = admission();
    made.admit('tone', 100);
    made.learn('tone', 10, 1);
    expect(made.workSeconds('tone')).toBeCloseTo(1.9);
    for (let i = 0; i < 100; i++) made.learn('tone', 10, 0.01);
    expect(made.workSeconds('tone')).toBeCloseTo(0.1, 2);
  });

  it('is not learned from a segment without characters', () => {
    const made = admission();
    made.admit('tone', 100);
    made.learn('tone', 0, 5);
    expect(made.workSeconds('tone')).toBe(1);
  });

  it('is kept when the engine comes back after a restart, and so is its work', () => {
    const made = admission();
    made.admit('tone', 100);
    made.learn('tone', 10, 1);
    made.addEngine('tone', 1, 0.01);
    expect(made.workSeconds('tone')).toBeCloseTo(1.9);
  });

  it('is asked of known engines only', () => {
    expect(() => admission().admit('nobody', 1)).toThrow('does not know the engine "nobody"');
  });
});

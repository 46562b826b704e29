import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CoreQueue } from '../core-queue.ts';
import { KvArena } from './kv-arena.ts';
import { CountingModel, countingEmbedder, countingShape, tokenAfter } from './tokens.fixture.ts';
import { TokenLoop, type Ending, type TokenRequest } from './tokens.ts';
import { speech } from './variant.ts';

const capacity = 64;
const prefixRows = 2;

function loopOf(rows: number) {
  const arena = new KvArena(countingShape, rows + prefixRows, capacity);
  const model = new CountingModel(arena);
  const loop = new TokenLoop({ model, embedder: countingEmbedder, arena, prefixRows, cores: new CoreQueue(1) });
  return { loop, model };
}

const argmax = {
  next: (logits: Float32Array, unconditional?: Float32Array) => {
    const own = logits.findIndex((value) => value > 0);
    // Both rows are asked, so that a mix-up of rows shows.
    return unconditional
      ? own === speech.stop
        ? own
        : (own + unconditional.findIndex((value) => value > 0)) % 1000
      : own;
  },
};

function request(prompt: readonly number[], more: Partial<TokenRequest> = {}): TokenRequest {
  return {
    prefix: new Float32Array(0),
    prompts: [Float32Array.from(prompt)],
    sampler: argmax,
    budget: 40,
    dueAt: () => 0,
    signal: new AbortController().signal,
    ...more,
  };
}

/** What a sequence says alone, by the definition. */
function expected(
  prompt: readonly number[],
  guide?: readonly number[],
  budget = 40,
): { tokens: number[]; ending: Ending } {
  const [history, other] = [[...prompt], guide && [...guide]];
  const tokens: number[] = [];
  while (tokens.length < budget) {
    const own = tokenAfter(history);
    if (own === speech.stop) return { tokens, ending: 'stop' };
    const token = other ? (own + tokenAfter(other)) % 1000 : own;
    tokens.push(token);
    history.push(token);
    other?.push(token);
  }
  return { tokens, ending: 'budget' };
}

async function spoken(loop: TokenLoop, wanted: TokenRequest): Promise<{ tokens: number[]; ending: Ending }> {
  const tokens: number[] = [];
  const ending = await loop.speak(wanted, (token) => tokens.push(token) > 0);
  return { tokens, ending };
}

const turns = async (count: number) => {
  for (let turn = 0; turn < count; turn++) await new Promise((resolve) => setImmediate(resolve));
};

describe('TokenLoop', () => {
  it('gives each sequence what it says alone, whoever joins, leaves or is cancelled beside it', async () => {
    const sequence = fc.record({
      prompt: fc.array(fc.nat({ max: 999 }), { minLength: 1, maxLength: 8 }),
      guided: fc.boolean(),
      after: fc.nat({ max: 40 }),
      cancelAfter: fc.option(fc.nat({ max: 20 })),
      due: fc.oneof(fc.nat({ max: 9 }), fc.constant(Infinity)),
      voice: fc.nat({ max: 3 }),
    });
    // More voices than rows for them.
    const voices = [[], [1], [2, 3, 4], [5, 6]].map((values) => Float32Array.from(values));
    await fc.assert(
      fc.asyncProperty(
        fc.array(sequence, { minLength: 1, maxLength: 12 }),
        fc.integer({ min: 2, max: 6 }),
        async (all, rows) => {
          const { loop } = loopOf(rows);
          const told = await Promise.all(
            all.map(async ({ prompt, guided, after, cancelAfter, due, voice }) => {
              await turns(after);
              const controller = new AbortController();
              const guide = guided ? prompt.map((each) => each + 1) : undefined;
              const prompts = guide
                ? ([Float32Array.from(prompt), Float32Array.from(guide)] as const)
                : ([Float32Array.from(prompt)] as const);
              const prefix = voices[voice]!;
              const wanted = request(prompt, { prefix, prompts, dueAt: () => due, signal: controller.signal });
              const tokens: number[] = [];
              const ending = loop.speak(wanted, (token) => {
                if (tokens.push(token) > (cancelAfter ?? Infinity)) controller.abort();
                return true;
              });
              const outcome = await ending.catch(() => 'cancelled' as const);
              const alone = expected([...prefix, ...prompt], guide && [...prefix, ...guide]);
              return { tokens, outcome, alone, cancelAfter };
            }),
          );
          for (const { tokens, outcome, alone, cancelAfter } of told) {
            const whole = outcome === 'cancelled' ? alone.tokens.slice(0, (cancelAfter ?? 0) + 1) : alone.tokens;
            expect(tokens).toEqual(whole);
            if (outcome !== 'cancelled') expect(outcome).toBe(alone.ending);
          }
          expect(loop.rows.taken).toBe(0);
          expect(loop.waiting).toBe(0);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('runs sequences of any lengths in one step', async () => {
    const { loop, model } = loopOf(4);
    const prompts = [[5], [6, 7, 8, 9], [10, 11]];
    const all = await Promise.all(prompts.map((prompt) => spoken(loop, request(prompt))));
    expect(all).toEqual(prompts.map((prompt) => expected(prompt)));
    expect(Math.max(...model.runs)).toBe(3);
    // Three prefills, and no more steps than the longest sequence and the wait for the others' prefills need.
    const steps = model.runs.length - 3;
    expect(steps).toBeLessThanOrEqual(Math.max(...all.map(({ tokens }) => tokens.length)) + 3);
  });

  it('leaves out who has plenty while others are short, and goes on with all of them after', async () => {
    const { loop, model } = loopOf(4);
    // As long as the budget, so that nobody leaves before the others.
    const all = Array.from({ length: 200 }, (_, each) => [each]);
    const prompts = all.filter((prompt) => expected(prompt).ending === 'budget');
    const [plenty, alsoPlenty, short] = prompts as [number[], number[], number[]];
    const order: string[] = [];
    const speak = async (name: string, prompt: number[], due: number) => {
      const told = await spoken(loop, request(prompt, { dueAt: () => due }));
      order.push(name);
      return told;
    };
    const others = [speak('plenty', plenty, Infinity), speak('plenty', alsoPlenty, Infinity)];
    await turns(5);
    const before = model.runs.length;
    const told = await speak('short', short, 0);
    // Its prefill, and then steps of one row.
    expect(model.runs.slice(before + 2).every((rows) => rows === 1)).toBe(true);
    expect(order).toEqual(['short']);
    expect([told, ...(await Promise.all(others))]).toEqual([short, plenty, alsoPlenty].map((each) => expected(each)));
    expect(Math.max(...model.runs)).toBe(2);
  });

  it('lets who has time join when nobody is short, or its own tokens are needed', async () => {
    const said: string[] = [];
    const speak = (loop: TokenLoop, name: string, dueAt: () => number) =>
      loop.speak(request([1, 2, 3], { dueAt, sampler: { next: () => 7 }, budget: 6 }), () => said.push(name) > 0);
    const { loop } = loopOf(4);
    const begin = performance.now();
    await Promise.all([speak(loop, 'a', () => begin), speak(loop, 'b', () => Infinity)]);
    expect(said).toEqual([...'aaaaaabbbbbb']);
    said.length = 0;
    await Promise.all([speak(loop, 'a', () => begin), speak(loop, 'b', () => (said.length < 2 ? Infinity : begin))]);
    expect(said).toEqual([...'aabababababb']);
    said.length = 0;
    await Promise.all([speak(loop, 'a', () => begin + 1e6), speak(loop, 'b', () => begin + 2e6)]);
    expect(said).toEqual([...'aabababababb']);
    said.length = 0;
    const soon = () => performance.now() + 1200;
    await Promise.all([speak(loop, 'a', soon), speak(loop, 'b', () => soon() + 300)]);
    expect(said).toEqual([...'aabababababb']);
  });

  it('runs the tokens of a voice once for all sequences that begin with it', async () => {
    const { loop, model } = loopOf(4);
    const prefix = Float32Array.of(9, 8, 7);
    const speak = (prompt: number[]) => spoken(loop, request(prompt, { prefix, budget: 1 }));
    await Promise.all([[1, 2], [3], [4, 5, 6]].map(speak));
    await speak([7]);
    // One run for the voice, four for the texts.
    expect(model.runs).toHaveLength(5);
  });

  it('starts the most urgent first when not all fit', async () => {
    const { loop } = loopOf(1);
    const order: string[] = [];
    const speak = async (name: string, due: number) => {
      await spoken(loop, request([due], { dueAt: () => due }));
      order.push(name);
    };
    await Promise.all([speak('late', 30), speak('soon', 10), speak('later', 20)]);
    expect(order).toEqual(['soon', 'later', 'late']);
  });

  it('ends a sequence that has enough, and one that reaches its budget', async () => {
    const { loop } = loopOf(2);
    const tokens: number[] = [];
    expect(await loop.speak(request([3, 1, 4]), (token) => tokens.push(token) < 2)).toBe('enough');
    expect(tokens).toEqual(expected([3, 1, 4]).tokens.slice(0, 2));
    expect(await spoken(loop, request([3, 1, 4], { budget: 2 }))).toEqual(expected([3, 1, 4], undefined, 2));
  });

  it('cancels at the next step border and gives the rows to the next', async () => {
    const { loop } = loopOf(1);
    const controller = new AbortController();
    const first = loop.speak(request([3, 1, 4], { signal: controller.signal }), () => true);
    const second = spoken(loop, request([2, 7]));
    await turns(3);
    controller.abort(new Error('gone'));
    await expect(first).rejects.toThrow('gone');
    expect(await second).toEqual(expected([2, 7]));
    await expect(loop.speak(request([1], { signal: controller.signal }), () => true)).rejects.toThrow('gone');
  });

  it('fails the sequences of a step that fails, and goes on with those that come', async () => {
    const { loop, model } = loopOf(3);
    const both = [spoken(loop, request([3, 1, 4])), spoken(loop, request([1, 5, 9]))];
    const settled = Promise.allSettled(both);
    await turns(4);
    model.failure = new Error('torn');
    expect((await settled).map(({ status }) => status)).toContain('rejected');
    expect(await spoken(loop, request([2, 7]))).toEqual(expected([2, 7]));
    expect(loop.rows.taken).toBe(0);
  });

  it('refuses what can never fit', async () => {
    const { loop } = loopOf(1);
    await expect(spoken(loop, request([1], { budget: capacity }))).rejects.toThrow(/do not fit into 64/);
    const prompts = [Float32Array.of(1), Float32Array.of(2)] as const;
    await expect(spoken(loop, request([1], { prompts }))).rejects.toThrow(/Guidance takes 2 rows/);
  });
});

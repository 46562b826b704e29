import { afterAll, beforeAll, expect, it } from 'vitest';
import { Binding } from './binding.ts';
import { onnxRuntime } from './library.ts';
import { modelOf, type Declared } from './model.fixture.ts';
import { Session } from './session.ts';
import { Tensor } from './tensor.ts';

// GroupQueryAttention with rotary embeddings, as in language models: two heads of 16, room for 24 tokens a sequence.
const heads = 2;
const headSize = 16;
const capacity = 24;
const width = heads * headSize;
const kinds = ['key', 'value'] as const;

function attentionModel(): Uint8Array {
  const half = headSize / 2;
  const angle = (index: number) => Math.floor(index / half) * 10000 ** (-(index % half) / half);
  const turns = (part: (angle: number) => number) =>
    Tensor.from(
      'float32',
      [capacity, half],
      Float32Array.from({ length: capacity * half }, (_, index) => part(angle(index))),
    );
  const past: Declared = ['float32', ['batch', heads, 'past', headSize]];
  const present: Declared = ['float32', ['batch', heads, 'present', headSize]];
  return modelOf({
    nodes: [
      {
        op: 'GroupQueryAttention',
        domain: 'com.microsoft',
        inputs: ['qkv', '', '', 'past.key', 'past.value', 'last', 'longest', 'cos', 'sin'],
        outputs: ['out', 'present.key', 'present.value'],
        attributes: { num_heads: heads, kv_num_heads: heads, do_rotary: 1 },
      },
    ],
    inputs: {
      qkv: ['float32', ['batch', 'length', 3 * width]],
      'past.key': past,
      'past.value': past,
      last: ['int32', ['batch']],
      longest: ['int32', []],
    },
    outputs: { out: ['float32', ['batch', 'length', width]], 'present.key': present, 'present.value': present },
    initializers: { cos: turns(Math.cos), sin: turns(Math.sin) },
  });
}

let session: Session;
let binding: Binding;
beforeAll(async () => {
  session = await Session.open(attentionModel());
  binding = new Binding(session);
});
afterAll(async () => {
  binding.release();
  await session.release();
  expect(onnxRuntime().handles).toEqual({ Env: 1 });
});

/** Queries, keys and values of all tokens that a sequence can have: repeatable noise between -1 and 1. */
function sequence(seed: number): Float32Array {
  let state = seed;
  return Float32Array.from({ length: capacity * 3 * width }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  });
}
const sequences = [sequence(1), sequence(2), sequence(3)];

/** The tokens `from` to `to` of some sequences, which are the rows of a batch. */
function tokens(rows: readonly number[], from: readonly number[], length: number): Tensor {
  const batch = Tensor.zeros('float32', [rows.length, length, 3 * width]);
  for (const [index, row] of rows.entries()) {
    const start = from[index]! * 3 * width;
    const values = sequences[row]!.subarray(start, start + length * 3 * width);
    (batch.rows(index, index + 1).data as Float32Array).set(values);
  }
  return batch;
}

/** Where sequences end: the attention's two inputs about lengths. */
const ends = (lengths: readonly number[]) => ({
  last: Tensor.from(
    'int32',
    [lengths.length],
    lengths.map((length) => length - 1),
  ),
  longest: Tensor.from('int32', [], [Math.max(...lengths)]),
});

/** Attention over one sequence from its start, copied out of a run that has nothing in place. */
async function alone(row: number, length: number) {
  const empty = Tensor.zeros('float32', [1, heads, 0, headSize]);
  const feeds = {
    qkv: tokens([row], [0], length),
    'past.key': empty,
    'past.value': empty,
    ...ends([length]),
  };
  return session.run(feeds, ['out', 'present.key', 'present.value']);
}

const arena = {
  key: Tensor.zeros('float32', [3, heads, capacity, headSize]),
  value: Tensor.zeros('float32', [3, heads, capacity, headSize]),
};

/** Appends tokens to the arena's rows from `first` on, which then have these lengths. Returns the attention's output. */
async function append(first: number, qkv: Tensor, lengths: readonly number[]): Promise<Tensor> {
  for (const kind of kinds) {
    const view = arena[kind].rows(first, first + lengths.length);
    binding.bindInput(`past.${kind}`, view);
    binding.bindOutput(`present.${kind}`, view);
  }
  for (const [name, tensor] of Object.entries({ qkv, ...ends(lengths) })) binding.bindInput(name, tensor);
  binding.bindFreshOutput('out');
  await binding.run();
  return binding.outputs()[0]!;
}

/** Expects the same numbers, up to the order in which they are added. */
function expectClose(actual: Tensor['data'], expected: Tensor['data']): void {
  expect(actual).toHaveLength(expected.length);
  const wanted = [...(expected as Float32Array)];
  const differences = [...(actual as Float32Array)].map((each, index) => Math.abs(each - wanted[index]!));
  expect(Math.max(...differences)).toBeLessThan(1e-5);
}

it('sequences of different lengths share runs in place, and each comes out as it does alone', async () => {
  const lengths = [5, 9, 3];
  for (const [row, length] of lengths.entries()) {
    const prefilled = await append(row, tokens([row], [0], length), [length]);
    expectClose(prefilled.data, (await alone(row, length)).out.data);
  }

  // The last row leaves after four steps.
  for (const rows of [...Array<number[]>(4).fill([0, 1, 2]), ...Array<number[]>(4).fill([0, 1])]) {
    const from = rows.map((row) => lengths[row]!++);
    const decoded = await append(0, tokens(rows, from, 1), lengths.slice(0, rows.length));
    for (const row of rows) {
      const { out } = await alone(row, lengths[row]!);
      expectClose(decoded.rows(row, row + 1).data, out.data.subarray(-width));
    }
  }

  expect(lengths).toEqual([13, 17, 7]);
  for (const [row, length] of lengths.entries()) {
    const expected = await alone(row, length);
    for (const kind of kinds) {
      for (let head = 0; head < heads; head++) {
        const start = (row * heads + head) * capacity * headSize;
        const end = start + length * headSize;
        const wanted = expected[`present.${kind}`].data.subarray(
          head * length * headSize,
          (head + 1) * length * headSize,
        );
        expectClose(arena[kind].data.subarray(start, end), wanted);
        expectClose(
          arena[kind].data.subarray(end, start + capacity * headSize),
          new Float32Array((capacity - length) * headSize),
        );
      }
    }
  }
});

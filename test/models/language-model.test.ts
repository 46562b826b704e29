import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { speech } from '../../src/engines/chatterbox/variant.ts';
import { readGraph } from '../../src/onnx/graph.ts';
import { Session } from '../../src/onnx/session.ts';
import { Tensor } from '../../src/onnx/tensor.ts';
import { writeLanguageModel, type LanguageModelOptions } from './language-model.ts';
import { RandomWeights } from './random-weights.ts';
import { shapes, type LanguageModelShape } from './shapes.ts';
import { speechMark } from './speech-count.ts';
import { temporaryFolder } from './temporary-folder.ts';

const folder = temporaryFolder();
const usual: LanguageModelOptions = {
  ...{ attention: 'grouped-query', weights: 'float32', cache: 'float32', positionIds: false },
};

let written = 0;
function write(shape: LanguageModelShape, options: Partial<LanguageModelOptions> = {}): string {
  const file = path.join(folder, `${written++}.onnx`);
  writeLanguageModel(file, shape, { ...usual, ...options });
  return file;
}

/** Rows of a prompt: one per token, of which the last `spoken` are marked as speech. [length, hidden] */
function prompt(name: string, length: number, { hidden }: LanguageModelShape, spoken = 0): Float32Array[] {
  const values = new RandomWeights(9).fill(name, new Float32Array(length * hidden), 1);
  return Array.from({ length }, (_, i) => {
    const row = values.slice(i * hidden, (i + 1) * hidden);
    row[hidden - 1] = i >= length - spoken ? speechMark : 0;
    return row;
  });
}

type Cell = Float32Array | undefined;

/** Runs padded rows from an empty cache; undefined cells are padding. Gives each cell's logits. */
async function logitsOf(file: string, shape: LanguageModelShape, batch: readonly (readonly Cell[])[]) {
  const session = await Session.open(file);
  try {
    const { layers, hidden, heads, headDim, vocab } = shape;
    const length = batch[0]?.length ?? 0;
    const embeds = new Float32Array(batch.length * length * hidden);
    // What padding holds must not matter.
    embeds.fill(0.7);
    batch.forEach((row, b) => row.forEach((cell, i) => cell && embeds.set(cell, (b * length + i) * hidden)));
    const mask = batch.flatMap((row) => row.map((cell) => (cell ? 1 : 0)));
    const positions = batch.flatMap((row) => {
      let rank = 0;
      return row.map((cell) => (cell ? rank++ : 0));
    });
    const feeds: Record<string, Tensor> = {
      inputs_embeds: Tensor.from('float32', [batch.length, length, hidden], embeds),
      attention_mask: Tensor.from('int64', [batch.length, length], mask),
    };
    if (session.inputs.some(({ name }) => name === 'position_ids')) {
      feeds['position_ids'] = Tensor.from('int64', [batch.length, length], positions);
    }
    for (const { name, type } of session.inputs) {
      const cache = [batch.length, heads, 0, headDim];
      if (name.startsWith('past')) feeds[name] = Tensor.zeros(type ?? 'float32', cache);
    }
    expect(Object.keys(feeds).filter((name) => name.startsWith('past'))).toHaveLength(2 * layers);
    const { logits } = await session.run(feeds, ['logits']);
    const all = logits.data as Float32Array;
    return batch.map((row, b) => row.map((_, i) => all.slice((b * length + i) * vocab, (b * length + i + 1) * vocab)));
  } finally {
    await session.release();
  }
}

/** The largest difference of the logits of sound. */
function apart(a: Float32Array | undefined, b: Float32Array | undefined): number {
  if (a?.length !== b?.length || !a || !b) return Infinity;
  return a.subarray(0, speech.codes).reduce((most, value, i) => Math.max(most, Math.abs(value - (b[i] ?? 0))), 0);
}

function likeliest(logits: Float32Array): number {
  return logits.reduce((best, value, i) => (value > (logits[best] ?? 0) ? i : best), 0);
}

describe.each(['english', 'turbo', 'nano'] as const)('a tiny language model of %s', (variant) => {
  const shape = shapes.tiny[variant];
  const row = prompt('a prompt', 12, shape);
  const expected = logitsOf(write(shape), shape, [row]);

  it.each([
    { attention: 'plain' },
    { positionIds: true },
    { attention: 'plain', positionIds: true },
    { cache: 'float16' },
    { cache: 'float16', positionIds: true },
    { cache: 'float16', attention: 'plain' },
  ] as const)('says the same with %o', async (options) => {
    const [[...logits] = []] = await logitsOf(write(shape, options), shape, [row]);
    const [reference = []] = await expected;
    const most = 'cache' in options ? 0.05 : 1e-3;
    for (const [i, each] of logits.entries()) expect(apart(each, reference[i])).toBeLessThan(most);
  });

  it('says nearly the same with 4-bit weights', async () => {
    const [[...logits] = []] = await logitsOf(write(shape, { weights: '4-bit' }), shape, [row]);
    const [reference = []] = await expected;
    const [a, b] = [logits.at(-1), reference.at(-1)];
    const dot = (x: Float32Array, y: Float32Array) =>
      x.subarray(0, speech.codes).reduce((sum, value, i) => sum + value * (y[i] ?? 0), 0);
    const alike = a && b ? dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b)) : 0;
    expect(alike).toBeGreaterThan(0.8);
    expect(alike).toBeLessThan(0.9999);
  });

  it('reads a row that is padded behind as if it were alone', async () => {
    const short = prompt('a short one', 7, shape);
    for (const attention of ['grouped-query', 'plain'] as const) {
      const file = write(shape, { attention, positionIds: variant !== 'english' });
      const padded: Cell[] = [...short, ...Array<undefined>(5)];
      const [, beside = []] = await logitsOf(file, shape, [row, padded]);
      const [alone = []] = await logitsOf(file, shape, [short]);
      expect(apart(beside[6], alone[6])).toBeLessThan(1e-3);
    }
  });

  it('reads a row that is padded in front as if it were alone, where attention is plain', async () => {
    const short = prompt('a short one', 7, shape);
    const file = write(shape, { attention: 'plain', positionIds: variant !== 'english' });
    const [, beside = []] = await logitsOf(file, shape, [row, [...Array<undefined>(5), ...short]]);
    const [alone = []] = await logitsOf(file, shape, [short]);
    expect(apart(beside[11], alone[6])).toBeLessThan(1e-3);
  });

  it('hears every token before the last', async () => {
    const [reference = []] = await expected;
    const file = write(shape);
    for (const changed of [0, 5, 10]) {
      const other = row.with(changed, prompt('another token', 1, shape)[0] ?? new Float32Array());
      const [logits = []] = await logitsOf(file, shape, [other]);
      expect(apart(logits.at(-1), reference.at(-1))).toBeGreaterThan(0.05);
      if (changed > 0) expect(apart(logits[changed - 1], reference[changed - 1])).toBeLessThan(1e-4);
    }
  });

  it('never likes what no decoder knows', async () => {
    const [logits = []] = await expected;
    for (const each of logits) {
      const unknown = [each[speech.start] ?? 0, ...each.subarray(speech.stop + 1)];
      expect(Math.max(...unknown)).toBeLessThan(-9000);
      expect(each[speech.stop]).toBeGreaterThan(-100);
    }
  });

  it('ends after enough tokens of speech, however long the text is', async () => {
    const file = write(shape, { endBias: { perToken: 0.2, after: 24 } });
    for (const text of [5, 200]) {
      const ends = async (spoken: number) => {
        const [logits = []] = await logitsOf(file, shape, [prompt('a text', text + spoken, shape, spoken)]);
        return likeliest(logits.at(-1) ?? new Float32Array());
      };
      expect(await ends(2)).toBeLessThan(speech.codes);
      expect(await ends(150)).toBe(speech.stop);
    }
  });
});

it('is the same file for the same seed, and another for another', () => {
  const bytes = (seed: number) => {
    const file = write(shapes.tiny.nano, { seed });
    return readFileSync(`${file}_data`);
  };
  expect(bytes(4).equals(bytes(4))).toBe(true);
  expect(bytes(4).equals(bytes(5))).toBe(false);
});

it('has the nodes of the published 4-bit English model', () => {
  const { nodes } = readGraph(write({ ...shapes.tiny.english, layers: 30 }, { weights: '4-bit' }));
  const count = (op: string) => nodes.filter((node) => node.op === op).length;
  expect(count('GroupQueryAttention')).toBe(30);
  expect(count('SkipSimplifiedLayerNormalization')).toBe(60);
  expect(count('MatMulNBits')).toBe(151);
});

it.each([undefined, 4])('says accuracy level %s of 4-bit products', (accuracyLevel) => {
  const file = write(shapes.tiny.english, { weights: '4-bit', ...(accuracyLevel && { accuracyLevel }) });
  const products = readGraph(file).nodes.filter(({ op }) => op === 'MatMulNBits');
  for (const { attributes } of products) {
    const level = attributes.get('accuracy_level');
    expect(level?.kind === 'int' ? Number(level.value) : undefined).toBe(accuracyLevel);
  }
});

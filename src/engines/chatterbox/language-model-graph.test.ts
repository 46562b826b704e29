import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { writeLanguageModel, type LanguageModelOptions } from '../../../test/models/language-model.ts';
import { shapes } from '../../../test/models/shapes.ts';
import { weightsFolder, writeGraph } from '../../onnx/graph-write.ts';
import { readGraph, type Graph } from '../../onnx/graph.ts';
import { modelOf, type Declared, type NodeParts } from '../../onnx/model.fixture.ts';
import { Session } from '../../onnx/session.ts';
import { Tensor } from '../../onnx/tensor.ts';
import { Random } from '../random.ts';
import { preparedLanguageModel, shapeOfLanguageModel, type LanguageModelShape } from './language-model-graph.ts';
import { UnusableModel } from './unusable-model.ts';

const folder = mkdtempSync(path.join(os.tmpdir(), 'language-model-graph-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const cache: Declared = ['float32', ['batch_size', 2, 'past_sequence_length', 16]];
const inputs = {
  inputs_embeds: ['float32', ['batch_size', 'sequence_length', 32]],
  attention_mask: ['int64', ['batch_size', 'total_sequence_length']],
} satisfies Record<string, Declared>;
const outputs = { logits: ['float32', ['batch_size', 'sequence_length', 6563]] } satisfies Record<string, Declared>;

type Changes = Readonly<Record<string, Declared | undefined>>;

/** A graph of declarations alone: two layers with names of the published models, and changes. */
function declared(
  changedInputs: Changes = {},
  changedOutputs: Changes = {},
  names = { past: 'past_key_values.L.K', present: 'present.L.K', kinds: ['key', 'value'] },
): Graph {
  const caches = (pattern: string) =>
    [0, 1].flatMap((layer) =>
      names.kinds.map((kind) => [pattern.replace('L', String(layer)).replace('K', kind), cache] as const),
    );
  const kept = (all: Changes) =>
    Object.fromEntries(Object.entries(all).flatMap(([name, value]) => (value ? [[name, value] as const] : [])));
  return readGraph(
    modelOf({
      nodes: [],
      inputs: kept({ ...inputs, ...Object.fromEntries(caches(names.past)), ...changedInputs }),
      outputs: kept({ ...outputs, ...Object.fromEntries(caches(names.present)), ...changedOutputs }),
    }),
  );
}

const shapeOf = (graph: Graph) => shapeOfLanguageModel(graph, '/m/language_model.onnx');

describe('the shape of a language model', () => {
  it('is read from what the file declares', () => {
    expect(shapeOf(declared())).toEqual({
      ...{ layers: 2, heads: 2, headDim: 16, width: 32, vocabulary: 6563, cacheType: 'float32', inPlace: false },
      ...{ embeds: 'inputs_embeds', mask: 'attention_mask', positions: undefined, logits: 'logits' },
      bytesPerToken: 4 * 2 * 16 * 4,
      caches: [0, 1].flatMap((layer) =>
        ['key', 'value'].map((kind) => ({
          past: `past_key_values.${layer}.${kind}`,
          present: `present.${layer}.${kind}`,
        })),
      ),
    });
  });

  it('has positions where the graph takes them', () => {
    const graph = declared({ position_ids: ['int64', ['batch_size', 'sequence_length']] });
    expect(shapeOf(graph).positions).toBe('position_ids');
  });

  it('has caches of 16 bits, which take half the memory', () => {
    const half: Declared = ['float16', cache[1]];
    const { inputs: pasts, outputs: presents } = declared();
    const changed = (values: typeof pasts) =>
      Object.fromEntries(values.filter(({ dims }) => dims?.length === 4).map(({ name }) => [name, half]));
    expect(shapeOf(declared(changed(pasts), changed(presents)))).toMatchObject({
      ...{ cacheType: 'float16', bytesPerToken: 4 * 2 * 16 * 2 },
    });
  });

  it.each([
    ['past_key_values.L.K', 'present.L.K', ['key', 'value']],
    ['past_key_values.L.K', 'present_key_values.L.K', ['key', 'value']],
    ['past.L.K', 'present.L.K', ['k', 'v']],
    ['past_L_K', 'present_L_K', ['k', 'v']],
    ['cache_K_L', 'new_cache_K_L', ['key', 'value']],
    ['K_cache.L', 'K_present.L', ['keys', 'values']],
    ['model_1.pastL.K', 'model_1.presentL.K', ['key', 'value']],
    ['cache.L.K', 'present.L.K', ['0', '1']],
  ])('pairs caches that are called %s and %s', (past, present, kinds) => {
    const { caches, layers } = shapeOf(declared({}, {}, { past, present, kinds }));
    expect(layers).toBe(2);
    const named = (pattern: string) =>
      [0, 1].flatMap((layer) => kinds.map((kind) => pattern.replace('L', String(layer)).replace('K', kind)));
    expect(caches.map((each) => each.past)).toEqual(named(past));
    expect(caches.map((each) => each.present)).toEqual(named(present));
  });

  it('takes the output that is called logits, whatever else has three dimensions', () => {
    const graph = declared({}, { logits: undefined, hidden: ['float32', ['b', 's', 32]], lm_logits: outputs.logits });
    expect(shapeOf(graph)).toMatchObject({ logits: 'lm_logits', vocabulary: 6563 });
  });

  it.each(['english', 'turbo'] as const)(
    'of %s appends in place by grouped-query attention, and not otherwise',
    (variant) => {
      for (const attention of ['grouped-query', 'plain'] as const) {
        const graph = readGraph(written(variant, { attention }));
        expect(shapeOf(graph)).toMatchObject({
          inPlace: attention === 'grouped-query',
          layers: shapes.tiny[variant].layers,
        });
      }
    },
  );
});

describe('what is no language model', () => {
  const key = 'past_key_values.1.key';
  const value = 'past_key_values.1.value';
  const symbolic: Declared = ['float32', ['batch_size', 'heads', 'past', 16]];
  const noCaches = Object.fromEntries(
    [0, 1].flatMap((layer) => ['key', 'value'].map((kind) => [`past_key_values.${layer}.${kind}`, undefined])),
  );
  it.each<[what: string, message: string, graph: Graph]>([
    [
      'without caches',
      'it has no caches [batch, heads, length, size] among its inputs ("inputs_embeds" float32 [batch_size, sequence_length, 32], "attention_mask" int64 [batch_size, total_sequence_length])',
      declared(noCaches),
    ],
    ['with no inputs at all', 'among its inputs (none)', readGraph(modelOf({ nodes: [], outputs }))],
    [
      'with an odd number of caches',
      'it has 3 caches; keys and values come in pairs',
      declared({ [value]: undefined }),
    ],
    [
      'with a cache that nothing goes on with',
      `the cache "${key}" has no output`,
      declared({}, { 'present.1.key': undefined }),
    ],
    [
      'with outputs of the same place',
      'the cache "past_key_values.0.key" has several outputs ("present.0.key" float32 [batch_size, 2, past_sequence_length, 16], "other.0.key" float32 [1])',
      declared({}, { 'other.0.key': ['float32', [1]] }),
    ],
    [
      'with names that do not tell keys from values',
      'cannot be told apart by the names',
      declared({ 'past.0.a': cache, 'past.0.b': cache }, { 'present.0.a': cache, logits: outputs.logits }),
    ],
    [
      'with heads that are not told',
      'must be numbers in "past_key_values.0.key" float32 [batch_size, heads, past, 16]',
      declared({ 'past_key_values.0.key': symbolic }),
    ],
    [
      'with one cache unlike the others',
      'its caches must be alike, and two are not: "past_key_values.0.key"',
      declared({ [key]: ['float32', ['b', 3, 'past', 16]] }),
    ],
    ['with caches of two types', `"${key}" float16`, declared({ [key]: ['float16', cache[1]] })],
    [
      'with a cache that comes out in another type',
      '"present.1.key" float16',
      declared({}, { 'present.1.key': ['float16', cache[1]] }),
    ],
    [
      'with caches of integers',
      'caches must be float32 or float16, and one is "past_key_values.0.key" int8',
      declared({ 'past_key_values.0.key': ['int8', cache[1]] }),
    ],
    [
      'for one row alone',
      'for one size alone; batch and length must be open',
      declared({ 'past_key_values.0.key': ['float32', [1, 2, 'past', 16]] }),
    ],
    [
      'with embeddings for one row alone',
      '"inputs_embeds" float32 [1, s, 32], for one size alone',
      declared({ inputs_embeds: ['float32', [1, 's', 32]] }),
    ],
    [
      'that takes ids',
      'it has no input [batch, sequence, width] for embeddings',
      declared({ inputs_embeds: undefined, input_ids: ['int64', ['b', 's']] }),
    ],
    [
      'with embeddings of an open width',
      'it has no input [batch, sequence, width]',
      declared({ inputs_embeds: ['float32', ['b', 's', 'w']] }),
    ],
    [
      'with embeddings of 16 bits',
      'it has "inputs_embeds" float16 [b, s, 32], whose type must be float32',
      declared({ inputs_embeds: ['float16', ['b', 's', 32]] }),
    ],
    ['without a mask', 'it has no input attention_mask [batch, length]', declared({ attention_mask: undefined })],
    [
      'with a mask of floats',
      'it has "attention_mask" float32 [b, t], whose type must be int64',
      declared({ attention_mask: ['float32', ['b', 't']] }),
    ],
    [
      'with positions of 32 bits',
      'it has "position_ids" int32 [b, s], whose type must be int64',
      declared({ position_ids: ['int32', ['b', 's']] }),
    ],
    [
      'with an input more',
      'it has the input "use_cache_branch" bool [1], which Starling does not know',
      declared({ use_cache_branch: ['bool', [1]] }),
    ],
    ['without logits', 'it has no output logits [batch, sequence, tokens] (none)', declared({}, { logits: undefined })],
    [
      'with logits of an open width',
      'it has no output logits [batch, sequence, tokens] ("logits" float32 [b, s, v])',
      declared({}, { logits: ['float32', ['b', 's', 'v']] }),
    ],
    [
      'with logits of 16 bits',
      'it has "logits" float16 [b, s, 6563], whose type must be float32',
      declared({}, { logits: ['float16', ['b', 's', 6563]] }),
    ],
    [
      'with an element type of its own',
      'it has "inputs_embeds" of type 77',
      declared({ inputs_embeds: [77, ['b', 's', 32]] }),
    ],
  ])('%s is refused with the file and the field', (_, message, graph) => {
    const refusal = refusalOf(() => shapeOf(graph));
    expect(refusal).toContain(message);
    expect(refusal).toMatch(
      /^\/m\/language_model\.onnx is no language model of Chatterbox: .* Use the file of a published Chatterbox model\.$/u,
    );
  });

  it('of thousands of inputs is told of in a message that can be read', () => {
    const many = Object.fromEntries(Array.from({ length: 3000 }, (_, i) => [`${'x'.repeat(500)}${i}`, cache]));
    expect(refusalOf(() => shapeOf(declared({ ...many, inputs_embeds: undefined }))).length).toBeLessThan(800);
  });
});

function refusalOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof UnusableModel) return error.message;
    throw error;
  }
  throw new Error('It was accepted.');
}

let count = 0;
function written(variant: 'english' | 'turbo' | 'nano', options: Partial<LanguageModelOptions> = {}): string {
  const file = path.join(folder, `${count++}.onnx`);
  const usual: LanguageModelOptions = {
    attention: 'grouped-query',
    weights: 'float32',
    cache: 'float32',
    positionIds: variant !== 'english',
  };
  writeLanguageModel(file, shapes.tiny[variant], { ...usual, ...options });
  return file;
}

/** Logits and caches of rows that come in two parts: a prompt, and some tokens more. */
async function run(file: string, prepared: (graph: Graph) => Graph) {
  const graph = readGraph(file);
  const shape = shapeOf(graph);
  const model = writeGraph(prepared(graph), { weights: 'published' });
  const session = await Session.open(model, { weightsFolder: weightsFolder(file) });
  try {
    const parts = [];
    let caches = shape.caches.map(() => Tensor.zeros(shape.cacheType, [rows, shape.heads, 0, shape.headDim]));
    let length = 0;
    for (const added of [7, 1, 1]) {
      const feeds = feedsOf(shape, length, added);
      shape.caches.forEach(({ past }, index) => (feeds[past] = caches[index]!));
      const results = await session.run(feeds, [shape.logits, ...shape.caches.map(({ present }) => present)]);
      caches = shape.caches.map(({ present }) => results[present]!);
      length += added;
      parts.push({ logits: results[shape.logits]!, caches });
    }
    return parts;
  } finally {
    await session.release();
  }
}

const rows = 3;
function feedsOf(shape: LanguageModelShape, length: number, added: number): Record<string, Tensor> {
  const embeds = new Random(11, length).fillNormal(new Float32Array(rows * added * shape.width));
  const positions = Array.from({ length: rows * added }, (_, i) => length + (i % added));
  return {
    [shape.embeds]: Tensor.from('float32', [rows, added, shape.width], embeds),
    [shape.mask]: Tensor.from('int64', [rows, length + added], new Array<number>(rows * (length + added)).fill(1)),
    ...(shape.positions !== undefined && { [shape.positions]: Tensor.from('int64', [rows, added], positions) }),
  };
}

/** The last position of each row, [rows, vocabulary]. */
function lastOf({ dims, data }: Tensor): Float32Array {
  const [, positions = 0, vocabulary = 0] = dims;
  const all = data as Float32Array;
  return Float32Array.from(
    Array.from({ length: rows }, (_, row) => [
      ...all.slice(((row + 1) * positions - 1) * vocabulary, (row + 1) * positions * vocabulary),
    ]).flat(),
  );
}

const far = (a: Float32Array, b: Float32Array) =>
  a.reduce((most, each, i) => Math.max(most, Math.abs(each - b[i]!)), 0);

describe('a language model as it is run', () => {
  it.each<[string, 'english' | 'turbo' | 'nano', Partial<LanguageModelOptions>]>([
    ['English', 'english', {}],
    ['English whose sequences end', 'english', { endBias: { perToken: 0.2, after: 4 } }],
    ['Turbo, whose head has a bias', 'turbo', {}],
    ['Nano with plain attention', 'nano', { attention: 'plain' }],
    ['English with caches of 16 bits', 'english', { cache: 'float16' }],
    ['English of 4 bits with accuracy level 1', 'english', { weights: '4-bit', accuracyLevel: 1 }],
    ['English of 4 bits with accuracy level 4', 'english', { weights: '4-bit', accuracyLevel: 4 }],
    ['Turbo of 4 bits with accuracy level 4', 'turbo', { weights: '4-bit', accuracyLevel: 4 }],
  ])('gives the published logits of the last position: %s', async (_, variant, options) => {
    const file = written(variant, options);
    const published = await run(file, (graph) => graph);
    const prepared = await run(file, (graph) => preparedLanguageModel(graph, shapeOf(graph)));
    for (const [index, { logits, caches }] of prepared.entries()) {
      const expected = published[index]!;
      expect(logits.data.length).toBe(rows * shapes.tiny[variant].vocab * logits.dims[1]!);
      expect(far(lastOf(logits), lastOf(expected.logits))).toBeLessThan(1e-4);
      expect(caches.map(({ data }) => data)).toEqual(expected.caches.map(({ data }) => data));
    }
    const moved = far(lastOf(published[0]!.logits), lastOf(published[1]!.logits));
    expect(moved).toBeGreaterThan(0.1);
  });

  it.each(['english', 'turbo'] as const)('gives the logits of one position: %s', async (variant) => {
    const positions = (await run(written(variant), (graph) => preparedLanguageModel(graph, shapeOf(graph)))).map(
      ({ logits }) => logits.dims[1],
    );
    expect(positions).toEqual([1, 1, 1]);
  });

  const levels = (graph: Graph) =>
    graph.nodes.flatMap(({ op, attributes }) => (op === 'MatMulNBits' ? [attributes.get('accuracy_level')] : []));

  it('computes in integers where the file leaves it open', () => {
    const prepare = (file: string) => {
      const graph = readGraph(file);
      return levels(readGraph(writeGraph(preparedLanguageModel(graph, shapeOf(graph)))));
    };
    const open = prepare(written('english', { weights: '4-bit' }));
    expect(open.length).toBeGreaterThan(10);
    for (const level of open) expect(level).toMatchObject({ kind: 'int', value: 4 });
    for (const level of prepare(written('english', { weights: '4-bit', accuracyLevel: 1 }))) {
      expect(level).toMatchObject({ kind: 'int', value: 1 });
    }
  });

  it.each<[string, readonly NodeParts[]]>([
    [
      'a reshaped product',
      [
        { op: 'Reshape', inputs: ['hidden', 'flat'], outputs: ['rows'] },
        { op: 'MatMul', inputs: ['rows', 'w'], outputs: ['product'] },
        { op: 'Reshape', inputs: ['product', 'wide'], outputs: ['logits'] },
      ],
    ],
    ['no product', [{ op: 'Softmax', inputs: ['hidden'], outputs: ['logits'] }]],
    ['a product of the embeddings themselves', [{ op: 'MatMul', inputs: ['inputs_embeds', 'w'], outputs: ['logits'] }]],
    ['nothing', []],
  ])('is left as it is where the logits come from %s', (_, nodes) => {
    const graph = readGraph(
      modelOf({
        nodes: [{ op: 'Neg', inputs: ['inputs_embeds'], outputs: ['hidden'] }, ...nodes],
        inputs,
        outputs,
        initializers: {
          w: Tensor.zeros('float32', [32, 6563]),
          flat: Tensor.from('int64', [2], [-1, 32]),
          wide: Tensor.from('int64', [3], [1, -1, 6563]),
        },
      }),
    );
    expect(preparedLanguageModel(graph, shapeOf(declared()))).toBe(graph);
  });
});

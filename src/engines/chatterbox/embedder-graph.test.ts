import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { dataFolder, hasData } from '../../../test/data.ts';
import { publishedTextRows, writeEmbedTokens } from '../../../test/models/embed-tokens.ts';
import { weightsFolder, writeGraph } from '../../onnx/graph-write.ts';
import { valueOf } from '../../onnx/graph-values.ts';
import { readGraph, type Graph } from '../../onnx/graph.ts';
import { modelOf, type Declared, type ModelParts, type NodeParts } from '../../onnx/model.fixture.ts';
import { Session } from '../../onnx/session.ts';
import { Tensor } from '../../onnx/tensor.ts';
import { Random } from '../random.ts';
import { guidedEmbedder, shapeOfEmbedder, type EmbedderShape } from './embedder-graph.ts';
import { UnusableModel } from './unusable-model.ts';
import { speech, type Variant } from './variant.ts';

const folder = mkdtempSync(path.join(os.tmpdir(), 'embedder-graph-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const width = 32;
function written(variant: Variant): string {
  const file = path.join(folder, `${variant}.onnx`);
  writeEmbedTokens(file, { variant, width });
  return file;
}

const shapeOf = (graph: Graph) => shapeOfEmbedder(graph, '/m/embed_tokens.onnx');

const ids = { input_ids: ['int64', ['b', 's']] } satisfies Record<string, Declared>;
const positions = { position_ids: ['int64', ['b', 's']] } satisfies Record<string, Declared>;
const embeds = { inputs_embeds: ['float32', ['b', 's', 4]] } satisfies Record<string, Declared>;
const tables = { text: Tensor.zeros('float32', [10, 4]), spoken: Tensor.zeros('float32', [8194, 4]) };
const lookUp = (table: string, more: Partial<NodeParts> = {}): NodeParts => ({
  ...{ op: 'Gather', inputs: [table, 'input_ids'], outputs: [`${table} rows`] },
  ...more,
});
const sum: NodeParts = { op: 'Add', inputs: ['text rows', 'spoken rows'], outputs: ['inputs_embeds'] };

/** A graph that looks ids up in two tables, and changes. */
function model(changes: Partial<ModelParts> = {}): Graph {
  const nodes = [lookUp('text'), lookUp('spoken'), sum];
  return readGraph(modelOf({ nodes, inputs: ids, outputs: embeds, initializers: tables, ...changes }));
}

describe('the shape of an embed_tokens', () => {
  it.each(['english', 'multilingual', 'turbo', 'nano'] as const)('of %s is read from its tables', (variant) => {
    const positioned = variant === 'english' || variant === 'multilingual';
    expect(shapeOf(readGraph(written(variant)))).toEqual({
      ...{ width, kind: positioned ? 'positioned' : 'split', textRows: publishedTextRows[variant] },
      ...{ ids: 'input_ids', embeds: 'inputs_embeds' },
      positions: positioned ? 'position_ids' : undefined,
      exaggeration: positioned ? 'exaggeration' : undefined,
      keepText: positioned ? 'keep text' : undefined,
    });
  });

  it.runIf(hasData)('of the published English model is read as it is', () => {
    const graph = readGraph(path.join(dataFolder, 'skeletons/en_embed_tokens.onnx'));
    const shape = shapeOf(graph);
    expect(shape).toMatchObject({ width: 1024, kind: 'positioned', textRows: 704, keepText: 'keep text' });
    const before = new Set(graph.nodes.map(({ name }) => name));
    const [changed] = guidedEmbedder(graph, shape).nodes.filter(({ op, name }) => op === 'Gather' && !before.has(name));
    expect(changed?.inputs[0]).toBe('text_emb.weight');
  });

  it('may have tables of 8 and of 4 bits', () => {
    const scale = { scale: Tensor.from('float32', [1], [1]), zero: Tensor.zeros('uint8', [1]) };
    const bytes = { text: Tensor.zeros('uint8', [9000, 4]), spoken: Tensor.zeros('uint8', [6563, 4]) };
    const floats = (table: string): NodeParts[] => [
      { op: 'DequantizeLinear', inputs: [table, 'scale', 'zero'], outputs: [`${table} floats`] },
      lookUp(table, { inputs: [`${table} floats`, 'input_ids'] }),
    ];
    const eight = model({ nodes: [...floats('text'), ...floats('spoken'), sum], initializers: { ...bytes, ...scale } });
    expect(shapeOf(eight)).toMatchObject({ kind: 'split', textRows: 9000 });

    const packed = { text: Tensor.zeros('uint8', [9000, 2]), spoken: Tensor.zeros('uint8', [6563, 2]) };
    const inBlocks = (table: string) =>
      lookUp(table, {
        ...{ op: 'GatherBlockQuantized', domain: 'com.microsoft', inputs: [table, 'input_ids', 'scale'] },
      });
    const four = model({ nodes: [inBlocks('text'), inBlocks('spoken'), sum], initializers: { ...packed, ...scale } });
    expect(shapeOf(four)).toMatchObject({ kind: 'split', textRows: 9000 });
  });
});

describe('what is no embed_tokens', () => {
  const positioned = { inputs: { ...ids, ...positions } };
  const noTables = (found: number) =>
    `two tables of embeddings were expected in it, of text and of speech, and ${found} were found`;
  it.each<[what: string, message: string, graph: Graph]>([
    [
      'without ids',
      'it has no input input_ids [batch, sequence] ("x" int64 [b, s])',
      model({ inputs: { x: ['int64', ['b', 's']] } }),
    ],
    ['without any input', 'it has no input input_ids [batch, sequence] (none)', model({ inputs: {} })],
    [
      'with ids of 32 bits',
      'it has "input_ids" int32 [b, s], whose type must be int64',
      model({ inputs: { input_ids: ['int32', ['b', 's']] } }),
    ],
    [
      'with positions that are floats',
      'it has "position_ids" float32 [b, s], whose type must be int64',
      model({ inputs: { ...ids, position_ids: ['float32', ['b', 's']] } }),
    ],
    [
      'with an exaggeration of 16 bits',
      'it has "exaggeration" float16 [b], whose type must be float32',
      model({ inputs: { ...ids, exaggeration: ['float16', ['b']] } }),
    ],
    [
      'with an input more',
      'it has the input "language_id" int64 [b], which Starling does not know',
      model({ inputs: { ...ids, language_id: ['int64', ['b']] } }),
    ],
    [
      'with embeddings of 16 bits',
      'it has "inputs_embeds" float16 [b, s, 4], whose type must be float32',
      model({ outputs: { inputs_embeds: ['float16', ['b', 's', 4]] } }),
    ],
    [
      'with embeddings of an open width',
      'it has no output [batch, sequence, width] ("inputs_embeds" float32 [b, s, w])',
      model({ outputs: { inputs_embeds: ['float32', ['b', 's', 'w']] } }),
    ],
    [
      'with results of any shape',
      'it has no output [batch, sequence, width] ("inputs_embeds" float32 [of any shape])',
      model({ outputs: { inputs_embeds: ['float32'] } }),
    ],
    ['without tables', noTables(0), model({ nodes: [] })],
    ['with one table', noTables(1), model({ nodes: [lookUp('text')] })],
    [
      'with tables of another width',
      noTables(0),
      model({ initializers: { text: Tensor.zeros('float32', [10, 5]), spoken: Tensor.zeros('float32', [8194, 5]) } }),
    ],
    [
      'with tables that no id looks into',
      noTables(0),
      model({
        nodes: [lookUp('text', { inputs: ['text', 'zero'] }), lookUp('spoken', { inputs: ['spoken', 'zero'] }), sum],
        initializers: { ...tables, zero: Tensor.zeros('int64', [1]) },
      }),
    ],
    [
      'with too few speech tokens',
      'its tables have 10 and 6561 rows, and speech begins with token 6561',
      model({ ...positioned, initializers: { ...tables, spoken: Tensor.zeros('float32', [6561, 4]) } }),
    ],
    [
      'of Turbo with too few speech tokens',
      'its tables have 10 and 8194 rows, and speech begins with token 6561',
      model(),
    ],
    [
      'with a table of text that guidance cannot use',
      'its table of text must be float32 or float16 (its type is 2)',
      model({ ...positioned, initializers: { ...tables, text: Tensor.zeros('uint8', [10, 4]) } }),
    ],
  ])('%s is refused with the file and the field', (_, message, graph) => {
    let refusal: unknown;
    try {
      shapeOf(graph);
    } catch (error) {
      refusal = error;
    }
    expect(refusal).toBeInstanceOf(UnusableModel);
    expect((refusal as Error).message).toBe(
      `/m/embed_tokens.onnx is no embed_tokens of Chatterbox: ${message}. Use the file of a published Chatterbox model.`,
    );
  });
});

describe('an embedder with guidance', () => {
  const random = new Random(3);
  const length = 9;
  const prompt = () => {
    const text = Array.from({ length: length - 5 }, () => 3 + (random.next() % 600));
    return [speech.exaggeration, 255, ...text, 0, speech.start, speech.start];
  };
  const prompts = [prompt(), prompt(), prompt()];
  const exaggerations = [0.25, 0.5, 1.5];

  async function embedded(file: string, edit: (graph: Graph, shape: EmbedderShape) => Graph, keep?: readonly number[]) {
    const graph = readGraph(file);
    const bytes = writeGraph(edit(graph, shapeOf(graph)), { weights: 'published' });
    const session = await Session.open(bytes, { weightsFolder: weightsFolder(file) });
    try {
      const { inputs_embeds: result } = await session.run(
        {
          input_ids: Tensor.from('int64', [3, length], prompts.flat()),
          position_ids: Tensor.from(
            'int64',
            [3, length],
            prompts.flatMap((each) => each.map((id, i) => (id >= speech.start ? 0 : i - 1))),
          ),
          exaggeration: Tensor.from('float32', [3], exaggerations),
          ...(keep && { 'keep text': Tensor.from('float32', [3], keep) }),
        },
        ['inputs_embeds'],
      );
      return result.data as Float32Array;
    } finally {
      await session.release();
    }
  }

  it.each(['english', 'multilingual'] as const)(
    'of %s keeps text to the bit, or leaves its positions alone',
    async (variant) => {
      const file = written(variant);
      const published = await embedded(file, (graph) => graph);
      expect(await embedded(file, guidedEmbedder, [1, 1, 1])).toEqual(published);

      const graph = readGraph(file);
      const places = valueOf(graph, graph.initializers.get('text_pos_emb.weight')!).data as Float32Array;
      const expected = published.slice();
      for (const [row, each] of prompts.entries()) {
        if (row === 1) continue;
        each.forEach((id, i) => {
          if (id >= speech.start) return;
          // START_TEXT has the position 0.
          expected.set(places.subarray((i - 1) * width, i * width), (row * length + i) * width);
        });
      }
      const mixed = await embedded(file, guidedEmbedder, [0, 1, 0]);
      expect(mixed).toEqual(expected);
      expect(mixed).not.toEqual(published);
    },
  );

  it('may have its text in 16 bits', async () => {
    const file = path.join(folder, 'half.onnx');
    const half = (value: number) => (value === 1 ? 0x3c00 : 0x4000);
    const text = Uint16Array.from({ length: 700 * 4 }, (_, i) => half(1 + (i % 2)));
    const cast = (name: string): NodeParts => ({
      op: 'Cast',
      inputs: [`${name} rows`],
      outputs: [`${name} floats`],
      attributes: { to: 1 },
    });
    const initializers = {
      text: { type: 10, dims: [700, 4], data: text },
      spoken: Tensor.zeros('float16', [8194, 4]),
      most: Tensor.from('int64', [], [699]),
    };
    const nodes: NodeParts[] = [
      { op: 'Min', inputs: ['input_ids', 'most'], outputs: ['text ids'] },
      lookUp('text', { inputs: ['text', 'text ids'] }),
      lookUp('spoken'),
      ...['text', 'spoken'].map(cast),
      { op: 'Cast', inputs: ['exaggeration'], outputs: ['unused'], attributes: { to: 1 } },
      { op: 'Cast', inputs: ['position_ids'], outputs: ['unused too'], attributes: { to: 1 } },
      { op: 'Add', inputs: ['text floats', 'spoken floats'], outputs: ['inputs_embeds'] },
    ];
    const inputs = { ...ids, ...positions, exaggeration: ['float32', ['b']] } satisfies Record<string, Declared>;
    writeFileSync(file, modelOf({ nodes, inputs, outputs: embeds, initializers }));
    const kept = await embedded(file, guidedEmbedder, [1, 0, 1]);
    const rowOf = (row: number) => [...kept.slice(row * length * 4, row * length * 4 + 4)];
    expect([rowOf(0), rowOf(1), rowOf(2)]).toEqual([
      [1, 2, 1, 2],
      [0, 0, 0, 0],
      [1, 2, 1, 2],
    ]);
  });

  it('is the graph itself where there is no guidance', () => {
    const graph = readGraph(written('nano'));
    expect(guidedEmbedder(graph, shapeOf(graph))).toBe(graph);
  });
});

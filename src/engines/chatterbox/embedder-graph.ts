import { replaceNodes } from '../../onnx/graph-edit.ts';
import { dependents } from '../../onnx/graph-walk.ts';
import type { Graph, GraphNode, ValueInfo } from '../../onnx/graph.ts';
import { listOf, requireType } from './language-model-graph.ts';
import { speech } from './variant.ts';
import { UnusableModel } from './unusable-model.ts';

/** What an `embed_tokens` graph is, read from its structure. */
export interface EmbedderShape {
  /** Width of an embedding. */
  readonly width: number;
  /**
   * `positioned`: English and Multilingual, whose graph also gets positions and the exaggeration. `split`: Turbo and Nano,
   * whose graph takes the last ids for speech and the others for text.
   */
  readonly kind: 'positioned' | 'split';
  /** Rows of the text table: ids from here on would end the run. */
  readonly textRows: number;
  readonly ids: string;
  readonly positions: string | undefined;
  readonly exaggeration: string | undefined;
  readonly embeds: string;
  /** The input of {@link guidedEmbedder} for whether a row's text is kept; undefined where there is no guidance. */
  readonly keepText: string | undefined;
}

/** ONNX' numbers of element types. */
const [float32, float16] = [1, 10];
const keepText = 'keep text';

/** Reads the shape of an `embed_tokens` graph. Throws {@link UnusableModel} with the file and what does not fit. */
export function shapeOfEmbedder(graph: Graph, file: string): EmbedderShape {
  const wrong = (what: string) =>
    new UnusableModel(
      `${file} is no embed_tokens of Chatterbox: ${what}. Use the file of a published Chatterbox model.`,
    );
  const inputs = graph.inputs.filter(({ name }) => !graph.initializers.has(name));
  const find = (pattern: RegExp, rank: number): ValueInfo | undefined =>
    inputs.find(({ name, dims }) => dims?.length === rank && pattern.test(name));
  const ids = find(/input_ids|tokens/iu, 2);
  if (!ids) throw wrong(`it has no input input_ids [batch, sequence] (${listOf(inputs)})`);
  const positions = find(/position/iu, 2);
  const exaggeration = find(/exaggeration|emotion/iu, 1);
  const unknown = inputs.find((input) => ![ids, positions, exaggeration].includes(input));
  if (unknown) throw wrong(`it has the input ${listOf([unknown])}, which Starling does not know`);
  const [embeds] = graph.outputs;
  const width = embeds?.dims?.[2];
  if (!embeds || typeof width !== 'number') {
    throw wrong(`it has no output [batch, sequence, width] (${listOf(graph.outputs)})`);
  }
  for (const each of [ids, positions]) if (each) requireType(each, 'int64', wrong);
  for (const each of [exaggeration, embeds]) if (each) requireType(each, 'float32', wrong);

  const kind = positions ? 'positioned' : 'split';
  const tables = tablesOf(graph, ids.name, positions?.name, width).sort((a, b) => a.rows - b.rows);
  const [smaller, larger] = tables;
  if (tables.length !== 2 || !smaller || !larger) {
    throw wrong(`two tables of embeddings were expected in it, of text and of speech, and ${tables.length} were found`);
  }
  // The speech table of English and Multilingual is the larger one (8194 rows), that of Turbo the smaller (6563).
  const [text, spoken] = kind === 'positioned' ? [smaller, larger] : [larger, smaller];
  if (spoken.rows <= speech.start) {
    throw wrong(
      `its tables have ${smaller.rows} and ${larger.rows} rows, and speech begins with token ${speech.start}`,
    );
  }
  if (kind === 'positioned' && text.type !== float32 && text.type !== float16) {
    throw wrong(`its table of text must be float32 or float16 (its type is ${text.type})`);
  }
  return {
    ...{ width, kind, textRows: text.rows, ids: ids.name, positions: positions?.name },
    ...{ exaggeration: exaggeration?.name, embeds: embeds.name },
    keepText: kind === 'positioned' ? keepText : undefined,
  };
}

interface Table {
  readonly node: GraphNode;
  readonly rows: number;
  /** ONNX' number of the type of what is looked up. */
  readonly type: number;
}

/** Look-ups in tables of embeddings whose index comes from the ids, and not from positions alone. */
function tablesOf(graph: Graph, ids: string, positions: string | undefined, width: number): Table[] {
  const ofIds = dependents(graph, ids);
  const ofPositions = positions === undefined ? new Set<string>() : dependents(graph, positions);
  return graph.nodes.flatMap((node): Table[] => {
    const [table = '', index = '', scales = ''] = node.inputs;
    if (!ofIds.has(index) || ofPositions.has(index)) return [];
    const packed = node.op === 'GatherBlockQuantized';
    if (node.op !== 'Gather' && !packed) return [];
    // Eight bits may become floats before they are looked up.
    const before = graph.producerOf(table);
    const [source = '', scale = ''] =
      before?.op === 'DequantizeLinear' ? before.inputs : [table, packed ? scales : table];
    const [values, typed] = [graph.initializers.get(source), graph.initializers.get(scale)];
    const [rows, columns] = values?.dims ?? [];
    if (!typed || values?.dims.length !== 2 || rows === undefined || (!packed && columns !== width)) return [];
    return [{ node, rows, type: typed.type }];
  });
}

/**
 * The graph with one input more, `keep text` [batch]: 1 leaves a row as it is, 0 takes the embeddings of its text tokens out and
 * leaves their positions, the speaker and the emotion. That is the unconditional row of classifier-free guidance, to the bit
 * (`prepare_input_embeds` in chatterbox/models/t3/t3.py).
 */
export function guidedEmbedder(graph: Graph, shape: EmbedderShape): Graph {
  if (shape.keepText === undefined) return graph;
  const tables = tablesOf(graph, shape.ids, shape.positions, shape.width);
  const table = tables.find(({ rows }) => rows === shape.textRows);
  const text = table?.node;
  const output = text?.outputs[0];
  if (!text || output === undefined) return graph;
  const looked = 'text embeddings';
  const { name, ...copy } = text;
  const attributes = Object.fromEntries(text.attributes);
  // Index and result have ids × positions of the batch in a row or flat: the factor is spread over each row's tokens.
  const [batchLength, spread, flat] = ['ids shape', 'kept tokens', 'kept rows'];
  return replaceNodes(
    graph,
    new Set([text]),
    [
      { ...copy, name: `${name} (text)`, outputs: [looked], attributes },
      { op: 'Shape', inputs: [shape.ids], outputs: [batchLength] },
      { op: 'Unsqueeze', inputs: [keepText, 'keep axis'], outputs: ['keep column'] },
      { op: 'Expand', inputs: ['keep column', batchLength], outputs: [spread] },
      { op: 'Shape', inputs: [text.inputs[1] ?? ''], outputs: ['index shape'] },
      { op: 'Reshape', inputs: [spread, 'index shape'], outputs: [flat] },
      { op: 'Unsqueeze', inputs: [flat, 'keep last axis'], outputs: ['kept columns'] },
      {
        op: 'Cast',
        inputs: ['kept columns'],
        outputs: ['kept factors'],
        attributes: { to: { kind: 'int', value: table.type } },
      },
      { op: 'Mul', inputs: [looked, 'kept factors'], outputs: [output] },
    ],
    {
      inputs: [{ name: keepText, type: float32, dims: ['batch_size'] }],
      initializers: {
        'keep axis': { type: 7, dims: [1], data: BigInt64Array.of(1n) },
        'keep last axis': { type: 7, dims: [1], data: BigInt64Array.of(-1n) },
      },
    },
  );
}

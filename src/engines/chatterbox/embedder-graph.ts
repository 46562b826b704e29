import { replaceNodes } from '../../onnx/graph-edit.ts';
import { dependents } from '../../onnx/graph-walk.ts';
import type { Graph, GraphNode } from '../../onnx/graph.ts';
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

const float32 = 1;
const keepText = 'keep text';

/** Reads the shape of an `embed_tokens` graph. Throws {@link UnusableModel} with the file and what does not fit. */
export function shapeOfEmbedder(graph: Graph, file: string): EmbedderShape {
  const wrong = (what: string) => new UnusableModel(`${file} is no embed_tokens of Chatterbox: ${what}.`);
  const inputs = graph.inputs.filter(({ name }) => !graph.initializers.has(name));
  const find = (pattern: RegExp) => inputs.find(({ name }) => pattern.test(name));
  const ids = find(/input_ids|tokens/iu);
  if (!ids)
    throw wrong(`it has no input input_ids (its inputs: ${inputs.map(({ name }) => name).join(', ') || 'none'})`);
  const positions = find(/position/iu);
  const exaggeration = find(/exaggeration|emotion/iu);
  const unknown = inputs.find((input) => ![ids, positions, exaggeration].includes(input));
  if (unknown) throw wrong(`it has the input "${unknown.name}", which Starling does not know`);
  const [embeds] = graph.outputs;
  const width = embeds?.dims?.[2];
  if (!embeds || typeof width !== 'number') throw wrong('it has no output [batch, sequence, width]');
  const tables = tablesOf(graph, ids.name, positions?.name, width);
  const kind = positions ? 'positioned' : 'split';
  // Of the two, the speech table of English and Multilingual is the larger one (8194 rows), that of Turbo the smaller (6563).
  const rows = tables.map(({ rows }) => rows).sort((a, b) => a - b);
  const textRows = kind === 'positioned' ? rows[0] : rows.at(-1);
  if (textRows === undefined) throw wrong('no table of text embeddings was found in it');
  if (rows.length > 1 && Math.max(...rows) < speech.start) {
    throw wrong(`its tables have ${rows.join(' and ')} rows, and the speech tokens reach to ${speech.stop}`);
  }
  return {
    ...{ width, kind, textRows, ids: ids.name, positions: positions?.name },
    ...{ exaggeration: exaggeration?.name, embeds: embeds.name },
    keepText: kind === 'positioned' && rows.length === 2 ? keepText : undefined,
  };
}

interface Table {
  readonly node: GraphNode;
  readonly rows: number;
}

/** Look-ups in tables of embeddings whose index comes from the ids, and not from positions alone. */
function tablesOf(graph: Graph, ids: string, positions: string | undefined, width: number): Table[] {
  const ofIds = dependents(graph, ids);
  const ofPositions = positions === undefined ? new Set<string>() : dependents(graph, positions);
  return graph.nodes.flatMap((node) => {
    const [table = '', index = ''] = node.inputs;
    const dims = graph.initializers.get(table)?.dims;
    if (node.op !== 'Gather' || dims?.length !== 2 || dims[1] !== width) return [];
    return ofIds.has(index) && !ofPositions.has(index) ? [{ node, rows: dims[0] ?? 0 }] : [];
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
  const text = tables.find(({ rows }) => rows === shape.textRows)?.node;
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
      { op: 'Unsqueeze', inputs: [flat, 'keep last axis'], outputs: ['kept factors'] },
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

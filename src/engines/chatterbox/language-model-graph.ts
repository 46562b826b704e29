import { elementTypeOf, type ElementType } from '../../onnx/element-type.ts';
import { replaceNodes, setAttributes } from '../../onnx/graph-edit.ts';
import type { Graph, GraphNode, ValueInfo } from '../../onnx/graph.ts';
import { UnusableModel } from './unusable-model.ts';

/** One of the caches of a language model: the keys or the values of one layer. */
export interface Cache {
  readonly past: string;
  readonly present: string;
}

/** What a language model's graph is, read from its structure. */
export interface LanguageModelShape {
  readonly layers: number;
  readonly heads: number;
  readonly headDim: number;
  /** Width of an embedding. */
  readonly width: number;
  /** Columns of the logits. */
  readonly vocabulary: number;
  /** Element type of the caches. */
  readonly cacheType: 'float32' | 'float16';
  readonly caches: readonly Cache[];
  readonly embeds: string;
  readonly mask: string;
  /** Undefined for a graph that finds positions by itself. */
  readonly positions: string | undefined;
  readonly logits: string;
  /**
   * Every cache is appended to by a GroupQueryAttention node, which does so in place when input and output are the same
   * memory. Others get copies of their caches (`copying-cache.ts`).
   */
  readonly inPlace: boolean;
  /** Bytes of the caches of one token in one row. */
  readonly bytesPerToken: number;
}

/** Reads the shape of a language model. Throws {@link UnusableModel} with the file and what does not fit. */
export function shapeOfLanguageModel(graph: Graph, file: string): LanguageModelShape {
  const wrong = (what: string) => new UnusableModel(`${file} is no language model of Chatterbox: ${what}.`);
  const pasts = graph.inputs.filter((input) => input.dims?.length === 4);
  if (pasts.length === 0) throw wrong('it has no caches among its inputs');
  const caches = pasts.map((past) => {
    const present = graph.outputs.find((output) => sameCache(past.name, output.name));
    if (!present) throw wrong(`the cache "${past.name}" has no output`);
    return { past: past.name, present: present.name };
  });
  const [first] = pasts as [ValueInfo];
  const [, heads, , headDim] = first.dims ?? [];
  if (typeof heads !== 'number' || typeof headDim !== 'number') {
    throw wrong(
      `the heads and their size of "${first.name}" must be numbers, its shape is [${first.dims?.join(', ')}]`,
    );
  }
  const cacheType = elementTypeOf(first.type);
  if (cacheType !== 'float32' && cacheType !== 'float16') {
    throw wrong(`"${first.name}" has the element type ${first.type}, not float32 or float16`);
  }
  const other = pasts.find(({ type, dims }) => type !== first.type || dims?.[1] !== heads || dims[3] !== headDim);
  if (other) throw wrong(`the caches "${first.name}" and "${other.name}" have other shapes or types`);
  if (pasts.length % 2 !== 0) throw wrong(`it has ${pasts.length} caches; keys and values come in pairs`);

  const inputs = graph.inputs.filter((input) => !pasts.includes(input) && !graph.initializers.has(input.name));
  const embeds = inputs.find(({ dims }) => dims?.length === 3);
  const width = embeds?.dims?.[2];
  if (!embeds || typeof width !== 'number') throw wrong('it has no input [batch, sequence, width] for embeddings');
  requireType(embeds, 'float32', wrong);
  const integers = inputs.filter((input) => input.dims?.length === 2 && elementTypeOf(input.type) === 'int64');
  const mask = integers.find(({ name }) => /mask/iu.test(name));
  const positions = integers.find(({ name }) => /position/iu.test(name));
  if (!mask) throw wrong('it has no input attention_mask, int64 [batch, length]');
  const unknown = inputs.find((input) => input !== embeds && input !== mask && input !== positions);
  if (unknown) throw wrong(`it has the input "${unknown.name}", which Starling does not know`);
  const logits = graph.outputs.find(
    ({ dims, name }) => dims?.length === 3 && !caches.some(({ present }) => present === name),
  );
  const vocabulary = logits?.dims?.[2];
  if (!logits || typeof vocabulary !== 'number') throw wrong('it has no output logits [batch, sequence, tokens]');
  requireType(logits, 'float32', wrong);

  const layers = pasts.length / 2;
  const bytes = cacheType === 'float32' ? 4 : 2;
  return {
    ...{ layers, heads, headDim, width, vocabulary, cacheType, caches },
    ...{ embeds: embeds.name, mask: mask.name, positions: positions?.name, logits: logits.name },
    inPlace: caches.every((cache) => appendsInPlace(graph, cache)),
    bytesPerToken: pasts.length * heads * headDim * bytes,
  };
}

/** `past_key_values.3.key` and `present.3.key`: the same numbers, and the same kind. */
function sameCache(past: string, present: string): boolean {
  const kind = (name: string) => (/key|\bk\b/iu.test(name.replace(/key_values/iu, '')) ? 'key' : 'value');
  const layer = (name: string) => /\d+/u.exec(name)?.[0];
  return kind(past) === kind(present) && layer(past) === layer(present);
}

function requireType({ name, type }: ValueInfo, wanted: ElementType, wrong: (what: string) => UnusableModel): void {
  const known = elementTypeOf(type);
  if (known !== wanted) throw wrong(`"${name}" has the element type ${known ?? type}, not ${wanted}`);
}

/** Inputs 3 and 4 of the operator are the caches before, outputs 1 and 2 after (com.microsoft.GroupQueryAttention). */
function appendsInPlace(graph: Graph, { past, present }: Cache): boolean {
  const [reader, ...more] = graph.consumersOf(past);
  if (reader?.op !== 'GroupQueryAttention' || more.length > 0) return false;
  const at = reader.inputs.indexOf(past);
  return (at === 3 || at === 4) && reader.outputs[at - 2] === present;
}

/**
 * The language model as it is run: 4-bit products compute in integers (`accuracy_level` 4, twice as fast; the published
 * graphs leave it open), and the logits are those of the last position alone.
 */
export function preparedLanguageModel(graph: Graph, shape: LanguageModelShape): Graph {
  const open = graph.nodes.filter((node) => node.op === 'MatMulNBits' && !node.attributes.has('accuracy_level'));
  const patched =
    open.length === 0 ? graph : setAttributes(graph, new Set(open), { accuracy_level: { kind: 'int', value: 4 } });
  return withLastLogits(patched, shape);
}

/** Which operand of an operator is the data. Undefined for those that mix positions or are unknown. */
const dataInput: Readonly<Record<string, number>> = { MatMul: 0, MatMulNBits: 0, Cast: 0, Add: 0 };

/** Gathers the last position before the product that gives the logits; left as it is where that is not found. */
function withLastLogits(graph: Graph, { logits }: LanguageModelShape): Graph {
  let node: GraphNode | undefined = graph.producerOf(logits);
  while (node && node.op !== 'MatMul' && node.op !== 'MatMulNBits') {
    const at: number | undefined = dataInput[node.op];
    const inputs: readonly string[] = node.inputs;
    // A bias may stand on either side.
    const data: string | undefined = inputs.find((input, index) =>
      node?.op === 'Add' ? !graph.initializers.has(input) : index === at,
    );
    if (at === undefined || data === undefined) return graph;
    node = graph.producerOf(data);
  }
  const hidden = node?.inputs[0];
  if (!node || hidden === undefined || !graph.producerOf(hidden)) return graph;
  const last = 'last position';
  const index = 'index of the last position';
  const attributes = new Map(node.attributes);
  const head = { ...node, inputs: [last, ...node.inputs.slice(1)], attributes: Object.fromEntries(attributes) };
  return replaceNodes(
    graph,
    new Set([node]),
    [{ op: 'Gather', inputs: [hidden, index], outputs: [last], attributes: { axis: { kind: 'int', value: 1 } } }, head],
    { initializers: { [index]: { type: 7, dims: [1], data: BigInt64Array.of(-1n) } } },
  );
}

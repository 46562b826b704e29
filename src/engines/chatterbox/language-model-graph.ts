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
   * memory. Others get copies of their caches (`language-model.ts`).
   */
  readonly inPlace: boolean;
  /** Bytes of the caches of one token in one row. */
  readonly bytesPerToken: number;
}

/** Reads the shape of a language model. Throws {@link UnusableModel} with the file and what does not fit. */
export function shapeOfLanguageModel(graph: Graph, file: string): LanguageModelShape {
  const wrong = (what: string) =>
    new UnusableModel(
      `${file} is no language model of Chatterbox: ${what}. Use the file of a published Chatterbox model.`,
    );
  const inputs = graph.inputs.filter(({ name }) => !graph.initializers.has(name));
  const named = (pattern: RegExp) => inputs.find(({ name, dims }) => dims?.length === 2 && pattern.test(name));
  const pasts = inputs.filter(({ dims }) => dims?.length === 4);
  const [first] = pasts;
  if (!first) throw wrong(`it has no caches [batch, heads, length, size] among its inputs (${listOf(inputs)})`);
  const { caches, heads, headDim, cacheType } = cachesOf(graph, first, pasts, wrong);

  const embeds = inputs.find(({ dims }) => dims?.length === 3);
  const width = embeds?.dims?.[2];
  if (!embeds || typeof width !== 'number') {
    throw wrong(`it has no input [batch, sequence, width] for embeddings (${listOf(inputs)})`);
  }
  const mask = named(/mask/iu);
  const positions = named(/position/iu);
  if (!mask) throw wrong(`it has no input attention_mask [batch, length] (${listOf(inputs)})`);
  const unknown = inputs.find((input) => !pasts.includes(input) && ![embeds, mask, positions].includes(input));
  if (unknown) throw wrong(`it has the input ${listOf([unknown])}, which Starling does not know`);
  requireType(embeds, 'float32', wrong);
  for (const each of [mask, positions]) if (each) requireType(each, 'int64', wrong);
  for (const each of [embeds, mask, positions]) if (each) requireOpen(each, [0, 1], wrong);

  const presents = new Set(caches.map(({ present }) => present));
  const results = graph.outputs.filter(({ name, dims }) => dims?.length === 3 && !presents.has(name));
  const logits = results.find(({ name }) => /logit/iu.test(name)) ?? results[0];
  const vocabulary = logits?.dims?.[2];
  if (!logits || typeof vocabulary !== 'number') {
    const others = graph.outputs.filter(({ name }) => !presents.has(name));
    throw wrong(`it has no output logits [batch, sequence, tokens] (${listOf(others)})`);
  }
  requireType(logits, 'float32', wrong);
  const bytes = cacheType === 'float32' ? 4 : 2;
  return {
    ...{ layers: pasts.length / 2, heads, headDim, width, vocabulary, cacheType, caches },
    ...{ embeds: embeds.name, mask: mask.name, positions: positions?.name, logits: logits.name },
    inPlace: caches.every((cache) => appendsInPlace(graph, cache)),
    bytesPerToken: pasts.length * heads * headDim * bytes,
  };
}

type Wrong = (what: string) => UnusableModel;

/** Every cache with the output that goes on with it. All are [batch, heads, length, headDim] of one type. */
function cachesOf(graph: Graph, first: ValueInfo, pasts: readonly ValueInfo[], wrong: Wrong) {
  const [, heads, , headDim] = first.dims ?? [];
  if (typeof heads !== 'number' || typeof headDim !== 'number') {
    throw wrong(`the heads and their size must be numbers in ${listOf([first])}`);
  }
  requireOpen(first, [0, 2], wrong);
  const cacheType = elementTypeOf(first.type);
  if (cacheType !== 'float32' && cacheType !== 'float16') {
    throw wrong(`caches must be float32 or float16, and one is ${listOf([first])}`);
  }
  const caches = pasts.map((past): Cache => {
    const place = placeOf(past.name);
    const presents = graph.outputs.filter(({ name, dims }) => dims?.length !== 3 && placeOf(name) === place);
    const [present] = presents;
    if (!present) throw wrong(`the cache "${past.name}" has no output`);
    if (presents.length > 1) throw wrong(`the cache "${past.name}" has several outputs (${listOf(presents)})`);
    for (const each of [past, present]) {
      const [, itsHeads = heads, , itsSize = headDim] = each.dims ?? [];
      const differs = (dim: number | string | null, other: number) =>
        dim !== other && (each === past || typeof dim === 'number');
      if (each.type !== first.type || differs(itsHeads, heads) || differs(itsSize, headDim)) {
        throw wrong(`its caches must be alike, and two are not: ${listOf([first, each])}`);
      }
    }
    return { past: past.name, present: present.name };
  });
  if (pasts.length % 2 !== 0) throw wrong(`it has ${pasts.length} caches; keys and values come in pairs`);
  if (new Set(caches.map(({ present }) => present)).size < caches.length) {
    throw wrong(`keys and values cannot be told apart by the names of its caches (${listOf(pasts)})`);
  }
  return { caches, heads, headDim, cacheType };
}

/**
 * Which cache a name means: its numbers and its kind. `past_key_values.3.key`, `past.3.k` and `cache_key_3` are the same one as
 * `present.3.key`.
 */
function placeOf(name: string): string {
  const words = name
    .toLowerCase()
    .replace(/key_?values?/u, '')
    .match(/\d+|[a-z]+/gu);
  const kind = words?.find((word) => /^(keys?|k|values?|v)$/u.test(word))?.[0];
  return [kind, ...(words ?? []).filter((word) => /^\d/u.test(word))].join(' ');
}

/** Throws when a value has another element type. */
export function requireType(value: ValueInfo, wanted: ElementType, wrong: Wrong): void {
  if (elementTypeOf(value.type) !== wanted) throw wrong(`it has ${listOf([value])}, whose type must be ${wanted}`);
}

/** Dimensions that differ from run to run must not be numbers. */
function requireOpen(value: ValueInfo, axes: readonly number[], wrong: Wrong): void {
  if (axes.every((axis) => typeof value.dims?.[axis] !== 'number')) return;
  throw wrong(`it has ${listOf([value])}, for one size alone; batch and length must be open`);
}

/** Values as the file declares them: `"input_ids" int64 [batch_size, sequence_length]`, a few of them. */
export function listOf(values: readonly ValueInfo[]): string {
  const shown = values.slice(0, 4).map(({ name, type, dims }) => {
    const shape = dims?.map((dim) => String(dim ?? '?').slice(0, 40)).join(', ') ?? 'of any shape';
    return `"${name.slice(0, 60)}" ${elementTypeOf(type) ?? `of type ${type}`} [${shape}]`;
  });
  return (
    [...shown, ...(values.length > shown.length ? [`${values.length - shown.length} more`] : [])].join(', ') || 'none'
  );
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
  const open = graph.nodes.filter((node) => {
    const level = node.attributes.get('accuracy_level');
    // 0 is "whatever there is", which is not the same for one row and for many.
    return node.op === 'MatMulNBits' && (level?.kind !== 'int' || Number(level.value) === 0);
  });
  const patched =
    open.length === 0 ? graph : setAttributes(graph, new Set(open), { accuracy_level: { kind: 'int', value: 4 } });
  return withLastLogits(patched, shape);
}

/** Which operand of an operator is the data. Undefined for those that mix positions or are unknown. */
const dataInput: Readonly<Record<string, number>> = { MatMul: 0, MatMulNBits: 0, Cast: 0, Identity: 0, Add: 0 };

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
  const head = { ...node, inputs: [last, ...node.inputs.slice(1)], attributes: Object.fromEntries(node.attributes) };
  return replaceNodes(
    graph,
    new Set([node]),
    [{ op: 'Gather', inputs: [hidden, index], outputs: [last], attributes: { axis: { kind: 'int', value: 1 } } }, head],
    { initializers: { [index]: { type: 7, dims: [1], data: BigInt64Array.of(-1n) } } },
  );
}

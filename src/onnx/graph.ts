import { FileSource, MemorySource, type ByteSource } from './byte-source.ts';
import { fields } from './graph-fields.ts';
import { readNode, type GraphNode } from './graph-node.ts';
import { readEntry, readTensor, type Initializer } from './graph-tensor.ts';
import { InvalidModel } from './invalid-model.ts';
import { readValueInfo, type ValueInfo } from './value-info.ts';
import { contentOf, fieldsOf, numberOf, textOf, wrong, type Field } from './wire.ts';

export type { GraphNode } from './graph-node.ts';
export type { Initializer } from './graph-tensor.ts';
export type { ValueInfo } from './value-info.ts';

/** What a graph is made of. Parts that were read are copied byte for byte when the graph is written (`graph-write.ts`). */
export interface GraphParts {
  /** The model's file; undefined for one in memory. */
  readonly file: string | undefined;
  /** Versions of the operator sets by domain; '' is ONNX' own. */
  readonly opsets: ReadonlyMap<string, number>;
  /** In an order in which every node comes after those whose results it reads. */
  readonly nodes: readonly GraphNode[];
  /** Constant tensors, the weights among them, by name. */
  readonly initializers: ReadonlyMap<string, Initializer>;
  readonly inputs: readonly ValueInfo[];
  readonly outputs: readonly ValueInfo[];
  /** What the file says of tensors between nodes. */
  readonly valueInfos: readonly ValueInfo[];
  /** The fields that the model and its graph were read from, in their order; what is not a part above is kept as it is. */
  readonly origin: { readonly model: readonly Field[]; readonly graph: readonly Field[] };
}

/**
 * An ONNX model's structure, without its weights, which stay in their file. It is never changed: cutting and editing
 * (`graph-cut.ts`, `graph-edit.ts`) make new graphs that share its parts.
 */
export class Graph implements GraphParts {
  readonly file: string | undefined;
  readonly opsets: ReadonlyMap<string, number>;
  readonly nodes: readonly GraphNode[];
  readonly initializers: ReadonlyMap<string, Initializer>;
  readonly inputs: readonly ValueInfo[];
  readonly outputs: readonly ValueInfo[];
  readonly valueInfos: readonly ValueInfo[];
  readonly origin: GraphParts['origin'];
  readonly #producers = new Map<string, GraphNode>();
  readonly #consumers = new Map<string, GraphNode[]>();

  /** Throws {@link InvalidModel} when a node gives a tensor that another one gives, an input or an initializer. */
  constructor(parts: GraphParts) {
    this.file = parts.file;
    this.opsets = parts.opsets;
    this.nodes = parts.nodes;
    this.initializers = parts.initializers;
    this.inputs = parts.inputs;
    this.outputs = parts.outputs;
    this.valueInfos = parts.valueInfos;
    this.origin = parts.origin;
    const given = new Set([...this.initializers.keys(), ...this.inputs.map(({ name }) => name)]);
    for (const node of this.nodes) {
      for (const output of node.outputs) {
        if (output === '') continue;
        if (this.#producers.has(output) || given.has(output)) {
          throw new InvalidModel(this.file, `the tensor "${output}" is given twice`);
        }
        this.#producers.set(output, node);
      }
      for (const tensor of readBy(node)) {
        const consumers = this.#consumers.get(tensor);
        if (consumers) consumers.push(node);
        else this.#consumers.set(tensor, [node]);
      }
    }
  }

  /** The node that gives a tensor; undefined for inputs, initializers and unknown names. */
  producerOf(tensor: string): GraphNode | undefined {
    return this.#producers.get(tensor);
  }

  /** The nodes that read a tensor, each once, in the graph's order. */
  consumersOf(tensor: string): readonly GraphNode[] {
    return this.#consumers.get(tensor) ?? [];
  }
}

/** The tensors that a node reads, its subgraphs included, each once. */
export function readBy({ inputs, captured }: GraphNode): ReadonlySet<string> {
  const all = new Set([...inputs, ...captured]);
  all.delete('');
  return all;
}

/** Reads a model from a file or from its bytes. Throws {@link InvalidModel} for whatever is no sound ONNX model. */
export function readGraph(model: string | Uint8Array): Graph {
  const source = typeof model === 'string' ? new FileSource(model) : new MemorySource(model);
  try {
    return readModel(source);
  } finally {
    source.close();
  }
}

function readModel(source: ByteSource): Graph {
  const what = 'the model';
  const { file } = source;
  const opsets = new Map<string, number>();
  const model = [...fieldsOf({ source, start: 0, end: source.size }, what)];
  const graphs = model.filter(({ number }) => number === fields.model.graph);
  for (const each of model) if (each.number === fields.model.opset) opsets.set(...readOpset(each));
  const [graph] = graphs;
  if (!graph) throw new InvalidModel(file, 'this is no valid ONNX model: there is no graph in it');
  if (graphs.length > 1) throw wrong(source, `there are ${graphs.length} graphs`, what, graphs[1]?.start ?? 0);

  const parts = [...fieldsOf(contentOf(graph, what), 'the graph')];
  const of = (number: number) => parts.filter((part) => part.number === number);
  const initializers = new Map<string, Initializer>();
  for (const field of of(fields.graph.initializer)) {
    const initializer = readTensor(field, 'an initializer');
    if (initializers.has(initializer.name)) {
      throw wrong(source, `there are two initializers "${initializer.name}"`, 'the graph', field.start);
    }
    initializers.set(initializer.name, initializer);
  }
  const nodes = of(fields.graph.node).map((field) => readNode(field));
  const read = new Graph({
    file,
    opsets,
    nodes,
    initializers,
    inputs: of(fields.graph.input).map((field) => readValueInfo(field, 'an input')),
    outputs: of(fields.graph.output).map((field) => readValueInfo(field, 'an output')),
    valueInfos: of(fields.graph.valueInfo).map((field) => readValueInfo(field, 'a value info')),
    origin: { model, graph: parts },
  });
  return new Graph({ ...read, nodes: inOrder(read) });
}

/** An operator set's domain and version. */
export function readOpset(field: Field): [domain: string, version: number] {
  const what = 'an operator set';
  let domain = '';
  let version = 0;
  for (const each of fieldsOf(contentOf(field, what), what)) {
    if (each.number === fields.opset.domain) domain = textOf(each, what);
    if (each.number === fields.opset.version) version = numberOf(each, what);
  }
  return [domain === 'ai.onnx' ? '' : domain, version];
}

/**
 * The nodes, each after those whose results it reads and otherwise where it was: nodes that are in order stay as they
 * are. Throws {@link InvalidModel} for a node that reads its own result by way of others.
 */
export function inOrder(graph: Graph): GraphNode[] {
  const sorted: GraphNode[] = [];
  const state = new Map<GraphNode, 'open' | 'done'>();
  const producersOf = (node: GraphNode) =>
    [...readBy(node)].flatMap((tensor) => graph.producerOf(tensor) ?? []).values();
  for (const first of graph.nodes) {
    if (state.has(first)) continue;
    // A stack of our own: graphs are tens of thousands of nodes deep.
    const path = [{ node: first, before: producersOf(first) }];
    state.set(first, 'open');
    for (let top = path.at(-1); top; top = path.at(-1)) {
      const { value: next } = top.before.next();
      if (next === undefined) {
        path.pop();
        state.set(top.node, 'done');
        sorted.push(top.node);
      } else if (state.get(next) === 'open') {
        const { op, name } = next;
        throw new InvalidModel(graph.file, `the graph has a cycle: ${op} "${name}" reads its own result`);
      } else if (!state.has(next)) {
        state.set(next, 'open');
        path.push({ node: next, before: producersOf(next) });
      }
    }
  }
  return sorted;
}

/** Entries of the model's `metadata_props`. */
export function metadataOf(graph: Graph): Map<string, string> {
  const entries = graph.origin.model.filter(({ number }) => number === fields.model.metadata);
  try {
    return new Map(entries.map((field) => readEntry(field, 'the metadata', 1 << 24)));
  } finally {
    for (const { source } of entries) source.close();
  }
}

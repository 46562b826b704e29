import type { Attribute } from './graph-attribute.ts';
import type { GraphNode } from './graph-node.ts';
import { newInitializer, type TensorValue } from './graph-tensor.ts';
import { Graph, inOrder, readBy } from './graph.ts';
import { InvalidModel } from './invalid-model.ts';
import type { ValueInfo } from './value-info.ts';

/** A node to be added. */
export interface NewNode {
  readonly op: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly name?: string;
  readonly domain?: string;
  readonly attributes?: Readonly<Record<string, Attribute>>;
  /** Tensors that its subgraphs read, when it has any: copies of nodes have them. */
  readonly captured?: readonly string[];
}

/** What comes into a graph beside nodes. */
export interface Additions {
  readonly inputs?: readonly ValueInfo[];
  /** Constant tensors by name; one that the graph has already gets this value. */
  readonly initializers?: Readonly<Record<string, TensorValue>>;
  /** Operator sets that new nodes need, by domain; a version that the graph has already stays unless it is older. */
  readonly opsets?: Readonly<Record<string, number>>;
}

/**
 * The graph with some nodes gone and others in their place; what only the old ones read goes with them. Throws
 * {@link InvalidModel} when afterwards a tensor would be read that nothing gives, or the graph had a cycle.
 */
export function replaceNodes(
  graph: Graph,
  removed: ReadonlySet<GraphNode>,
  added: readonly NewNode[],
  additions: Additions = {},
): Graph {
  const kept = graph.nodes.filter((node) => !removed.has(node));
  const given = add(graph, additions);
  const edited = new Graph({ ...graph, ...given, nodes: [...kept, ...added.map(complete)] });
  const initializers = new Map([...given.initializers].filter(([name]) => !onlyReadBy(graph, edited, name)));
  // In old models initializers are inputs as well; without its value one would be an input that must be given.
  const inputs = given.inputs.filter(({ name }) => initializers.has(name) || !given.initializers.has(name));
  const sorted = new Graph({ ...edited, initializers, inputs, nodes: inOrder(edited) });
  checkReads(graph, sorted);
  const made = new Set(sorted.nodes.flatMap(({ outputs }) => outputs));
  return new Graph({ ...sorted, valueInfos: sorted.valueInfos.filter(({ name }) => made.has(name)) });
}

/** The graph with attributes of some nodes set; their others stay. */
export function setAttributes(
  graph: Graph,
  nodes: ReadonlySet<GraphNode>,
  attributes: Readonly<Record<string, Attribute>>,
): Graph {
  const set = (node: GraphNode): GraphNode => ({
    ...node,
    attributes: new Map([...node.attributes, ...Object.entries(attributes)]),
  });
  return new Graph({ ...graph, nodes: graph.nodes.map((node) => (nodes.has(node) ? set(node) : node)) });
}

/** The graph with constant tensors set, or added. */
export function setInitializers(graph: Graph, initializers: Readonly<Record<string, TensorValue>>): Graph {
  return new Graph({ ...graph, ...add(graph, { initializers }) });
}

function add(graph: Graph, { inputs = [], initializers = {}, opsets = {} }: Additions) {
  const versions = new Map(graph.opsets);
  for (const [domain, version] of Object.entries(opsets)) {
    versions.set(domain, Math.max(version, versions.get(domain) ?? 0));
  }
  const made = Object.entries(initializers).map(([name, value]) => [name, newInitializer(name, value)] as const);
  return {
    inputs: [...graph.inputs, ...inputs],
    initializers: new Map([...graph.initializers, ...made]),
    opsets: versions,
  };
}

function complete(node: NewNode): GraphNode {
  const { op, inputs, outputs, name = '', domain = '', attributes = {}, captured = [] } = node;
  return { op, inputs, outputs, name, domain, attributes: new Map(Object.entries(attributes)), captured };
}

/** It was read before and is no longer, and it is no result of the graph. */
function onlyReadBy(before: Graph, after: Graph, initializer: string): boolean {
  if (before.consumersOf(initializer).length === 0 || after.consumersOf(initializer).length > 0) return false;
  return !after.outputs.some(({ name }) => name === initializer);
}

/** What the edit took away must not be missed. What the file itself never gave is no matter of the edit. */
function checkReads(before: Graph, after: Graph): void {
  const inputs = new Set(after.inputs.map(({ name }) => name));
  const has = (tensor: string) => inputs.has(tensor) || after.initializers.has(tensor) || after.producerOf(tensor);
  const old = new Set(before.nodes);
  for (const node of after.nodes) {
    for (const tensor of readBy(node)) {
      if (has(tensor) || (old.has(node) && !before.producerOf(tensor))) continue;
      throw new InvalidModel(
        after.file,
        `after the edit ${node.op} "${node.name}" reads "${tensor}", which nothing gives`,
      );
    }
  }
  const lost = after.outputs.find(({ name }) => !has(name) && before.producerOf(name));
  if (lost) throw new InvalidModel(after.file, `after the edit nothing gives the output "${lost.name}"`);
}

import type { GraphNode } from './graph-node.ts';
import { Graph, readBy } from './graph.ts';
import type { Initializer } from './graph-tensor.ts';
import { InvalidModel } from './invalid-model.ts';
import type { ValueInfo } from './value-info.ts';

/** Where a part begins and ends. */
export interface Cut {
  /** Tensors of the graph that the part gets as inputs. The graph's own inputs that it reads besides become its inputs too. */
  readonly inputs: readonly ValueInfo[];
  readonly outputs: readonly ValueInfo[];
}

/**
 * The part of a graph that computes `outputs` from `inputs`: the nodes and weights that this takes, and no others.
 * Throws {@link InvalidModel} when a tensor that is needed does not exist.
 */
export function cutGraph(graph: Graph, { inputs, outputs }: Cut): Graph {
  const given = new Set(inputs.map(({ name }) => name));
  const seen = new Set<string>();
  const nodes = new Set<unknown>();
  const initializers = new Map<string, Initializer>();
  const own = new Map(graph.inputs.map((input) => [input.name, input]));
  const open = outputs.map(({ name }) => ({ tensor: name, reader: 'the cut' }));
  for (let next = open.pop(); next; next = open.pop()) {
    const { tensor, reader } = next;
    if (seen.has(tensor)) continue;
    seen.add(tensor);
    if (given.has(tensor)) continue;
    const initializer = graph.initializers.get(tensor);
    if (initializer) initializers.set(tensor, initializer);
    if (initializer || own.has(tensor)) continue;
    const node = graph.producerOf(tensor);
    if (!node) throw new InvalidModel(graph.file, `${reader} reads "${tensor}", which nothing in the graph gives`);
    nodes.add(node);
    for (const read of readBy(node)) open.push({ tensor: read, reader: `${node.op} "${node.name}"` });
  }
  for (const { name } of inputs) {
    if (own.has(name) || graph.initializers.has(name) || graph.producerOf(name)) continue;
    throw new InvalidModel(graph.file, `the graph cannot be cut at "${name}": it has no such tensor`);
  }
  const kept = graph.nodes.filter((node) => nodes.has(node)).map((node) => withoutGiving(node, given));
  const made = new Set(kept.flatMap((node) => node.outputs));
  const ends = new Set(outputs.map(({ name }) => name));
  return new Graph({
    ...graph,
    nodes: kept,
    // In the order of the file, so that weights are read from front to back.
    initializers: new Map([...graph.initializers].filter(([name]) => initializers.has(name))),
    inputs: [...inputs, ...graph.inputs.filter(({ name }) => seen.has(name) && !given.has(name))],
    outputs,
    valueInfos: graph.valueInfos.filter(({ name }) => made.has(name) && !ends.has(name)),
  });
}

/** A node that is kept for one result may have others that are inputs now. They get names that nothing reads. */
function withoutGiving(node: GraphNode, given: ReadonlySet<string>): GraphNode {
  if (!node.outputs.some((output) => given.has(output))) return node;
  return { ...node, outputs: node.outputs.map((output) => (given.has(output) ? `${output} (cut off)` : output)) };
}

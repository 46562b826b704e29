import type { GraphNode } from '../../../onnx/graph-node.ts';
import { valueOf } from '../../../onnx/graph-values.ts';
import { readBy, type Graph } from '../../../onnx/graph.ts';

/** The decoder's structure was not found; the message says what was looked for. */
export class NoSeam extends Error {
  override readonly name = 'NoSeam';
}

/** The node that gives a tensor, which must be this operator. `what` is the tensor's meaning, for the error. */
export function producer(graph: Graph, tensor: string, op: string, what: string): GraphNode {
  const node = graph.producerOf(tensor);
  if (node?.op === op) return node;
  throw new NoSeam(`${what} should come from ${op}, but comes from ${node?.op ?? 'no node'}`);
}

/** The one node with this operator that reads a tensor. */
export function consumer(graph: Graph, tensor: string, op: string, what: string): GraphNode {
  const [node, ...more] = graph.consumersOf(tensor).filter((each) => each.op === op);
  if (node && more.length === 0) return node;
  throw new NoSeam(`${what} should be read by one ${op}, but is by ${more.length + (node ? 1 : 0)}`);
}

/** The operand of a node with two that is not `tensor`. */
export function otherOperand({ op, inputs }: GraphNode, tensor: string): string {
  const [first, second] = inputs;
  const other = first === tensor ? second : first;
  if (other === undefined || !inputs.includes(tensor)) throw new NoSeam(`${op} does not have two operands`);
  return other;
}

/** The operand that is a constant, with its only value. */
export function constantOperand(graph: Graph, { op, inputs }: GraphNode, what: string): number {
  const name = inputs.find((input) => graph.initializers.has(input));
  const value = name === undefined ? undefined : scalarOf(graph, name);
  if (value === undefined) throw new NoSeam(`${what} should be a constant of ${op}`);
  return value;
}

/** The value of a constant with one element; undefined for any other tensor. */
export function scalarOf(graph: Graph, tensor: string): number | undefined {
  const values = constantOf(graph, tensor);
  return values?.length === 1 ? values[0] : undefined;
}

/** The elements of a small constant; undefined for what is none. */
export function constantOf(graph: Graph, tensor: string): readonly number[] | undefined {
  const initializer = graph.initializers.get(tensor);
  if (!initializer || initializer.dims.reduce((product, dim) => product * dim, 1) > largest) return undefined;
  return Array.from(valueOf(graph, initializer).data, Number);
}

const largest = 4096;

/** The nodes that lead to a tensor, without going beyond `stops`. */
export function nodesBehind(graph: Graph, tensor: string, stops: ReadonlySet<string>): Set<GraphNode> {
  const nodes = new Set<GraphNode>();
  const open = [tensor];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const node = stops.has(next) ? undefined : graph.producerOf(next);
    if (!node || nodes.has(node)) continue;
    nodes.add(node);
    open.push(...readBy(node));
  }
  return nodes;
}

export function firstOutput({ outputs }: GraphNode): string {
  return outputs[0] ?? '';
}

/** A name for what is added to a graph, such as no exporter gives. */
export function added(name: string): string {
  return `starling: ${name}`;
}

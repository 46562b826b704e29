import { createHash } from 'node:crypto';
import type { GraphNode } from '../../../onnx/graph-node.ts';
import { valueOf } from '../../../onnx/graph-values.ts';
import type { Graph } from '../../../onnx/graph.ts';
import { nodesOfSteps, type StepSeam } from './step-seams.ts';
import { NoSeam } from './structure.ts';

/** The operators that do the work of a step. */
const weighted = new Set(['MatMul', 'Conv', 'LayerNormalization', 'Softmax', 'Erf']);

/**
 * Checks that every copy of the estimator computes the same but for the time: the same operators with the same weights,
 * and as many time constants of the same shape. One copy can then stand for all. Exports that do not share weights
 * between copies are compared by the weights' bytes. Throws {@link NoSeam}.
 */
export function checkCopies(graph: Graph, steps: readonly StepSeam[]): void {
  const [first] = steps;
  if (!first) throw new NoSeam('there should be a step');
  const shapes = steps.map(({ times }) => times.map((time) => graph.initializers.get(time)?.dims.join('×')).join(', '));
  shapes.forEach((shape, index) => {
    if (shape === shapes[0]) return;
    throw new NoSeam(
      `every step should have the time constants of the first (${shapes[0]}); step ${index + 1} has ${shape}`,
    );
  });
  const copies = nodesOfSteps(graph, steps).map((nodes) => nodes.filter(({ op }) => weighted.has(op)));
  const own = copies[0] ?? [];
  const digests = new Map<string, string>();
  copies.forEach((nodes, index) => {
    if (signature(nodes, named(graph)) === signature(own, named(graph))) return;
    const byContent = contents(graph, digests);
    if (signature(nodes, byContent) === signature(own, byContent)) return;
    throw new NoSeam(
      `every step should have the operators and weights of the first (${own.length}); step ${index + 1} has others (${nodes.length})`,
    );
  });
}

/** How a weight is told from others; undefined for tensors that are computed. */
type Identity = (tensor: string) => string | undefined;

function signature(nodes: readonly GraphNode[], identity: Identity): string {
  const lines = nodes.map(({ op, inputs }) => [op, ...inputs.map((input) => identity(input) ?? '')].join(' '));
  return lines.sort().join('\n');
}

function named(graph: Graph): Identity {
  return (tensor) => (graph.initializers.has(tensor) ? tensor : undefined);
}

function contents(graph: Graph, digests: Map<string, string>): Identity {
  return (tensor) => {
    const initializer = graph.initializers.get(tensor);
    if (!initializer) return undefined;
    const known = digests.get(tensor);
    if (known !== undefined) return known;
    const { dims, data } = valueOf(graph, initializer);
    const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    const digest = createHash('sha256').update(dims.join('×')).update(bytes).digest('hex');
    digests.set(tensor, digest);
    return digest;
  };
}

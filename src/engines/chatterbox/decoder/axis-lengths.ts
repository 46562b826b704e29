import type { Graph } from '../../../onnx/graph.ts';
import { attributeOf, shapeOf } from './convolution-shape.ts';

/** Operators whose result is as long as their operands. */
const elementwise = new Set(
  ['Abs', 'Add', 'Cos', 'Div', 'Elu', 'Erf', 'Exp', 'Gelu', 'Identity', 'LeakyRelu', 'Max', 'Min', 'Mul', 'Neg'].concat(
    ['Pow', 'Relu', 'Sigmoid', 'Sin', 'Softplus', 'Sqrt', 'Sub', 'Tanh'],
  ),
);

/** What is as long as a tensor's last axis, and as the one before it. */
export interface Lengths {
  readonly last: string;
  readonly before: string;
}

/**
 * For tensors that surely have as long an axis as one that comes before them, what that one is called. Between two convolutions of the flow
 * there are a norm over the channels and two turns of the axes.
 */
export function lengthsOf(graph: Graph): ReadonlyMap<string, Lengths> {
  const lengths = new Map<string, Lengths>();
  for (const { name, dims } of graph.inputs) {
    if (dims?.at(-1) === 1) lengths.set(name, { ...ownLengths(name), last: one });
  }
  const of = (tensor: string) => lengths.get(tensor) ?? ownLengths(tensor);
  /** The length that results have of their operands; constants that are one long there, or have no such axis, are spread. */
  const common = (operands: readonly string[], axis: keyof Lengths): string | undefined => {
    const fromEnd = axis === 'last' ? -1 : -2;
    const isSpread = (operand: string) => (graph.initializers.get(operand)?.dims.at(fromEnd) ?? 1) === 1;
    const long = operands.filter((operand) => !graph.initializers.has(operand) || !isSpread(operand));
    const [first, ...others] = long.map((operand) => of(operand)[axis]).filter((length) => length !== one);
    return others.every((other) => other === first) ? first : undefined;
  };
  for (const node of graph.nodes) {
    const [x = '', weights = ''] = node.inputs;
    const [y = ''] = node.outputs;
    const own = ownLengths(y);
    if (node.op === 'Conv') {
      const shape = shapeOf(graph, node);
      const same = shape?.stride === 1 && shape.pads[0] + shape.pads[1] === shape.dilation * (shape.kernel - 1);
      if (same) lengths.set(y, { ...own, last: of(x).last });
    } else if (node.op === 'Transpose' && String(attributeOf(node, 'perm')) === '0,2,1') {
      lengths.set(y, { last: of(x).before, before: of(x).last });
    } else if (node.op === 'LayerNormalization') lengths.set(y, of(x));
    else if (node.op === 'MultiHeadAttention') lengths.set(y, { ...own, before: of(x).before });
    else if (node.op === 'Split' && of(x).last === one) {
      for (const part of node.outputs) lengths.set(part, { ...ownLengths(part), last: one });
    } else if (node.op === 'MatMul' && graph.initializers.get(weights)?.dims.length === 2) {
      lengths.set(y, { ...own, before: of(x).before });
    } else if (elementwise.has(node.op)) {
      const operands = node.inputs.filter((operand) => operand !== '');
      lengths.set(y, {
        last: common(operands, 'last') ?? own.last,
        before: common(operands, 'before') ?? own.before,
      });
    }
  }
  return lengths;
}

/** The length of what is spread over an axis. */
const one = '1';

/** Those of a tensor that is like no other. */
export function ownLengths(tensor: string): Lengths {
  return { last: `${tensor}, last`, before: `${tensor}, before` };
}

import type { Graph, GraphNode } from '../../../onnx/graph.ts';

const float32 = 1;

export interface ConvolutionShape {
  readonly kernel: number;
  readonly stride: number;
  readonly dilation: number;
  /** Frames that are added before and after; a transposed convolution takes them away. */
  readonly pads: readonly [before: number, after: number];
  readonly inputs: number;
  readonly outputs: number;
}

/** The shape of a convolution over one axis with constant weights, of all channels at once; undefined for any other node. */
export function shapeOf(graph: Graph, node: GraphNode): ConvolutionShape | undefined {
  const transposed = node.op === 'ConvTranspose';
  if ((node.op !== 'Conv' && !transposed) || node.domain !== '') return undefined;
  const weights = graph.initializers.get(node.inputs[1] ?? '');
  if (weights?.dims.length !== 3 || weights.type !== float32) return undefined;
  const [first = 0, second = 0, kernel = 0] = weights.dims;
  const [stride = 1] = listOf(node, 'strides');
  const [dilation = 1] = listOf(node, 'dilations');
  const [before = 0, after = 0] = listOf(node, 'pads');
  const automatic = attributeOf(node, 'auto_pad');
  const whole = Number(attributeOf(node, 'group') ?? 1) === 1 && (automatic === undefined || automatic === 'NOTSET');
  const [outputs, inputs] = transposed ? [second, first] : [first, second];
  const isPlain = !transposed || (dilation === 1 && !node.attributes.has('output_shape') && !hasMore(node));
  return whole && isPlain ? { kernel, stride, dilation, pads: [before, after], inputs, outputs } : undefined;
}

/** Whether a transposed convolution has samples added to its end. */
function hasMore(node: GraphNode): boolean {
  return listOf(node, 'output_padding').some((padding) => padding !== 0);
}

/** The value of a node's attribute; undefined where it has none. */
export function attributeOf(node: GraphNode, name: string): unknown {
  const attribute = node.attributes.get(name);
  return attribute && attribute.kind !== 'other' ? attribute.value : undefined;
}

function listOf(node: GraphNode, name: string): readonly number[] {
  const value = attributeOf(node, name);
  return Array.isArray(value) ? value.map(Number) : [];
}

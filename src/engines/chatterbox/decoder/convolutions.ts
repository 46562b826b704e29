import type { Attribute } from '../../../onnx/graph-attribute.ts';
import { replaceNodes, type NewNode } from '../../../onnx/graph-edit.ts';
import type { TensorValue } from '../../../onnx/graph-tensor.ts';
import type { Graph, GraphNode } from '../../../onnx/graph.ts';
import { added, constantOf, scalarOf } from './structure.ts';

// Convolutions as matrix products, which compute the same. ONNX Runtime's CUDA provider plans a convolution anew whenever its input has another length
// than the one before (microsoft/onnxruntime, conv.cc: only the last shape's plan is kept), and every chunk of speech has: on an H100 a vocoder took
// 200 ms for a chunk, of which 13 were work. A product needs no plan.

const int64 = 7;
const float32 = 1;
const toTheEnd = 2 ** 31 - 1;

/** A graph's convolutions over one axis (Conv, ConvTranspose, STFT with constant weights) as products; all others stay. */
export function convolutionsAsProducts(graph: Graph): Graph {
  // In older sets the axes of Unsqueeze are no input.
  if ((graph.opsets.get('') ?? 0) < 13) return graph;
  const products = new Products(graph);
  const replaced = graph.nodes.filter((node) => products.replace(node));
  return replaceNodes(graph, new Set(replaced), products.nodes, { initializers: products.initializers });
}

/** Collects what stands for the convolutions of a graph. */
class Products {
  readonly nodes: NewNode[] = [];
  readonly initializers: Record<string, TensorValue> = {};
  readonly #graph: Graph;
  readonly #lengths: ReadonlyMap<string, Lengths>;
  /** Indices of columns, which all convolutions over tensors of the same length share. */
  readonly #made = new Map<string, string>();
  #count = 0;

  constructor(graph: Graph) {
    this.#graph = graph;
    this.#lengths = lengthsOf(graph);
  }

  /** Adds what stands for a node; false for what is no convolution that is known here. */
  replace(node: GraphNode): boolean {
    if (node.op === 'STFT' && node.domain === '') return this.#spectrum(node);
    const shape = shapeOf(this.#graph, node);
    if (!shape) return false;
    if (node.op === 'Conv') this.#convolution(node, shape);
    else this.#transposed(node, shape);
    return true;
  }

  /** W [out, in × kernel] × columns [rows, in × kernel, frames]. */
  #convolution(node: GraphNode, { kernel, stride, dilation, pads, outputs, inputs }: ConvolutionShape): void {
    const [x = '', weight = ''] = node.inputs;
    const weights = this.#reshaped(weight, [outputs, inputs * kernel]);
    const [before, after] = pads;
    if (kernel === 1 && stride === 1 && before + after === 0) {
      this.#biased(node, this.#node('MatMul', [weights, x]));
      return;
    }
    const padded = before + after === 0 ? x : this.#node('Pad', [x, this.#integers([0, 0, before, 0, 0, after])]);
    const reach = dilation * (kernel - 1);
    const length = (this.#lengths.get(x) ?? ownLengths(x)).last;
    const index = this.#index({ of: x, length, axis: 2, kernel, stride, dilation, more: before + after - reach });
    const columns = this.#node('Gather', [padded, index], { axis: int(2) });
    const joined = this.#node('Reshape', [columns, this.#integers([0, inputs * kernel, -1])]);
    this.#biased(node, this.#node('MatMul', [weights, joined]));
  }

  /**
   * Each frame gives `kernel` samples, which overlap by all but `stride` of them: they are cut into blocks of `stride`, and
   * block m of a frame is added to block 0 of the m-th frame after it.
   */
  #transposed(node: GraphNode, { kernel, stride, pads, outputs, inputs }: ConvolutionShape): void {
    const [x = '', weight = ''] = node.inputs;
    const blocks = Math.ceil(kernel / stride);
    const whole = blocks * stride;
    const [before, after] = pads;
    const filled =
      whole === kernel ? weight : this.#node('Pad', [weight, this.#integers([0, 0, 0, 0, 0, whole - kernel])]);
    const turned = this.#node('Transpose', [filled], { perm: ints([1, 2, 0]) });
    const weights = this.#node('Reshape', [turned, this.#integers([outputs * whole, inputs])]);
    const product = this.#node('MatMul', [weights, x]);
    const cut = this.#node('Reshape', [product, this.#integers([0, outputs, blocks, stride, -1])]);
    let sum = '';
    for (let block = 0; block < blocks; block++) {
      const samples = this.#node('Gather', [cut, this.#integers([], block)], { axis: int(2) });
      const place = this.#integers([0, 0, 0, block, 0, 0, 0, blocks - 1 - block]);
      const placed = blocks === 1 ? samples : this.#node('Pad', [samples, place]);
      sum = sum === '' ? placed : this.#node('Add', [sum, placed]);
    }
    const inOrder = this.#node('Transpose', [sum], { perm: ints([0, 1, 3, 2]) });
    const joined = this.#node('Reshape', [inOrder, this.#integers([0, outputs, -1])]);
    const surplus = whole - kernel + after;
    const [from, to] = [[before], [surplus === 0 ? toTheEnd : -surplus]].map((each) => this.#integers(each));
    const inside =
      before === 0 && surplus === 0 ? joined : this.#node('Slice', [joined, from ?? '', to ?? '', this.#integers([2])]);
    this.#biased(node, inside);
  }

  /** Frames [rows, frames, size] × the window's turns [size, frequencies × 2]. */
  #spectrum(node: GraphNode): boolean {
    const [signal = '', step = '', windowName = '', size = ''] = node.inputs;
    const stride = scalarOf(this.#graph, step);
    const window = constantOf(this.#graph, windowName);
    const oneSided = Number(attributeOf(node, 'onesided') ?? 1) === 1;
    const length = size === '' ? window?.length : scalarOf(this.#graph, size);
    const isFloat = this.#graph.initializers.get(windowName)?.type === float32;
    if (stride === undefined || !window || !isFloat || length !== window.length || !oneSided) return false;
    const kernel = window.length;
    const flat = this.#node('Reshape', [signal, this.#integers([0, -1])]);
    const index = this.#index({ of: flat, length: flat, axis: 1, kernel, stride, dilation: 1, more: 1 - kernel });
    const columns = this.#node('Gather', [flat, index], { axis: int(1) });
    const frames = this.#node('Transpose', [columns], { perm: ints([0, 2, 1]) });
    const frequencies = Math.floor(kernel / 2) + 1;
    const product = this.#node('MatMul', [frames, this.#turns(window, frequencies)]);
    this.nodes.push({
      op: 'Reshape',
      inputs: [product, this.#integers([0, 0, frequencies, 2])],
      outputs: node.outputs,
    });
    return true;
  }

  /** The discrete Fourier transform of a window's samples, [size, frequencies × (real, imaginary)]. */
  #turns(window: readonly number[], frequencies: number): string {
    const data = new Float32Array(window.length * frequencies * 2);
    window.forEach((weight, sample) => {
      for (let frequency = 0; frequency < frequencies; frequency++) {
        const angle = (2 * Math.PI * frequency * sample) / window.length;
        data[(sample * frequencies + frequency) * 2] = weight * Math.cos(angle);
        data[(sample * frequencies + frequency) * 2 + 1] = -weight * Math.sin(angle);
      }
    });
    return this.#constant({ type: float32, dims: [window.length, frequencies * 2], data });
  }

  /**
   * Which samples each result is made of: [kernel, results], k × dilation + result × stride. `length`: the name of what is as long as the
   * tensor `of`, by which convolutions over the same length find each other; `more`: by how much there are more results at stride 1.
   */
  #index(columns: ColumnIndex): string {
    const { of, length, axis, kernel, stride, dilation, more } = columns;
    const results = this.#shared(['results', length, stride, more], () => {
      const all = this.#node('Gather', [this.#node('Shape', [of]), this.#integers([], axis)], { axis: int(0) });
      const limit = more === 0 ? all : this.#node('Add', [all, this.#integers([], more)]);
      return this.#node('Range', [this.#integers([], 0), limit, this.#integers([], stride)]);
    });
    return this.#shared([results, kernel, dilation], () => {
      const taps = Array.from({ length: kernel }, (_, tap) => tap * dilation);
      const column = this.#constant({ type: int64, dims: [kernel, 1], data: BigInt64Array.from(taps, BigInt) });
      return this.#node('Add', [column, results]);
    });
  }

  /** What is made once for all who ask by the same key. */
  #shared(key: readonly (string | number)[], make: () => string): string {
    const name = key.join(' ');
    const made = this.#made.get(name) ?? make();
    this.#made.set(name, made);
    return made;
  }

  #reshaped(tensor: string, dims: readonly number[]): string {
    return this.#node('Reshape', [tensor, this.#integers(dims)]);
  }

  /** Gives a node's result: with its bias, if it has one. */
  #biased({ inputs: [, , bias], outputs }: GraphNode, product: string): void {
    if (bias === undefined || bias === '') this.nodes.push({ op: 'Identity', inputs: [product], outputs });
    else {
      const column = this.#node('Unsqueeze', [bias, this.#integers([1])]);
      this.nodes.push({ op: 'Add', inputs: [product, column], outputs });
    }
  }

  /** Adds a node and returns its result. */
  #node(op: string, inputs: readonly string[], attributes: Readonly<Record<string, Attribute>> = {}): string {
    const output = added(`product ${this.#count++}`);
    this.nodes.push({ op, inputs, outputs: [output], attributes });
    return output;
  }

  /** A constant of integers: a list of them, or a scalar where the list is empty. */
  #integers(values: readonly number[], scalar?: number): string {
    const data = BigInt64Array.from(scalar === undefined ? values : [scalar], BigInt);
    return this.#constant({ type: int64, dims: scalar === undefined ? [values.length] : [], data });
  }

  #constant(value: TensorValue): string {
    const name = added(`constant ${this.#count++}`);
    this.initializers[name] = value;
    return name;
  }
}

/** See `Products.#index`. */
interface ColumnIndex {
  readonly of: string;
  readonly length: string;
  readonly axis: number;
  readonly kernel: number;
  readonly stride: number;
  readonly dilation: number;
  readonly more: number;
}

interface ConvolutionShape {
  readonly kernel: number;
  readonly stride: number;
  readonly dilation: number;
  /** Frames that are added before and after; a transposed convolution takes them away. */
  readonly pads: readonly [before: number, after: number];
  readonly inputs: number;
  readonly outputs: number;
}

/** The shape of a convolution over one axis with constant weights, of all channels at once; undefined for any other node. */
function shapeOf(graph: Graph, node: GraphNode): ConvolutionShape | undefined {
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

function attributeOf(node: GraphNode, name: string): unknown {
  const attribute = node.attributes.get(name);
  return attribute && attribute.kind !== 'other' ? attribute.value : undefined;
}

function listOf(node: GraphNode, name: string): readonly number[] {
  const value = attributeOf(node, name);
  return Array.isArray(value) ? value.map(Number) : [];
}

function int(value: number): Attribute {
  return { kind: 'int', value };
}

function ints(value: readonly number[]): Attribute {
  return { kind: 'ints', value };
}

/** Operators whose result is as long as their operands. */
const elementwise = new Set(
  ['Abs', 'Add', 'Cos', 'Div', 'Elu', 'Erf', 'Exp', 'Gelu', 'Identity', 'LeakyRelu', 'Max', 'Min', 'Mul', 'Neg'].concat(
    ['Pow', 'Relu', 'Sigmoid', 'Sin', 'Softplus', 'Sqrt', 'Sub', 'Tanh'],
  ),
);

/** What is as long as a tensor's last axis, and as the one before it. */
interface Lengths {
  readonly last: string;
  readonly before: string;
}

/**
 * For tensors that surely have as long an axis as one that comes before them, what that one is called. Between two convolutions of the flow
 * there are a norm over the channels and two turns of the axes.
 */
function lengthsOf(graph: Graph): ReadonlyMap<string, Lengths> {
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

function ownLengths(tensor: string): Lengths {
  return { last: `${tensor}, last`, before: `${tensor}, before` };
}

import type { Attribute } from '../../../onnx/graph-attribute.ts';
import { replaceNodes, type NewNode } from '../../../onnx/graph-edit.ts';
import type { TensorValue } from '../../../onnx/graph-tensor.ts';
import type { Graph, GraphNode } from '../../../onnx/graph.ts';
import { lengthsOf, ownLengths, type Lengths } from './axis-lengths.ts';
import { attributeOf, shapeOf, type ConvolutionShape } from './convolution-shape.ts';
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
  /** Indices, which all convolutions over tensors of the same length share, by what they are made of. */
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
      const samples = this.#node('Gather', [cut, this.#scalar(block)], { axis: int(2) });
      const place = this.#integers([0, 0, 0, block, 0, 0, 0, blocks - 1 - block]);
      const placed = blocks === 1 ? samples : this.#node('Pad', [samples, place]);
      sum = sum === '' ? placed : this.#node('Add', [sum, placed]);
    }
    const inOrder = this.#node('Transpose', [sum], { perm: ints([0, 1, 3, 2]) });
    const joined = this.#node('Reshape', [inOrder, this.#integers([0, outputs, -1])]);
    const surplus = whole - kernel + after;
    const borders = [before, surplus === 0 ? toTheEnd : -surplus, 2].map((each) => this.#integers([each]));
    this.#biased(node, before === 0 && surplus === 0 ? joined : this.#node('Slice', [joined, ...borders]));
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
      const all = this.#node('Gather', [this.#node('Shape', [of]), this.#scalar(axis)], { axis: int(0) });
      const limit = more === 0 ? all : this.#node('Add', [all, this.#scalar(more)]);
      return this.#node('Range', [this.#scalar(0), limit, this.#scalar(stride)]);
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

  #integers(values: readonly number[]): string {
    return this.#constant({ type: int64, dims: [values.length], data: BigInt64Array.from(values, BigInt) });
  }

  #scalar(value: number): string {
    return this.#constant({ type: int64, dims: [], data: BigInt64Array.of(BigInt(value)) });
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

function int(value: number): Attribute {
  return { kind: 'int', value };
}

function ints(value: readonly number[]): Attribute {
  return { kind: 'ints', value };
}

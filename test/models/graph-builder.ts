import { writeFileSync } from 'node:fs';
import type { ElementType } from '../../src/onnx/element-type.ts';
import { modelOf, type Declared, type ExternalTensor, type NodeParts } from '../../src/onnx/model.fixture.ts';
import { Tensor } from '../../src/onnx/tensor.ts';
import { WeightFile } from './weight-file.ts';

/** Smaller tensors stay in the graph, as exporters leave them. */
const leastExternalBytes = 4096;

/** Operators of ONNX Runtime's own. */
const microsoft = new Set([
  'GroupQueryAttention',
  'MatMulNBits',
  'RotaryEmbedding',
  'SkipSimplifiedLayerNormalization',
]);

/**
 * A model that is written node by node: `FILE`, and its large tensors beside it in `FILE_data` as they are made, so
 * that a model of any size takes little memory. Every method that makes a tensor returns its name.
 */
export class GraphBuilder {
  readonly #file: string;
  readonly #nodes: NodeParts[] = [];
  readonly #inputs: Record<string, Declared> = {};
  readonly #outputs: Record<string, Declared> = {};
  readonly #initializers: Record<string, Tensor | ExternalTensor> = {};
  #weights: WeightFile | undefined;

  constructor(file: string) {
    this.#file = file;
  }

  input(name: string, type: ElementType, dims: readonly (number | string)[]): string {
    this.#inputs[name] = [type, dims];
    return name;
  }

  output(name: string, type: ElementType, dims: readonly (number | string)[]): string {
    this.#outputs[name] = [type, dims];
    return name;
  }

  /** A node of one output, which has the node's name. */
  add(name: string, op: string, inputs: readonly string[], attributes: NodeParts['attributes'] = {}): string {
    this.#node(name, op, inputs, [name], attributes);
    return name;
  }

  /** A node whose outputs are named here; '' is one that is left out. */
  addAll<const Names extends readonly string[]>(
    names: Names,
    op: string,
    inputs: readonly string[],
    attributes: NodeParts['attributes'] = {},
  ): Names {
    this.#node(names.find((name) => name !== '') ?? op, op, inputs, names, attributes);
    return names;
  }

  /** Whole numbers as int64: a scalar for a number, a vector for several. */
  integers(name: string, values: number | readonly number[]): string {
    const list = typeof values === 'number' ? [values] : values;
    return this.#keep(name, 'int64', typeof values === 'number' ? [] : [list.length], BigInt64Array.from(list, BigInt));
  }

  /** Floats; by default a scalar for a number, a vector for several. */
  floats(name: string, values: number | ArrayLike<number>, dims?: readonly number[]): string {
    const list = typeof values === 'number' ? [values] : values;
    const shape = dims ?? (typeof values === 'number' ? [] : [list.length]);
    return this.#keep(name, 'float32', shape, list instanceof Float32Array ? list : Float32Array.from(list));
  }

  bytes(name: string, values: Uint8Array, dims: readonly number[]): string {
    return this.#keep(name, 'uint8', dims, values);
  }

  /** Writes the graph, and ends its data file. */
  write(opset: number): void {
    this.close();
    const parts = { inputs: this.#inputs, outputs: this.#outputs, initializers: this.#initializers };
    writeFileSync(this.#file, modelOf({ nodes: this.#nodes, ...parts, opset }));
  }

  /** For models that are given up. */
  close(): void {
    this.#weights?.close();
    this.#weights = undefined;
  }

  #node(
    name: string,
    op: string,
    inputs: readonly string[],
    outputs: readonly string[],
    attributes: NodeParts['attributes'] = {},
  ): void {
    const domain = microsoft.has(op) ? { domain: 'com.microsoft' } : {};
    this.#nodes.push({ op, name: `/${name}/${op}`, inputs, outputs, attributes, ...domain });
  }

  #keep(
    name: string,
    type: ElementType,
    dims: readonly number[],
    data: Float32Array | Uint8Array | BigInt64Array,
  ): string {
    if (data.byteLength < leastExternalBytes) {
      this.#initializers[name] = Tensor.from(type, dims, data);
      return name;
    }
    this.#weights ??= new WeightFile(`${this.#file}_data`);
    this.#initializers[name] = { type, dims, external: this.#weights.append(data) };
    return name;
  }
}

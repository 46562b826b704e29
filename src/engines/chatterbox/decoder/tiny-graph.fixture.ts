import { modelOf, type ExternalTensor, type ModelParts, type NodeParts } from '../../../onnx/model.fixture.ts';
import { Tensor, elementsOf } from '../../../onnx/tensor.ts';
import { Random } from '../../random.ts';

/** A graph that is written node by node, with random weights. A constant that is there already is shared. */
export class TinyGraph {
  readonly random = new Random(5);
  readonly #nodes: NodeParts[] = [];
  readonly #constants: Record<string, Tensor> = {};

  /** A node with one output, which is named after it. */
  add(
    name: string,
    op: string,
    inputs: readonly string[],
    attributes: NonNullable<NodeParts['attributes']> = {},
  ): string {
    this.#nodes.push({ op, name, inputs, outputs: [name], attributes });
    return name;
  }

  constant(name: string, type: 'float32' | 'int64', dims: readonly number[], value: (index: number) => number): string {
    this.#constants[name] ??= Tensor.from(
      type,
      dims,
      Array.from({ length: elementsOf(dims) }, (_, index) => value(index)),
    );
    return name;
  }

  /** A weight whose results are about as large as what it is multiplied with. */
  weight(
    name: string,
    dims: readonly number[],
    inputs = dims.slice(1).reduce((product, dim) => product * dim, 1),
  ): string {
    return this.constant(name, 'float32', dims, () => this.random.normal() / Math.sqrt(inputs));
  }

  number(value: number): string {
    return this.constant(`number ${value}`, 'float32', [], () => value);
  }

  integers(...values: readonly number[]): string {
    return this.constant(`integers ${values.join(' ')}`, 'int64', [values.length], (index) => values[index] ?? 0);
  }

  /** A convolution with a bias. `module`: what its weights are named after. */
  conv(
    name: string,
    module: string,
    input: string,
    [to, from, kernel]: readonly [number, number, number],
    attributes: NonNullable<NodeParts['attributes']> = {},
  ): string {
    const weight = this.weight(`${module}.weight`, [to, from, kernel]);
    const bias = this.constant(`${module}.bias`, 'float32', [to], () => this.random.normal() / 10);
    return this.add(name, 'Conv', [input, weight, bias], attributes);
  }

  /** The elements of a constant. */
  valueOf(name: string): Tensor {
    const value = this.#constants[name];
    if (!value) throw new Error(`The graph has no constant "${name}".`);
    return value;
  }

  /** The model, as the bytes of its file. `external`: where some constants are instead. */
  write(
    declared: Pick<ModelParts, 'inputs' | 'outputs'>,
    change: (nodes: readonly NodeParts[]) => readonly NodeParts[] = (nodes) => nodes,
    external: Readonly<Record<string, ExternalTensor>> = {},
  ): Uint8Array {
    return modelOf({ ...declared, nodes: change(this.#nodes), initializers: { ...this.#constants, ...external } });
  }
}

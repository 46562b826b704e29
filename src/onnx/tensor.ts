import { elementTypes, type ElementType, type TensorData } from './element-type.ts';

/**
 * Least bytes of an own memory. A small typed array lies on V8's heap and moves when garbage is collected, while native
 * code holds its address; an ArrayBuffer of this size never does.
 */
const leastBytes = 4096;

/**
 * A tensor over memory of ours. Native code reads and writes that memory, so whoever hands a tensor to a session or a
 * binding keeps it (and by that the memory) until the run or the binding is over; both do.
 */
export class Tensor {
  readonly type: ElementType;
  readonly dims: readonly number[];
  /** The elements in row-major order; float16 as its bits. */
  readonly data: TensorData;

  private constructor(type: ElementType, dims: readonly number[], data: TensorData) {
    this.type = type;
    this.dims = dims;
    this.data = data;
  }

  /** A tensor of zeros. */
  static zeros(type: ElementType, dims: readonly number[]): Tensor {
    const { View } = elementTypes[type];
    const length = elementsOf(dims);
    const memory = new ArrayBuffer(Math.max(leastBytes, length * View.BYTES_PER_ELEMENT));
    return new Tensor(type, dims, new View(memory, 0, length));
  }

  /** A tensor with a copy of the values. Throws a RangeError unless there are as many as `dims` say. */
  static from(type: ElementType, dims: readonly number[], values: ArrayLike<number> | ArrayLike<bigint>): Tensor {
    const tensor = Tensor.zeros(type, dims);
    const { data } = tensor;
    if (values.length !== data.length) {
      throw new RangeError(`A tensor of [${dims.join(', ')}] has ${data.length} elements; ${values.length} came.`);
    }
    if (data instanceof BigInt64Array || data instanceof BigUint64Array) {
      for (let i = 0; i < values.length; i++) data[i] = BigInt(values[i] as number | bigint);
    } else {
      data.set(values as ArrayLike<number>);
    }
    return tensor;
  }

  /**
   * The rows `start` to `end` along the first axis, in the same memory: what is written through the one is seen
   * through the other.
   */
  rows(start: number, end: number): Tensor {
    const [count = 0, ...row] = this.dims;
    if (!(start >= 0 && start < end && end <= count)) {
      throw new RangeError(`There are no rows ${start} to ${end} in a tensor of ${count}.`);
    }
    const length = elementsOf(row);
    return new Tensor(this.type, [end - start, ...row], this.data.subarray(start * length, end * length));
  }
}

/** The product of the dimensions; 1 for a scalar. */
export function elementsOf(dims: readonly number[]): number {
  return dims.reduce((product, dim) => product * dim, 1);
}

import koffi from 'koffi';
import { elementTypeOf, elementTypes } from './element-type.ts';
import { OnnxError, type OnnxRuntime, type Pointer } from './library.ts';
import { Tensor } from './tensor.ts';

/** Memory that native code may use: where it lies, and its address or the view on it. */
export interface ValueMemory {
  readonly info: Pointer;
  readonly data: Pointer | ArrayBufferView;
  readonly bytes: number;
}

/** An `OrtValue` over a tensor's own memory. Release it, and keep the tensor until then. */
export function valueOf(runtime: OnnxRuntime, memoryInfo: Pointer, tensor: Tensor): Pointer {
  const memory = { info: memoryInfo, data: tensor.data, bytes: tensor.data.byteLength };
  return valueOver(runtime, memory, elementTypes[tensor.type].code, tensor.dims);
}

/** An `OrtValue` over any memory, on a device too. `type` is ONNX' number of the element type. */
export function valueOver(runtime: OnnxRuntime, memory: ValueMemory, type: number, dims: readonly number[]): Pointer {
  return runtime.create('Value', 'a tensor', (out) =>
    runtime.call(
      'CreateTensorWithDataAsOrtValue',
      memory.info,
      memory.data,
      memory.bytes,
      BigInt64Array.from(dims, BigInt),
      dims.length,
      type,
      out,
    ),
  );
}

/** Copies what an `OrtValue` in host memory holds. The value stays the caller's to release. */
export function tensorOf(runtime: OnnxRuntime, value: Pointer, name: string): Tensor {
  const info = runtime.get<Pointer>('GetTensorTypeAndShape', value);
  try {
    const { type, dims } = shapeOf(runtime, info);
    const known = elementTypeOf(type);
    if (!known) throw new OnnxError(`The output "${name}" has the element type ${type}, which is not supported.`);
    const tensor = Tensor.zeros(known, dims);
    const bytes = tensor.data.byteLength;
    if (bytes > 0) {
      const address = runtime.get<Pointer>('GetTensorMutableData', value);
      new Uint8Array(tensor.data.buffer).set(new Uint8Array(koffi.view(address, bytes)));
    }
    return tensor;
  } finally {
    runtime.invoke('ReleaseTensorTypeAndShapeInfo', info);
  }
}

/** The element type (ONNX' number) and the dimensions; -1 where one is open. */
export function shapeOf(runtime: OnnxRuntime, info: Pointer): { type: number; dims: number[] } {
  const count = Number(runtime.get<number | bigint>('GetDimensionsCount', info));
  // At least a few elements, so that the array is never on V8's heap.
  const dims = new BigInt64Array(new ArrayBuffer(512), 0, Math.min(64, count));
  runtime.call('GetDimensions', info, dims, dims.length);
  return { type: runtime.get<number>('GetTensorElementType', info), dims: Array.from(dims, Number) };
}

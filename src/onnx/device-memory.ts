import { memoryInfoOf } from './device.ts';
import { elementTypes, type ElementType } from './element-type.ts';
import { OnnxError, onnxRuntime, type Pointer } from './library.ts';
import type { Session } from './session.ts';
import { elementsOf } from './tensor.ts';
import { valueOver } from './value.ts';

/**
 * Memory on the device of a session (its card, or the host for a CPU session), allocated once and cut into tensors: the
 * KV arena. Free it after everything that was bound to it.
 */
export class DeviceMemory {
  readonly bytes: number;
  readonly #runtime = onnxRuntime();
  readonly #info: Pointer;
  readonly #allocator: Pointer;
  /** Undefined once it is freed. */
  #address: Pointer | undefined;

  /** Throws {@link OnnxError} when the device has not so much. */
  constructor(session: Session, bytes: number) {
    if (!(Number.isSafeInteger(bytes) && bytes > 0)) {
      throw new RangeError(`A memory has a whole number of bytes, at least one; ${bytes} came.`);
    }
    const runtime = this.#runtime;
    this.bytes = bytes;
    const { device, handle } = session;
    this.#info = memoryInfoOf(runtime, device);
    try {
      this.#allocator = runtime.create('Allocator', 'a device', (out) =>
        runtime.call('CreateAllocator', handle, this.#info, out),
      );
    } catch (error) {
      runtime.release('MemoryInfo', this.#info);
      throw error;
    }
    try {
      this.#address = runtime.get<Pointer>('AllocatorAlloc', this.#allocator, bytes);
    } catch (error) {
      this.#releaseHandles();
      throw error;
    }
  }

  /** A tensor that begins `byteOffset` bytes into this memory. Throws a RangeError when it would reach beyond. */
  tensor(type: ElementType, dims: readonly number[], byteOffset = 0): DeviceTensor {
    const bytes = elementsOf(dims) * elementTypes[type].View.BYTES_PER_ELEMENT;
    if (!(byteOffset >= 0 && byteOffset + bytes <= this.bytes)) {
      throw new RangeError(`${bytes} bytes at ${byteOffset} reach beyond a memory of ${this.bytes}.`);
    }
    return new DeviceTensor(() => {
      if (this.#address === undefined) throw new OnnxError('This memory is freed.');
      const memory = { info: this.#info, data: this.#address + BigInt(byteOffset), bytes };
      return valueOver(this.#runtime, memory, elementTypes[type].code, dims);
    });
  }

  free(): void {
    if (this.#address === undefined) return;
    this.#runtime.call('AllocatorFree', this.#allocator, this.#address);
    this.#address = undefined;
    this.#releaseHandles();
  }

  #releaseHandles(): void {
    this.#runtime.release('Allocator', this.#allocator);
    this.#runtime.release('MemoryInfo', this.#info);
  }
}

/** A tensor in {@link DeviceMemory}; made by it. */
export class DeviceTensor {
  /** A new `OrtValue` over it; whoever asks releases it. */
  readonly value: () => Pointer;

  constructor(value: () => Pointer) {
    this.value = value;
  }
}

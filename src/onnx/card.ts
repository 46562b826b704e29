import koffi from 'koffi';
import { messageOf } from '../errors.ts';
import { OnnxError } from './library.ts';

/** Loaded once, and held for as long as the process lives (see {@link OnnxRuntime}). */
let driver: ReturnType<typeof koffi.load> | undefined;

/** All memory of a card, in bytes, as NVIDIA's driver says it. Throws {@link OnnxError} when it cannot be asked. */
export function cardMemoryBytes(id: number): number {
  try {
    driver ??= koffi.load('libcuda.so.1');
    const call = (what: string, prototype: string, ...parameters: unknown[]) => {
      const status = driver?.func(prototype)(...parameters) as number;
      if (status !== 0) throw new OnnxError(`${what}: the driver answers with error ${status}`);
    };
    const device = [0];
    const bytes = [0n] as (number | bigint)[];
    call('start', 'int cuInit(unsigned int flags)', 0);
    call(`card ${id}`, 'int cuDeviceGet(_Out_ int* device, int ordinal)', device, id);
    call(`memory of card ${id}`, 'int cuDeviceTotalMem_v2(_Out_ size_t* bytes, int device)', bytes, device[0]);
    return Number(bytes[0]);
  } catch (error) {
    throw new OnnxError(`The memory of card ${id} is not known. libcuda.so.1, of the driver: ${messageOf(error)}`, {
      cause: error,
    });
  }
}

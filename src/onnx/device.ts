import { existsSync } from 'node:fs';
import path from 'node:path';
import { messageOf } from '../errors.ts';
import { cudaLack, type CudaLack } from './cuda-lack.ts';
import { libraryFile, type OnnxRuntime, type Pointer } from './library.ts';

/** Where a session computes. */
export type Device =
  | { readonly kind: 'cpu' }
  | {
      readonly kind: 'cuda';
      /** The number of the card. */
      readonly id: number;
      /** Most bytes that ONNX Runtime's arena takes on the card. Default: no limit. */
      readonly memoryBytes?: number;
    };

export const cpu: Device = { kind: 'cpu' };

/** A device and why it was chosen, for people. */
export interface DeviceChoice {
  readonly device: Device;
  readonly reason: string;
}

/**
 * CUDA when its provider library lies beside ONNX Runtime, else the CPU; `wanted` overrules. Throws an Error with
 * what to do when CUDA is wanted and cannot be had.
 */
export function chooseDevice(wanted: 'auto' | 'cpu' | 'cuda', file: string = libraryFile()): DeviceChoice {
  if (wanted === 'cpu') return { device: cpu, reason: 'the setting device says cpu' };
  const provider = cudaProvider(file);
  if (existsSync(provider)) {
    const why = wanted === 'cuda' ? 'the setting device says cuda' : `${path.basename(provider)} is there`;
    return { device: { kind: 'cuda', id: 0 }, reason: why };
  }
  if (wanted === 'auto') return { device: cpu, reason: `there is no ${path.basename(provider)} beside ONNX Runtime` };
  throw new Error(whyNoCuda(file) ?? `The setting device says cuda, but there is no ${provider}.`);
}

/** What CUDA needs and is not here, as far as files tell; undefined when nothing is missing. `file` is ONNX Runtime's library. */
export function cudaFault(file: string = libraryFile()): CudaLack | undefined {
  return cudaLack({ provider: cudaProvider(file) });
}

/** The same as a message about the setting `cuda`. */
export function whyNoCuda(file: string = libraryFile()): string | undefined {
  const lack = cudaFault(file);
  return lack && `The setting device says cuda, but ${lack.missing}. ${lack.remedy} Or set device to auto.`;
}

function cudaProvider(file: string): string {
  return path.join(path.dirname(file), 'libonnxruntime_providers_cuda.so');
}

/**
 * The chosen device, once its provider could be loaded: the library alone is not enough without a driver. Where it cannot,
 * `auto` takes the CPU and says why. Throws like {@link chooseDevice}, and when CUDA is wanted and does not work.
 */
export function workingDevice(
  runtime: OnnxRuntime,
  wanted: 'auto' | 'cpu' | 'cuda',
  file: string = runtime.file,
): DeviceChoice {
  const choice = chooseDevice(wanted, file);
  const options = runtime.create('SessionOptions', 'a trial', (out) => runtime.call('CreateSessionOptions', out));
  try {
    appendProvider(runtime, options, choice.device);
    return choice;
  } catch (error) {
    if (wanted === 'cuda')
      throw new Error(
        whyNoCuda(file) ?? `The setting device says cuda, which does not work here: ${messageOf(error)}`,
        { cause: error },
      );
    const why = cudaFault(file)?.missing ?? messageOf(error);
    return { device: cpu, reason: `CUDA is installed but does not work here: ${why}` };
  } finally {
    runtime.release('SessionOptions', options);
  }
}

/**
 * Flash attention (1), the memory-efficient one (2) and plain products (16), as ONNX Runtime numbers them (AttentionBackend in
 * attention_common.h). Not cuDNN's (8), which plans anew for each length: on an H100 a prompt took 60 ms with it, and takes 5 without.
 */
const attentionKernels = 1 | 2 | 16;

/** Adds the provider of a device to session options; the CPU needs none. */
export function appendProvider(runtime: OnnxRuntime, options: Pointer, device: Device): void {
  if (device.kind === 'cpu') return;
  const cuda = runtime.get<Pointer>('CreateCUDAProviderOptions');
  try {
    const settings: Record<string, string> = {
      device_id: String(device.id),
      // The arena grows by what is asked for, not by doubling: two sessions share a card.
      arena_extend_strategy: 'kSameAsRequested',
      // What is planned is forgotten at the next other length: it must not take long.
      cudnn_conv_algo_search: 'HEURISTIC',
      sdpa_kernel: String(attentionKernels),
      cudnn_conv_use_max_workspace: '1',
      ...(device.memoryBytes !== undefined && { gpu_mem_limit: String(device.memoryBytes) }),
    };
    const keys = Object.keys(settings);
    runtime.call('UpdateCUDAProviderOptions', cuda, keys, Object.values(settings), keys.length);
    runtime.call('SessionOptionsAppendExecutionProvider_CUDA_V2', options, cuda);
  } finally {
    runtime.invoke('ReleaseCUDAProviderOptions', cuda);
  }
}

/** The memory of a device, as ONNX Runtime names it. Release it as `MemoryInfo`. */
export function memoryInfoOf(runtime: OnnxRuntime, device: Device): Pointer {
  // 0: the device's own allocator (OrtDeviceAllocator) and its default memory (OrtMemTypeDefault).
  return runtime.create('MemoryInfo', `memory of ${device.kind}`, (out) => {
    if (device.kind === 'cpu') runtime.call('CreateCpuMemoryInfo', 0, 0, out);
    else runtime.call('CreateMemoryInfo', 'Cuda', 0, device.id, 0, out);
  });
}

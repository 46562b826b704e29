import { closeSync, existsSync, openSync, readSync } from 'node:fs';
import path from 'node:path';

/** The first thing that CUDA needs and that is not here, and what to do about it. Both are sentences, the first without its end. */
export interface CudaLack {
  readonly missing: string;
  readonly remedy: string;
}

export interface CudaSurroundings {
  /** ONNX Runtime's library for CUDA, which lies beside ONNX Runtime. */
  readonly provider: string;
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** Where the file system begins, for tests. */
  readonly root?: string;
}

/** Where the loader looks, and where NVIDIA's packages and WSL put their libraries. */
const libraryFolders = [
  ...['/lib', '/usr/lib', '/lib64', '/usr/lib64', '/usr/local/lib'],
  ...['x86_64', 'aarch64'].flatMap((machine) => [`/lib/${machine}-linux-gnu`, `/usr/lib/${machine}-linux-gnu`]),
  ...['/usr/local/cuda/lib64', '/usr/local/nvidia/lib64', '/usr/local/nvidia/lib', '/usr/lib/wsl/lib'],
];
/** The CUDA that npm's provider is built for (microsoft/onnxruntime#28792), and what the package's install script still calls it. */
const usualVersion = 13;
const installName = 'cuda12';
const handOver = 'docker run --gpus all, or a device reservation in compose';

/**
 * Looks, in the order in which they are installed, for the driver, the container toolkit that hands it to a container, CUDA's
 * runtime, cuDNN and ONNX Runtime's provider. Looks at files only, so that the server itself loads nothing of this;
 * undefined does not promise that it works.
 */
export function cudaLack({ provider, environment = process.env, root = '/' }: CudaSurroundings): CudaLack | undefined {
  const there = (file: string) => existsSync(path.join(root, file));
  const has = libraryFinder(root, [...(environment['LD_LIBRARY_PATH'] ?? '').split(':'), path.dirname(provider)]);
  const needed = neededBy(path.join(root, provider));
  return (
    driverLack(there, has('libcuda.so.1'), isContainer(there, environment)) ??
    runtimeLack(needed, has) ??
    cudnnLack(needed, has) ??
    (there(provider) ? undefined : providerLack(provider))
  );
}

function driverLack(there: (file: string) => boolean, hasLibrary: boolean, inContainer: boolean): CudaLack | undefined {
  const hasDevice = there('/dev/nvidiactl') || there('/dev/dxg');
  if (hasDevice && hasLibrary) return undefined;
  const what = hasDevice ? 'libcuda.so.1' : hasLibrary ? '/dev/nvidiactl' : '/dev/nvidiactl and libcuda.so.1';
  // The kernel shows its modules to containers, too.
  const hasModule = there('/proc/driver/nvidia/version');
  if (inContainer && (hasModule || hasDevice)) {
    return {
      missing: `this machine has an NVIDIA driver that was not handed to this container: there is no ${what}`,
      remedy: `Install the NVIDIA Container Toolkit on the machine (package nvidia-container-toolkit, then nvidia-ctk runtime configure --runtime=docker and a restart of Docker) and give the container the card (${handOver}, and NVIDIA_DRIVER_CAPABILITIES=compute,utility).`,
    };
  }
  const handedOn = inContainer
    ? ` Then install the NVIDIA Container Toolkit there (package nvidia-container-toolkit) and give the container the card (${handOver}).`
    : '';
  return hasModule || hasDevice
    ? {
        missing: `the NVIDIA driver is installed only in part: there is no ${what}`,
        remedy: 'Install all of it (Debian: nvidia-driver; Ubuntu: ubuntu-drivers install) and restart the machine.',
      }
    : {
        missing: `there is no NVIDIA driver: no ${what}`,
        remedy: `Install it on the machine (Debian: nvidia-driver; Ubuntu: ubuntu-drivers install; 580 or newer for CUDA 13) until nvidia-smi shows the card.${handedOn}`,
      };
}

/** By its provider's own list where there is one, else by any version. */
function runtimeLack(needed: readonly string[], has: (library: string) => boolean): CudaLack | undefined {
  const libraries = needed.filter((library) => !library.startsWith('libcudnn'));
  const lacking = libraries.filter((library) => !has(library));
  const unknown = libraries.length === 0;
  if (unknown ? has('libcudart.so.12') || has('libcudart.so.13') : lacking.length === 0) return undefined;
  const version = versionOf(libraries);
  const names = unknown ? `libcudart.so.${version}` : lacking.join(', ');
  return {
    missing: `the NVIDIA driver is there, but CUDA's runtime is not: there is no ${names}`,
    remedy: `Install CUDA ${version}'s runtime libraries (packages cuda-cudart-${version}-*, libcublas-${version}-*, libcufft-${version}-*, libcurand-${version}-* of NVIDIA's repository), or use Starling's image for GPUs, which has them.`,
  };
}

/** Of CUDA, by the names of its libraries. */
function versionOf(libraries: readonly string[]): string {
  return /libcudart\.so\.(\d+)/.exec(libraries.join(' '))?.[1] ?? String(usualVersion);
}

function cudnnLack(needed: readonly string[], has: (library: string) => boolean): CudaLack | undefined {
  // A provider whose list lacks it was built without.
  const library =
    needed.find((each) => each.startsWith('libcudnn')) ?? (needed.length === 0 ? 'libcudnn.so.9' : undefined);
  if (library === undefined || has(library)) return undefined;
  return {
    missing: `the NVIDIA driver and CUDA are there, but cuDNN is not: there is no ${library}`,
    remedy: `Install it (package libcudnn9-cuda-${versionOf(needed)} of NVIDIA's repository), or use Starling's image for GPUs, which has it.`,
  };
}

function providerLack(provider: string): CudaLack {
  return {
    missing: `there is no ${path.basename(provider)} beside ONNX Runtime`,
    remedy: `Install it (ONNXRUNTIME_NODE_INSTALL=${installName} npm rebuild onnxruntime-node --ignore-scripts=false), or use Starling's image for GPUs, which has it.`,
  };
}

function isContainer(
  there: (file: string) => boolean,
  environment: Readonly<Record<string, string | undefined>>,
): boolean {
  return ['/.dockerenv', '/run/.containerenv'].some(there) || environment['KUBERNETES_SERVICE_HOST'] !== undefined;
}

/** Tells of a library whether the loader would find it. */
function libraryFinder(root: string, more: readonly string[]): (library: string) => boolean {
  const folders = [...more.filter((folder) => folder !== ''), ...libraryFolders].map((each) => path.join(root, each));
  const cache = textOf(path.join(root, '/etc/ld.so.cache'));
  return (library) =>
    folders.some((folder) => existsSync(path.join(folder, library))) || cache.includes(`${library}\0`);
}

/** The libraries of CUDA and cuDNN in a provider's table of names, which begins its file; none when it cannot be read. */
function neededBy(provider: string): string[] {
  const text = textOf(provider, 16 * 2 ** 20);
  const names = text.matchAll(/\0(lib(?:cudart|cublas|cublasLt|cufft|curand|cudnn)\.so\.\d+)(?=\0)/g);
  return [...new Set([...names].map(([, name]) => name as string))];
}

/** A file's first bytes, each a character; empty when there is none. */
function textOf(file: string, most = 2 ** 20 * 4): string {
  try {
    const descriptor = openSync(file, 'r');
    try {
      const bytes = Buffer.alloc(most);
      return bytes.toString('latin1', 0, readSync(descriptor, bytes, 0, most, 0));
    } finally {
      closeSync(descriptor);
    }
  } catch {
    return '';
  }
}

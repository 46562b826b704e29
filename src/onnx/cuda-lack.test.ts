import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { cudaLack } from './cuda-lack.ts';

const made: string[] = [];
afterAll(() => made.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

const provider = '/app/onnx/libonnxruntime_providers_cuda.so';
const device = { '/dev/nvidiactl': '' };
const kernelModule = { '/proc/driver/nvidia/version': 'NVRM version: 550' };
const driver = { ...kernelModule, ...device, '/usr/lib/x86_64-linux-gnu/libcuda.so.1': '' };
const container = { '/.dockerenv': '' };
const providerFile = { [provider]: '\x7fELF\0libcudart.so.12\0libcublasLt.so.12\0libcudnn.so.9\0libc.so.6\0' };
const cuda = { '/usr/local/cuda/lib64/libcudart.so.12': '', '/usr/local/cuda/lib64/libcublasLt.so.12': '' };
const cudnn = { '/etc/ld.so.cache': 'glibc-ld.so.cache1.1\0libcudnn.so.9\0/opt/libcudnn.so.9\0' };

/** What is missing among these files, and what to do. */
function lackOf(files: Readonly<Record<string, string>>, environment: Readonly<Record<string, string>> = {}) {
  const root = mkdtempSync(path.join(os.tmpdir(), 'cuda-'));
  made.push(root);
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
    writeFileSync(path.join(root, name), text);
  }
  const lack = cudaLack({ provider, environment, root });
  return lack && `${lack.missing} → ${lack.remedy}`;
}

describe('what CUDA lacks', () => {
  it.each([
    ['a driver', {}, /^there is no NVIDIA driver: no \/dev\/nvidiactl and libcuda\.so\.1 → Install it on the machine/],
    [
      'a driver, in a container',
      container,
      /^there is no NVIDIA driver.*on the machine.*Then install .*Container Toolkit/,
    ],
    [
      'a part of it',
      { ...kernelModule, ...device },
      /^the NVIDIA driver is installed only in part: there is no libcuda/,
    ],
    [
      'the container toolkit',
      { ...container, ...kernelModule },
      /^this machine has an NVIDIA driver that was not handed to this container.* → .*nvidia-container-toolkit.*--gpus all/,
    ],
    [
      'the rights to compute, in a container',
      { ...container, ...kernelModule, ...device },
      /there is no libcuda\.so\.1 → .*NVIDIA_DRIVER_CAPABILITIES/,
    ],
    [
      'the runtime',
      { ...driver, ...cudnn, ...providerFile },
      /no libcudart\.so\.12, libcublasLt\.so\.12 → Install CUDA 12/,
    ],
    ['the runtime and the provider', driver, /no libcudart\.so\.13 → Install CUDA 13's runtime/],
    [
      'cuDNN',
      { ...driver, ...cuda, ...providerFile },
      /but cuDNN is not: there is no libcudnn\.so\.9 → .*libcudnn9-cuda-12/,
    ],
    ['the provider', { ...driver, ...cuda, ...cudnn }, /^there is no libonnxruntime_providers_cuda\.so beside/],
  ])('is named when it is %s, with what to install', (_, files, expected) => {
    expect(lackOf(files)).toMatch(expected);
  });

  it('is nothing when all is there, wherever the loader finds it', () => {
    expect(lackOf({ ...driver, ...cuda, ...cudnn, ...providerFile })).toBeUndefined();
    const elsewhere = { '/opt/a/libcudart.so.12': '', '/opt/b/libcublasLt.so.12': '', '/app/onnx/libcudnn.so.9': '' };
    const files = { ...driver, ...providerFile, ...elsewhere };
    expect(lackOf(files, { LD_LIBRARY_PATH: '/opt/a:/opt/b' })).toBeUndefined();
  });
});

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { chooseDevice, memoryInfoOf, whyNoCuda, workingDevice } from './device.ts';
import { OnnxError, onnxRuntime } from './library.ts';
import { nodeModel } from './model.fixture.ts';
import { Session } from './session.ts';

const folder = mkdtempSync(path.join(os.tmpdir(), 'device-'));
const file = path.join(folder, 'with', 'libonnxruntime.so.1');
const plainFile = path.join(folder, 'libonnxruntime.so.1');
const provider = 'libonnxruntime_providers_cuda.so';
const runtime = onnxRuntime();
mkdirSync(path.dirname(file), { recursive: true });
writeFileSync(path.join(path.dirname(file), provider), '');
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
  expect(runtime.handles).toEqual({ Env: 1 });
});

describe('without the provider of CUDA', () => {
  it.each([
    ['auto', `there is no ${provider} beside ONNX Runtime`],
    ['cpu', 'the setting device says cpu'],
  ] as const)('the setting %s gives the CPU and says why', (wanted, reason) => {
    expect(chooseDevice(wanted, plainFile)).toEqual({ device: { kind: 'cpu' }, reason });
  });

  it('the setting cuda is an error that says what is missing and what to do', () => {
    expect(() => chooseDevice('cuda', plainFile)).toThrow(/^The setting device says cuda, but .*\. .*[Ii]nstall .*/);
    expect(() => chooseDevice('cuda', plainFile)).toThrow('Or set device to auto.');
    expect(whyNoCuda(plainFile)).toMatch(/^The setting device says cuda, but /);
  });
});

describe('with the provider of CUDA', () => {
  it.each([
    ['auto', { kind: 'cuda', id: 0 }, `${provider} is there`],
    ['cuda', { kind: 'cuda', id: 0 }, 'the setting device says cuda'],
    ['cpu', { kind: 'cpu' }, 'the setting device says cpu'],
  ] as const)('the setting %s chooses and says why', (wanted, device, reason) => {
    expect(chooseDevice(wanted, file)).toEqual({ device, reason });
  });
});

describe('on a machine without CUDA', () => {
  const { device } = chooseDevice('auto');

  it.skipIf(device.kind === 'cuda')(
    'a provider that cannot be loaded gives the CPU, or an error where it is wanted',
    () => {
      const { device: chosen, reason } = workingDevice(runtime, 'auto', file);
      expect(chosen).toEqual({ kind: 'cpu' });
      expect(reason).toMatch(/^CUDA is installed but does not work here: .*(CUDA|NVIDIA)/);
      expect(() => workingDevice(runtime, 'cuda', file)).toThrow(
        /^The setting device says cuda, (but|which does not work here)/,
      );
      expect(workingDevice(runtime, 'cpu', file).reason).toBe('the setting device says cpu');
      expect(runtime.handles).toEqual({ Env: 1 });
    },
  );

  it.skipIf(device.kind === 'cuda')('a session on a card is an error and leaves nothing behind', async () => {
    const model = nodeModel('Neg', { x: ['float32', [1]] }, { y: ['float32', [1]] });
    const opening = Session.open(model, { device: { kind: 'cuda', id: 0, memoryBytes: 2 ** 30 } });
    await expect(opening).rejects.toThrow(OnnxError);
    await expect(opening).rejects.toThrow('CUDA');
    expect(runtime.handles).toEqual({ Env: 1 });
  });
});

describe('the memory of a device', () => {
  it.each([{ kind: 'cpu' }, { kind: 'cuda', id: 0 }] as const)('is a handle: $kind', (device) => {
    const info = memoryInfoOf(runtime, device);
    expect(runtime.handles).toEqual({ Env: 1, MemoryInfo: 1 });
    runtime.release('MemoryInfo', info);
  });
});

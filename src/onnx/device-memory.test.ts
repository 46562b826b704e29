import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Binding } from './binding.ts';
import { DeviceMemory } from './device-memory.ts';
import { OnnxError, onnxRuntime } from './library.ts';
import { nodeModel } from './model.fixture.ts';
import { Session } from './session.ts';
import { Tensor } from './tensor.ts';

afterAll(() => expect(onnxRuntime().handles).toEqual({ Env: 1 }));

let session: Session;
let handles: object;
beforeEach(async () => {
  session = await Session.open(nodeModel('Neg', { x: ['float32', ['n']] }, { y: ['float32', ['n']] }));
  handles = onnxRuntime().handles;
});
afterEach(() => session.release());

describe('device memory', () => {
  it('holds tensors where they are asked for, over each other too', async () => {
    const memory = new DeviceMemory(session, 32);
    const binding = new Binding(session);
    binding.bindInput('x', Tensor.from('float32', [6], [1, 2, 3, 4, 5, 6]));
    binding.bindOutput('y', memory.tensor('float32', [6], 8));
    await binding.run();
    binding.bindInput('x', memory.tensor('float32', [3], 16));
    binding.bindFreshOutput('y');
    await binding.run();
    expect(binding.outputs()).toEqual([Tensor.from('float32', [3], [3, 4, 5])]);
    binding.release();
    memory.free();
    expect(onnxRuntime().handles).toEqual(handles);
  });

  it.each([
    ['all of it', [8], 0, true],
    ['its end', [2], 24, true],
    ['nothing at its end', [0], 32, true],
    ['more than all', [9], 0, false],
    ['beyond its end', [2], 28, false],
    ['before its start', [1], -4, false],
    ['no place', [1], Number.NaN, false],
  ])('may be bound as far as it reaches: %s', (_, dims, offset, fits) => {
    const memory = new DeviceMemory(session, 32);
    const tensor = () => memory.tensor('float32', dims, offset);
    if (fits) onnxRuntime().release('Value', tensor().value());
    else expect(tensor).toThrow(RangeError);
    memory.free();
    expect(onnxRuntime().handles).toEqual(handles);
  });

  it.each([0, -1, 1.5, Number.NaN])('does not have %s bytes', (bytes) => {
    expect(() => new DeviceMemory(session, bytes)).toThrow(RangeError);
    expect(onnxRuntime().handles).toEqual(handles);
  });

  it('cannot be more than the device has', () => {
    expect(() => new DeviceMemory(session, 2 ** 50)).toThrow(OnnxError);
    expect(() => new DeviceMemory(session, 2 ** 50)).toThrow(/^AllocatorAlloc: .*1125899906842624/);
    expect(onnxRuntime().handles).toEqual(handles);
  });

  it('is freed once, and its tensors are of no use then', () => {
    const memory = new DeviceMemory(session, 32);
    const tensor = memory.tensor('float32', [1]);
    memory.free();
    memory.free();
    expect(() => tensor.value()).toThrow('This memory is freed.');
    expect(onnxRuntime().handles).toEqual(handles);
  });

  it('may outlive its session, but is not made after it', async () => {
    const memory = new DeviceMemory(session, 32);
    await session.release();
    expect(() => new DeviceMemory(session, 32)).toThrow('This session is released.');
    memory.free();
    expect(onnxRuntime().handles).toEqual({ Env: 1 });
  });
});

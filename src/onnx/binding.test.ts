import { setImmediate as turn } from 'node:timers/promises';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Binding } from './binding.ts';
import { DeviceMemory } from './device-memory.ts';
import { OnnxError, onnxRuntime } from './library.ts';
import { countingModel, nodeModel } from './model.fixture.ts';
import { Session } from './session.ts';
import { Tensor } from './tensor.ts';

afterAll(() => expect(onnxRuntime().handles).toEqual({ Env: 1 }));

let session: Session;
let binding: Binding;

/** Opens a model for a test, with a binding. */
async function open(model: Uint8Array): Promise<void> {
  session = await Session.open(model);
  binding = new Binding(session);
}

async function close(): Promise<void> {
  binding.release();
  await session.release();
}

const floats = (dims: readonly number[], ...values: number[]) => Tensor.from('float32', dims, values);
const rows = ['float32', ['rows', 2]] as const;

describe('a binding', () => {
  beforeEach(() => open(nodeModel('Add', { a: rows, b: rows }, { c: rows })));
  afterEach(close);

  it('reads and writes where it is bound, run after run', async () => {
    const [a, b, c] = [floats([1, 2], 1, 2), floats([1, 2], 10, 20), floats([1, 2], 0, 0)];
    binding.bindInput('a', a);
    binding.bindInput('b', b);
    binding.bindOutput('c', c);
    await binding.run();
    expect([...c.data]).toEqual([11, 22]);
    a.data[1] = 5;
    await binding.run();
    expect([...c.data]).toEqual([11, 25]);
    expect(binding.outputs()).toEqual([]);
  });

  it('works in place where an input is bound as an output', async () => {
    const sum = floats([1, 2], 0, 0);
    binding.bindInput('a', sum);
    binding.bindInput('b', floats([1, 2], 1, 2));
    binding.bindOutput('c', sum);
    for (let count = 0; count < 50; count++) await binding.run();
    expect([...sum.data]).toEqual([50, 100]);
  });

  it('gives fresh outputs, in whatever shape they come', async () => {
    binding.bindFreshOutput('c');
    for (const count of [2, 3, 1]) {
      const ones = Tensor.from('float32', [count, 2], new Float32Array(count * 2).fill(count));
      binding.bindInput('a', ones);
      binding.bindInput('b', ones);
      await binding.run();
      const fresh = binding.outputs();
      expect(fresh).toEqual([Tensor.from('float32', [count, 2], new Float32Array(count * 2).fill(2 * count))]);
      await binding.run();
      expect(binding.outputs()[0]?.data.buffer).not.toBe(fresh[0]?.data.buffer);
    }
  });

  it('follows when other tensors are bound, in other shapes', async () => {
    const [first, second] = [floats([1, 2], 1, 2), floats([2, 2], 3, 4, 5, 6)];
    binding.bindInput('a', first);
    binding.bindInput('b', first);
    binding.bindOutput('c', first);
    await binding.run();
    binding.bindInput('a', second);
    binding.bindInput('b', second);
    binding.bindFreshOutput('c');
    await binding.run();
    expect(binding.outputs().map(({ data }) => [...data])).toEqual([[6, 8, 10, 12]]);
    binding.bindOutput('c', second);
    await binding.run();
    expect([...second.data]).toEqual([6, 8, 10, 12]);
    expect([...first.data]).toEqual([2, 4]);
  });

  it('writes through rows of a tensor, and nowhere else', async () => {
    const whole = floats([4, 2], 1, 2, 3, 4, 5, 6, 7, 8);
    binding.bindInput('a', whole.rows(1, 3));
    binding.bindInput('b', whole.rows(1, 3));
    binding.bindOutput('c', whole.rows(1, 3));
    await binding.run();
    expect([...whole.data]).toEqual([1, 2, 6, 8, 10, 12, 7, 8]);
  });

  it.each<[string, () => void, string]>([
    ['an unknown input', () => binding.bindInput('d', floats([1, 2], 0, 0)), 'The model has no input d; it has a, b.'],
    ['an unknown output', () => binding.bindOutput('a', floats([1, 2], 0, 0)), 'The model has no output a; it has c.'],
    ['an unknown fresh output', () => binding.bindFreshOutput('d'), 'The model has no output d; it has c.'],
  ])('refuses %s and stays as it is', async (_, bind, message) => {
    const tensor = floats([1, 2], 1, 2);
    binding.bindInput('a', tensor);
    const handles = onnxRuntime().handles;
    expect(bind).toThrow(new OnnxError(message));
    expect(onnxRuntime().handles).toEqual(handles);
    binding.bindInput('b', tensor);
    binding.bindFreshOutput('c');
    await binding.run();
    expect([...binding.outputs()[0]!.data]).toEqual([2, 4]);
  });

  it.each<[string, () => void, string]>([
    ['an input of another type', () => binding.bindInput('a', Tensor.zeros('int32', [1, 2])), 'tensor(int32)'],
    ['an input of another size', () => binding.bindInput('a', Tensor.zeros('float32', [1, 3])), 'Got: 3 Expected: 2'],
    ['an output of another type', () => binding.bindOutput('c', Tensor.zeros('int32', [1, 2])), 'tensor(int32)'],
    ['an output of another size', () => binding.bindOutput('c', Tensor.zeros('float32', [2, 2])), '{2,2}'],
  ])('fails to run with %s, and runs once it is put right', async (_, bind, message) => {
    const tensor = floats([1, 2], 1, 2);
    const putRight = () => {
      binding.bindInput('a', tensor);
      binding.bindInput('b', tensor);
      binding.bindFreshOutput('c');
    };
    putRight();
    bind();
    await expect(binding.run()).rejects.toThrow(message);
    putRight();
    await binding.run();
    expect([...binding.outputs()[0]!.data]).toEqual([2, 4]);
  });

  it('fails to run when an input is not bound', async () => {
    binding.bindInput('a', floats([1, 2], 1, 2));
    binding.bindFreshOutput('c');
    await expect(binding.run()).rejects.toThrow(OnnxError);
  });

  it('has no outputs before a run', () => {
    binding.bindFreshOutput('c');
    expect(() => binding.outputs()).toThrow('There are no outputs: the last run failed, or there was none yet.');
  });
});

describe('a binding of several outputs', () => {
  beforeEach(() =>
    open(
      nodeModel('Split', { x: ['float32', [3]] }, { a: ['float32', [1]], b: ['float32', [1]], c: ['float32', [1]] }),
    ),
  );
  afterEach(close);

  it('gives the fresh ones in the order in which they were bound', async () => {
    binding.bindInput('x', floats([3], 1, 2, 3));
    const b = floats([1], 0);
    binding.bindFreshOutput('c');
    binding.bindOutput('b', b);
    binding.bindFreshOutput('a');
    await binding.run();
    expect(binding.outputs().map(({ data }) => data[0])).toEqual([3, 1]);
    expect(b.data[0]).toBe(2);
    binding.bindFreshOutput('b');
    await binding.run();
    expect(binding.outputs().map(({ data }) => data[0])).toEqual([3, 2, 1]);
  });
});

describe('a run of a binding', () => {
  const n = Tensor.zeros('int64', []);
  beforeEach(async () => {
    await open(countingModel());
    n.data[0] = 2n ** 50n;
    binding.bindInput('n', n);
    binding.bindInput('x', floats([1], 3));
    binding.bindFreshOutput('y');
  });
  afterEach(close);

  it('ends with an abort, and another can follow', async () => {
    const controller = new AbortController();
    const reason = new Error('left');
    const run = binding.run(controller.signal);
    await turn();
    controller.abort(reason);
    await expect(run).rejects.toBe(reason);
    expect(() => binding.outputs()).toThrow(OnnxError);
    await expect(binding.run(controller.signal)).rejects.toBe(reason);
    n.data[0] = 4n;
    await binding.run(new AbortController().signal);
    expect([...binding.outputs()[0]!.data]).toEqual([7]);
  });

  it('is left alone: nothing else can be done with the binding meanwhile', async () => {
    const controller = new AbortController();
    const run = binding.run(controller.signal);
    const message = 'This binding is running; wait for the end of the run.';
    await expect(binding.run()).rejects.toThrow(message);
    expect(() => binding.bindInput('x', floats([1], 1))).toThrow(message);
    expect(() => binding.bindOutput('y', floats([1], 1))).toThrow(message);
    expect(() => binding.bindFreshOutput('y')).toThrow(message);
    expect(() => binding.outputs()).toThrow(message);
    controller.abort(new Error('left'));
    await expect(run).rejects.toThrow('left');
  });

  it('ends before what was released during it is given back', async () => {
    const controller = new AbortController();
    const run = binding.run(controller.signal);
    binding.release();
    const released = session.release();
    for (let count = 0; count < 10; count++) await turn();
    expect(onnxRuntime().handles).toMatchObject({ IoBinding: 1, Session: 1 });
    controller.abort(new Error('left'));
    await expect(run).rejects.toThrow('left');
    await released;
    expect(onnxRuntime().handles).toEqual({ Env: 1 });
  });
});

describe('a released binding', () => {
  it('has given everything back, and refuses all', async () => {
    await open(nodeModel('Neg', { x: ['float32', [1]] }, { y: ['float32', [1]] }));
    const before = onnxRuntime().handles;
    const other = new Binding(session);
    other.bindInput('x', floats([1], 1));
    other.bindInput('x', floats([1], 2));
    other.bindOutput('y', floats([1], 1));
    await other.run();
    other.release();
    other.release();
    expect(onnxRuntime().handles).toEqual({ ...before });
    await expect(other.run()).rejects.toThrow('This binding is released.');
    expect(() => other.bindInput('x', floats([1], 1))).toThrow(OnnxError);
    await close();
  });

  it('may have outlived its session', async () => {
    await open(nodeModel('Neg', { x: ['float32', [1]] }, { y: ['float32', [1]] }));
    binding.bindInput('x', floats([1], 1));
    binding.bindFreshOutput('y');
    await binding.run();
    await session.release();
    expect(() => new Binding(session)).toThrow('This session is released.');
    await expect(binding.run()).rejects.toThrow('This session is released.');
    expect([...binding.outputs()[0]!.data]).toEqual([-1]);
    binding.release();
  });
});

describe('a binding to device memory', () => {
  beforeEach(() => open(nodeModel('Add', { a: rows, b: rows }, { c: rows })));
  afterEach(close);

  it('works in place', async () => {
    const memory = new DeviceMemory(session, 64);
    const tensor = memory.tensor('float32', [2, 2], 16);
    binding.bindInput('a', floats([2, 2], 1, 2, 3, 4));
    binding.bindInput('b', floats([2, 2], 0, 0, 0, 0));
    binding.bindOutput('c', tensor);
    await binding.run();
    binding.bindInput('a', tensor);
    binding.bindInput('b', tensor);
    await binding.run();
    await binding.run();
    binding.bindFreshOutput('c');
    await binding.run();
    expect([...binding.outputs()[0]!.data]).toEqual([8, 16, 24, 32]);
    binding.release();
    memory.free();
  });
});

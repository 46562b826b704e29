import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { elementTypes, type ElementType } from './element-type.ts';
import { OnnxError, onnxRuntime } from './library.ts';
import { countingModel, modelOf, nodeModel, type GraphParts } from './model.fixture.ts';
import { Session } from './session.ts';
import { Tensor } from './tensor.ts';

const folder = mkdtempSync(path.join(os.tmpdir(), 'session-'));
/** What is left when nothing leaks. */
const noHandles = { Env: 1 };
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
  expect(onnxRuntime().handles).toEqual(noHandles);
});

const types = Object.keys(elementTypes) as ElementType[];
const sum = nodeModel(
  'Add',
  { a: ['float32', ['rows', 3]], b: ['float32', ['rows', 3]] },
  { c: ['float32', ['rows', 3]] },
);
const zeros = (...dims: number[]) => Tensor.zeros('float32', dims);

/** Uses a session and releases it. */
async function using<T>(source: string | Uint8Array, use: (session: Session) => Promise<T>): Promise<T> {
  const session = await Session.open(source);
  try {
    return await use(session);
  } finally {
    await session.release();
  }
}

/** Feeds of {@link countingModel}. By default it counts for longer than anybody waits. */
const counting = (x: number, n = 2 ** 50) => ({
  n: Tensor.from('int64', [], [n]),
  x: Tensor.from('float32', [1], [x]),
});

describe('a session', () => {
  it.each([
    ['bytes', sum],
    ['a file', path.join(folder, 'sum.onnx')],
  ])('opens from %s and runs', async (_, source) => {
    writeFileSync(path.join(folder, 'sum.onnx'), sum);
    const a = Tensor.from('float32', [2, 3], [1, 2, 3, 4, 5, 6]);
    const { c } = await using(source, (session) => session.run({ a, b: a }, ['c']));
    expect(c).toEqual(Tensor.from('float32', [2, 3], [2, 4, 6, 8, 10, 12]));
  });

  it('says what goes in and out', async () => {
    const model = modelOf({
      nodes: [
        { op: 'Identity', inputs: ['ids'], outputs: ['same'] },
        { op: 'Cast', inputs: ['half'], outputs: ['text'], attributes: { to: 8 } },
        { op: 'SequenceConstruct', inputs: ['ids'], outputs: ['list'] },
      ],
      inputs: { ids: ['int64', ['batch', 'length', null, 4]], half: ['float16', []] },
      outputs: { same: ['int64', ['batch', 'length', null, 4]], text: [8, []], list: [0] },
    });
    await using(model, async ({ inputs, outputs }) => {
      expect(inputs).toEqual([
        { name: 'ids', type: 'int64', dims: ['batch', 'length', '', 4] },
        { name: 'half', type: 'float16', dims: [] },
      ]);
      expect(outputs).toEqual([
        { name: 'same', type: 'int64', dims: ['batch', 'length', '', 4] },
        { name: 'text', type: undefined, dims: [] },
        { name: 'list', type: undefined, dims: [] },
      ]);
    });
  });

  it.each(types)('takes and gives %s', async (type) => {
    const x = Tensor.from(type, [2, 2], [0, 1, 1, 0]);
    const model = nodeModel('Identity', { x: [type, ['n', 2]] }, { y: [type, ['n', 2]] });
    await using(model, async (session) => {
      expect(session.inputs[0]?.type).toBe(type);
      expect((await session.run({ x }, ['y'])).y).toEqual(x);
    });
  });

  it.each([
    ['a scalar', []],
    ['nothing', [0, 3]],
    ['many axes', [1, 2, 1, 2, 1, 2, 1]],
  ])('takes and gives %s', async (_, dims) => {
    const model = nodeModel('Neg', { x: ['float32', dims.map(() => null)] }, { y: ['float32', undefined] });
    const { y } = await using(model, (session) => session.run({ x: zeros(...dims) }, ['y']));
    expect(y.dims).toEqual(dims);
    expect(y.data).toHaveLength(dims.reduce((product, dim) => product * dim, 1));
  });

  it('gives only the outputs that are asked for', async () => {
    const model = nodeModel('Split', { x: ['float32', [2]] }, { a: ['float32', [1]], b: ['float32', [1]] });
    const x = Tensor.from('float32', [2], [1, 2]);
    const outputs = await using(model, (session) => session.run({ x }, ['b']));
    expect(outputs).toEqual({ b: Tensor.from('float32', [1], [2]) });
  });

  it('runs graphs that are nested as deep as they can be read', async () => {
    const deepest = 30;
    const value = (name: string): GraphParts['outputs'] => ({ [name]: ['float32', [1]] });
    let graph: GraphParts = { nodes: [{ op: 'Neg', inputs: ['x'], outputs: ['y0'] }], outputs: value('y0') };
    for (let depth = 1; depth <= deepest; depth++) {
      const other = { nodes: [{ op: 'Identity', inputs: ['x'], outputs: [`x${depth}`] }], outputs: value(`x${depth}`) };
      const attributes = { then_branch: graph, else_branch: other };
      const nodes = [{ op: 'If', inputs: ['go on'], outputs: [`y${depth}`], attributes }];
      graph = { nodes, outputs: value(`y${depth}`) };
    }
    const model = modelOf({ ...graph, inputs: { 'go on': ['bool', []], x: ['float32', [1]] } });
    const feeds = { 'go on': Tensor.from('bool', [], [1]), x: Tensor.from('float32', [1], [5]) };
    const outputs = await using(model, (session) => session.run(feeds, [`y${deepest}`]));
    expect([...outputs[`y${deepest}`].data]).toEqual([-5]);
  });

  it('does many runs at once, each with its own tensors', async () => {
    const runs = Array.from({ length: 500 }, (_, index) => index);
    const results = await using(sum, (session) =>
      Promise.all(
        runs.map(async (index) => {
          const feeds = { a: Tensor.from('float32', [1, 3], [index, 0, 1]), b: zeros(1, 3) };
          const { c } = await session.run(feeds, ['c']);
          return [...c.data];
        }),
      ),
    );
    expect(results).toEqual(runs.map((index) => [index, 0, 1]));
  });

  it('leaves the event loop free during a run', async () => {
    const controller = new AbortController();
    const events: string[] = [];
    await using(countingModel(), async (session) => {
      // Long, but not for ever: a loop that is blocked shall fail, not hang.
      const run = session.run(counting(0, 1e7), ['y'], controller.signal).catch(() => void events.push('run'));
      for (let count = 1; count <= 100; count++) await turn();
      events.push('100 turns');
      controller.abort();
      await run;
    });
    expect(events).toEqual(['100 turns', 'run']);
  });
});

describe('weights in a file beside the model', () => {
  const weights = 'weights.bin';
  const model = modelOf({
    nodes: [{ op: 'Add', inputs: ['x', 'w'], outputs: ['y'] }],
    inputs: { x: ['float32', [3]] },
    outputs: { y: ['float32', [3]] },
    initializers: { w: { type: 'float32', dims: [3], external: { location: weights, offset: 4, length: 12 } } },
  });
  const file = path.join(folder, 'external.onnx');
  beforeAll(() => {
    writeFileSync(path.join(folder, weights), new Uint8Array(Float32Array.of(9, 1, 2, 3).buffer));
    writeFileSync(file, model);
  });

  it.each([
    ['a file', file, {}],
    ['bytes, with the folder', model, { weightsFolder: folder }],
  ])('are found from %s', async (_, source, options) => {
    const session = await Session.open(source, options);
    const { y } = await session.run({ x: Tensor.from('float32', [3], [10, 20, 30]) }, ['y']);
    expect([...y.data]).toEqual([11, 22, 33]);
    await session.release();
  });

  it('are missed where they are not', async () => {
    const nowhere = path.join(folder, 'nowhere');
    await expect(Session.open(model, { weightsFolder: nowhere })).rejects.toThrow(OnnxError);
    expect(onnxRuntime().handles).toEqual(noHandles);
  });
});

describe('a model that cannot be opened', () => {
  it.each([
    ['nothing', new Uint8Array(0), 'CreateSessionFromArray: '],
    ['noise', Uint8Array.from({ length: 200 }, (_, i) => (i * 97) & 255), 'CreateSessionFromArray: '],
    ['a model that breaks off', sum.subarray(0, 60), 'CreateSessionFromArray: '],
    ['an operator that there is not', nodeModel('Nothing', {}, { y: ['float32', [1]] }), 'Nothing'],
    ['a path without a file', path.join(folder, 'none.onnx'), "File doesn't exist"],
    ['a folder', folder, 'CreateSession: '],
  ])('is an error and leaves nothing behind: %s', async (_, source, message) => {
    const opening = Session.open(source);
    await expect(opening).rejects.toThrow(OnnxError);
    await expect(opening).rejects.toThrow(message);
    expect(onnxRuntime().handles).toEqual(noHandles);
  });

  it('is an error and leaves nothing behind: a setting that there cannot be', async () => {
    await expect(Session.open(sum, { config: { '': '1' } })).rejects.toThrow(/^AddSessionConfigEntry: /);
    expect(onnxRuntime().handles).toEqual(noHandles);
  });
});

describe('a run', () => {
  let session: Session;
  let open: object;
  beforeAll(async () => {
    session = await Session.open(sum);
    open = onnxRuntime().handles;
  });
  afterAll(() => session.release());

  const two = zeros(2, 3);
  it.each<[string, Record<string, Tensor>, string[], string]>([
    ['a missing input', { a: two }, ['c'], 'The model needs the input b, which was not given.'],
    ['an unknown input', { a: two, b: two, d: two }, ['c'], 'The model has no d; it has a, b, c.'],
    ['an unknown output', { a: two, b: two }, ['d'], 'The model has no d; it has a, b, c.'],
    ['an input as output', { a: two, b: two }, ['a'], 'Run: Invalid output name: a'],
    ['an output as input', { a: two, b: two, c: two }, ['c'], 'Run: Invalid input name: c'],
    ['no output', { a: two, b: two }, [], 'Run: At least one output should be requested.'],
    ['another type', { a: two, b: Tensor.zeros('float64', [2, 3]) }, ['c'], 'expected: (tensor(float))'],
    ['another size', { a: two, b: zeros(2, 4) }, ['c'], 'index: 1 Got: 4 Expected: 3'],
    ['another rank', { a: two, b: zeros(3) }, ['c'], 'Invalid rank for input: b Got: 1 Expected: 2'],
    ['sizes that do not fit each other', { a: two, b: zeros(5, 3) }, ['c'], '2 by 5'],
  ])('is refused with %s, and leaves nothing behind', async (_, feeds, outputs, message) => {
    const run = session.run(feeds, outputs);
    await expect(run).rejects.toThrow(OnnxError);
    await expect(run).rejects.toThrow(message);
    expect(onnxRuntime().handles).toEqual(open);
  });

  it.each([
    ['text', 'Cast', { to: 8 }, 8, 'The output "y" has the element type 8, which is not supported.'],
    ['a sequence', 'SequenceConstruct', {}, 0, 'not a tensor'],
  ])('cannot give %s', async (_, op, attributes, type, message) => {
    const model = nodeModel(op, { x: ['float32', [1]] }, { y: [type, [1]] }, attributes);
    await expect(using(model, (each) => each.run({ x: zeros(1) }, ['y']))).rejects.toThrow(message);
    expect(onnxRuntime().handles).toEqual(open);
  });
});

describe('an abort', () => {
  it('before a run keeps it from starting', async () => {
    await using(countingModel(), async (session) => {
      const open = onnxRuntime().handles;
      const reason = new Error('left');
      await expect(session.run(counting(0), ['y'], AbortSignal.abort(reason))).rejects.toBe(reason);
      expect(onnxRuntime().handles).toEqual(open);
    });
  });

  it('during a run ends it, and no other', async () => {
    await using(countingModel(), async (session) => {
      const open = onnxRuntime().handles;
      const controllers = Array.from({ length: 2 }, () => new AbortController());
      const events: string[] = [];
      const runs = controllers.map(({ signal }, index) =>
        session
          .run(counting(0), ['y'], signal)
          .catch((error: unknown) => void events.push(`${index} ${String(error)}`)),
      );
      await turn();
      controllers[1]?.abort('left');
      await runs[1];
      const { y } = await session.run(counting(5, 10), ['y'], new AbortController().signal);
      events.push(`other ${y.data[0]}`);
      controllers[0]?.abort('left too');
      await runs[0];
      expect(events).toEqual(['1 left', 'other 15', '0 left too']);
      expect(onnxRuntime().handles).toEqual(open);
    });
  });

  it('after a run changes nothing', async () => {
    const controller = new AbortController();
    const { y } = await using(countingModel(), (session) => session.run(counting(1, 2), ['y'], controller.signal));
    controller.abort();
    expect([...y.data]).toEqual([3]);
  });
});

describe('a release', () => {
  it('waits for the runs that are on, whoever asks for it, and refuses others', async () => {
    const session = await Session.open(countingModel());
    const controller = new AbortController();
    const events: string[] = [];
    const run = session.run(counting(0), ['y'], controller.signal);
    const released = [1, 2].map((who) => session.release().then(() => void events.push(`released ${who}`)));
    await expect(session.run(counting(0, 1), ['y'])).rejects.toThrow('This session is released.');
    for (let count = 1; count <= 20; count++) await turn();
    events.push('20 turns');
    controller.abort(new Error('left'));
    await expect(run).rejects.toThrow('left');
    await Promise.all(released);
    expect(events).toEqual(['20 turns', 'released 1', 'released 2']);
    expect(onnxRuntime().handles).toEqual(noHandles);
  });

  it('is done once', async () => {
    const session = await Session.open(sum);
    await session.release();
    await session.release();
    expect(onnxRuntime().handles).toEqual(noHandles);
    await expect(session.run({ a: zeros(1, 3), b: zeros(1, 3) }, ['c'])).rejects.toThrow(OnnxError);
    expect(() => session.handle).toThrow('This session is released.');
  });
});

import { linkSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { fields } from './graph-fields.ts';
import { setInitializers } from './graph-edit.ts';
import {
  externalEntries,
  floats,
  problemOf,
  rawInitializer,
  rawModel,
  rawNode,
  run,
  temporaryFolder,
  timesOpen,
} from './graph.fixture.ts';
import { weightsFolder, writeGraph, type WriteOptions } from './graph-write.ts';
import { readGraph, type Graph } from './graph.ts';
import { onnxRuntime } from './library.ts';
import { modelOf } from './model.fixture.ts';
import { bytesField, join, textField } from './wire-write.ts';

afterAll(() => expect(onnxRuntime().handles).toEqual({ Env: 1 }));

const root = temporaryFolder();
let folder: string;
let number = 0;
beforeEach(() => {
  folder = path.join(root, String(number++));
  mkdirSync(folder);
});

const pair = ['float32', [2]] as const;
const wide = 2048;
const large = Float32Array.from({ length: wide * 2 }, (_, index) => index % 7);
const x = floats([1, 2], 1, 2);

/** y = x · large · larger + small, with weights in the ways that files have them. Two files: model.onnx and its weights. */
function writeModel(at = folder, more: object = {}): string {
  const file = path.join(at, 'model.onnx');
  const twos = new Uint8Array(Float32Array.from({ length: wide * 2 }, () => 2).buffer);
  writeFileSync(
    path.join(at, 'weights.bin'),
    join([new Uint8Array(64), twos, new Uint8Array(Float32Array.of(100, 200).buffer)]),
  );
  const external = (offset: number, length?: number) => ({
    external: { location: 'weights.bin', offset, length: length as number, ...more },
  });
  writeFileSync(
    file,
    modelOf({
      inputs: { x: ['float32', [1, 2]] },
      outputs: { y: ['float32', [1, 2]] },
      initializers: {
        large: { type: 1, dims: [2, wide], data: large },
        larger: { type: 'float32', dims: [wide, 2], ...external(64, wide * 8) },
        small: { type: 'float32', dims: [2], ...external(64 + wide * 8, 8) },
        shape: { type: 7, dims: [2], data: BigInt64Array.of(1n, 2n) },
      },
      nodes: [
        { op: 'MatMul', inputs: ['x', 'large'], outputs: ['a'] },
        { op: 'MatMul', inputs: ['a', 'larger'], outputs: ['b'] },
        { op: 'Add', inputs: ['b', 'small'], outputs: ['c'] },
        { op: 'Reshape', inputs: ['c', 'shape'], outputs: ['y'] },
      ],
    }),
  );
  return file;
}
const placesOf = (graph: Graph) =>
  Object.fromEntries(
    [...graph.initializers].map(([name, { data }]) => [name, data.kind === 'external' ? data.location : data.kind]),
  );
const write = (file: string, weights: Required<WriteOptions>['weights']) => writeGraph(readGraph(file), { weights });
const expected = large.reduce<number>((sum, value, index) => sum + value * (index < wide ? 2 : 4), 0);
const result = { y: [expected + 100, expected + 200] };

describe('weights', () => {
  it('stay in the published files when they are large, and come into the model when they are small', async () => {
    const file = writeModel();
    expect(await run(file, { x }, ['y'])).toEqual(result);
    const bytes = write(file, 'published');
    expect(bytes.length).toBeLessThan(1500);
    expect(placesOf(readGraph(bytes))).toEqual({
      large: 'model.onnx',
      larger: 'weights.bin',
      small: 'raw',
      shape: 'raw',
    });
    expect(await run(bytes, { x }, ['y'], weightsFolder(file))).toEqual(result);
  });

  it('come all into the model, which then needs no files', async () => {
    const bytes = write(writeModel(), 'inline');
    rmSync(folder, { recursive: true });
    expect(placesOf(readGraph(bytes))).toEqual({ large: 'raw', larger: 'raw', small: 'raw', shape: 'raw' });
    expect(await run(bytes, { x }, ['y'])).toEqual(result);
  });

  it.each(['as-read', 'published', 'inline'] as const)('leave no file open (%s)', (weights) => {
    const file = writeModel();
    write(file, weights);
    if (process.platform === 'linux') expect([file, path.join(folder, 'weights.bin')].map(timesOpen)).toEqual([0, 0]);
  });

  it('are found through the links of the cache of Hugging Face', async () => {
    const [blobs, snapshot] = [path.join(folder, 'blobs'), path.join(folder, 'snapshots', 'main')];
    for (const each of [blobs, snapshot]) mkdirSync(each, { recursive: true });
    writeModel(blobs);
    for (const [name, blob] of [
      ['model.onnx', 'a1'],
      ['weights.bin', 'b2'],
    ] as const) {
      linkSync(path.join(blobs, name), path.join(blobs, blob));
      rmSync(path.join(blobs, name));
      symlinkSync(`../../blobs/${blob}`, path.join(snapshot, name));
    }
    const file = path.join(snapshot, 'model.onnx');
    const bytes = write(file, 'published');
    expect(placesOf(readGraph(bytes))).toMatchObject({ large: 'a1', larger: 'b2' });
    expect(weightsFolder(file)).toBe(blobs);
    expect(await run(bytes, { x }, ['y'], blobs)).toEqual(result);
    expect(await run(write(file, 'inline'), { x }, ['y'])).toEqual(result);
  });

  it('in another folder than the model cannot be pointed to', () => {
    mkdirSync(path.join(folder, 'sub'));
    const file = writeModel(folder, { location: 'sub/weights.bin' });
    linkSync(path.join(folder, 'weights.bin'), path.join(folder, 'sub', 'weights.bin'));
    expect(problemOf(() => write(file, 'published'))).toMatch(
      /model.onnx: its weights in .*sub.weights.bin lie in another folder than the model$/,
    );
    expect(placesOf(readGraph(write(file, 'inline')))).toMatchObject({ larger: 'raw' });
  });

  it.each(['published', 'inline'] as const)('that are missing are refused (%s)', (weights) => {
    const file = writeModel();
    const graph = readGraph(file);
    rmSync(path.join(folder, 'weights.bin'));
    expect(problemOf(() => writeGraph(graph, { weights }))).toMatch(
      /model.onnx: the external data .*weights.bin is missing$/,
    );
    rmSync(file);
    expect(problemOf(() => writeGraph(graph, { weights }))).toContain('model.onnx');
  });

  it('of a model that is gone since it was read are refused', () => {
    const file = path.join(folder, 'model.onnx');
    writeFileSync(
      file,
      rawModel(rawInitializer('w', 1, [2048], ...bytesField(fields.tensor.rawData, [new Uint8Array(8192)]))),
    );
    const graph = readGraph(file);
    rmSync(file);
    expect(problemOf(() => writeGraph(graph, { weights: 'published' }))).toBe(`${file}: there is no such file`);
    expect(problemOf(() => weightsFolder(file))).toBe(`${file}: there is no such file`);
  });

  it('of a model in memory, new ones and typed ones stay in the model', async () => {
    const { floatData } = fields.tensor;
    const memory = modelOf({
      inputs: { x: pair },
      outputs: { y: pair },
      initializers: { w: { type: 1, dims: [2048], data: large.subarray(0, 2048) } },
      nodes: [{ op: 'Neg', inputs: ['x'], outputs: ['y'] }],
    });
    expect(writeGraph(readGraph(memory), { weights: 'published' })).toEqual(memory);
    const file = path.join(folder, 'typed.onnx');
    const typed = rawInitializer('typed', 1, [wide * 2], ...bytesField(floatData, [new Uint8Array(large.buffer)]));
    writeFileSync(file, rawModel(typed, rawNode('Neg', ['typed'], ['y'])));
    const edited = setInitializers(readGraph(file), { fresh: { type: 1, dims: [wide * 2], data: large } });
    expect(placesOf(readGraph(writeGraph(edited, { weights: 'published' })))).toEqual({ typed: 'typed', fresh: 'raw' });
  });

  it('keep what else their tensors say', () => {
    const file = path.join(folder, 'model.onnx');
    const documentation = textField(12, 'where it comes from');
    writeFileSync(path.join(folder, 'weights.bin'), new Uint8Array(8));
    writeFileSync(
      file,
      rawModel(rawInitializer('w', 1, [2], documentation, ...externalEntries({ location: 'weights.bin' }))),
    );
    expect(Buffer.from(write(file, 'inline')).includes(Buffer.from(documentation))).toBe(true);
  });
});

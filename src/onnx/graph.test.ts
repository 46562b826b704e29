import { closeSync, openSync, writeFileSync, writeSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { dataFolder, hasData, voiceFiles } from '../../test/data.ts';
import { MemorySource } from './byte-source.ts';
import { fields } from './graph-fields.ts';
import {
  externalEntries,
  floats,
  problemOf,
  rawInitializer,
  rawModel,
  rawNode,
  temporaryFolder,
  timesOpen,
} from './graph.fixture.ts';
import { dependents } from './graph-walk.ts';
import { metadataOf, readGraph } from './graph.ts';
import { modelOf, type NodeParts } from './model.fixture.ts';
import { bytesField, integerField, textField } from './wire-write.ts';

let bytesRead = 0;
vi.mock('node:fs', async (original) => {
  const fs = await original<typeof import('node:fs')>();
  const readSync = (...args: [number, Uint8Array, number, number, number]): number => {
    const read = fs.readSync(...args);
    bytesRead += read;
    return read;
  };
  return { ...fs, readSync };
});

const folder = temporaryFolder();
const pair = ['float32', [2]] as const;
const chain: NodeParts[] = [
  { op: 'Add', inputs: ['x', 'w'], outputs: ['a'], name: 'first' },
  { op: 'Clip', inputs: ['a', '', 'top'], outputs: ['b'] },
  { op: 'Gelu', inputs: ['b'], outputs: ['y'], domain: 'com.microsoft' },
];
const parts = {
  nodes: chain,
  inputs: { x: pair, ids: ['int64', ['batch', 3, null]] as const, other: ['bool'] as const },
  outputs: { y: pair },
  values: { a: pair },
  initializers: { w: floats([2], 10, 20), top: floats([], 6) },
  opset: 18,
  metadata: { license: 'MIT', empty: '' },
};

describe('a graph that is read', () => {
  const graph = readGraph(modelOf(parts));

  it('has nodes, inputs, outputs and what is known of values', () => {
    expect(graph.nodes.map(({ op, domain, name, inputs, outputs }) => [op, domain, name, inputs, outputs])).toEqual([
      ['Add', '', 'first', ['x', 'w'], ['a']],
      ['Clip', '', '', ['a', '', 'top'], ['b']],
      ['Gelu', 'com.microsoft', '', ['b'], ['y']],
    ]);
    expect(graph.inputs.map(({ name, type, dims }) => [name, type, dims])).toEqual([
      ['x', 1, [2]],
      ['ids', 7, ['batch', 3, null]],
      ['other', 9, undefined],
    ]);
    expect(graph.outputs.map(({ name }) => name)).toEqual(['y']);
    expect(graph.valueInfos.map(({ name }) => name)).toEqual(['a']);
    expect(graph.file).toBeUndefined();
  });

  it('has operator sets by domain, and metadata', () => {
    expect(Object.fromEntries(graph.opsets)).toEqual({ '': 18, 'com.microsoft': 1 });
    expect(Object.fromEntries(metadataOf(graph))).toEqual({ license: 'MIT', empty: '' });
    expect([...readGraph(modelOf({ ...parts, opsets: { 'ai.onnx': 18 } })).opsets.keys()]).toEqual([
      '',
      'com.microsoft',
    ]);
  });

  it('knows who gives and who reads a tensor', () => {
    const [add, clip, gelu] = graph.nodes;
    expect(graph.producerOf('a')).toBe(add);
    expect(['x', 'w', '', 'unknown'].map((name) => graph.producerOf(name))).toEqual(Array(4).fill(undefined));
    expect(graph.consumersOf('a')).toEqual([clip]);
    expect(graph.consumersOf('b')).toEqual([gelu]);
    expect(['y', '', 'unknown'].map((name) => graph.consumersOf(name))).toEqual([[], [], []]);
    const twice = readGraph(modelOf({ ...parts, nodes: [{ op: 'Mul', inputs: ['x', 'x'], outputs: ['y'] }] }));
    expect(twice.consumersOf('x')).toHaveLength(1);
    expect([...dependents(graph, 'a')]).toEqual(['a', 'b', 'y']);
    expect([...dependents(graph, 'y')]).toEqual(['y']);
  });

  it('has its nodes in order, even where the file has not', () => {
    const reversed = readGraph(modelOf({ ...parts, nodes: [...chain].reverse() }));
    expect(reversed.nodes.map(({ op }) => op)).toEqual(['Add', 'Clip', 'Gelu']);
  });
});

describe('initializers', () => {
  it('are known by where their elements are', () => {
    const { tensor } = fields;
    const graph = readGraph(
      rawModel(
        rawInitializer('raw', 1, [2], ...bytesField(tensor.rawData, [new Uint8Array(8)])),
        rawInitializer('typed', 7, [1], integerField(tensor.int64Data, 5)),
        rawInitializer('all', 1, [2, 2], ...externalEntries({ location: 'weights', offset: '64', length: '16' })),
        rawInitializer('open', 10, [3], ...externalEntries({ location: 'weights' })),
        rawInitializer('unknown type', 99, [3], ...externalEntries({ location: 'weights' })),
        rawInitializer('none', 1, [0]),
      ),
    );
    expect([...graph.initializers.values()].map(({ name, dims, data }) => [name, dims, data.kind])).toEqual([
      ['raw', [2], 'raw'],
      ['typed', [1], 'typed'],
      ['all', [2, 2], 'external'],
      ['open', [3], 'external'],
      ['unknown type', [3], 'external'],
      ['none', [0], 'none'],
    ]);
    expect(graph.initializers.get('all')?.data).toMatchObject({ location: 'weights', offset: 64, length: 16 });
    expect(graph.initializers.get('open')?.data).toMatchObject({ offset: 0, length: 6 });
    expect(graph.initializers.get('unknown type')?.data).toMatchObject({ length: undefined });
  });
});

describe('of a file', () => {
  /** A model with 1.9 GB of weights, which are a hole in the file. */
  function largeModel(): string {
    const file = path.join(folder, 'large.onnx');
    const hole = { source: new MemorySource(new Uint8Array(0)), start: 0, end: 1.9e9 };
    const weights = bytesField(fields.graph.initializer, [
      textField(fields.tensor.name, 'w'),
      ...bytesField(fields.tensor.rawData, [hole]),
    ]);
    const handle = openSync(file, 'w');
    let at = 0;
    for (const piece of bytesField(fields.model.graph, [...weights, rawNode('Neg', ['w'], ['y'])])) {
      if (piece instanceof Uint8Array) at += writeSync(handle, piece, 0, piece.length, at);
      else at += piece.end - piece.start;
    }
    closeSync(handle);
    return file;
  }

  it('only the structure is read', () => {
    const file = largeModel();
    bytesRead = 0;
    const graph = readGraph(file);
    expect(graph.initializers.get('w')?.data).toMatchObject({ kind: 'raw', length: 1.9e9 });
    expect(graph.nodes.map(({ op }) => op)).toEqual(['Neg']);
    expect(bytesRead).toBeGreaterThan(0);
    expect(bytesRead).toBeLessThan(100_000);
    if (process.platform === 'linux') expect(timesOpen(file)).toBe(0);
  });

  it.skipIf(voiceFiles.length === 0)('of a real voice of 63 MB, few bytes are read', () => {
    bytesRead = 0;
    expect(readGraph(voiceFiles[0] as string).nodes.length).toBeGreaterThan(2000);
    expect(bytesRead).toBeLessThan(6_000_000);
  });

  it.skipIf(!hasData)('the captured tensors of a real decoder are its own', () => {
    const graph = readGraph(path.join(dataFolder, 'models/whisper-tiny.en/onnx/decoder_model_merged_quantized.onnx'));
    const [branches] = graph.nodes.filter(({ op }) => op === 'If');
    expect(branches?.captured).toContain('encoder_hidden_states');
    const known = new Set([...graph.initializers.keys(), ...graph.inputs.map(({ name }) => name)]);
    expect(branches?.captured.filter((name) => !known.has(name) && !graph.producerOf(name))).toEqual([]);
  });

  it('metadata are read later, and the file is let go of', () => {
    const file = path.join(folder, 'metadata.onnx');
    writeFileSync(file, modelOf(parts));
    expect(metadataOf(readGraph(file)).get('license')).toBe('MIT');
    if (process.platform === 'linux') expect(timesOpen(file)).toBe(0);
  });

  it('the name is in every error', () => {
    const file = path.join(folder, 'none.onnx');
    expect(problemOf(() => readGraph(file))).toBe(`${file}: there is no such file`);
  });
});

import { truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutGraph } from './graph-cut.ts';
import { fields } from './graph-fields.ts';
import { floats, problemOf, rawModel, temporaryFolder } from './graph.fixture.ts';
import { valueOf } from './graph-values.ts';
import { writeGraph } from './graph-write.ts';
import { metadataOf, readGraph, type Graph } from './graph.ts';
import { modelOf } from './model.fixture.ts';
import { bytesField } from './wire-write.ts';

const folder = temporaryFolder();
const pair = ['float32', [2]] as const;
const branch = { nodes: [{ op: 'Neg', inputs: ['a'], outputs: ['out'] }], outputs: { out: pair } };

/** A small model with something of everything. */
const sample = modelOf({
  inputs: { x: ['float32', ['batch', null, 3]], cond: ['bool', []] },
  outputs: { y: pair },
  values: { a: pair },
  initializers: {
    w: floats([2], 1, 2),
    far: { type: 'float32', dims: [2], external: { location: 'weights.bin', offset: 0, length: 8 } },
  },
  nodes: [
    { op: 'Add', inputs: ['x', 'w'], outputs: ['a'], name: 'first' },
    {
      op: 'Any',
      inputs: ['a', ''],
      outputs: ['b'],
      domain: 'com.microsoft',
      attributes: { i: -1, f: 0.5, s: 'ä', is: [1, 2], fs: Float32Array.of(1), ss: ['a', 'b'], t: floats([1], 3) },
    },
    {
      op: 'If',
      inputs: ['cond'],
      outputs: ['y'],
      attributes: {
        then_branch: branch,
        else_branch: {
          nodes: [{ op: 'If', inputs: ['cond'], outputs: ['out'], attributes: { then_branch: branch } }],
          outputs: { out: pair },
        },
      },
    },
  ],
  metadata: { license: 'MIT' },
});

/** Reads a model and does all with it that can be done. True when it is one; false when it is refused. */
function survives(bytes: Uint8Array): boolean {
  let graph: Graph | undefined;
  if (problemOf(() => (graph = readGraph(bytes))) !== undefined || !graph) return false;
  const read = graph;
  const written = writeGraph(read);
  expect(Buffer.compare(writeGraph(readGraph(written)), written)).toBe(0);
  for (const weights of ['published', 'inline'] as const) problemOf(() => writeGraph(read, { weights }));
  for (const initializer of read.initializers.values()) problemOf(() => valueOf(read, initializer));
  problemOf(() => metadataOf(read));
  problemOf(() => cutGraph(read, { inputs: [], outputs: read.outputs }));
  return true;
}

describe('a damaged model', () => {
  it('is read or refused wherever it is cut off', () => {
    expect(survives(sample)).toBe(true);
    const results = Array.from({ length: sample.length }, (_, length) => survives(sample.subarray(0, length)));
    // Metadata come last, and the model is one without.
    expect(results.filter(Boolean)).toHaveLength(1);
  });

  it('is read or refused whichever bytes of it are others', () => {
    const change = fc.record({
      at: fc.nat(sample.length - 1),
      value: fc.oneof(fc.nat(255), fc.constantFrom(0, 1, 127, 128, 255)),
    });
    let read = 0;
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), (changes) => {
        const bytes = Uint8Array.from(sample);
        for (const { at, value } of changes) bytes[at] = value;
        if (survives(bytes)) read++;
      }),
      { numRuns: 4000 },
    );
    expect(read).toBeGreaterThan(100);
  });

  it('is read or refused when it is any bytes at all', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        survives(bytes);
        survives(rawModel(bytes));
        survives(rawModel(...bytesField(fields.graph.node, [bytes])));
      }),
      { numRuns: 1000 },
    );
  });

  it('that becomes shorter after it was read is refused', () => {
    const file = path.join(folder, 'shrinking');
    writeFileSync(file, sample);
    const graph = readGraph(file);
    truncateSync(file, 99);
    expect(problemOf(() => writeGraph(graph))).toBe(
      `${file}: the file was changed after its structure was read; load it again`,
    );
    expect(problemOf(() => metadataOf(graph))).toContain(`${file}: the file was changed`);
  });
});

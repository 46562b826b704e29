import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { dataFolder, hasData } from '../../test/data.ts';
import { elementTypes, type ElementType } from './element-type.ts';
import { fields } from './graph-fields.ts';
import { externalEntries, problemOf, rawInitializer, rawModel, temporaryFolder, timesOpen } from './graph.fixture.ts';
import type { Initializer } from './graph-tensor.ts';
import { valueOf } from './graph-values.ts';
import { readGraph } from './graph.ts';
import { bytesField, encodeVarint, integerField, join, type Piece } from './wire-write.ts';

const { tensor } = fields;
const folder = temporaryFolder();

/** The elements of a tensor that is written so. */
function elements(type: ElementType | number, dims: readonly number[], ...content: Piece[]): unknown {
  const code = typeof type === 'number' ? type : elementTypes[type].code;
  const graph = readGraph(rawModel(rawInitializer('it', code, dims, ...content)));
  return valueOf(graph, graph.initializers.get('it') as Initializer).data;
}

const raw = (...values: number[]) => bytesField(tensor.rawData, [Uint8Array.from(values)]);
const packed = (number: number, ...values: (number | bigint)[]) => bytesField(number, [join(values.map(encodeVarint))]);
const float32s = (...values: number[]) =>
  bytesField(tensor.floatData, [new Uint8Array(Float32Array.from(values).buffer)]);

const float64s = (...values: number[]) =>
  bytesField(tensor.doubleData, [new Uint8Array(Float64Array.from(values).buffer)]);

describe('elements', () => {
  it.each<[ElementType, Piece[], ArrayLike<number | bigint>]>([
    ['float32', raw(0, 0, 128, 63, 0, 0, 0, 64), Float32Array.of(1, 2)],
    ['float32', float32s(1, 2), Float32Array.of(1, 2)],
    ['float32', [...float32s(1), ...float32s(2)], Float32Array.of(1, 2)],
    ['float64', float64s(0.1, 2), Float64Array.of(0.1, 2)],
    ['int64', packed(tensor.int64Data, -1, 2n ** 60n), BigInt64Array.of(-1n, 2n ** 60n)],
    ['int64', [integerField(tensor.int64Data, 5), integerField(tensor.int64Data, -5)], BigInt64Array.of(5n, -5n)],
    ['uint64', packed(tensor.uint64Data, 2n ** 64n - 1n, 1), BigUint64Array.of(2n ** 64n - 1n, 1n)],
    ['uint32', packed(tensor.uint64Data, 2 ** 32 - 1, 1), Uint32Array.of(2 ** 32 - 1, 1)],
    ['int32', packed(tensor.int32Data, -7, 7), Int32Array.of(-7, 7)],
    ['int16', packed(tensor.int32Data, -7, 7), Int16Array.of(-7, 7)],
    ['int8', raw(255, 1), Int8Array.of(-1, 1)],
    ['uint8', packed(tensor.int32Data, 200, 7), Uint8Array.of(200, 7)],
    ['bool', packed(tensor.int32Data, 1, 0), Uint8Array.of(1, 0)],
    ['float16', packed(tensor.int32Data, 0x3c00, 0xc000), Uint16Array.of(0x3c00, 0xc000)],
  ])('of %s are read, however they are written', (type, content, expected) => {
    expect(elements(type, [2], ...content)).toEqual(expected);
  });

  it('are none where a dimension is 0, and one where there are no dimensions', () => {
    expect(elements('float32', [3, 0])).toEqual(new Float32Array(0));
    expect(elements('uint8', [], ...raw(9))).toEqual(Uint8Array.of(9));
  });

  it('may be many, in few fields', () => {
    const doubles = Float64Array.from({ length: 300_000 }, (_, index) => index / 3);
    const halves = [0, 1].flatMap((half) =>
      bytesField(tensor.doubleData, [new Uint8Array(doubles.buffer, half * 1_200_000, 1_200_000)]),
    );
    const read = elements('float64', [300_000], ...halves) as Float64Array;
    expect(read.every((value, index) => value === doubles[index])).toBe(true);
    const ones = elements('int64', [3_000_000], ...bytesField(tensor.int64Data, [new Uint8Array(3_000_000).fill(1)]));
    expect((ones as BigInt64Array).every((value) => value === 1n)).toBe(true);
  });

  const huge = [2 ** 20, 2 ** 20];
  it.each<[string, ElementType | number, number[], Piece[], string]>([
    ['too few', 'float32', [2], raw(0, 0, 0, 0), '"it" is float32[2], 8 bytes; there are 4'],
    ['too many', 'int64', [1], packed(tensor.int64Data, 1, 2), '"it" is int64[1], 8 bytes; there are 16'],
    ['claimed to be 2^40', 'uint8', huge, raw(1), '1099511627776 bytes; there are 1'],
    ['claimed to be 2^40, in a typed field', 'float32', huge, float32s(1), '4398046511104 bytes; there are 4'],
    ['claimed to be 2^40, and none', 'float32', huge, [], '4398046511104 bytes; there are 0'],
    [
      'claimed to be more than a number can say',
      'uint8',
      Array<number>(64).fill(2 ** 53 - 1),
      raw(1),
      'Infinity bytes; there are 1',
    ],
    ['in a field of another type', 'int64', [1], float32s(0.5), '"it" is int64[1], 8 bytes; there are 0'],
    [
      'of half a double',
      'float64',
      [1],
      bytesField(tensor.doubleData, [new Uint8Array(12)]),
      'field 10 holds no doubles, in the initializer "it"',
    ],
    ['integers in a field of floats', 'float32', [1], [integerField(tensor.floatData, 1)], 'field 4 holds no floats'],
    [
      'texts',
      8,
      [1],
      bytesField(tensor.stringData, [Uint8Array.of(97)]),
      '"it" has the element type 8, which is not read here',
    ],
    ['of no type', 0, [1], raw(1), '"it" has the element type 0'],
    [
      'elsewhere, in memory',
      'float32',
      [1],
      externalEntries({ location: 'weights' }),
      'a model in memory has no folder',
    ],
  ])('that are %s are refused', (_, type, dims, content, problem) => {
    expect(problemOf(() => elements(type, dims, ...content))).toContain(problem);
  });
});

describe('elements of a file', () => {
  const model = path.join(folder, 'model.onnx');
  const weights = path.join(folder, 'weights');
  const read = (...content: Piece[]) => {
    writeFileSync(model, rawModel(rawInitializer('it', 6, [2], ...content)));
    writeFileSync(
      weights,
      Uint8Array.from({ length: 20 }, (_, index) => (index % 4 ? 0 : index)),
    );
    const graph = readGraph(model);
    return valueOf(graph, graph.initializers.get('it') as Initializer).data;
  };

  it.each<[string, Piece[], number[]]>([
    ['raw', raw(1, 0, 0, 0, 2, 0, 0, 0), [1, 2]],
    ['typed', packed(tensor.int32Data, 1, 2), [1, 2]],
    ['beside it', externalEntries({ location: 'weights', offset: '4', length: '8' }), [4, 8]],
    ['beside it, as many as the dimensions say', externalEntries({ location: 'weights', offset: '8' }), [8, 12]],
  ])('that are %s are read, and the file is let go of', (_, content, expected) => {
    expect(read(...content)).toEqual(Int32Array.from(expected));
    if (process.platform === 'linux') expect([model, weights].map(timesOpen)).toEqual([0, 0]);
  });

  it('that are fewer than the dimensions say are refused', () => {
    const problem = problemOf(() => read(...externalEntries({ location: 'weights', offset: '4', length: '4' })));
    expect(problem).toBe(`${model}: "it" is int32[2], 8 bytes; there are 4`);
  });

  it.skipIf(!hasData)('are read of every initializer of a real model', () => {
    const graph = readGraph(path.join(dataFolder, 'judges/sig_bak_ovr.onnx'));
    for (const initializer of graph.initializers.values()) {
      expect(valueOf(graph, initializer).data.some((value) => Number.isNaN(Number(value)))).toBe(false);
    }
  });
});

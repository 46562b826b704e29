import { writeFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { problemOf, temporaryFolder } from '../../../onnx/graph.fixture.ts';
import { valueOf } from '../../../onnx/graph-values.ts';
import { writeGraph } from '../../../onnx/graph-write.ts';
import { readGraph, type Graph, type Initializer } from '../../../onnx/graph.ts';
import { onnxRuntime } from '../../../onnx/library.ts';
import { modelOf, type Declared, type ModelParts } from '../../../onnx/model.fixture.ts';
import { Session } from '../../../onnx/session.ts';
import { Tensor } from '../../../onnx/tensor.ts';
import { Random } from '../../random.ts';
import { quantizedConfig, quantizeMatMuls } from './quantize.ts';

afterAll(() => expect(onnxRuntime().handles).toEqual({ Env: 1 }));

const normal = (seed: number, ...dims: number[]) =>
  Tensor.from(
    'float32',
    dims,
    new Random(seed).fillNormal(new Float32Array(dims.reduce((product, dim) => product * dim, 1))),
  );

type Nodes = ModelParts['nodes'];
const matMul = (x: string, weight: string, y: string): Nodes[0] => ({
  op: 'MatMul',
  inputs: [x, weight],
  outputs: [y],
});
const any: Declared = ['float32', undefined];

/** A graph whose inputs are what no node gives; every tensor that is read by nobody is an output. */
function graphOf(nodes: Nodes, initializers: Record<string, Tensor>, outputs: readonly string[] = []): Graph {
  const read = new Set(nodes.flatMap(({ inputs = [] }) => inputs));
  const given = nodes.flatMap((node) => node.outputs);
  const inputs = [...read].filter((name) => !given.includes(name) && !(name in initializers));
  const ends = [...given.filter((name) => !read.has(name)), ...outputs];
  const declared = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, any]));
  return readGraph(modelOf({ nodes, inputs: declared(inputs), outputs: declared(ends), initializers }));
}

async function compute(graph: Graph, feeds: Readonly<Record<string, Tensor>>): Promise<Record<string, Tensor>> {
  const session = await Session.open(writeGraph(graph), { config: quantizedConfig() });
  try {
    const names = session.outputs.map(({ name }) => name);
    return await session.run(feeds, names);
  } finally {
    await session.release();
  }
}

const floatsOf = (tensor: Tensor | undefined) => tensor?.data as Float32Array;
const opsOf = ({ nodes }: Graph) => nodes.map(({ op }) => op);
const count = (graph: Graph, op: string) => opsOf(graph).filter((each) => each === op).length;

function relativeError(actual: Float32Array, expected: Float32Array): number {
  let [error, power] = [0, 0];
  for (const [i, value] of expected.entries()) {
    error += ((actual[i] as number) - value) ** 2;
    power += value ** 2;
  }
  return Math.sqrt(error / power);
}

/** DynamicQuantizeLinear as ONNX defines it. */
function quantizeActivations(x: Float32Array): { integers: number[]; scale: number; zero: number } {
  const least = Math.min(0, ...x);
  const scale = Math.fround(Math.fround(Math.max(0, ...x) - least) / 255);
  const even = (value: number) => {
    const floor = Math.floor(value);
    return value - floor === 0.5 ? floor + (floor % 2) : Math.round(value);
  };
  const byte = (value: number) => Math.min(255, Math.max(0, value));
  const zero = byte(even(Math.fround(-least / scale)));
  return { integers: Array.from(x, (each) => byte(even(Math.fround(each / scale)) + zero)), scale, zero };
}

/** x·W of [rows, inner]·[inner, columns] in the integers of the quantized graph. */
function reference(graph: Graph, weight: string, x: Tensor): Float32Array {
  const value = (name: string) => valueOf(graph, graph.initializers.get(name) as Initializer);
  const weights = value(`${weight}_quantized`);
  const scales = value(`${weight}_scale`).data as Float32Array;
  const [inner = 0, columns = 0] = weights.dims;
  const { integers, scale, zero } = quantizeActivations(floatsOf(x));
  return Float32Array.from({ length: (integers.length / inner) * columns }, (_, at) => {
    const [row, column] = [Math.floor(at / columns), at % columns];
    let sum = 0;
    for (let i = 0; i < inner; i++) {
      sum += ((integers[row * inner + i] as number) - zero) * Number(weights.data[i * columns + column]);
    }
    return sum * Math.fround(scale * (scales[column] as number));
  });
}

describe('a quantized MatMul', () => {
  it('is close to the float one, and named as it was', async () => {
    const graph = graphOf([matMul('x', 'w', 'y')], { w: normal(1, 256, 64) });
    const { graph: quantized, replaced } = quantizeMatMuls(graph, { least: 256 * 64 });
    expect(replaced).toBe(1);
    expect(count(quantized, 'MatMul')).toBe(0);
    expect(quantized.outputs).toEqual(graph.outputs);
    expect(quantized.inputs).toEqual(graph.inputs);
    const x = normal(2, 50, 256);
    const [actual, expected] = [await compute(quantized, { x }), await compute(graph, { x })];
    const error = relativeError(floatsOf(actual['y']), floatsOf(expected['y']));
    expect(error).toBeLessThan(0.02);
    // It is computed in 8 bits at all.
    expect(error).toBeGreaterThan(0.001);
  });

  it('is what its integers come to', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          seed: fc.integer(),
          rows: fc.integer({ min: 1, max: 20 }),
          inner: fc.integer({ min: 1, max: 70 }),
          columns: fc.integer({ min: 1, max: 40 }),
          offset: fc.constantFrom(-5, 0, 5),
        }),
        async ({ seed, rows, inner, columns, offset }) => {
          const { graph } = quantizeMatMuls(graphOf([matMul('x', 'w', 'y')], { w: normal(seed, inner, columns) }), {
            least: 1,
          });
          const x = normal(seed + 1, rows, inner);
          for (const [i, value] of x.data.entries()) x.data[i] = Number(value) + offset;
          const { y } = await compute(graph, { x });
          const expected = reference(graph, 'w', x);
          const most = Math.max(...expected.map(Math.abs));
          const values = [...x.data].map(Number);
          const scale = (Math.max(0, ...values) - Math.min(0, ...values)) / 255;
          // Between two integers 32 bits and 64 may round to different ones.
          const isTie = (value: number) => Math.abs(Math.abs((value / scale) % 1) - 0.5) < 1e-4;
          if (isTie(Math.min(0, ...values))) return;
          for (const [i, value] of expected.entries()) {
            const row = Math.floor(i / columns);
            if (values.slice(row * inner, (row + 1) * inner).some(isTie)) continue;
            expect(Math.abs((floatsOf(y)[i] as number) - value)).toBeLessThanOrEqual(1e-6 * most);
          }
        },
      ),
      { numRuns: 40 },
    );
  });

  it('is exact where pairs of products are as great as they can be', async () => {
    // Scales are 1 and the zero point 0: results are the integers themselves. 2 × 255 × 127 does not fit in 16 bits.
    const inner = 512;
    const signs = [1, -1, 0.5];
    const w = Tensor.from(
      'float32',
      [inner, 3],
      Array.from({ length: inner * 3 }, (_, i) => (i < 3 ? 127 : Math.round(127 * (signs[i % 3] as number)))),
    );
    const { graph } = quantizeMatMuls(graphOf([matMul('x', 'w', 'y')], { w }), { least: 1 });
    const x = Tensor.from('float32', [1, inner], new Array<number>(inner).fill(255));
    const columns = signs.map((sign) => 255 * (127 + (inner - 1) * Math.round(127 * sign)));
    expect([...floatsOf((await compute(graph, { x }))['y'])]).toEqual(columns);
  });

  it('takes activations of more dimensions', async () => {
    const graph = graphOf([matMul('x', 'w', 'y')], { w: normal(1, 32, 8) });
    const { graph: quantized } = quantizeMatMuls(graph, { least: 1 });
    const x = normal(3, 2, 3, 5, 32);
    const { y } = await compute(quantized, { x });
    expect(y?.dims).toEqual([2, 3, 5, 8]);
    expect(relativeError(floatsOf(y), floatsOf((await compute(graph, { x }))['y']))).toBeLessThan(0.02);
  });

  it('rounds weights to 8 bits with a scale for each column', () => {
    fc.assert(
      fc.property(
        fc.integer(),
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 9 }),
        (seed, rows, columns) => {
          const w = normal(seed, rows, columns);
          // Columns of very different size.
          for (const [i, value] of w.data.entries()) w.data[i] = Number(value) * 10 ** (i % columns);
          const { graph } = quantizeMatMuls(graphOf([matMul('x', 'w', 'y')], { w }), { least: 1 });
          const numbersOf = (name: string) =>
            Array.from(valueOf(graph, graph.initializers.get(name) as Initializer).data as Float32Array);
          const [quantized, scales] = [numbersOf('w_quantized'), numbersOf('w_scale')];
          for (const [i, value] of w.data.entries()) {
            const scale = scales[i % columns] as number;
            expect(Math.abs((quantized[i] as number) * scale - Number(value))).toBeLessThanOrEqual(scale * 0.50001);
          }
          for (let column = 0; column < columns; column++) {
            const ofColumn = quantized.filter((_, i) => i % columns === column).map(Math.abs);
            expect(Math.max(...ofColumn)).toBe(127);
          }
        },
      ),
    );
  });

  it('has zeros where a column or all of an input is zeros', async () => {
    const w = Tensor.from('float32', [2, 2], [1, 0, 2, 0]);
    const { graph } = quantizeMatMuls(graphOf([matMul('x', 'w', 'y')], { w }), { least: 1 });
    const of = async (...x: number[]) =>
      floatsOf((await compute(graph, { x: Tensor.from('float32', [1, 2], x) }))['y'])[1];
    expect([await of(3, 4), await of(0, 0)]).toEqual([0, 0]);
  });
});

describe('a graph with quantized MatMuls', () => {
  it('has the integers of an activation once, for all that read it', async () => {
    const weights = { q: normal(1, 16, 8), k: normal(2, 16, 8), v: normal(3, 8, 4) };
    const nodes = [matMul('x', 'q', 'a'), matMul('x', 'k', 'b'), matMul('a', 'v', 'c'), matMul('z', 'q', 'd')];
    const graph = graphOf(nodes, weights, ['a']);
    const { graph: quantized, replaced } = quantizeMatMuls(graph, { least: 1 });
    expect(replaced).toBe(4);
    // x, a, z
    expect(count(quantized, 'DynamicQuantizeLinear')).toBe(3);
    expect(count(quantized, 'MatMulInteger')).toBe(4);
    const names = ['q', 'k', 'v'].flatMap((name) => [`${name}_quantized`, `${name}_scale`]);
    expect([...quantized.initializers.keys()].sort()).toEqual(names.sort());
    const feeds = { x: normal(4, 5, 16), z: normal(5, 5, 16) };
    const [actual, expected] = [await compute(quantized, feeds), await compute(graph, feeds)];
    for (const name of ['a', 'b', 'c', 'd']) {
      expect(relativeError(floatsOf(actual[name]), floatsOf(expected[name]))).toBeLessThan(0.03);
    }
  });

  it('no longer has the float weights, nor needs their file', async () => {
    const folder = temporaryFolder();
    const w = normal(1, 32, 8);
    writeFileSync(path.join(folder, 'weights'), new Uint8Array(w.data.buffer, 0, w.data.byteLength));
    const external = { location: 'weights', offset: 0, length: w.data.byteLength };
    writeFileSync(
      path.join(folder, 'model.onnx'),
      modelOf({
        nodes: [matMul('x', 'w', 'y')],
        inputs: { x: any },
        outputs: { y: any },
        initializers: { w: { type: 'float32', dims: [32, 8], external } },
      }),
    );
    const { graph } = quantizeMatMuls(readGraph(path.join(folder, 'model.onnx')), { least: 1 });
    expect([...graph.initializers.keys()]).toEqual(['w_quantized', 'w_scale']);
    expect([...graph.initializers.values()].map(({ data }) => data.kind)).toEqual(['raw', 'raw']);
    const x = normal(2, 3, 32);
    const inMemory = quantizeMatMuls(graphOf([matMul('x', 'w', 'y')], { w }), { least: 1 });
    expect((await compute(graph, { x }))['y']?.data).toEqual((await compute(inMemory.graph, { x }))['y']?.data);
  });

  it('has names that were not taken', async () => {
    const nodes = [
      { op: 'Neg', inputs: ['x'], outputs: ['x_quantized'] },
      matMul('x_quantized', 'w', 'y'),
      matMul('x', 'w', 'y_floats'),
      { op: 'Add', inputs: ['y', 'w_scale'], outputs: ['y_integers'] },
    ];
    const graph = graphOf(nodes, { w: normal(1, 16, 4), w_scale: normal(2, 4) }, ['y_floats']);
    const { graph: quantized } = quantizeMatMuls(graph, { least: 1 });
    const x = normal(3, 2, 16);
    const [actual, expected] = [await compute(quantized, { x }), await compute(graph, { x })];
    for (const name of ['y_integers', 'y_floats']) {
      expect(relativeError(floatsOf(actual[name]), floatsOf(expected[name]))).toBeLessThan(0.03);
    }
  });

  it('has the operator set that its operators need, or a later one as before', () => {
    const of = (opset: number) => {
      const parts = { nodes: [matMul('x', 'w', 'y')], inputs: { x: any }, outputs: { y: any } };
      const graph = readGraph(modelOf({ ...parts, initializers: { w: normal(1, 4, 4) }, opset }));
      return quantizeMatMuls(graph, { least: 1 }).graph.opsets.get('');
    };
    expect([9, 11, 20].map(of)).toEqual([11, 11, 20]);
  });

  it.each<[string, Nodes, (readonly string[])?]>([
    ['is smaller than asked', [matMul('x', 'small', 'y')]],
    ['is no constant', [matMul('x', 'z', 'y')]],
    ['is the first operand', [matMul('large', 'x', 'y')]],
    ['multiplies a constant', [matMul('other', 'large', 'y')]],
    ['has more than two dimensions', [matMul('x', 'stack', 'y')]],
    ['is no float32', [matMul('x', 'doubles', 'y')]],
    [
      'is read by another operator as well',
      [matMul('x', 'large', 'y'), { op: 'Neg', inputs: ['large'], outputs: ['n'] }],
    ],
    ['is a first operand as well', [matMul('x', 'large', 'y'), matMul('large', 'z', 'n')]],
    ['is a result as well', [matMul('x', 'large', 'y')], ['large']],
    ['is not of a MatMul', [{ op: 'Gemm', inputs: ['x', 'large'], outputs: ['y'] }]],
    ['is of an operator of another domain', [{ ...matMul('x', 'large', 'y'), domain: 'other' }]],
  ])('keeps a weight that %s', (_, nodes, outputs) => {
    const all = {
      small: normal(1, 4, 3),
      large: normal(1, 4, 4),
      other: normal(2, 4, 4),
      stack: normal(1, 2, 4, 4),
      doubles: Tensor.zeros('float64', [4, 4]),
    };
    const read = nodes.flatMap(({ inputs = [] }) => inputs);
    const weights = Object.fromEntries(Object.entries(all).filter(([name]) => read.includes(name)));
    const graph = graphOf(nodes, weights, outputs);
    const { graph: same, replaced } = quantizeMatMuls(graph, { least: 16 });
    expect(replaced).toBe(0);
    expect(writeGraph(same)).toEqual(writeGraph(graph));
  });

  it('is refused for weights that are not finite, by the name of the weight', () => {
    for (const value of [NaN, Infinity, -Infinity]) {
      const w = Tensor.from('float32', [2, 2], [1, 2, value, 3]);
      const graph = graphOf([matMul('x', 'w', 'y')], { w });
      expect(problemOf(() => quantizeMatMuls(graph, { least: 1 }))).toContain(
        'the weight "w" has numbers that are not',
      );
    }
  });
});

describe('the session entries', () => {
  const precise = { 'session.x64quantprecision': '1' };

  it.skipIf(process.arch !== 'x64')('ask for the exact product where the processor has none of its own', () => {
    expect(quantizedConfig('flags : fma avx2 avx512f avx512_vnni')).toEqual({});
    expect(quantizedConfig('flags : fma avx2 avx_vnni')).toEqual({});
    expect(quantizedConfig('flags : fma avx2 avx512f')).toEqual(precise);
    expect(quantizedConfig('')).toEqual(precise);
  });

  it('are known to ONNX Runtime, which computes the same with them', async () => {
    const { graph } = quantizeMatMuls(graphOf([matMul('x', 'w', 'y')], { w: normal(1, 64, 16) }), { least: 1 });
    const x = normal(2, 9, 64);
    const session = await Session.open(writeGraph(graph), { config: precise });
    const { y } = await session.run({ x }, ['y']);
    await session.release();
    expect(y.data).toEqual((await compute(graph, { x }))['y']?.data);
  });
});

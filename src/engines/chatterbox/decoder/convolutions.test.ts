import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { writeGraph } from '../../../onnx/graph-write.ts';
import { readGraph, type Graph } from '../../../onnx/graph.ts';
import { onnxRuntime } from '../../../onnx/library.ts';
import { modelOf, type Declared, type ModelParts } from '../../../onnx/model.fixture.ts';
import { Session } from '../../../onnx/session.ts';
import { Tensor, elementsOf } from '../../../onnx/tensor.ts';
import { Random } from '../../random.ts';
import { convolutionsAsProducts } from './convolutions.ts';
import { difference, largest } from './utterance.fixture.ts';

afterAll(() => expect(onnxRuntime().handles).toEqual({ Env: 1 }));

type Node = ModelParts['nodes'][0];
type Feeds = Readonly<Record<string, Tensor>>;
type Attributes = NonNullable<Node['attributes']>;

const node = (op: string, inputs: readonly string[], output: string, attributes: Attributes = {}): Node => ({
  op,
  inputs,
  outputs: [output],
  attributes,
});

const normal = (random: Random, ...dims: number[]) =>
  Tensor.from('float32', dims, random.fillNormal(new Float32Array(elementsOf(dims))));

/** Weights whose results are about as large as what `terms` of them are multiplied with. */
function weights(random: Random, dims: readonly number[], terms: number): Tensor {
  const tensor = normal(random, ...dims);
  for (const [i, value] of tensor.data.entries()) tensor.data[i] = Number(value) / Math.sqrt(terms);
  return tensor;
}

/** A graph whose outputs are the tensors that no node reads. */
function graphOf(parts: Pick<ModelParts, 'nodes' | 'inputs' | 'initializers'>): Graph {
  const read = new Set(parts.nodes.flatMap(({ inputs = [] }) => inputs));
  const ends = parts.nodes.flatMap(({ outputs }) => outputs).filter((name) => !read.has(name));
  // 0: of whatever type it is
  return readGraph(modelOf({ ...parts, outputs: Object.fromEntries(ends.map((name) => [name, [0]])) }));
}

const opsOf = ({ nodes }: Graph) => nodes.map(({ op }) => op);
const count = (graph: Graph, op: string) => opsOf(graph).filter((each) => each === op).length;

/** What a graph gives for each of the feeds, one after another in the same session. */
async function compute(graph: Graph, feeds: readonly Feeds[]): Promise<Record<string, Tensor>[]> {
  const session = await Session.open(writeGraph(graph));
  const names = session.outputs.map(({ name }) => name);
  const results: Record<string, Tensor>[] = [];
  try {
    for (const each of feeds) results.push(await session.run(each, names));
    return results;
  } finally {
    await session.release();
  }
}

/** Expects that a graph and what is made of it give the same for each of the feeds; returns what was made, and the results. */
async function expectSame(graph: Graph, feeds: readonly Feeds[]) {
  const products = convolutionsAsProducts(graph);
  const [expected, actual] = [await compute(graph, feeds), await compute(products, feeds)];
  expected.forEach((results, run) => {
    for (const [name, { dims, data }] of Object.entries(results)) {
      const other = actual[run]?.[name];
      expect([name, other?.dims]).toEqual([name, dims]);
      const values = data as Float32Array;
      // Of the largest result, or of what one usually is, where all are small.
      const scale = Math.max(1, largest(values));
      expect(difference(values, other?.data as Float32Array) / scale).toBeLessThan(1e-5);
    }
  });
  return { products, results: expected };
}

const channels = fc.integer({ min: 1, max: 4 });
const padding = fc.integer({ min: 0, max: 6 });
const longer = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 3 });
const anyConvolution = {
  seed: fc.integer(),
  rows: fc.integer({ min: 1, max: 2 }),
  inputs: channels,
  outputs: channels,
  before: padding,
  after: padding,
  bias: fc.constantFrom('none', 'empty', 'some'),
  longer,
} as const;

/** One convolution, and what it takes at lengths from the least one. */
function single(
  op: 'Conv' | 'ConvTranspose',
  shape: { seed: number; rows: number; inputs: number; outputs: number; kernel: number; bias: string },
  attributes: Attributes,
  lengths: readonly number[],
) {
  const { seed, rows, inputs, outputs, kernel, bias } = shape;
  const random = new Random(seed);
  const dims = op === 'Conv' ? [outputs, inputs, kernel] : [inputs, outputs, kernel];
  const biasNames = { none: [], empty: [''], some: ['b'] }[bias] ?? [];
  const graph = graphOf({
    nodes: [node(op, ['x', 'w', ...biasNames], 'y', attributes)],
    inputs: { x: ['float32', ['rows', inputs, 'frames']] },
    initializers: {
      w: weights(random, dims, inputs * kernel),
      ...(bias === 'some' && { b: normal(random, outputs) }),
    },
  });
  return { graph, feeds: lengths.map((length) => ({ x: normal(random, rows, inputs, length) })) };
}

describe('a convolution as a product computes the same', () => {
  it('whatever its shape, for inputs of any length', async () => {
    let ofOneFrame = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          ...anyConvolution,
          kernel: fc.integer({ min: 1, max: 7 }),
          stride: fc.integer({ min: 1, max: 3 }),
          dilation: fc.integer({ min: 1, max: 3 }),
        }),
        async ({ kernel, stride, dilation, before, after, longer, ...shape }) => {
          // The shortest input with a result, which is one frame long unless there are more in the padding alone.
          const least = Math.max(1, dilation * (kernel - 1) + 1 - before - after);
          const lengths = [least, ...longer.map((more) => least + more), least];
          const attributes = { strides: [stride], dilations: [dilation], pads: [before, after] };
          const { graph, feeds } = single('Conv', { ...shape, kernel }, attributes, lengths);
          const { products, results } = await expectSame(graph, feeds);
          expect(count(products, 'Conv')).toBe(0);
          if (results[0]?.['y']?.dims[2] === 1) ofOneFrame++;
        },
      ),
      { numRuns: 200 },
    );
    expect(ofOneFrame).toBeGreaterThan(20);
  });

  it('with no attributes at all', async () => {
    const shape = { seed: 1, rows: 2, inputs: 3, outputs: 2, kernel: 4, bias: 'some' };
    const { graph, feeds } = single('Conv', shape, {}, [4, 9, 30]);
    expect(count((await expectSame(graph, feeds)).products, 'Conv')).toBe(0);
  });

  it('turned around, whatever its shape, for inputs of any length', async () => {
    const kinds = new Set<string>();
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          ...anyConvolution,
          kernel: fc.integer({ min: 1, max: 8 }),
          stride: fc.integer({ min: 1, max: 4 }),
        }),
        async ({ kernel, stride, before, after, longer, ...shape }) => {
          // (length − 1) × stride + kernel samples, less those that are taken away: at least one.
          const least = Math.max(1, Math.ceil((before + after + 1 - kernel) / stride) + 1);
          const lengths = [least, ...longer.map((more) => least + more), least];
          const attributes = { strides: [stride], pads: [before, after] };
          const { graph, feeds } = single('ConvTranspose', { ...shape, kernel }, attributes, lengths);
          const { products, results } = await expectSame(graph, feeds);
          expect(count(products, 'ConvTranspose')).toBe(0);
          if (kernel < stride) kinds.add('with gaps');
          if (kernel % stride === 0) kinds.add('of whole blocks');
          if (results[0]?.['y']?.dims[2] === 1) kinds.add('of one frame');
        },
      ),
      { numRuns: 200 },
    );
    expect([...kinds].sort()).toEqual(['of one frame', 'of whole blocks', 'with gaps']);
  });

  it('turned around with no attributes but those that change nothing', async () => {
    const shape = { seed: 2, rows: 2, inputs: 3, outputs: 2, kernel: 4, bias: 'some' };
    const attributes = { output_padding: [0], dilations: [1], group: 1, auto_pad: 'NOTSET' };
    const { graph, feeds } = single('ConvTranspose', shape, attributes, [1, 9]);
    expect(count((await expectSame(graph, feeds)).products, 'ConvTranspose')).toBe(0);
  });
});

/** An STFT of signals [rows, samples, 1] with a window in which no two samples weigh the same. */
function spectrum({ size, step, told = true }: { size: number; step: number; told?: boolean }, attributes: Attributes) {
  const window = Array.from({ length: size }, (_, i) => 0.6 - 0.4 * Math.cos((2 * Math.PI * (i + 0.3)) / size));
  return graphOf({
    nodes: [node('STFT', ['signal', 'step', 'window', ...(told ? ['size'] : [])], 'y', attributes)],
    inputs: { signal: ['float32', ['rows', 'samples', 1]] },
    initializers: {
      step: Tensor.from('int64', [], [step]),
      window: Tensor.from('float32', [size], window),
      ...(told && { size: Tensor.from('int64', [], [size]) }),
    },
  });
}

const signals = (rows: number, lengths: readonly number[]): Feeds[] =>
  lengths.map((length) => ({ signal: normal(new Random(rows, length), rows, length, 1) }));

describe('a spectrum as a product computes the same', () => {
  it.each([
    { size: 16, step: 4 },
    { size: 16, step: 16 },
    { size: 16, step: 21, told: false },
    { size: 8, step: 1 },
    { size: 1, step: 1 },
    { size: 12, step: 5 },
    { size: 15, step: 4, told: false },
  ])('with %o', async (shape) => {
    const { size, step } = shape;
    const lengths = [size, size + 1, size + step - 1, size + step, 5 * size + 3, size];
    for (const rows of [1, 2]) {
      const { products } = await expectSame(spectrum(shape, { onesided: 1 }), signals(rows, lengths));
      expect(count(products, 'STFT')).toBe(0);
    }
  });
});

/** Convolutions of 4 channels in a graph with other nodes; each method adds what makes `y` of `x`, and returns `y`. */
class Chain {
  readonly random = new Random(7);
  readonly nodes: Node[] = [];
  readonly initializers: Record<string, Tensor> = {};

  conv(x: string, y: string, kernel: number, attributes: Attributes = {}): string {
    this.initializers[`${y} weight`] = weights(this.random, [4, 4, kernel], 4 * kernel);
    this.nodes.push(node('Conv', [x, `${y} weight`], y, attributes));
    return y;
  }

  /** As long as what it is made of. */
  same(x: string, y: string, kernel: number, dilation = 1, before?: number): string {
    const reach = dilation * (kernel - 1);
    const start = before ?? Math.floor(reach / 2);
    return this.conv(x, y, kernel, { dilations: [dilation], pads: [start, reach - start] });
  }

  add(op: string, inputs: readonly string[], y: string, attributes: Attributes = {}): string {
    this.nodes.push(node(op, inputs, y, attributes));
    return y;
  }

  constant(name: string, dims: readonly number[]): string {
    this.initializers[name] = normal(this.random, ...dims);
    return name;
  }

  /** A norm over the channels, and a linear layer. */
  norm(x: string, y: string): string {
    const turned = this.add('Transpose', [x], `${y}, turned`, { perm: [0, 2, 1] });
    const gain = this.constant(`${y}, gain`, [4]);
    const normed = this.add('LayerNormalization', [turned, gain], `${y}, normed`);
    const mixed = this.add('MatMul', [normed, this.constant(`${y}, mix`, [4, 4])], `${y}, mixed`);
    const shifted = this.add('Add', [mixed, this.constant(`${y}, shift`, [4])], `${y}, shifted`);
    return this.add('Transpose', [shifted], y, { perm: [0, 2, 1] });
  }

  /** As long as a constant of so many frames, if `x` is not. */
  sumOverFrames(x: string, y: string, frames: number): string {
    const turned = this.add('Transpose', [x], `${y}, turned`, { perm: [0, 2, 1] });
    const sum = this.add('Add', [turned, this.constant(`${y}, added`, [frames, 1])], `${y}, sum`);
    return this.add('Transpose', [sum], y, { perm: [0, 2, 1] });
  }

  /** Halves that are multiplied, and made four channels again. */
  gate(x: string, y: string): string {
    const [one, other] = [`${y}, one`, `${y}, other`];
    this.nodes.push({ op: 'Split', inputs: [x], outputs: [one, other], attributes: { axis: 1 } });
    this.add('Sigmoid', [one], `${y}, sigmoid`);
    this.add('Mul', [`${y}, sigmoid`, other], `${y}, gated`);
    this.initializers[`${y} weight`] = weights(this.random, [4, 2, 1], 2);
    this.nodes.push(node('Conv', [`${y}, gated`, `${y} weight`], y));
    return y;
  }

  graph(inputs: Readonly<Record<string, Declared>>): Graph {
    return graphOf({ nodes: this.nodes, initializers: this.initializers, inputs });
  }

  feed(rows: number, lengths: Readonly<Record<string, number>>): Feeds {
    return Object.fromEntries(
      Object.entries(lengths).map(([name, length]) => [name, normal(this.random, rows, 4, length)]),
    );
  }
}

const open: Declared = ['float32', ['rows', 4, 'frames']];
const unknown: Declared = ['float32', undefined];
const spread: Declared = ['float32', ['rows', 4, 1]];

describe('which samples convolutions are made of', () => {
  it('is computed once for all that are as long', async () => {
    const chain = new Chain();
    chain.same('x', 'first', 3);
    chain.add('Tanh', ['first'], 'tanh');
    chain.add('Mul', ['tanh', chain.constant('half', [1])], 'scaled');
    chain.add('Add', ['scaled', 'x'], 'residual');
    chain.norm('residual', 'norm');
    chain.add('Add', ['norm', 's'], 'told');
    chain.add('Add', [chain.constant('column', [4, 1]), 'told'], 'shifted');
    chain.same('shifted', 'second', 5, 2);
    chain.same('second', 'causal', 3, 1, 2);
    const feeds = [1, 2, 9, 30, 9].map((x) => chain.feed(2, { x, s: 1 }));
    const { products } = await expectSame(chain.graph({ x: open, s: spread }), feeds);
    expect(count(products, 'Conv')).toBe(0);
    expect(count(products, 'Range')).toBe(1);
  });

  it('is computed anew for each kernel and dilation, and not twice for the same', async () => {
    const chain = new Chain();
    const shapes = [
      [3, 1],
      [3, 1],
      [3, 2],
      [5, 1],
    ] as const;
    shapes.forEach(([kernel, dilation], index) => chain.same('x', `y${index}`, kernel, dilation));
    const { products } = await expectSame(chain.graph({ x: open }), [chain.feed(1, { x: 8 }), chain.feed(1, { x: 3 })]);
    const indices = products.nodes.filter(({ op }) => op === 'Gather').map(({ inputs }) => inputs[1]);
    const columns = indices.filter((index) => products.producerOf(index ?? '')?.op === 'Add');
    expect([columns.length, new Set(columns).size]).toEqual([4, 3]);
    expect(count(products, 'Range')).toBe(1);
  });

  it('is not shared by one that makes it shorter, or by those behind it', async () => {
    const chain = new Chain();
    chain.same('x', 'same', 3);
    chain.conv('same', 'half', 3, { strides: [2], pads: [1, 1] });
    chain.same('half', 'after', 3);
    chain.conv('after', 'without padding', 3);
    chain.same('without padding', 'last', 3);
    const feeds = [5, 6, 30].map((x) => chain.feed(1, { x }));
    const { products } = await expectSame(chain.graph({ x: open }), feeds);
    expect(count(products, 'Conv')).toBe(0);
    expect(count(products, 'Range')).toBe(5);
  });

  it.each([
    ['the sum of one frame and many', ['x', 'y']],
    ['the sum of many frames and one', ['y', 'x']],
    ['the sum of both and a constant', ['x', 'column', 'y']],
  ])('is not taken from an operand for %s, of which nothing is declared', async (_, operands) => {
    const chain = new Chain();
    chain.constant('column', [4, 1]);
    chain.same('x', 'of x', 3);
    chain.same('y', 'of y', 3);
    const renamed = operands.map((name) => (name === 'column' ? name : `of ${name}`));
    chain.add('Max', renamed, 'sum');
    chain.same('sum', 'of sum', 3);
    for (const name of ['of x', 'of y']) chain.add('Neg', [name], `${name}, seen`);
    const lengths = [
      { x: 9, y: 1 },
      { x: 1, y: 9 },
      { x: 9, y: 9 },
      { x: 1, y: 1 },
    ];
    const feeds = lengths.map((each) => chain.feed(1, each));
    const { products } = await expectSame(chain.graph({ x: unknown, y: unknown }), feeds);
    expect(count(products, 'Range')).toBe(3);
  });

  it('is right behind a mean, and a constant of many frames, that are added', async () => {
    const chain = new Chain();
    chain.same('x', 'first', 3);
    chain.add('ReduceMean', ['first'], 'mean', { axes: [2], keepdims: 1 });
    chain.add('Add', ['mean', 'first'], 'with mean');
    chain.same('with mean', 'second', 3);
    chain.same('mean', 'of mean', 3);
    chain.add('Add', [chain.constant('seven', [1, 4, 7]), 'x'], 'with seven');
    chain.same('with seven', 'third', 3);
    await expectSame(
      chain.graph({ x: unknown }),
      [7, 1, 7].map((x) => chain.feed(2, { x })),
    );
  });

  it.each<[string, Node]>([
    ['half of its frames', { op: 'Split', inputs: ['x'], outputs: ['y', 'rest'], attributes: { axis: 2 } }],
    ['a product over its frames', node('MatMul', ['x', 'mix'], 'y')],
    ['its rows as frames', node('Transpose', ['x'], 'y')],
  ])('is not shared by a tensor and %s', async (_, each) => {
    const chain = new Chain();
    chain.constant('mix', [4, 5]);
    chain.nodes.push(each);
    chain.add('Transpose', ['x'], 'turned', { perm: [0, 2, 1] });
    for (const name of ['x', 'turned', 'y']) chain.same(name, `of ${name}`, 3);
    const { products } = await expectSame(chain.graph({ x: open }), [chain.feed(2, { x: 4 })]);
    expect(count(products, 'Range')).toBe(3);
  });

  // Without channels the axis 1 of a Split is the last one, of which a part is not as long as the whole.
  it('is not shared by a tensor without channels and half of it', async () => {
    const chain = new Chain();
    chain.nodes.push({ op: 'Split', inputs: ['x'], outputs: ['y', 'rest'], attributes: { axis: 1 } });
    for (const name of ['x', 'y']) chain.same(chain.add('Add', [name, 's'], `${name} for each`), `of ${name}`, 3);
    const graph = chain.graph({ x: ['float32', [1, 'frames']], s: spread });
    await expectSame(graph, [{ ...chain.feed(1, { s: 1 }), x: normal(chain.random, 1, 8) }]);
  });

  it('is right in any graph of convolutions and what may stand between them', async () => {
    // All lengths are 1 or 9, so that any two can be added; which it is shows only at run time.
    const step = fc.record({
      kind: fc.constantFrom('same', 'sparse', 'Add', 'Max', 'Elu', 'norm', 'gate', 'mean', 'sum'),
      picks: fc.tuple(fc.nat(), fc.nat(), fc.nat()),
      dilation: fc.integer({ min: 1, max: 2 }),
      before: fc.integer({ min: 0, max: 2 }),
    });
    let shared = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 12 }), async (steps) => {
        const chain = new Chain();
        const given = ['x', 'y', 's', chain.constant('column', [4, 1]), chain.constant('nine', [1, 4, 9])];
        const made: string[] = ['x', 'y', 's'];
        steps.forEach(({ kind, picks, dilation, before }, index) => {
          const known = [...new Set([...made, ...given])];
          const [x, ...others] = picks.map((pick, at) => {
            const from = at === 0 ? made : known;
            return from[pick % from.length]!;
          });
          const y = `${kind} ${index}`;
          if (kind === 'same') chain.same(x!, y, 3, dilation, before);
          else if (kind === 'sparse') chain.conv(x!, y, 1, { strides: [9] });
          else if (kind === 'norm') chain.norm(x!, y);
          else if (kind === 'gate') chain.gate(x!, y);
          else if (kind === 'sum') chain.sumOverFrames(x!, y, 9);
          else if (kind === 'mean') chain.add('ReduceMean', [x!], y, { axes: [2] });
          else if (kind === 'Elu') chain.add('Elu', [x!], y);
          else chain.add(kind, [x!, ...others.slice(0, kind === 'Add' ? 1 : 2)], y);
          made.push(y);
        });
        made.forEach((name) => chain.same(name, `of ${name}`, 3));
        const lengths = [
          { x: 9, y: 9, s: 1 },
          { x: 9, y: 1, s: 1 },
          { x: 1, y: 9, s: 1 },
          { x: 1, y: 1, s: 1 },
        ];
        const feeds = lengths.map((each) => chain.feed(1, each));
        const { products } = await expectSame(chain.graph({ x: open, y: unknown, s: spread }), feeds);
        expect(count(products, 'Conv')).toBe(0);
        if (count(products, 'Range') < made.length) shared++;
      }),
      { numRuns: 60 },
    );
    expect(shared).toBeGreaterThan(20);
  });
});

describe('is left alone', () => {
  const weight = (...dims: number[]) => weights(new Random(3), dims, elementsOf(dims.slice(1)));
  const frames = (channels: number): Declared => ['float32', ['rows', channels, 'frames']];

  it.each<[string, Node, Tensor]>([
    ['a convolution in groups', node('Conv', ['x', 'w'], 'y', { group: 2, pads: [1, 1] }), weight(6, 2, 3)],
    ['a convolution of each channel', node('Conv', ['x', 'w'], 'y', { group: 4, pads: [1, 1] }), weight(4, 1, 3)],
    ['SAME_UPPER', node('Conv', ['x', 'w'], 'y', { auto_pad: 'SAME_UPPER', strides: [2] }), weight(3, 4, 4)],
    ['SAME_LOWER', node('Conv', ['x', 'w'], 'y', { auto_pad: 'SAME_LOWER' }), weight(3, 4, 4)],
    ['VALID', node('Conv', ['x', 'w'], 'y', { auto_pad: 'VALID' }), weight(3, 4, 3)],
    ['one turned around, in groups', node('ConvTranspose', ['x', 'w'], 'y', { group: 2 }), weight(4, 3, 3)],
    [
      'one turned around with more at its end',
      node('ConvTranspose', ['x', 'w'], 'y', { strides: [3], output_padding: [2] }),
      weight(4, 2, 3),
    ],
    ['one turned around with holes', node('ConvTranspose', ['x', 'w'], 'y', { dilations: [2] }), weight(4, 2, 3)],
  ])('%s', async (_, each, w) => {
    const graph = graphOf({ nodes: [each], inputs: { x: frames(4) }, initializers: { w } });
    const feeds = [5, 12].map((length) => ({ x: normal(new Random(length), 2, 4, length) }));
    expect(opsOf((await expectSame(graph, feeds)).products)).toEqual([each.op]);
  });

  it('a convolution in 16 bits', async () => {
    // 1, −2 and ½
    const bits = (dims: readonly number[]) =>
      Tensor.from(
        'float16',
        dims,
        Array.from({ length: elementsOf(dims) }, (_, i) => [0x3c00, 0xc000, 0x3800][i % 3]!),
      );
    const graph = graphOf({
      nodes: [node('Conv', ['x', 'w'], 'y', { pads: [1, 1] })],
      inputs: { x: ['float16', ['rows', 4, 'frames']] },
      initializers: { w: bits([3, 4, 3]) },
    });
    expect(opsOf((await expectSame(graph, [{ x: bits([1, 4, 5]) }])).products)).toEqual(['Conv']);
  });

  it('one turned around to a length that is told', async () => {
    const attributes = { strides: [2], output_shape: [12] };
    const each = node('ConvTranspose', ['x', 'w'], 'y', attributes);
    const graph = graphOf({ nodes: [each], inputs: { x: frames(4) }, initializers: { w: weight(4, 2, 3) } });
    const { products } = await expectSame(graph, [{ x: normal(new Random(1), 1, 4, 6) }]);
    expect(opsOf(products)).toEqual(['ConvTranspose']);
  });

  it.each(['Conv', 'ConvTranspose'])('%s with weights that are computed', async (op) => {
    const graph = graphOf({
      nodes: [node('Mul', ['x scale', 'w'], 'scaled'), node(op, ['x', 'scaled'], 'y')],
      inputs: { x: frames(4), 'x scale': ['float32', []] },
      initializers: { w: weight(4, 4, 3) },
    });
    const feeds = { x: normal(new Random(1), 1, 4, 9), 'x scale': Tensor.from('float32', [], [1.5]) };
    expect(opsOf((await expectSame(graph, [feeds])).products)).toEqual(['Mul', op]);
  });

  it.each(['Conv', 'ConvTranspose'])('%s over two axes', async (op) => {
    const graph = graphOf({
      nodes: [node(op, ['x', 'w'], 'y', { pads: [1, 1, 1, 1] })],
      inputs: { x: ['float32', ['rows', 4, 'height', 'width']] },
      initializers: { w: weight(4, 4, 3, 3) },
    });
    const feeds = [3, 8].map((length) => ({ x: normal(new Random(length), 2, 4, length, 5) }));
    expect(opsOf((await expectSame(graph, feeds)).products)).toEqual([op]);
  });

  it('a spectrum of both sides', async () => {
    const graph = spectrum({ size: 16, step: 4 }, { onesided: 0 });
    expect(opsOf((await expectSame(graph, signals(2, [16, 40]))).products)).toEqual(['STFT']);
  });

  it.each([
    ['without a window', ['signal', 'step', '', 'size'], {}],
    ['with a window that is computed', ['signal', 'step', 'window', 'size'], { window: ['float32', [16]] as Declared }],
    [
      'with a step that is computed',
      ['signal', 'input step', 'ones', 'size'],
      { 'input step': ['int64', []] as Declared },
    ],
  ])('a spectrum %s', async (_, inputs, more) => {
    const graph = graphOf({
      nodes: [node('STFT', inputs, 'y')],
      inputs: { signal: ['float32', ['rows', 'samples', 1]], ...more },
      initializers: {
        step: Tensor.from('int64', [], [4]),
        size: Tensor.from('int64', [], [16]),
        ones: Tensor.from('float32', [16], new Array<number>(16).fill(1)),
      },
    });
    const feeds = signals(1, [16, 40]).map((each) => ({
      ...each,
      ...('window' in more && { window: normal(new Random(1), 16) }),
      ...('input step' in more && { 'input step': Tensor.from('int64', [], [3]) }),
    }));
    expect(opsOf((await expectSame(graph, feeds)).products)).toEqual(['STFT']);
  });

  it('what stands beside one that becomes a product', async () => {
    const nodes = [
      node('Conv', ['x', 'w', 'b'], 'middle', { pads: [1, 1] }),
      node('Conv', ['middle', 'each'], 'end', { group: 4, pads: [1, 1] }),
      node('Conv', ['end', 'w', 'b'], 'y', { pads: [1, 1] }),
    ];
    const initializers = { w: weight(4, 4, 3), each: weight(4, 1, 3), b: weight(4) };
    const graph = graphOf({ nodes, inputs: { x: frames(4) }, initializers });
    const feeds = [1, 12].map((length) => ({ x: normal(new Random(length), 2, 4, length) }));
    const { products } = await expectSame(graph, feeds);
    expect(count(products, 'Conv')).toBe(1);
    expect(products.initializers.has('each')).toBe(true);
  });
});

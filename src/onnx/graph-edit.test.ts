import { afterAll, describe, expect, it } from 'vitest';
import { replaceNodes, setAttributes, setInitializers, type NewNode } from './graph-edit.ts';
import { floats, problemOf, run } from './graph.fixture.ts';
import type { TensorValue } from './graph-tensor.ts';
import { valueOf } from './graph-values.ts';
import { writeGraph } from './graph-write.ts';
import { readGraph, type Graph } from './graph.ts';
import { onnxRuntime } from './library.ts';
import { modelOf, type ModelParts } from './model.fixture.ts';
import { Originated } from './origin.ts';
import type { Field } from './wire.ts';

afterAll(() => expect(onnxRuntime().handles).toEqual({ Env: 1 }));

const pair = ['float32', [2]] as const;
const parts: ModelParts = {
  inputs: { x: pair },
  outputs: { y: pair },
  values: { a: pair, b: pair },
  initializers: { two: floats([2], 2, 2), ten: floats([2], 10, 20), spare: floats([1], 0) },
  nodes: [
    { op: 'Mul', inputs: ['x', 'two'], outputs: ['a'] },
    { op: 'Add', inputs: ['a', 'ten'], outputs: ['b'] },
    { op: 'Selu', inputs: ['b'], outputs: ['y'], attributes: { alpha: 0.5, gamma: { float: 1 } } },
  ],
};
const graph = readGraph(modelOf(parts));
const nodesOf = (...ops: string[]) => new Set(graph.nodes.filter(({ op }) => ops.includes(op)));
const opsOf = (edited: Graph) => edited.nodes.map(({ op }) => op);
const x = floats([2], 50, -40);
const compute = async (edited: Graph) => (await run(writeGraph(edited), { x }, ['y']))['y'];
const value = (...numbers: number[]): TensorValue => ({
  type: 1,
  dims: [numbers.length],
  data: Float32Array.from(numbers),
});
const neg: NewNode = { op: 'Neg', inputs: ['a'], outputs: ['b'] };

describe('replaced nodes', () => {
  it('compute something else, in the place of the old', async () => {
    expect(await compute(graph)).toEqual([110, -0.5]);
    const edited = replaceNodes(graph, nodesOf('Add'), [neg]);
    expect(opsOf(edited)).toEqual(['Mul', 'Neg', 'Selu']);
    expect(await compute(edited)).toEqual([-0.5, 80]);
  });

  it('take with them the weights that only they read, and what was known of their results', () => {
    const edited = replaceNodes(graph, nodesOf('Mul', 'Add'), [{ op: 'Neg', inputs: ['x'], outputs: ['b'] }]);
    expect([...edited.initializers.keys()]).toEqual(['spare']);
    expect(edited.valueInfos.map(({ name }) => name)).toEqual(['b']);
    expect([...graph.initializers.keys()]).toEqual(['two', 'ten', 'spare']);
  });

  it('take weights with them that are inputs as well, as in models of IR version 3', async () => {
    const old = readGraph(modelOf({ ...parts, inputs: { x: pair, ten: pair } }));
    const edited = replaceNodes(old, new Set(old.nodes.slice(1, 2)), [neg]);
    expect(edited.inputs.map(({ name }) => name)).toEqual(['x']);
    expect(await compute(edited)).toEqual([-0.5, 80]);
  });

  it('leave weights that others read or that are results', () => {
    const shared = readGraph(modelOf({ ...parts, outputs: { y: pair, ten: pair } }));
    expect([...replaceNodes(shared, new Set(shared.nodes.slice(1, 2)), [neg]).initializers.keys()]).toEqual([
      'two',
      'ten',
      'spare',
    ]);
    const again = replaceNodes(graph, nodesOf('Add'), [{ op: 'Sub', inputs: ['a', 'ten'], outputs: ['b'] }]);
    expect(again.initializers.get('ten')).toBe(graph.initializers.get('ten'));
  });

  it('come sorted among the others, which keep their order', async () => {
    const added: NewNode[] = [
      { op: 'Abs', inputs: ['n'], outputs: ['b'] },
      { op: 'Neg', inputs: ['a'], outputs: ['n'], name: 'new', attributes: {} },
    ];
    const edited = replaceNodes(graph, nodesOf('Add'), added);
    expect(opsOf(edited)).toEqual(['Mul', 'Neg', 'Abs', 'Selu']);
    expect(await compute(edited)).toEqual([100, 80]);
  });

  it('bring inputs, weights, attributes and operator sets with them', async () => {
    const added: NewNode[] = [
      { op: 'BiasGelu', domain: 'com.microsoft', inputs: ['a', 'bias'], outputs: ['g'] },
      { op: 'Celu', inputs: ['g'], outputs: ['c'], attributes: { alpha: { kind: 'float', value: 2 } } },
      { op: 'Sub', inputs: ['c', 'shift'], outputs: ['b'] },
    ];
    const edited = replaceNodes(graph, nodesOf('Add'), added, {
      inputs: [{ name: 'shift', type: 1, dims: [2] }],
      initializers: { bias: value(100, 200), two: value(3, 3) },
      opsets: { '': 18, 'com.microsoft': 1, other: 2 },
    });
    expect(Object.fromEntries(edited.opsets)).toEqual({ '': 18, 'com.microsoft': 1, other: 2 });
    const results = await run(writeGraph(edited), { x, shift: floats([2], 1, 2) }, ['y']);
    expect(results['y']).toEqual([249, 78]);
    expect(Object.fromEntries(readGraph(writeGraph(edited)).opsets)).toEqual({ '': 18, 'com.microsoft': 1, other: 2 });
  });

  it('never lower an operator set', () => {
    expect(replaceNodes(graph, new Set(), [], { opsets: { '': 9 } }).opsets.get('')).toBe(17);
  });

  it('may be moved with their subgraphs, which still find what they capture', async () => {
    const branch = { nodes: [{ op: 'Neg', inputs: ['a'], outputs: ['out'] }], outputs: { out: pair } };
    const attributes = { then_branch: branch, else_branch: branch };
    const nodes = [...parts.nodes.slice(0, 1), { op: 'If', inputs: ['yes'], outputs: ['y'], attributes }];
    const branching = readGraph(
      modelOf({
        ...parts,
        nodes,
        initializers: { ...parts.initializers, yes: { type: 9, dims: [], data: Uint8Array.of(1) } },
      }),
    );
    const [mul, choice] = branching.nodes as [Graph['nodes'][0], Graph['nodes'][0]];
    const moved = { ...choice, attributes: Object.fromEntries(choice.attributes) };
    const edited = replaceNodes(branching, new Set([mul, choice]), [
      moved,
      { op: 'Abs', inputs: ['x'], outputs: ['a'] },
    ]);
    expect(opsOf(edited)).toEqual(['Abs', 'If']);
    expect(await compute(edited)).toEqual([-50, -40]);
  });

  it.each<[string, ReadonlySet<Graph['nodes'][0]>, NewNode[], string]>([
    ['another still reads what they gave', nodesOf('Add'), [], 'after the edit Selu "" reads "b", which nothing gives'],
    [
      'they read what nothing gives',
      nodesOf('Add'),
      [{ ...neg, inputs: ['nowhere'] }],
      'after the edit Neg "" reads "nowhere", which nothing gives',
    ],
    ['an output is lost', nodesOf('Selu'), [], 'after the edit nothing gives the output "y"'],
    ['they make a cycle', nodesOf('Mul'), [{ op: 'Neg', inputs: ['b'], outputs: ['a'] }], 'the graph has a cycle'],
    [
      'they read themselves',
      nodesOf('Add'),
      [{ ...neg, inputs: ['b'] }],
      'the graph has a cycle: Neg "" reads its own result',
    ],
    ['another gives the same', nodesOf('Add'), [neg, { ...neg, op: 'Abs' }], 'the tensor "b" is given twice'],
    ['an input is called the same', nodesOf('Add'), [neg, { ...neg, outputs: ['x'] }], 'the tensor "x" is given twice'],
    [
      'a weight is called the same',
      nodesOf('Add'),
      [neg, { ...neg, outputs: ['two'] }],
      'the tensor "two" is given twice',
    ],
  ])('are refused when %s', (_, removed, added, problem) => {
    expect(problemOf(() => replaceNodes(graph, removed, added))).toContain(problem);
  });

  it('do not answer for what the file itself never gave', () => {
    const broken = readGraph(modelOf({ ...parts, initializers: { ten: floats([2], 10, 20) } }));
    expect(opsOf(replaceNodes(broken, new Set(broken.nodes.slice(1, 2)), [neg]))).toEqual(['Mul', 'Neg', 'Selu']);
  });
});

describe('set attributes', () => {
  it('change what the node computes; its others stay as they are', async () => {
    const edited = setAttributes(graph, nodesOf('Selu'), { alpha: { kind: 'float', value: 0.25 } });
    expect(await compute(edited)).toEqual([110, -0.25]);
    const bytesOf = (of: Graph, name: string) => {
      const { source, start, end } = Originated.fieldOf(of.nodes[2]?.attributes.get(name) as object) as Field;
      return source.read(start, end);
    };
    const back = readGraph(writeGraph(edited));
    expect(bytesOf(back, 'gamma')).toEqual(bytesOf(graph, 'gamma'));
    expect(back.nodes[2]?.attributes.get('alpha')).toMatchObject({ value: 0.25 });
    expect(edited.nodes[0]).toBe(graph.nodes[0]);
  });

  it('of every kind are written and read again', () => {
    const attributes = {
      float: { kind: 'float', value: 1.5 },
      int: { kind: 'int', value: -(2n ** 62n) },
      string: { kind: 'string', value: '' },
      floats: { kind: 'floats', value: [] },
      ints: { kind: 'ints', value: [1, -2] },
      strings: { kind: 'strings', value: ['a', ''] },
    } as const;
    const edited = setAttributes(graph, nodesOf('Mul'), {
      ...attributes,
      tensor: { kind: 'tensor', value: value(1, 2) },
    });
    const back = Object.fromEntries(readGraph(writeGraph(edited)).nodes[0]?.attributes ?? []);
    expect(back).toMatchObject(attributes);
    expect(back['tensor']).toMatchObject({ kind: 'tensor', value: { dims: [2], data: { kind: 'raw', length: 8 } } });
    const again = setAttributes(readGraph(writeGraph(edited)), new Set(), {});
    expect(writeGraph(again)).toEqual(writeGraph(edited));
  });

  it('cannot be what is only copied, unless it is a copy', () => {
    const edited = setAttributes(graph, nodesOf('Mul'), { body: { kind: 'other' } });
    expect(() => writeGraph(edited)).toThrow('The attribute "body" can only be copied.');
  });
});

describe('set initializers', () => {
  it('replace the old in their place, or are new', async () => {
    const edited = setInitializers(graph, { ten: value(0, 0), more: value(1) });
    expect([...edited.initializers.keys()]).toEqual(['two', 'ten', 'spare', 'more']);
    expect(await compute(edited)).toEqual([100, -0.5]);
    expect(valueOf(edited, edited.initializers.get('more') as never)).toEqual(value(1));
    expect(await compute(graph)).toEqual([110, -0.5]);
  });

  it('have as many elements as their dimensions say', () => {
    expect(() => setInitializers(graph, { ten: { ...value(1, 2), dims: [3] } })).toThrow(
      '"ten" is float32[3]; 8 bytes are not its elements.',
    );
  });
});

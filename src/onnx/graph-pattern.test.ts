import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { dataFolder, hasData } from '../../test/data.ts';
import { findPattern, matchAt, replacePattern, type Match, type Pattern } from './graph-pattern.ts';
import { floats, run } from './graph.fixture.ts';
import { writeGraph } from './graph-write.ts';
import { readGraph, type Graph } from './graph.ts';
import { onnxRuntime } from './library.ts';
import { modelOf, type NodeParts } from './model.fixture.ts';

afterAll(() => expect(onnxRuntime().handles).toEqual({ Env: 1 }));

const pair = ['float32', [2]] as const;
const x = floats([2], 1, -2);
const mish: Pattern = { op: 'Mul', inputs: ['x', { op: 'Tanh', inputs: [{ op: 'Softplus', inputs: ['x'] }] }] };

/** A graph from x to y; each node is `op in[,in] out`. */
function graphOf(...nodes: string[]): Graph {
  const parts = nodes.map((text): NodeParts => {
    const [op = '', inputs = '', outputs = ''] = text.split(' ');
    return { op, inputs: inputs.split(','), outputs: outputs.split(',') };
  });
  return readGraph(modelOf({ nodes: parts, inputs: { x: pair, z: pair }, outputs: { y: pair } }));
}
const compute = async (graph: Graph) =>
  (await run(writeGraph(graph), { x, z: floats([2], 3, 5) }, ['y']))['y'] as number[];
const close = (values: readonly number[]) => values.map((value) => expect.closeTo(value, 5) as number);
const opsOf = ({ nodes }: { nodes: Graph['nodes'] }) => nodes.map(({ op }) => op);
const outputOf = ({ nodes: [last] }: Match) => last?.outputs ?? [];
const tensorsOf = (match: Match | undefined) => match && Object.fromEntries(match.tensors);
const finds = (graph: Graph, pattern: Pattern) => findPattern(graph, pattern).length;
/** Mish as ONNX 18 has it. */
const asOneNode = (match: Match) => ({
  nodes: [{ op: 'Mish', inputs: [match.tensors.get('x') as string], outputs: outputOf(match) }],
  opsets: { '': 18 },
});

describe('a pattern', () => {
  it('is found with its nodes, the last first, and its names', () => {
    const graph = graphOf('Neg x a', 'Softplus a p', 'Tanh p t', 'Mul a,t y');
    const named: Pattern = { op: 'Mul', inputs: ['in', { op: 'Tanh', as: 'tanh', inputs: [{ op: 'Softplus' }] }] };
    const [match, ...others] = findPattern(graph, named);
    expect(others).toEqual([]);
    expect(opsOf(match as Match)).toEqual(['Mul', 'Tanh', 'Softplus']);
    expect(tensorsOf(match)).toEqual({ in: 'a' });
    expect(match?.named.get('tanh')).toBe(graph.producerOf('t'));
    expect(matchAt(graph, graph.nodes[0] as Graph['nodes'][0], named)).toBeUndefined();
    expect(matchAt(graph, graph.nodes[0] as Graph['nodes'][0], 'any')).toBeUndefined();
  });

  it.each<[string, Pattern, string[], object | undefined]>([
    ['takes the operands of Mul in either order', mish, ['Softplus x p', 'Tanh p t', 'Mul t,x y'], { x: 'x' }],
    ['takes one name for one tensor', mish, ['Softplus x p', 'Tanh p t', 'Mul t,z y'], undefined],
    ['keeps the order of others', { op: 'Sub', inputs: [{ op: 'Neg' }, 'b'] }, ['Neg x a', 'Sub z,a y'], undefined],
    [
      'finds the right order of an inner operand later',
      { op: 'Mul', inputs: [{ op: 'Add', inputs: ['a', 'b'] }, 'b'] },
      ['Add x,z s', 'Mul s,x y'],
      { a: 'z', b: 'x' },
    ],
    [
      'takes either operand when it names one',
      { op: 'Add', inputs: [{ op: 'Neg', inputs: ['a'] }] },
      ['Neg x n', 'Add z,n y'],
      { a: 'x' },
    ],
    ['does not look at further inputs', { op: 'Clip', inputs: ['a'] }, ['Clip x,z y'], { a: 'x' }],
    ['needs the inputs that it names', { op: 'Clip', inputs: ['a', 'b', 'c'] }, ['Clip x,z y'], undefined],
    [
      'takes an input that is left out for a name',
      { op: 'Clip', inputs: ['a', 'b', 'c'] },
      ['Clip x,,z y'],
      { a: 'x', b: '', c: 'z' },
    ],
    ['needs a node where it has one', { op: 'Neg', inputs: [{ op: 'Neg' }] }, ['Neg x y'], undefined],
  ])('%s', (_, pattern, nodes, tensors) => {
    expect(tensorsOf(findPattern(graphOf(...nodes), pattern)[0])).toEqual(tensors);
  });

  it('may read the same node by two ways', () => {
    const graph = graphOf('Exp x e', 'Neg e n', 'Add n,e y');
    const pattern: Pattern = {
      op: 'Add',
      inputs: [
        { op: 'Neg', inputs: [{ op: 'Exp' }] },
        { op: 'Exp', inputs: ['a'] },
      ],
    };
    expect(findPattern(graph, pattern).map(opsOf)).toEqual([['Add', 'Neg', 'Exp']]);
  });
});

describe('a replaced pattern', () => {
  const twice = ['Softplus x p', 'Tanh p t', 'Mul x,t m', 'Softplus m q', 'Tanh q u', 'Mul u,m y'];

  it('computes the same, wherever it was', async () => {
    const graph = graphOf(...twice);
    const edited = replacePattern(graph, mish, asOneNode);
    expect(edited.replaced).toBe(2);
    expect(opsOf(edited.graph)).toEqual(['Mish', 'Mish']);
    expect(await compute(edited.graph)).toEqual(close(await compute(graph)));
  });

  it('brings what all its places need', async () => {
    const edited = replacePattern(graphOf(...twice), mish, (match, index) => ({
      nodes: [{ op: 'Add', inputs: [match.tensors.get('x') as string, `w${index}`], outputs: outputOf(match) }],
      initializers: { [`w${index}`]: { type: 1, dims: [2], data: Float32Array.of(10 ** index, 0) } },
      opsets: { '': 18 - index },
    }));
    expect(edited.graph.opsets.get('')).toBe(18);
    expect(await compute(edited.graph)).toEqual([12, -2]);
  });

  it.each([
    ['another node reads', ['Softplus x p', 'Tanh p t', 'Mul x,t m', 'Add m,p y'], 0],
    ['a subgraph or an output of the graph reads', ['Softplus x y', 'Tanh y t', 'Mul x,t m'], 0],
    ['only its own nodes read', ['Softplus x p', 'Tanh p t', 'Mul x,t y'], 1],
  ])('is left alone where what is inside %s', (what, nodes, replaced) => {
    const edited = replacePattern(graphOf(...nodes), mish, asOneNode);
    expect(edited.replaced, what).toBe(replaced);
    expect(opsOf(edited.graph)).toEqual(replaced ? ['Mish'] : nodes.map((node) => node.split(' ')[0]));
  });

  it('is the first of those that overlap', async () => {
    const graph = graphOf('Neg x a', 'Neg a b', 'Neg b c', 'Neg c y');
    const pattern: Pattern = { op: 'Neg', inputs: [{ op: 'Neg', inputs: ['a'] }] };
    expect(finds(graph, pattern)).toBe(3);
    const edited = replacePattern(graph, pattern, (match) => ({
      nodes: [{ op: 'Identity', inputs: [match.tensors.get('a') as string], outputs: outputOf(match) }],
    }));
    expect(edited.replaced).toBe(2);
    expect(opsOf(edited.graph)).toEqual(['Identity', 'Identity']);
    expect(await compute(edited.graph)).toEqual([1, -2]);
  });

  it('must still give what its last node gave', () => {
    expect(() => replacePattern(graphOf(...twice), mish, () => ({ nodes: [] }))).toThrow(
      'after the edit nothing gives',
    );
  });

  it('that is nowhere leaves the graph as it is', () => {
    const graph = graphOf('Neg x y');
    const edited = replacePattern(graph, mish, asOneNode);
    expect(edited.replaced).toBe(0);
    expect(writeGraph(edited.graph)).toEqual(writeGraph(graph));
  });
});

describe.skipIf(!hasData)('Mish of the real decoders', () => {
  it.each([
    ['en_conditional_decoder.onnx', 290],
    ['turbo_conditional_decoder.onnx', 58],
  ])('is replaced everywhere in %s', (file, count) => {
    const graph = readGraph(path.join(dataFolder, 'skeletons', file));
    expect(finds(graph, mish)).toBe(count);
    const edited = replacePattern(graph, mish, asOneNode);
    expect(edited.replaced).toBe(count);
    expect(edited.graph.nodes.length).toBe(graph.nodes.length - 2 * count);
    expect(finds(edited.graph, mish)).toBe(0);
    expect([...edited.graph.initializers.keys()]).toEqual([...graph.initializers.keys()]);
  });
});

import { afterAll, describe, expect, it } from 'vitest';
import { cutGraph, type Cut } from './graph-cut.ts';
import { floats, problemOf, run } from './graph.fixture.ts';
import { writeGraph } from './graph-write.ts';
import { readGraph, type Graph, type ValueInfo } from './graph.ts';
import { onnxRuntime } from './library.ts';
import { modelOf, type ModelParts } from './model.fixture.ts';
import { Tensor } from './tensor.ts';

afterAll(() => expect(onnxRuntime().handles).toEqual({ Env: 1 }));

const pair = ['float32', [2]] as const;
const over = (...names: string[]): ValueInfo[] => names.map((name) => ({ name, type: 1, dims: [2] }));
const branch = (op: string, ...inputs: string[]) => ({
  nodes: [{ op, inputs, outputs: ['out'] }],
  outputs: { out: pair },
});

/** x, w → a → b → y: the last node is an If, whose branches read a, b and w of the graph around. */
const parts: ModelParts = {
  inputs: { x: pair, cond: ['bool', []] },
  outputs: { y: pair },
  values: { a: pair, b: pair, c: pair },
  initializers: { w: floats([2], 10, 20), unused: floats([1], 0) },
  nodes: [
    { op: 'Add', inputs: ['x', 'w'], outputs: ['a'] },
    { op: 'Mul', inputs: ['a', 'w'], outputs: ['b'] },
    { op: 'Neg', inputs: ['b'], outputs: ['c'] },
    { op: 'Exp', inputs: ['x'], outputs: ['beside'] },
    {
      op: 'If',
      inputs: ['cond'],
      outputs: ['y'],
      attributes: {
        then_branch: branch('Sub', 'a', 'c'),
        else_branch: {
          nodes: [
            {
              op: 'If',
              inputs: ['cond'],
              outputs: ['out'],
              attributes: { then_branch: branch('Neg', 'a'), else_branch: branch('Div', 'b', 'w') },
            },
          ],
          outputs: { out: pair },
        },
      },
    },
  ],
};
const whole = readGraph(modelOf(parts));
const x = floats([2], 1, 2);
const cond = (yes: boolean) => Tensor.from('bool', [], [Number(yes)]);
const namesOf = (graph: Graph) => ({
  inputs: graph.inputs.map(({ name }) => name),
  nodes: graph.nodes.map(({ op }) => op),
  initializers: [...graph.initializers.keys()],
  values: graph.valueInfos.map(({ name }) => name),
});

describe('a part', () => {
  it('has the nodes and weights that its outputs take, and no others', () => {
    expect(namesOf(cutGraph(whole, { inputs: [], outputs: over('c') }))).toEqual({
      inputs: ['x'],
      nodes: ['Add', 'Mul', 'Neg'],
      initializers: ['w'],
      values: ['a', 'b'],
    });
    expect(namesOf(cutGraph(whole, { inputs: over('b'), outputs: over('c') }))).toEqual({
      inputs: ['b'],
      nodes: ['Neg'],
      initializers: [],
      values: [],
    });
  });

  it('has what its subgraphs capture', () => {
    expect(namesOf(cutGraph(whole, { inputs: over('c'), outputs: over('y') }))).toEqual({
      inputs: ['c', 'x', 'cond'],
      nodes: ['Add', 'Mul', 'If'],
      initializers: ['w'],
      values: ['a', 'b'],
    });
  });

  it.each([true, false])('after the other computes what the whole does (%s)', async (yes) => {
    const cuts: Cut[] = [
      { inputs: [], outputs: over('a') },
      { inputs: over('a'), outputs: over('b', 'c') },
      { inputs: over('a', 'b', 'c'), outputs: over('y') },
    ];
    let known: Record<string, Tensor> = { x, cond: cond(yes) };
    for (const cut of cuts) {
      const part = cutGraph(whole, cut);
      const feeds = Object.fromEntries(part.inputs.map(({ name }) => [name, known[name] as Tensor]));
      const results = await run(
        writeGraph(part),
        feeds,
        cut.outputs.map(({ name }) => name),
      );
      for (const [name, values] of Object.entries(results))
        known = { ...known, [name]: floats([2], ...(values as number[])) };
    }
    expect([...(known['y'] as Tensor).data]).toEqual((await run(modelOf(parts), { x, cond: cond(yes) }, ['y']))['y']);
  });

  it('gets an initializer as an input where it is cut there', async () => {
    const part = cutGraph(whole, { inputs: over('w'), outputs: over('a') });
    expect(namesOf(part)).toEqual({ inputs: ['w', 'x'], nodes: ['Add'], initializers: [], values: [] });
    expect(await run(writeGraph(part), { x, w: floats([2], 5, 6) }, ['a'])).toEqual({ a: [6, 8] });
  });

  it('keeps the default of an input that has one, as in models of IR version 3', async () => {
    const old = readGraph(modelOf({ ...parts, inputs: { ...parts.inputs, w: pair, unused: ['float32', [1]] } }));
    const part = cutGraph(old, { inputs: [], outputs: over('a') });
    expect(namesOf(part)).toMatchObject({ inputs: ['x', 'w'], initializers: ['w'] });
    expect(await run(writeGraph(part), { x }, ['a'])).toEqual({ a: [11, 22] });
  });

  it('may give what it gets, and what is constant', async () => {
    const part = cutGraph(whole, { inputs: [], outputs: over('x', 'w') });
    expect(await run(writeGraph(part), { x }, ['x', 'w'])).toEqual({ x: [1, 2], w: [10, 20] });
  });

  it('gets one result of a node and gives another of the same', async () => {
    const split = readGraph(
      modelOf({
        inputs: { x: pair },
        outputs: { y: ['float32', [1]] },
        initializers: { each: Tensor.from('int64', [2], [1, 1]) },
        nodes: [
          { op: 'Split', inputs: ['x', 'each'], outputs: ['left', 'right'] },
          { op: 'Sub', inputs: ['left', 'right'], outputs: ['y'] },
        ],
      }),
    );
    const one = (name: string): ValueInfo => ({ name, type: 1, dims: [1] });
    const part = cutGraph(split, { inputs: [one('left')], outputs: [one('y')] });
    expect(await run(writeGraph(part), { x, left: floats([1], 50) }, ['y'])).toEqual({ y: [48] });
  });

  it('has the captured tensors of a loop', async () => {
    const body = {
      inputs: { step: ['int64', []], go: ['bool', []], sum: pair } as const,
      outputs: { go: ['bool', []], next: pair } as const,
      nodes: [{ op: 'Add', inputs: ['sum', 'each'], outputs: ['next'] }],
    };
    const loop = readGraph(
      modelOf({
        inputs: { x: pair },
        outputs: { y: pair },
        initializers: { times: Tensor.from('int64', [], [3]), yes: cond(true), w: floats([2], 1, 2) },
        nodes: [
          { op: 'Mul', inputs: ['x', 'w'], outputs: ['each'] },
          { op: 'Loop', inputs: ['times', 'yes', 'x'], outputs: ['sum'], attributes: { body } },
          { op: 'Neg', inputs: ['sum'], outputs: ['y'] },
        ],
      }),
    );
    const part = cutGraph(loop, { inputs: [], outputs: over('sum') });
    expect(namesOf(part)).toMatchObject({ nodes: ['Mul', 'Loop'], initializers: ['times', 'yes', 'w'] });
    expect(await run(writeGraph(part), { x }, ['sum'])).toEqual({ sum: [4, 14] });
  });

  it.each<[string, Cut, string]>([
    [
      'begins at a tensor that is not there',
      { inputs: over('nowhere'), outputs: over('y') },
      'the graph cannot be cut at "nowhere": it has no such tensor',
    ],
    [
      'ends at a tensor that is not there',
      { inputs: [], outputs: over('nowhere') },
      'the cut reads "nowhere", which nothing in the graph gives',
    ],
  ])('that %s is refused', (_, cut, problem) => {
    expect(problemOf(() => cutGraph(whole, cut))).toContain(problem);
  });

  it('that needs a tensor that nothing gives is refused', () => {
    const broken = readGraph(modelOf({ ...parts, initializers: {} }));
    expect(problemOf(() => cutGraph(broken, { inputs: [], outputs: over('a') }))).toContain(
      'Add "" reads "w", which nothing in the graph gives',
    );
  });
});

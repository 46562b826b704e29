import { afterAll, describe, expect, it } from 'vitest';
import { cutGraph } from '../../../onnx/graph-cut.ts';
import { writeGraph } from '../../../onnx/graph-write.ts';
import { Graph, readGraph } from '../../../onnx/graph.ts';
import { modelOf } from '../../../onnx/model.fixture.ts';
import { Session } from '../../../onnx/session.ts';
import { Tensor } from '../../../onnx/tensor.ts';
import { Random } from '../../random.ts';
import { attentionBias, withFusedAttention, withoutMask, withoutSoftplus } from './rewrites.ts';
import { NoSeam, findDecoderSeams } from './seams.ts';
import { tinyDecoder } from './tiny-decoder.fixture.ts';
import { difference, largest } from './utterance.fixture.ts';

const opened: Session[] = [];
afterAll(() => Promise.all(opened.map((session) => session.release())));

/** A step of a tiny decoder as it is published, and how to run what was made of it. */
function published(guided: boolean) {
  const graph = readGraph(tinyDecoder({ guided, steps: 1 }));
  const [step] = findDecoderSeams(graph).steps;
  const { x, mu, spks, cond, mask, velocity } = step!;
  const open = (name: string, type = 1) => ({ name, type, dims: undefined });
  const seam = {
    inputs: [...[x, mu, spks, cond].map((name) => open(name)), open(mask, 9)],
    outputs: [open(velocity)],
  };
  const rows = guided ? 2 : 1;
  const random = new Random(4);
  const numbers = (...dims: number[]) =>
    Tensor.from('float32', dims, random.fillNormal(new Float32Array(dims.reduce((product, dim) => product * dim, 1))));
  const feedsFor = (lengths: readonly number[]) => {
    const frames = Math.max(...lengths);
    const present = lengths.flatMap((length) => Array.from({ length: frames }, (_, frame) => Number(frame < length)));
    return {
      [x]: numbers(rows, 80, frames),
      [mu]: numbers(rows, 80, frames),
      [spks]: numbers(rows, 80, 1),
      [cond]: numbers(rows, 80, frames),
      [mask]: Tensor.from('bool', [rows, 1, frames], present),
    };
  };
  const run = async (part: Graph, feeds: Readonly<Record<string, Tensor>>): Promise<Float32Array> => {
    const session = await Session.open(writeGraph(new Graph({ ...part, valueInfos: [] })));
    opened.push(session);
    const read = Object.entries(feeds).filter(([name]) => session.inputs.some((input) => input.name === name));
    return (await session.run(Object.fromEntries(read), [velocity]))[velocity]?.data as Float32Array;
  };
  return { graph: cutGraph(graph, seam), mask, feedsFor, run, all: rows === 2 ? [15, 15] : [15] };
}

const count = (graph: Graph, op: string) => graph.nodes.filter((node) => node.op === op).length;

describe.each([true, false])('a step of a decoder, guided: %s, computes the same', (guided) => {
  const { graph, mask, feedsFor, run, all } = published(guided);
  const same = async (rewritten: Graph, feeds: Readonly<Record<string, Tensor>>) => {
    const [before, after] = [await run(graph, feeds), await run(rewritten, feeds)];
    expect(difference(before, after) / largest(before)).toBeLessThan(1e-5);
  };

  it('without Softplus', async () => {
    const rewritten = withoutSoftplus(graph);
    expect([count(graph, 'Softplus'), count(rewritten, 'Softplus'), count(rewritten, 'Tanh')]).toEqual([4, 0, 0]);
    await same(rewritten, feedsFor(all));
  });

  it('with attention in one operator each', async () => {
    const rewritten = withFusedAttention(graph);
    expect(count(rewritten, 'MultiHeadAttention')).toBe(2);
    await same(rewritten, feedsFor(all));
  });

  it('without a mask that is all true', async () => {
    const rewritten = withoutMask(graph, mask);
    expect(count(rewritten, 'Identity')).toBe(8);
    await same(rewritten, feedsFor(all));
  });

  it('with attention in one operator that is told which frames there are', async () => {
    const biased = attentionBias(graph, mask);
    await same(withFusedAttention(biased.graph, biased.bias), feedsFor(guided ? [15, 9] : [15]));
  });
});

it('Mish is the same for numbers of any size', async () => {
  const mish = modelOf({
    nodes: [
      { op: 'Softplus', inputs: ['x'], outputs: ['soft'] },
      { op: 'Tanh', inputs: ['soft'], outputs: ['tanh'] },
      { op: 'Mul', inputs: ['x', 'tanh'], outputs: ['y'] },
    ],
    inputs: { x: ['float32', ['n']] },
    outputs: { y: ['float32', ['n']] },
  });
  const values = [-1000, -90, -30, -10, -1, -1e-6, 0, 1e-6, 0.5, 1, 5, 15, 19.9, 20, 20.1, 50, 90, 1e4, 1e30];
  const session = await Session.open(writeGraph(withoutSoftplus(readGraph(mish))));
  opened.push(session);
  const { y } = await session.run({ x: Tensor.from('float32', [values.length], values) }, ['y']);
  values.forEach((x, index) => {
    const expected = x * Math.tanh(Math.log1p(Math.exp(Math.min(x, 100))));
    expect(Math.abs(Number(y.data[index]) - expected)).toBeLessThanOrEqual(2e-6 * Math.max(1, Math.abs(expected)));
  });
});

describe('attention of another kind is not rewritten', () => {
  it.each(['q', 'k', 'v'])('when %s is turned otherwise', (letter) => {
    const bytes = tinyDecoder({
      guided: true,
      steps: 1,
      nodes: (all) =>
        all.map((node) =>
          node.name?.includes(`${letter} turned`) ? { ...node, attributes: { perm: [0, 1, 2, 3] } } : node,
        ),
    });
    expect(() => withFusedAttention(readGraph(bytes))).toThrow(NoSeam);
  });

  it('when it is scaled otherwise', () => {
    const bytes = tinyDecoder({
      guided: true,
      steps: 1,
      nodes: (all) =>
        all.map((node) =>
          /[qk] scaled/u.test(node.name ?? '') ? { ...node, inputs: [node.inputs?.[0] ?? '', 'number 0.7'] } : node,
        ),
    });
    expect(() => withFusedAttention(readGraph(bytes))).toThrow('scale by the root of their width');
  });

  it('when a Softmax is none of an attention', () => {
    const bytes = tinyDecoder({
      guided: true,
      steps: 1,
      nodes: (all) => [...all, { op: 'Softmax', inputs: ['mu'], outputs: ['of mu'] }],
    });
    expect(() => withFusedAttention(readGraph(bytes))).toThrow('2 of 3 do');
  });
});

import { replaceNodes, type NewNode } from '../../../onnx/graph-edit.ts';
import { findPattern, replacePattern, type Match, type Pattern } from '../../../onnx/graph-pattern.ts';
import type { Graph, GraphNode } from '../../../onnx/graph.ts';
import { NoSeam, added, constantOf, firstOutput, otherOperand, scalarOf } from './structure.ts';

// Rewrites of the estimator that compute the same, faster.

const float32 = 1;
const int64 = 7;

function scalar(value: number) {
  return { type: float32, dims: [], data: Float32Array.of(value) };
}

function axes(...values: readonly number[]) {
  return { type: int64, dims: [values.length], data: BigInt64Array.from(values, BigInt) };
}

/**
 * Mish, x · tanh(softplus(x)), as x · n ÷ (n + 2) with n = e · (e + 2) and e = exp(min(x, 20)): ONNX Runtime's Softplus
 * is slow. Beyond 20 the quotient is 1 in float32.
 */
export function withoutSoftplus(graph: Graph): Graph {
  const mish: Pattern = { op: 'Mul', inputs: ['x', { op: 'Tanh', inputs: [{ op: 'Softplus', inputs: ['x'] }] }] };
  const [twenty, two] = [added('mish 20'), added('mish 2')];
  const { graph: rewritten } = replacePattern(graph, mish, ({ nodes, tensors }, index) => {
    const x = tensors.get('x') ?? '';
    const name = (part: string) => added(`mish ${index} ${part}`);
    return {
      nodes: [
        { op: 'Min', inputs: [x, twenty], outputs: [name('capped')] },
        { op: 'Exp', inputs: [name('capped')], outputs: [name('e')] },
        { op: 'Add', inputs: [name('e'), two], outputs: [name('e + 2')] },
        { op: 'Mul', inputs: [name('e'), name('e + 2')], outputs: [name('n')] },
        { op: 'Add', inputs: [name('n'), two], outputs: [name('n + 2')] },
        { op: 'Div', inputs: [name('n'), name('n + 2')], outputs: [name('share')] },
        { op: 'Mul', inputs: [x, name('share')], outputs: (nodes[0] as GraphNode).outputs },
      ],
      initializers: { [twenty]: scalar(20), [two]: scalar(2) },
    };
  });
  return rewritten;
}

/** softmax((q · s) (k · s)ᵀ + bias) v, where q, k and v are split in heads and the result is joined again. */
const attention: Pattern = {
  op: 'Reshape',
  inputs: [
    {
      op: 'Transpose',
      inputs: [
        {
          op: 'MatMul',
          inputs: [
            {
              op: 'Softmax',
              inputs: [
                {
                  op: 'Add',
                  inputs: [{ op: 'MatMul', inputs: [headsOf('q', 'scale'), headsOf('k', 'scale')] }, 'bias'],
                },
              ],
            },
            headsOf('v'),
          ],
        },
      ],
    },
  ],
};

function headsOf(name: 'q' | 'k' | 'v', scale?: string): Pattern {
  const turned: Pattern = {
    op: 'Transpose',
    inputs: [{ op: 'Reshape', inputs: [name, `${name} shape`] }],
    as: `${name} turned`,
  };
  return scale === undefined ? turned : { op: 'Mul', inputs: [turned, scale] };
}

/**
 * Attention as one `com.microsoft.MultiHeadAttention` each, which takes as many rows as there are (the published shapes
 * are for two). `bias`: [rows, 1, frames, frames]; without, all frames see each other.
 */
export function withFusedAttention(graph: Graph, bias?: string): Graph {
  const matches = findPattern(graph, attention);
  const softmaxes = graph.nodes.filter(({ op }) => op === 'Softmax').length;
  if (matches.length !== softmaxes) {
    throw new NoSeam(`every Softmax of a step should belong to an attention; ${matches.length} of ${softmaxes} do`);
  }
  const joined = matches.map(({ nodes }) => nodes[0] as GraphNode);
  const fused = matches.map((match): NewNode => {
    const tensor = (name: string) => match.tensors.get(name) ?? '';
    const { heads, width } = headsIn(graph, match);
    return {
      op: 'MultiHeadAttention',
      domain: 'com.microsoft',
      inputs: [tensor('q'), tensor('k'), tensor('v'), ...(bias === undefined ? [] : ['', '', bias])],
      outputs: match.nodes[0]?.outputs ?? [],
      attributes: {
        num_heads: { kind: 'int', value: heads },
        scale: { kind: 'float', value: 1 / Math.sqrt(width) },
      },
    };
  });
  return replaceNodes(graph, new Set(joined), fused, { opsets: { 'com.microsoft': 1 } });
}

/** How many heads, and how wide each is: the last two numbers of the shape that q is split by. */
function headsIn(graph: Graph, { tensors, named }: Match): { heads: number; width: number } {
  const shape = tensors.get('q shape') ?? '';
  const parts = graph.producerOf(shape)?.inputs.map((input) => scalarOf(graph, input)) ?? constantOf(graph, shape);
  const [heads, width] = [parts?.at(-2), parts?.at(-1)];
  const turns = (name: string) => JSON.stringify(named.get(`${name} turned`)?.attributes.get('perm'));
  const scale = scalarOf(graph, tensors.get('scale') ?? '');
  if (
    heads === undefined ||
    width === undefined ||
    !turns('q').includes('[0,2,1,3]') ||
    !turns('k').includes('[0,2,3,1]') ||
    !turns('v').includes('[0,2,1,3]') ||
    (scale !== undefined && Math.abs(scale ** 2 * Math.sqrt(width) - 1) > 1e-4)
  ) {
    throw new NoSeam('an attention should split q, k and v in heads and scale by the root of their width');
  }
  return { heads, width };
}

/** The nodes that make of a mask, bool [rows, 1, frames], what attention adds: 0, or −10¹⁰ for frames that are no frames. */
export function attentionBias(graph: Graph, mask: string): { graph: Graph; bias: string } {
  const name = (part: string) => added(`bias ${part}`);
  const node = (op: string, inputs: readonly string[], output: string): NewNode => ({ op, inputs, outputs: [output] });
  const nodes: NewNode[] = [
    { ...node('Cast', [mask], name('mask')), attributes: { to: { kind: 'int', value: float32 } } },
    node('Sub', [name('1'), name('mask')], name('missing')),
    node('Mul', [name('missing'), name('far')], name('of frames')),
    node('Unsqueeze', [name('of frames'), name('row')], name('in a row')),
    node('Mul', [name('missing'), name('0')], name('nothing')),
    node('Unsqueeze', [name('nothing'), name('column')], name('in a column')),
    node('Add', [name('in a row'), name('in a column')], name('for all')),
  ];
  const initializers = {
    [name('1')]: scalar(1),
    [name('0')]: scalar(0),
    [name('far')]: scalar(-1e10),
    [name('row')]: axes(1),
    [name('column')]: axes(3),
  };
  return { graph: replaceNodes(graph, new Set(), nodes, { initializers }), bias: name('for all') };
}

/** The graph for masks that are all true: nothing is multiplied with them. */
export function withoutMask(graph: Graph, mask: string): Graph {
  const products = new Map<GraphNode, string>();
  for (const number of graph.consumersOf(mask).filter(({ op }) => op === 'Cast')) {
    for (const product of graph.consumersOf(firstOutput(number)).filter(({ op }) => op === 'Mul')) {
      products.set(product, otherOperand(product, firstOutput(number)));
    }
  }
  const passed = [...products].map(([{ outputs }, input]): NewNode => ({ op: 'Identity', inputs: [input], outputs }));
  return replaceNodes(graph, new Set(products.keys()), passed);
}

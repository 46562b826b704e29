import type { TinyGraph } from './tiny-graph.fixture.ts';

/** What the estimator of a tiny decoder reads; names of tensors. */
export interface EstimatorInputs {
  /** [rows, 80, frames] */
  readonly x: string;
  readonly mu: string;
  /** [rows, 80, 1] */
  readonly spks: string;
  readonly cond: string;
  /** bool [rows, 1, frames] */
  readonly mask: string;
  readonly rows: 1 | 2;
}

const channels = 6;
const heads = 2;
const width = 4;
const inner = heads * width;
export const blocks = ['down_blocks.0.0', 'mid_blocks.0.0'] as const;

/** A copy of the estimator: two residual blocks that are told the time, each with an attention. Gives the velocity. */
export function tinyEstimator(graph: TinyGraph, step: number, inputs: EstimatorInputs): string {
  const name = (part: string) => `${part} of step ${step}`;
  const { x, mu, spks, cond, mask } = inputs;
  const shape = graph.add(name('shape of x'), 'Shape', [x]);
  const spread = graph.add(name('spread'), 'Expand', [spks, shape]);
  const pair = graph.add(name('pair'), 'Concat', [x, mu], { axis: 1 });
  const all = graph.add(name('all'), 'Concat', [pair, spread, cond], { axis: 1 });
  const present = graph.add(name('present'), 'Cast', [mask], { to: 1 });
  const bias = attentionBias(graph, name, present);
  const read = graph.add(name('read'), 'Mul', [all, present]);
  let h = read;
  blocks.forEach((block, index) => {
    const rest = index === 0 ? graph.conv(name('res_conv'), `${block}.res_conv`, h, [channels, 320, 1]) : h;
    const first = mish(
      graph,
      name(`${block} 1`),
      convolved(graph, name, `${block}.block1`, h, index === 0 ? 320 : channels),
    );
    const time = graph.constant(name(`${block} time`), 'float32', [inputs.rows, channels, 1], () =>
      graph.random.normal(),
    );
    const told = graph.add(name(`${block} told`), 'Add', [
      graph.add(name(`${block} masked`), 'Mul', [first, present]),
      time,
    ]);
    const again = graph.add(name(`${block} again`), 'Mul', [told, present]);
    const second = mish(graph, name(`${block} 2`), convolved(graph, name, `${block}.block2`, again, channels));
    const sum = graph.add(name(`${block} sum`), 'Add', [second, rest]);
    const attended = attention(graph, (part) => name(`${block} ${part}`), block, sum, bias, inputs.rows);
    h = graph.add(name(`${block} result`), 'Mul', [attended, present]);
  });
  const last = graph.add(name('last'), 'Mul', [h, present]);
  return graph.conv(name('velocity'), 'final_proj', last, [80, channels, 1]);
}

type Naming = (part: string) => string;

/** A causal convolution over three frames, normalised. */
function convolved(graph: TinyGraph, name: Naming, module: string, input: string, from: number): string {
  const conv = graph.conv(name(module), `${module}.block.0`, input, [channels, from, 3], { pads: [2, 0] });
  const rows = graph.add(name(`${module} rows`), 'Transpose', [conv], { perm: [0, 2, 1] });
  const scale = graph.constant(`${module}.block.2.weight`, 'float32', [channels], () => 1);
  const shift = graph.constant(`${module}.block.2.bias`, 'float32', [channels], () => 0.1);
  const normal = graph.add(name(`${module} normal`), 'LayerNormalization', [rows, scale, shift], { axis: -1 });
  return graph.add(name(`${module} columns`), 'Transpose', [normal], { perm: [0, 2, 1] });
}

function mish(graph: TinyGraph, name: string, x: string): string {
  const soft = graph.add(`${name} softplus`, 'Softplus', [x]);
  return graph.add(`${name} mish`, 'Mul', [x, graph.add(`${name} tanh`, 'Tanh', [soft])]);
}

function attentionBias(graph: TinyGraph, name: Naming, present: string): string {
  const missing = graph.add(name('missing'), 'Sub', [graph.number(1), present]);
  const far = graph.add(name('far'), 'Mul', [missing, graph.number(-1e10)]);
  return graph.add(name('bias'), 'Unsqueeze', [far, graph.integers(1)]);
}

/** [rows, channels, frames] of the same shape. A guided decoder's shapes are for two rows, as published. */
function attention(graph: TinyGraph, name: Naming, block: string, h: string, bias: string, rows: 1 | 2): string {
  const tokens = graph.add(name('tokens'), 'Transpose', [h], { perm: [0, 2, 1] });
  const split = rows === 2 ? graph.integers(2, -1, heads, width) : dynamicShape(graph, name('split'), tokens);
  const part = (letter: string, perm: number[]) => {
    const weight = graph.weight(`${block}.attention.${letter}`, [channels, inner]);
    const values = graph.add(name(letter), 'MatMul', [tokens, weight]);
    return graph.add(
      name(`${letter} turned`),
      'Transpose',
      [graph.add(name(`${letter} split`), 'Reshape', [values, split])],
      {
        perm,
      },
    );
  };
  const scaled = (letter: string, perm: number[]) =>
    graph.add(name(`${letter} scaled`), 'Mul', [part(letter, perm), graph.number(Math.sqrt(1 / Math.sqrt(width)))]);
  const likeness = graph.add(name('likeness'), 'MatMul', [scaled('q', [0, 2, 1, 3]), scaled('k', [0, 2, 3, 1])]);
  const biased = graph.add(name('biased'), 'Add', [likeness, bias]);
  const shares = graph.add(name('shares'), 'Softmax', [biased], { axis: -1 });
  const mixed = graph.add(name('mixed'), 'MatMul', [shares, part('v', [0, 2, 1, 3])]);
  const turned = graph.add(name('turned back'), 'Transpose', [mixed], { perm: [0, 2, 1, 3] });
  const joined = graph.add(name('joined'), 'Reshape', [turned, graph.integers(rows, -1, inner)]);
  const out = graph.add(name('out'), 'MatMul', [joined, graph.weight(`${block}.attention.out`, [inner, channels])]);
  const sum = graph.add(name('tokens and out'), 'Add', [out, tokens]);
  return graph.add(name('frames'), 'Transpose', [sum], { perm: [0, 2, 1] });
}

function dynamicShape(graph: TinyGraph, name: string, tokens: string): string {
  const shape = graph.add(`${name} shape`, 'Shape', [tokens]);
  const rows = graph.add(`${name} rows`, 'Slice', [shape, graph.integers(0), graph.integers(1)]);
  return graph.add(name, 'Concat', [rows, graph.integers(-1), graph.integers(heads), graph.integers(width)], {
    axis: 0,
  });
}

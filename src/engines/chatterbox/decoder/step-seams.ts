import type { GraphNode } from '../../../onnx/graph-node.ts';
import type { Graph } from '../../../onnx/graph.ts';
import { NoSeam, constantOperand, consumer, firstOutput, nodesBehind, otherOperand, producer } from './structure.ts';

/** Where one copy of the estimator begins and ends: names of tensors, all [rows, 80, frames] but where said. */
export interface StepEnds {
  readonly x: string;
  readonly mu: string;
  /** [rows, 80, 1] */
  readonly spks: string;
  readonly cond: string;
  /** bool [rows, 1, frames] */
  readonly mask: string;
  /** What the estimator says: how x changes. */
  readonly velocity: string;
}

export interface StepSeam extends StepEnds {
  /** The constants that tell each residual block the time, [rows, width, 1], in the order of the blocks. */
  readonly times: readonly string[];
  /** How much of the way the step goes; those of all steps make 1. */
  readonly size: number;
  /** x after the step, [1, 80, frames]. */
  readonly next: string;
}

export interface StepSeams {
  readonly steps: readonly StepSeam[];
  /** The strength of the classifier-free guidance; undefined where a step has one row (Turbo). */
  readonly guidance: number | undefined;
}

const float32 = 1;
const firstWeight = 'down_blocks.0.0.res_conv.weight';
const lastWeight = 'final_proj.weight';
const secondConvolution = /^(.*)\.block2\.block\.0\.weight$/u;

/** Finds the copies of the estimator by the names of their weights. Throws {@link NoSeam}. */
export function findSteps(graph: Graph): StepSeams {
  const firsts = convolutionsWith(graph, firstWeight);
  const lasts = convolutionsWith(graph, lastWeight);
  if (firsts.length === 0 || firsts.length !== lasts.length) {
    throw new NoSeam(
      `each step has one Conv with ${firstWeight} and one with ${lastWeight}; here are ${firsts.length} and ${lasts.length}`,
    );
  }
  if ([firstWeight, lastWeight].some((weight) => graph.initializers.get(weight)?.type !== float32)) {
    throw new NoSeam(`${firstWeight} and ${lastWeight} should be float32`);
  }
  const eulers = lasts.map((last) => eulerBehind(graph, firstOutput(last)));
  const [guidance] = eulers.map((euler) => euler.guidance);
  if (eulers.some((euler) => euler.guidance !== guidance)) throw new NoSeam('all steps should have the same guidance');
  const ends = firsts.map((first, index) => ({
    ...inputsOf(graph, first),
    velocity: firstOutput(lasts[index] as GraphNode),
  }));
  const steps = nodesOfSteps(graph, ends).map((nodes, index): StepSeam => {
    if (!nodes.includes(firsts[index] as GraphNode)) {
      throw new NoSeam(`step ${index + 1} should lead from ${firstWeight} to ${lastWeight}`);
    }
    const { size, next } = eulers[index] as Euler;
    return { ...(ends[index] as StepEnds), times: timesIn(graph, nodes), size, next };
  });
  return { steps, guidance };
}

/** The nodes of each step. Later ones read shapes of earlier ones; what they share is the earlier one's. */
export function nodesOfSteps(graph: Graph, steps: readonly StepEnds[]): readonly (readonly GraphNode[])[] {
  const earlier = new Set<GraphNode>();
  const stops = new Set<string>();
  return steps.map(({ x, mu, spks, cond, mask, velocity }) => {
    for (const tensor of [x, mu, spks, cond, mask]) stops.add(tensor);
    const own = [...nodesBehind(graph, velocity, stops)].filter((node) => !earlier.has(node));
    for (const node of own) earlier.add(node);
    return own;
  });
}

function convolutionsWith(graph: Graph, weight: string): readonly GraphNode[] {
  return graph.consumersOf(weight).filter(({ op }) => op === 'Conv');
}

/** Mul(Concat[Concat[x, mu], Expand(spks), cond], Cast(mask)) → the first convolution. */
function inputsOf(graph: Graph, first: GraphNode): Omit<StepEnds, 'velocity'> {
  const masked = producer(graph, first.inputs[0] ?? '', 'Mul', 'what a step begins with');
  const all = masked.inputs.find((input) => graph.producerOf(input)?.op === 'Concat') ?? '';
  const [pair = '', spread = '', cond = ''] = producer(graph, all, 'Concat', 'what a step reads').inputs;
  const [x = '', mu = ''] = producer(graph, pair, 'Concat', 'x and mu of a step').inputs;
  const spks = producer(graph, spread, 'Expand', 'the speaker of a step').inputs[0] ?? '';
  const mask = producer(graph, otherOperand(masked, all), 'Cast', 'the mask of a step').inputs[0] ?? '';
  return { x, mu, spks, cond, mask };
}

interface Euler {
  readonly size: number;
  readonly guidance: number | undefined;
  readonly next: string;
}

/** Guided: rows → × (1 + g), × g → difference → × size → + x; else velocity × size → + x. */
function eulerBehind(graph: Graph, velocity: string): Euler {
  const rows = graph.consumersOf(velocity).filter(({ op }) => op === 'Slice');
  const guided = rows.length > 0;
  const direction = guided ? guidedDirection(graph, rows) : { tensor: velocity, guidance: undefined };
  const scaled = consumer(graph, direction.tensor, 'Mul', 'the direction of a step');
  const size = constantOperand(graph, scaled, 'the size of a step');
  const next = consumer(graph, firstOutput(scaled), 'Add', 'the change of x');
  return { size, guidance: direction.guidance, next: firstOutput(next) };
}

function guidedDirection(graph: Graph, rows: readonly GraphNode[]): { tensor: string; guidance: number } {
  const scaled = rows.map((row) => consumer(graph, firstOutput(row), 'Mul', 'a row of the guidance'));
  const [difference, ...more] = new Set(
    scaled.map((row) => consumer(graph, firstOutput(row), 'Sub', 'a scaled row of the guidance')),
  );
  if (!difference || more.length > 0 || rows.length !== 2) {
    throw new NoSeam('the guidance should be the difference of two rows');
  }
  const [plus, minus] = difference.inputs.map((input) =>
    constantOperand(graph, producer(graph, input, 'Mul', 'a row of the guidance'), 'the strength of the guidance'),
  );
  if (plus === undefined || minus === undefined || Math.abs(plus - minus - 1) > 1e-5) {
    throw new NoSeam(`the guidance should be (1 + g) and g; it is ${plus} and ${minus}`);
  }
  // As it was written before it was rounded to float32.
  return { tensor: firstOutput(difference), guidance: Math.round(minus * 1e6) / 1e6 };
}

/** Add(h, time) → Mul with the mask → the second convolution of each residual block. */
function timesIn(graph: Graph, nodes: readonly GraphNode[]): readonly string[] {
  const byBlock = new Map<string, string>();
  for (const { op, inputs } of nodes) {
    const [data = '', weight = ''] = inputs;
    const [, block] = secondConvolution.exec(weight) ?? [];
    if (op !== 'Conv' || block === undefined) continue;
    const masked = producer(graph, data, 'Mul', `what ${block} reads`);
    const sum = masked.inputs.map((input) => graph.producerOf(input)).find((node) => node?.op === 'Add');
    const time = sum?.inputs.find((input) => graph.initializers.get(input)?.dims.length === 3);
    if (time === undefined) throw new NoSeam(`${block} should be told the time by a constant`);
    byBlock.set(block, time);
  }
  if (byBlock.size === 0) throw new NoSeam('a step should have residual blocks (block2.block.0.weight)');
  return [...byBlock].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, time]) => time);
}

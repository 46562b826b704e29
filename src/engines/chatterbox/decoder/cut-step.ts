import { cutGraph } from '../../../onnx/graph-cut.ts';
import { replaceNodes } from '../../../onnx/graph-edit.ts';
import { valueOf } from '../../../onnx/graph-values.ts';
import { Graph, type ValueInfo } from '../../../onnx/graph.ts';
import { attentionBias, withFusedAttention, withoutMask, withoutSoftplus } from './rewrites.ts';
import type { DecoderSeams } from './seams.ts';
import type { StepSeam } from './step-seams.ts';
import { NoSeam, added } from './structure.ts';

const float32 = 1;
const bool = 9;
const int64 = 7;
const melBands = 80;

/** The input with the time constants of a step, one block's after another's: [rows, blocks × width, 1]. */
export const timeInput = added('time');

/**
 * The estimator alone, from the first step's copy, which reads nothing of other steps: x, mu, spks, cond and time →
 * velocity. `padded`: with a mask, for rows that are of different lengths. `softplus`: with that operator, which is slow on
 * a processor, and on a card faster than what stands for it.
 */
export function cutStep(
  graph: Graph,
  { steps }: DecoderSeams,
  { padded, softplus }: { padded: boolean; softplus: boolean },
): Graph {
  const [step] = steps;
  if (!step) throw new NoSeam('there should be a step');
  const over = (name: string, dims: ValueInfo['dims'], type = float32): ValueInfo => ({ name, type, dims });
  const frames = ['rows', melBands, 'frames'];
  const inputs = [
    over(step.x, frames),
    over(step.mu, frames),
    over(step.spks, ['rows', melBands, 1]),
    over(step.cond, frames),
  ];
  const mask = over(step.mask, ['rows', 1, 'frames'], bool);
  const times = step.times.map((time) => over(time, ['rows', timeWidth(graph, time), 1]));
  const outputs = [over(step.velocity, frames)];
  const published = cutGraph(graph, { inputs: [...inputs, mask, ...times], outputs });
  const timed = withTimeInput(published, graph, step);
  const faster = softplus ? timed : withoutSoftplus(timed);
  const biased = padded ? attentionBias(faster, step.mask) : { graph: withoutMask(faster, step.mask), bias: undefined };
  const time = faster.inputs.filter(({ name }) => name === timeInput);
  const kept = padded ? [...inputs, mask, ...time] : [...inputs, ...time];
  const cut = cutGraph(withFusedAttention(biased.graph, biased.bias), { inputs: kept, outputs });
  const other = cut.inputs.find(({ name }) => !kept.some((input) => input.name === name));
  if (other) throw new NoSeam(`a step also reads "${other.name}"`);
  return cut;
}

/** The time constants as one input that is split. */
function withTimeInput(part: Graph, whole: Graph, { times }: StepSeam): Graph {
  const widths = times.map((time) => timeWidth(whole, time));
  const open = new Graph({ ...part, inputs: part.inputs.filter(({ name }) => !times.includes(name)) });
  const widthsName = added('widths of times');
  const all = widths.reduce((sum, width) => sum + width, 0);
  return replaceNodes(
    open,
    new Set(),
    [
      {
        op: 'Split',
        inputs: [timeInput, widthsName],
        outputs: times,
        attributes: { axis: { kind: 'int', value: 1 } },
      },
    ],
    {
      inputs: [{ name: timeInput, type: float32, dims: ['rows', all, 1] }],
      initializers: {
        [widthsName]: { type: int64, dims: [widths.length], data: BigInt64Array.from(widths, BigInt) },
      },
    },
  );
}

function timeWidth(graph: Graph, time: string): number {
  const [, width] = graph.initializers.get(time)?.dims ?? [];
  if (width === undefined) throw new NoSeam('a time constant should be [rows, width, 1]');
  return width;
}

/**
 * The time constants of all steps: [steps, rows, width], where rows are 1, or 2 for a guided decoder, and width is that of
 * {@link timeInput}.
 */
export function timesOf(graph: Graph, { steps, guidance }: DecoderSeams): { values: Float32Array; width: number } {
  const rows = guidance === undefined ? 1 : 2;
  const width = steps[0]?.times.reduce((sum, time) => sum + timeWidth(graph, time), 0) ?? 0;
  const values = new Float32Array(steps.length * rows * width);
  let at = 0;
  for (const { times } of steps) {
    const constants = times.map((time) => constantOf(graph, time, rows));
    for (let row = 0; row < rows; row++) {
      for (const constant of constants) {
        values.set(constant[row] as Float32Array, at);
        at += constant[row]?.length ?? 0;
      }
    }
  }
  return { values, width };
}

/** A constant by rows. One row stands for all. */
function constantOf(graph: Graph, time: string, rows: number): readonly Float32Array[] {
  const initializer = graph.initializers.get(time);
  const [given = 0, width = 0] = initializer?.dims ?? [];
  if (!initializer || (given !== rows && given !== 1)) {
    throw new NoSeam(`a time constant should have ${rows} rows; "${time}" has ${given}`);
  }
  const values = Float32Array.from(valueOf(graph, initializer).data, Number);
  return Array.from({ length: rows }, (_, row) =>
    values.subarray((row % given) * width, (row % given) * width + width),
  );
}

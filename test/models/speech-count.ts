import { speech } from '../../src/engines/chatterbox/variant.ts';
import type { GraphBuilder } from './graph-builder.ts';
import type { LanguageModelShape } from './shapes.ts';

/**
 * How a random model knows when to stop. The last column of what flows through it is a mark: {@link speechMark} in the
 * embedding of a speech token, 0 in any other, and no layer writes to it but one: a head of the first layer whose
 * queries are zero looks at all that came before alike, and adds the mean of the (normalised) marks. That mean times
 * the valid entries of the mask is the number of speech tokens so far.
 */
export const speechMark = 3;

/** Makes the first head of the first layer the one that counts: rows [3 × hidden, hidden] of the packed projection. */
export function countingProjection(
  { hidden, headDim }: LanguageModelShape,
  rows: Float32Array,
  bias: Float32Array,
): void {
  rows.fill(0, 0, headDim * hidden);
  if (bias.length > 0) bias.fill(0, 0, headDim);
  const value = 2 * hidden;
  // What it says besides is a mean over all, and faint.
  for (let i = value * hidden; i < (value + headDim) * hidden; i++) rows[i] = (rows[i] ?? 0) * 4;
  rows.fill(0, value * hidden, (value + 1) * hidden);
  rows[value * hidden + hidden - 1] = 1;
  if (bias.length > 0) bias[value] = 0;
}

/** Keeps a layer that writes to the residual stream off the mark; `from` is the input that may write to it. */
export function offTheMark(inputs: number, outputs: number, from?: number) {
  return (rows: Float32Array, bias: Float32Array): void => {
    rows.fill(0, (outputs - 1) * inputs, outputs * inputs);
    if (bias.length > 0) bias[outputs - 1] = 0;
    if (from !== undefined) rows[(outputs - 1) * inputs + from] = 1;
  };
}

/**
 * Adds `perToken` × (speech tokens so far − `after`) to the logit of the stop token. `residual` is [batch, sequence,
 * hidden] before the last norm.
 */
export function addEndBias(
  graph: GraphBuilder,
  { hidden, vocab }: LanguageModelShape,
  { perToken, after }: { readonly perToken: number; readonly after: number },
  { logits, residual }: { readonly logits: string; readonly residual: string },
): string {
  const ends = [graph.integers('mark.from', [hidden - 1]), graph.integers('mark.to', [hidden])];
  const mark = graph.add('mark', 'Slice', [residual, ...ends, graph.integers('mark.axis', [2])]);
  const mean = graph.add('mark.mean', 'Sub', [mark, graph.floats('mark.own', speechMark)]);
  const valid = graph.add('mask.valid.float', 'Cast', ['mask.valid'], { to: 1 });
  const rows = graph.add('mask.valid.rows', 'Unsqueeze', [valid, graph.integers('axis.2', [2])]);
  const sum = graph.add('mark.sum', 'Mul', [mean, rows]);
  // What a norm makes of a mark beside values of deviation 1.
  const normalised = speechMark / Math.sqrt(1 + speechMark ** 2 / hidden);
  const grown = graph.add('end.grown', 'Mul', [sum, graph.floats('end.each', perToken / normalised)]);
  const height = graph.add('end.height', 'Sub', [grown, graph.floats('end.late', perToken * after)]);
  const column = new Float32Array(vocab);
  column[speech.stop] = 1;
  const bias = graph.add('end.bias', 'Mul', [height, graph.floats('end.column', column)]);
  return graph.add('logits', 'Add', [logits, bias]);
}

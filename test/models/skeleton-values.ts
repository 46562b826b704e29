import type { Graph } from '../../src/onnx/graph.ts';
import { elementsOf } from '../../src/onnx/tensor.ts';
import { fadeIn, filterBank, hann, inverseFourier, relativePositions, rotary, transposed } from './known-constants.ts';
import { RandomWeights } from './random-weights.ts';

/**
 * Values for a weight of one of Chatterbox's graphs, by the nodes that read it: constants by their formula, weights of
 * layers scaled by the number of their inputs (so that the deviation of what comes out is that of what goes in), those
 * of normalisation and of Snake near 1, biases small. Throws an Error for a use that is not known.
 */
export function valuesFor(graph: Graph, name: string, dims: readonly number[], seed: number): Float32Array {
  const random = new RandomWeights(seed);
  const values = new Float32Array(elementsOf(dims));
  const around = (mean: number, deviation: number) => random.fill(name, values, deviation, mean);
  const scaled = (inputs: number, gain = 1) => around(0, gain / Math.sqrt(inputs));
  const [first = 1, second = 1, third = 1] = dims;
  const uses = graph
    .consumersOf(name)
    .flatMap(({ op, name: node, inputs }) =>
      inputs.flatMap((input, index) => (input === name ? [{ use: `${op} ${index}`, node }] : [])),
    );
  const used = (...known: readonly string[]) => uses.some(({ use }) => known.includes(use));
  const within = (part: string) => uses.some(({ node }) => node.includes(part));

  // Scales and variances of normalisation. First, because an export may share one tensor of ones with a window.
  if (used('LayerNormalization 1', 'BatchNormalization 1', 'BatchNormalization 4')) return around(1, 0.05);
  if (used('LayerNormalization 2', 'BatchNormalization 2', 'BatchNormalization 3')) return around(0, 0.02);

  if (used('STFT 2')) return hann(first);
  if (used('Mul 1') && dims.length === 2) return hann(second);
  if (used('Mul 1') && dims.length === 1) return fadeIn(first);
  if (used('MatMul 0')) return filterBank(first, second);
  if (used('MatMul 1') && first === 257) return transposed(filterBank(second, first), second, first);
  if (used('Slice 0') && dims.length === 3) return relativePositions(second, third);
  if (used('Slice 0') && name.endsWith('.cos')) return rotary(Math.cos, first, second);
  if (used('Slice 0') && name.endsWith('.sin')) return rotary(Math.sin, first, second);
  // A trained vocoder is quieter than one with spectra around 1.
  if (name === 'istft.inverse_basis') return inverseFourier(third).map((value) => value / 4);

  // Snake: x + sin²(αx)/α.
  if (used('Mul 0', 'Mul 1')) return around(1, 0.05);
  // What the time of a flow step adds: the same in every row.
  if (used('Add 1') && dims.length === 3) return repeated(around(0, 0.3), first);
  if (used('Add 0', 'Add 1', 'Conv 2', 'ConvTranspose 2')) return around(0, 0.02);
  if (used('Gather 0', 'Expand 0')) return around(0, 1);
  // Gives the pitch in hertz.
  if (within('f0_predictor/classifier')) return scaled(first, 300);
  if (used('MatMul 1')) return scaled(first);
  if (used('Gemm 1')) return scaled(second);
  // A vocoder's residual blocks have no normalisation; at full gain they would grow from block to block.
  if (used('Conv 1')) return scaled(second * elementsOf(dims.slice(2)), within('resblocks') ? 0.5 : 1);
  // Kernels are about two strides long, so two taps meet in each sample.
  if (used('ConvTranspose 1')) return scaled(first * 2);
  throw new Error(`The weight "${name}" [${dims.join(', ')}] is used as ${uses.map(({ use }) => use).join(', ')}.`);
}

/** The first of `rows` equal parts, in all of them. */
function repeated(values: Float32Array, rows: number): Float32Array {
  const length = values.length / rows;
  for (let row = 1; row < rows; row++) values.copyWithin(row * length, 0, length);
  return values;
}

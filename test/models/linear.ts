import { blockSize, quantize } from './four-bits.ts';
import type { GraphBuilder } from './graph-builder.ts';
import { transposed } from './known-constants.ts';
import type { RandomWeights } from './random-weights.ts';

export interface LinearShape {
  readonly inputs: number;
  readonly outputs: number;
  /** Deviation of what comes out by that of what goes in. Default 1. */
  readonly gain?: number;
  readonly bias?: boolean;
  /** Changes the random rows, [outputs, inputs], and the bias (empty without one) before they are written. */
  readonly change?: (rows: Float32Array, bias: Float32Array) => void;
}

export interface LinearWriter {
  readonly graph: GraphBuilder;
  readonly random: RandomWeights;
  readonly weights: 'float32' | '4-bit';
  readonly accuracyLevel: number | undefined;
}

/** Adds a linear layer of random weights, and returns what comes out. The 4-bit weights are the float32 ones, rounded. */
export function linear(writer: LinearWriter, name: string, input: string, shape: LinearShape): string {
  const { graph, random, weights, accuracyLevel } = writer;
  const { inputs, outputs, gain = 1, bias: biased = false, change } = shape;
  const rows = random.fill(`${name}.weight`, new Float32Array(outputs * inputs), gain / Math.sqrt(inputs));
  const bias = random.fill(`${name}.bias`, new Float32Array(biased ? outputs : 0), 0.02);
  change?.(rows, bias);
  const product = biased ? `${name}.product` : name;
  if (weights === 'float32') {
    const columns = transposed(rows, outputs, inputs);
    graph.add(product, 'MatMul', [input, graph.floats(`${name}.weight`, columns, [inputs, outputs])]);
  } else {
    const { packed, scales } = quantize(rows, outputs, inputs);
    const operands = [
      input,
      graph.bytes(`${name}.weight_Q4`, packed, [outputs, inputs / blockSize, blockSize / 2]),
      graph.floats(`${name}.weight_scales`, scales),
    ];
    const level = accuracyLevel === undefined ? {} : { accuracy_level: accuracyLevel };
    graph.add(product, 'MatMulNBits', operands, {
      ...{ K: inputs, N: outputs, bits: 4, block_size: blockSize },
      ...level,
    });
  }
  return biased ? graph.add(name, 'Add', [product, graph.floats(`${name}.bias`, bias)]) : name;
}

import { dependents } from '../../onnx/graph-walk.ts';
import type { Graph, GraphNode } from '../../onnx/graph.ts';

/** Where a VITS graph can be cut: names of tensors, all [1, channels, frames] but where said. */
export interface Seams {
  /** Noise of the duration predictor, [1, 2, ids]; an input of the text part in place of a random node. */
  readonly durationNoise: string;
  /** What the latent is drawn from: latent = mean + noise × spread × noise scale. */
  readonly mean: string;
  readonly spread: string;
  readonly latent: string;
  /** [1, 1, frames] */
  readonly mask: string;
  /** What the decoder reads. */
  readonly decoderInput: string;
  readonly channels: number;
  /** The graph's only output: the samples. */
  readonly samples: string;
}

/** The structure of VITS was not found; the message says what was looked for. */
export class NoSeam extends Error {
  override readonly name = 'NoSeam';
}

/**
 * Finds the seams text and durations | flow | decoder by structure alone: names and numbers of nodes differ between
 * exports. The latent is the sum after the last random node; the decoder begins with the convolution before the first
 * transposed one; the mask is what the flow's result is multiplied with. Throws {@link NoSeam}.
 */
export function findSeams(graph: Graph): Seams {
  const noises = graph.nodes.filter(({ op }) => op === 'RandomNormalLike');
  const [durations, last] = noises;
  if (!durations || !last || noises.length > 2) {
    throw new NoSeam(`VITS has two RandomNormalLike nodes, this graph ${noises.length}`);
  }
  const [samples] = graph.outputs;
  if (!samples || graph.outputs.length > 1) throw new NoSeam(`VITS has one output, this graph ${graph.outputs.length}`);
  const { mean, spread, latent } = latentOf(graph, last);
  const { decoderInput, channels } = decoderOf(graph);
  return {
    durationNoise: firstOutput(durations),
    mean,
    spread,
    latent,
    mask: maskOf(graph, latent, decoderInput),
    decoderInput,
    channels,
    samples: samples.name,
  };
}

/** noise → × spread → × noise scale → + mean. */
function latentOf(graph: Graph, noise: GraphNode): Pick<Seams, 'mean' | 'spread' | 'latent'> {
  const spread = onlyConsumer(graph, noise, 'Mul');
  const scaled = onlyConsumer(graph, spread, 'Mul');
  const sum = onlyConsumer(graph, scaled, 'Add');
  return { spread: otherInput(spread, noise), mean: otherInput(sum, scaled), latent: firstOutput(sum) };
}

function decoderOf(graph: Graph): Pick<Seams, 'decoderInput' | 'channels'> {
  const upsampling = graph.nodes.find(({ op }) => op === 'ConvTranspose');
  if (!upsampling) throw new NoSeam('a HiFi-GAN decoder has ConvTranspose nodes, this graph none');
  let tensor = upsampling.inputs[0];
  for (let steps = 0; steps < 8; steps++) {
    const node = tensor === undefined ? undefined : graph.producerOf(tensor);
    if (!node) break;
    if (node.op === 'Conv') {
      const [input, weight] = node.inputs;
      const channels = graph.initializers.get(weight ?? '')?.dims[1];
      if (input === undefined || channels === undefined) break;
      return { decoderInput: input, channels };
    }
    // A voice of many speakers adds theirs here: conv(latent) + conv(speaker). The latent's kernel is the wider one.
    tensor = node.op === 'Add' ? widestConvolution(graph, node) : node.inputs[0];
  }
  throw new NoSeam('there is no Conv before the first ConvTranspose');
}

function widestConvolution(graph: Graph, sum: GraphNode): string | undefined {
  const kernel = (tensor: string): number => {
    const node = graph.producerOf(tensor);
    return node?.op === 'Conv' ? (graph.initializers.get(node.inputs[1] ?? '')?.dims[2] ?? 0) : -1;
  };
  return [...sum.inputs].sort((a, b) => kernel(b) - kernel(a))[0];
}

function maskOf(graph: Graph, latent: string, decoderInput: string): string {
  const masked = graph.producerOf(decoderInput);
  if (masked?.op !== 'Mul') throw new NoSeam('the decoder does not read a masked product');
  const after = dependents(graph, latent);
  const [mask, ...more] = masked.inputs.filter((input) => !after.has(input));
  if (mask === undefined || more.length > 0) throw new NoSeam('the mask of the decoder does not lie before the flow');
  return mask;
}

function onlyConsumer(graph: Graph, node: GraphNode, op: string): GraphNode {
  const [consumer, ...more] = graph.consumersOf(firstOutput(node));
  if (consumer?.op === op && more.length === 0) return consumer;
  throw new NoSeam(`the latent's noise is not followed by one ${op}`);
}

function otherInput(node: GraphNode, producer: GraphNode): string {
  const other = node.inputs.find((input) => input !== firstOutput(producer));
  if (other === undefined) throw new NoSeam(`${node.op} has no second operand`);
  return other;
}

function firstOutput(node: GraphNode): string {
  return node.outputs[0] ?? '';
}

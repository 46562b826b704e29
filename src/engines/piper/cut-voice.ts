import { cutGraph } from '../../onnx/graph-cut.ts';
import { replaceNodes } from '../../onnx/graph-edit.ts';
import { writeGraph } from '../../onnx/graph-write.ts';
import type { Graph, ValueInfo } from '../../onnx/graph.ts';
import { NoSeam, findSeams, type Seams } from './seams.ts';

/** A voice cut in three at its seams: models that still point into the published file's weights. */
export interface CutVoice {
  readonly seams: Seams;
  /** ids → mean, spread, mask. */
  readonly text: Uint8Array;
  /** latent, mask → what the decoder reads. */
  readonly flow: Uint8Array;
  /** … → samples. */
  readonly decoder: Uint8Array;
}

const float32 = 1;

/** Cuts a voice. The parts one after another compute what the whole does. Throws {@link NoSeam}. */
export function cutVoice(graph: Graph): CutVoice {
  const seams = findSeams(graph);
  const { channels } = seams;
  const over = (name: string, dims: ValueInfo['dims']): ValueInfo => ({ name, type: float32, dims });
  const latent = over(seams.latent, ['batch', channels, 'frames']);
  const mask = over(seams.mask, ['batch', 1, 'frames']);
  const decoderInput = over(seams.decoderInput, ['batch', channels, 'frames']);

  const text = cutGraph(withoutRandomness(graph, seams), {
    inputs: [],
    outputs: [over(seams.mean, ['batch', channels, 'frames']), over(seams.spread, ['batch', channels, 'frames']), mask],
  });
  const flow = cutGraph(graph, { inputs: [latent, mask], outputs: [decoderInput] });
  const decoder = cutGraph(graph, { inputs: [decoderInput], outputs: graph.outputs });
  checkInputs('flow', flow, [seams.latent, seams.mask, 'sid']);
  checkInputs('decoder', decoder, [seams.decoderInput, 'sid']);
  const write = (part: Graph) => writeGraph(part, { weights: 'published' });
  return { seams, text: write(text), flow: write(flow), decoder: write(decoder) };
}

/** The duration predictor's noise becomes an input: we draw it, so that a seed decides. */
function withoutRandomness(graph: Graph, { durationNoise }: Seams): Graph {
  const node = graph.producerOf(durationNoise);
  if (!node) throw new NoSeam('the random node of the durations is gone');
  const noise: ValueInfo = { name: durationNoise, type: float32, dims: ['batch', 2, 'phonemes'] };
  return replaceNodes(graph, new Set([node]), [], { inputs: [noise] });
}

function checkInputs(part: string, graph: Graph, allowed: readonly string[]): void {
  const other = graph.inputs.find(({ name }) => !allowed.includes(name));
  if (other) throw new NoSeam(`the ${part} also reads "${other.name}"`);
}

import { dependents } from '../../../onnx/graph-walk.ts';
import type { GraphNode } from '../../../onnx/graph-node.ts';
import { valueOf } from '../../../onnx/graph-values.ts';
import type { Graph } from '../../../onnx/graph.ts';
import { NoSeam, constantOf, constantOperand, consumer, firstOutput, otherOperand, scalarOf } from './structure.ts';

/** Where the vocoder (HiFT: a source of harmonics and noise, filtered) can be cut: names of tensors. */
export interface VocoderSeams {
  /** The pitch of every frame in Hz, [1, 1, frames]. */
  readonly pitch: string;
  /** Turns of each harmonic since the first sample, [1, harmonics, samples]. */
  readonly cycles: string;
  /** What is added to the turns, in radians: [1, harmonics, 1]. */
  readonly phase: string;
  /** Normal numbers, [1, harmonics, samples]. */
  readonly noise: string;
  /** The samples before they are faded in, [1, samples]. */
  readonly samples: string;
  /** What the first samples are multiplied with; empty where nothing is faded. */
  readonly fade: readonly number[];
  readonly source: SourceShape;
}

/** The harmonics of the source. */
export interface SourceShape {
  /** Multiples of the pitch, the fundamental first. */
  readonly multiples: readonly number[];
  readonly sampleRate: number;
  /** Samples of a frame. */
  readonly hop: number;
}

/**
 * Finds the source by structure: the pitch is what is repeated for every sample and summed up; the sum's remainder is
 * turned into an angle, to which a phase is added before the sine. Throws {@link NoSeam}.
 */
export function findVocoder(graph: Graph, mel: string): VocoderSeams {
  const after = dependents(graph, mel);
  const among = (op: string) => graph.nodes.filter((node) => node.op === op && after.has(firstOutput(node)));
  const [sum, ...sums] = among('CumSum');
  if (!sum || sums.length > 0) throw new NoSeam('the vocoder should have one CumSum, the phase of its harmonics');
  const cycles = firstOutput(sum);
  const [noise, ...noises] = among('RandomNormalLike');
  if (!noise || noises.length > 0) throw new NoSeam('the vocoder should have one RandomNormalLike');
  const [repeated, ...others] = among('Resize');
  if (!repeated || others.length > 0) throw new NoSeam('the vocoder should repeat its pitch by one Resize');
  const hop = constantOf(graph, repeated.inputs[2] ?? '')?.at(-1);
  if (hop === undefined || !Number.isInteger(hop))
    throw new NoSeam('the Resize of the pitch should have a whole scale');
  return {
    pitch: repeated.inputs[0] ?? '',
    cycles,
    phase: phaseOf(graph, cycles),
    noise: firstOutput(noise),
    ...samplesOf(graph),
    source: { ...harmonicsOf(graph, firstOutput(repeated), cycles), hop },
  };
}

/** cycles − floor(cycles) → × 2π → + phase. */
function phaseOf(graph: Graph, cycles: string): string {
  const rest = consumer(graph, cycles, 'Sub', 'the turns of the harmonics');
  const angle = consumer(graph, firstOutput(rest), 'Mul', 'the remainder of the turns');
  if (Math.abs(constantOperand(graph, angle, 'a turn') - 2 * Math.PI) > 1e-5) throw new NoSeam('a turn should be 2π');
  const sum = consumer(graph, firstOutput(angle), 'Add', 'the angle of the harmonics');
  consumer(graph, firstOutput(sum), 'Sin', 'the phase of the harmonics');
  const phase = otherOperand(sum, firstOutput(angle));
  const random = graph.nodes.some(
    (node) => node.op === 'RandomUniformLike' && dependents(graph, firstOutput(node)).has(phase),
  );
  if (!random) throw new NoSeam('the phase of the harmonics should come from RandomUniformLike');
  return phase;
}

/** pitch ÷ rate, and pitch × 2 ÷ rate, pitch × 3 ÷ rate …, which are summed up. */
function harmonicsOf(graph: Graph, pitch: string, cycles: string): Omit<SourceShape, 'hop'> {
  const found = new Map<number, number>();
  const add = (multiple: number, division: GraphNode) => {
    if (!dependents(graph, firstOutput(division)).has(cycles)) return;
    found.set(multiple, scalarOf(graph, division.inputs[1] ?? '') ?? NaN);
  };
  for (const node of graph.consumersOf(pitch)) {
    if (node.op === 'Div') add(1, node);
    if (node.op !== 'Mul') continue;
    const multiple = constantOperand(graph, node, 'the multiple of a harmonic');
    for (const next of graph.consumersOf(firstOutput(node))) if (next.op === 'Div') add(multiple, next);
  }
  const multiples = [...found.keys()].sort((a, b) => a - b);
  const [sampleRate = NaN, ...rates] = new Set(found.values());
  if (multiples.some((multiple, index) => multiple !== index + 1) || rates.length > 0 || !(sampleRate > 0)) {
    throw new NoSeam(`the harmonics should be 1, 2, 3 … times the pitch; they are ${multiples.join(', ')}`);
  }
  return { multiples, sampleRate };
}

/** The first samples × a curve are written over the samples, which the export does by ScatterND, once or twice. */
function samplesOf(graph: Graph): Pick<VocoderSeams, 'samples' | 'fade'> {
  const [output] = graph.outputs;
  if (!output) throw new NoSeam('the decoder should have an output');
  let samples = output.name;
  for (let node = graph.producerOf(samples); node?.op === 'ScatterND'; node = graph.producerOf(samples)) {
    samples = node.inputs[0] ?? '';
  }
  if (samples === output.name) return { samples, fade: [] };
  for (const first of graph.consumersOf(samples).filter(({ op }) => op === 'Slice')) {
    for (const faded of graph.consumersOf(firstOutput(first)).filter(({ op }) => op === 'Mul')) {
      const curve = graph.initializers.get(otherOperand(faded, firstOutput(first)));
      if (curve?.dims.length === 1) return { samples, fade: Array.from(valueOf(graph, curve).data, Number) };
    }
  }
  throw new NoSeam('what is written over the first samples should be these times a curve');
}

import { cutGraph } from '../../../onnx/graph-cut.ts';
import { valueOf } from '../../../onnx/graph-values.ts';
import { writeGraph } from '../../../onnx/graph-write.ts';
import { Graph, type ValueInfo } from '../../../onnx/graph.ts';
import { convolutionsAsProducts } from './convolutions.ts';
import { cutStep, timesOf } from './cut-step.ts';
import { cutPitch, cutVocoder } from './cut-vocoder.ts';
import { quantizeMatMuls } from './quantize.ts';
import { findDecoderSeams, type DecoderSeams } from './seams.ts';
import { NoSeam } from './structure.ts';
import type { SourceShape } from './vocoder-seams.ts';

/** What is known of a cut decoder; plain data. */
export interface DecoderPlan {
  /** How much of the way each of the published steps goes; together 1. */
  readonly sizes: readonly number[];
  /** The published strength of the guidance; undefined for a decoder without (Turbo). */
  readonly guidance: number | undefined;
  /**
   * The velocity of a row without noise and mask, [80]: what the second row is in the published first step. Undefined
   * where that step is like the others.
   */
  readonly blankVelocity: readonly number[] | undefined;
  /** Rows of time constants for each step: 1, or 2 for a guided decoder. */
  readonly timeRows: number;
  readonly timeWidth: number;
  readonly source: SourceShape;
  /** What the first samples of an utterance are multiplied with. */
  readonly fade: readonly number[];
  /** Names of tensors in the parts. */
  readonly names: {
    readonly mu: string;
    readonly spks: string;
    readonly cond: string;
    readonly step: Readonly<Record<'x' | 'mu' | 'spks' | 'cond' | 'mask' | 'velocity', string>>;
    readonly mel: string;
    readonly pitch: string;
    readonly phase: string;
    readonly noise: string;
    readonly samples: string;
  };
}

export const partNames = ['encoder', 'step', 'padded-step', 'pitch', 'vocoder'] as const;
export type PartName = (typeof partNames)[number];

/** A decoder cut at its seams: models that still point into the published file's weights. */
export interface CutDecoder {
  readonly plan: DecoderPlan;
  readonly parts: Readonly<Record<PartName, Uint8Array>>;
  /** [steps, timeRows, timeWidth] */
  readonly times: Float32Array;
}

export interface CutOptions {
  /**
   * The step's large products in 8-bit integers: half of the time, and a mel that is off by a percent. Those for padded
   * rows stay as they are, since rows would change each other. Default false.
   */
  readonly int8?: boolean;
  /** Convolutions as matrix products (`convolutions.ts`), for a card. Default false. */
  readonly products?: boolean;
}

/** Weights of fewer elements stay float32: they take no time. */
const leastQuantized = 1 << 16;

/** Cuts a decoder. The parts one after another compute what the whole does. Throws {@link NoSeam}. */
export function cutDecoder(graph: Graph, { int8 = false, products = false }: CutOptions = {}): CutDecoder {
  const seams = findDecoderSeams(graph);
  const { values, width } = timesOf(graph, seams);
  const step = cutStep(graph, seams, { padded: false, softplus: products });
  // What the file says of tensors in between need not hold for other numbers of rows.
  const write = (part: Graph) =>
    writeGraph(new Graph({ ...(products ? convolutionsAsProducts(part) : part), valueInfos: [] }), {
      weights: 'published',
    });
  return {
    plan: planOf(graph, seams, width),
    parts: {
      encoder: write(cutEncoder(graph, seams)),
      step: write(int8 ? quantizeMatMuls(step, { least: leastQuantized }).graph : step),
      'padded-step': write(cutStep(graph, seams, { padded: true, softplus: products })),
      pitch: write(cutPitch(graph, seams)),
      vocoder: write(cutVocoder(graph, seams)),
    },
    times: values,
  };
}

function cutEncoder(graph: Graph, { mu, spks, cond }: DecoderSeams): Graph {
  // The shapes are left open: with or without a last axis, the speaker is 80 numbers.
  const output = (name: string): ValueInfo => ({ name, type: 1, dims: undefined });
  return cutGraph(graph, { inputs: [], outputs: [mu, spks, cond].map(output) });
}

function planOf(graph: Graph, seams: DecoderSeams, timeWidth: number): DecoderPlan {
  const { steps, guidance, mu, spks, cond, mel, vocoder } = seams;
  const [first] = steps;
  if (!first) throw new NoSeam('there should be a step');
  const { pitch, phase, noise, samples, source, fade } = vocoder;
  return {
    sizes: steps.map(({ size }) => size),
    guidance,
    blankVelocity: seams.firstStepBlank ? biasOf(graph, first.velocity) : undefined,
    timeRows: guidance === undefined ? 1 : 2,
    timeWidth,
    source,
    fade,
    names: {
      ...{ mu, spks, cond, mel, pitch, phase, noise, samples },
      step: {
        x: first.x,
        mu: first.mu,
        spks: first.spks,
        cond: first.cond,
        mask: first.mask,
        velocity: first.velocity,
      },
    },
  };
}

function biasOf(graph: Graph, velocity: string): readonly number[] {
  const bias = graph.initializers.get(graph.producerOf(velocity)?.inputs[2] ?? '');
  if (!bias) throw new NoSeam('the last convolution of a step should have a bias');
  return Array.from(valueOf(graph, bias).data, Number);
}

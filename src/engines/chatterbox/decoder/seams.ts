import type { Graph } from '../../../onnx/graph.ts';
import { checkCopies } from './copies.ts';
import { findSteps, type StepSeam } from './step-seams.ts';
import { NoSeam, firstOutput } from './structure.ts';
import { findVocoder, type VocoderSeams } from './vocoder-seams.ts';

/** Where a Chatterbox decoder can be cut: names of tensors. */
export interface DecoderSeams {
  /** The copies of the estimator, one a step of the solver. */
  readonly steps: readonly StepSeam[];
  /** The strength of the classifier-free guidance, for which each step has a second row; undefined without (Turbo). */
  readonly guidance: number | undefined;
  /**
   * In the published first step the second row has no noise and no mask, so that only the bias of the last convolution
   * is left of it: a slip of that export.
   */
  readonly firstStepBlank: boolean;
  /** x before the first step: normal numbers, [1, 80, frames]. */
  readonly noise: string;
  /** What the flow encoder says, of one row. */
  readonly mu: string;
  readonly spks: string;
  readonly cond: string;
  /** What the vocoder reads: x after the last step without the prompt's frames, [1, 80, frames]. */
  readonly mel: string;
  readonly vocoder: VocoderSeams;
}

/**
 * Finds the seams flow encoder | steps | vocoder by structure and the names of weights; names that exporters generate
 * differ between exports. Throws {@link NoSeam}.
 */
export function findDecoderSeams(graph: Graph): DecoderSeams {
  const { steps, guidance } = findSteps(graph);
  const [first] = steps;
  const last = steps.at(-1);
  if (!first || !last) throw new NoSeam('there should be a step');
  checkCopies(graph, steps);
  const mu = singleRow(graph, first.mu);
  const noise = graph.consumersOf(mu).find(({ op }) => op === 'RandomNormalLike');
  if (!noise) throw new NoSeam('the noise should be RandomNormalLike of mu');
  checkChain(graph, firstOutput(noise), steps);
  const mel = graph.consumersOf(last.next).find(({ op }) => op === 'Slice');
  if (!mel) throw new NoSeam('the mel should be a Slice of the last step');
  return {
    steps,
    guidance,
    firstStepBlank: singleRow(graph, first.mask) !== first.mask,
    noise: firstOutput(noise),
    mu,
    spks: singleRow(graph, first.spks),
    cond: singleRow(graph, first.cond),
    mel: firstOutput(mel),
    vocoder: findVocoder(graph, firstOutput(mel)),
  };
}

/** Each step adds to what the one before gave. */
function checkChain(graph: Graph, noise: string, steps: readonly StepSeam[]): void {
  let x = noise;
  steps.forEach(({ next }, index) => {
    if (!graph.producerOf(next)?.inputs.includes(x)) {
      throw new NoSeam(`step ${index + 1} should add to ${index === 0 ? 'the noise' : 'what the step before gave'}`);
    }
    x = next;
  });
}

/** Guided steps read [row; zeros]: the row, be it given a last axis before or after. Itself without guidance. */
function singleRow(graph: Graph, tensor: string): string {
  const node = graph.producerOf(tensor);
  const [input = ''] = node?.inputs ?? [];
  if (node?.op === 'Unsqueeze') {
    const inner = singleRow(graph, input);
    return inner === input ? tensor : inner;
  }
  const zeros = graph.producerOf(node?.inputs[1] ?? '');
  const axis = node?.attributes.get('axis');
  const byRows = axis?.kind === 'int' && Number(axis.value) === 0;
  return node?.op === 'Concat' && byRows && zeros?.op === 'ConstantOfShape' ? input : tensor;
}

export { NoSeam } from './structure.ts';

import { Random } from '../random.ts';
import { NoSeam } from './seams.ts';
import { CutModel, type CutPlan, type Utterable } from './voice-model.ts';

/** Contexts that are tried, in frames on each side, the widest first. */
const decoderContexts = [32, 24, 20, 16, 14, 12, 11, 10, 9, 8, 6, 4];
const flowContexts = [64, 48, 40, 36, 32, 28, 24, 20, 16, 8];
/** The window whose result is compared, in frames. */
const windowFrames = 8;
/** A window counts as exact below this difference, a tenth of what is promised for a sentence. */
const mostDifference = 1e-5;

/** Of no importance to the flow and the decoder, but for the speaker. */
const anySentence: Omit<Utterable, 'speaker'> = { ids: [], noiseScale: 0, lengthScale: 1, noiseW: 0, speed: 1 };

/**
 * Measures how far the flow and the decoder look to each side, by computing random frames as a whole and in windows of
 * shrinking context (0.6 s). A published file tells this only through the attributes of all its convolutions; what
 * it computes is the more certain witness. `context` is undefined when no context was enough. Throws {@link NoSeam} when
 * the decoder does not give the same number of samples for every frame.
 */
export async function probe(model: CutModel, manySpeakers: boolean): Promise<Pick<CutPlan, 'hop' | 'context'>> {
  const sentence: Utterable = { ...anySentence, speaker: manySpeakers ? 0 : undefined };
  const { channels } = model.plan.seams;
  const random = new Random(1);
  const ones = (frames: number) => new Float32Array(frames).fill(1);
  const decode = (frames: Float32Array) => model.decode(sentence, frames);
  const flow = (frames: Float32Array) => model.flow(sentence, frames, ones(frames.length / channels));

  const hop = (await decode(new Float32Array(channels * windowFrames))).length / windowFrames;
  if (!Number.isInteger(hop)) throw new NoSeam(`the decoder gives ${hop} samples a frame, which is no whole number`);
  const decoder = await leastContext(decoderContexts, { channels, random, compute: decode, rows: 1, perFrame: hop });
  const flowContext = await leastContext(flowContexts, {
    channels,
    random,
    compute: flow,
    rows: channels,
    perFrame: 1,
  });
  const found = decoder !== undefined && flowContext !== undefined;
  return { hop, context: found ? { flow: flowContext, decoder } : undefined };
}

interface Probed {
  readonly channels: number;
  readonly random: Random;
  readonly compute: (frames: Float32Array) => Promise<Float32Array>;
  /** The shape of the result: [rows, frames × perFrame]. */
  readonly rows: number;
  readonly perFrame: number;
}

/** The least context that is exact, as all wider ones are: one alone may be so by chance. */
async function leastContext(contexts: readonly number[], probed: Probed): Promise<number | undefined> {
  const { channels, random, compute, rows, perFrame } = probed;
  // More on each side than the widest context, which would be the whole otherwise and equal it in any case.
  const before = Math.max(...contexts) + windowFrames;
  const after = before + windowFrames;
  const frames = random.fillNormal(new Float32Array(channels * (after + before)));
  const whole = columns(await compute(frames), rows, before * perFrame, after * perFrame);
  let least: number | undefined;
  for (const context of contexts) {
    const window = columns(frames, channels, before - context, after + context);
    const result = await compute(window);
    const inner = columns(result, rows, context * perFrame, (context + windowFrames) * perFrame);
    if (!inner.every((value, index) => Math.abs(value - (whole[index] as number)) <= mostDifference)) break;
    least = context;
  }
  return least;
}

/** The columns `start` to `end` of a matrix of so many rows, row after row. */
export function columns(matrix: Float32Array, rows: number, start: number, end: number): Float32Array {
  const width = matrix.length / rows;
  const cut = new Float32Array(rows * (end - start));
  for (let row = 0; row < rows; row++) {
    cut.set(matrix.subarray(row * width + start, row * width + end), row * (end - start));
  }
  return cut;
}

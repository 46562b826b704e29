import { cutGraph } from '../../../onnx/graph-cut.ts';
import { weightsFolder, writeGraph } from '../../../onnx/graph-write.ts';
import { Graph, readGraph } from '../../../onnx/graph.ts';
import { Session } from '../../../onnx/session.ts';
import { Tensor } from '../../../onnx/tensor.ts';
import { Random } from '../../random.ts';
import type { DecoderParts } from './decoder-parts.ts';
import { decoderFeeds, type DecoderVoice } from './decoder-voice.ts';
import { melBands } from './flow.ts';
import { findDecoderSeams } from './seams.ts';
import { initialPhase, type Source } from './source.ts';

/** Something to decode: any tokens in any voice. */
export interface Utterance {
  readonly tokens: readonly number[];
  readonly voice: DecoderVoice;
  readonly promptFrames: number;
  /** Frames, the prompt's included. */
  readonly frames: number;
  /** [80, frames] */
  readonly noise: Float32Array;
}

/** An utterance of so many tokens behind a prompt of `promptTokens`. */
export function anyUtterance(length: number, { promptTokens = 6, seed = 1 } = {}): Utterance {
  const random = new Random(seed, length);
  const normal = (count: number) => random.fillNormal(new Float32Array(count));
  const promptFrames = 2 * promptTokens;
  const frames = promptFrames + 2 * length;
  return {
    tokens: Array.from({ length: promptTokens + length }, () => random.next() % 6561),
    voice: { speakerEmbedding: normal(192), promptFeatures: normal(promptFrames * melBands) },
    promptFrames,
    frames,
    noise: normal(melBands * frames),
  };
}

/** Phases and noise from a seed, for a window of so many frames. */
export function anySource({ plan }: DecoderParts, frames: number, seed = 1): Source & { readonly phase: Float64Array } {
  const random = new Random(seed);
  const { multiples, hop } = plan.source;
  const phase = initialPhase(plan.source, () => random.uniform());
  return { phase, noise: random.fillNormal(new Float32Array(multiples.length * frames * hop)) };
}

/** The columns `start` to `end` of [rows, columns × width]. */
export function columnsOf(
  values: Float32Array,
  { rows, width = 1, start, end }: { rows: number; width?: number; start: number; end: number },
): Float32Array {
  const columns = values.length / rows;
  const part = new Float32Array(rows * (end - start) * width);
  for (let row = 0; row < rows; row++) {
    const from = row * columns;
    part.set(values.subarray(from + start * width, from + end * width), row * (end - start) * width);
  }
  return part;
}

/** What is behind the prompt. */
export function withoutPrompt(mel: Float32Array, { promptFrames, frames }: Utterance): Float32Array {
  return columnsOf(mel, { rows: melBands, start: promptFrames, end: frames });
}

/** The largest difference; infinite where one is longer. */
export function difference(a: Float32Array, b: Float32Array): number {
  if (a.length !== b.length) return Infinity;
  return a.reduce((most, value, at) => Math.max(most, Math.abs(value - (b[at] as number))), 0);
}

export function largest(values: Float32Array): number {
  return values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}

/** A published decoder from tokens to mel in one session, or to what its first steps make of it: its noise is an input, and nothing else is changed. */
export class PublishedMel {
  readonly #session: Session;
  readonly #names: { readonly noise: string; readonly mel: string };

  private constructor(session: Session, names: { noise: string; mel: string }) {
    this.#session = session;
    this.#names = names;
  }

  static async open(file: string, steps?: number): Promise<PublishedMel> {
    const graph = readGraph(file);
    const { noise, ...seams } = findDecoderSeams(graph);
    const last = steps === undefined ? undefined : seams.steps[steps - 1];
    const mel = last?.next ?? seams.mel;
    const dims = ['batch', melBands, 'frames'];
    const part = cutGraph(graph, {
      inputs: [{ name: noise, type: 1, dims }],
      outputs: [{ name: mel, type: 1, dims }],
    });
    const session = await Session.open(writeGraph(part, { weights: 'published' }), {
      weightsFolder: weightsFolder(file),
    });
    return new PublishedMel(session, { noise, mel });
  }

  /** The mel behind the prompt; after the first steps that of the prompt, too. */
  async decode({ tokens, voice, noise, frames }: Utterance): Promise<Float32Array> {
    const names = this.#names;
    const feeds = {
      ...decoderFeeds(tokens, voice),
      [names.noise]: Tensor.from('float32', [1, melBands, frames], noise),
    };
    const out = await this.#session.run(feeds, [names.mel]);
    return out[names.mel]?.data as Float32Array;
  }

  release(): Promise<void> {
    return this.#session.release();
  }
}

/** A published vocoder with phase and noise as inputs, with its fade and its way to sum up the turns. */
export async function publishedWaveform(
  file: string,
  mel: Float32Array,
  { phase, noise }: Source,
): Promise<Float32Array> {
  const graph = readGraph(file);
  const { mel: melName, vocoder } = findDecoderSeams(graph);
  const open = (name: string) => ({ name, type: 1, dims: undefined });
  const part = cutGraph(graph, {
    inputs: [melName, vocoder.phase, vocoder.noise].map(open),
    outputs: graph.outputs,
  });
  const bytes = writeGraph(new Graph({ ...part, valueInfos: [] }), { weights: 'published' });
  const session = await Session.open(bytes, { weightsFolder: weightsFolder(file) });
  const feeds = {
    [melName]: Tensor.from('float32', [1, melBands, mel.length / melBands], mel),
    [vocoder.phase]: Tensor.from('float32', [1, phase.length, 1], phase),
    [vocoder.noise]: Tensor.from('float32', [1, phase.length, noise.length / phase.length], noise),
  };
  try {
    const [output] = graph.outputs;
    const out = await session.run(feeds, [output?.name ?? '']);
    return out[output?.name ?? '']?.data as Float32Array;
  } finally {
    await session.release();
  }
}

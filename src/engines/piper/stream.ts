import type { CoreQueue } from '../core-queue.ts';
import type { Random } from '../random.ts';
import { columns } from './probe.ts';
import { CutModel, type Encoded, type Utterable, type VoiceModel } from './voice-model.ts';

/**
 * Frames (11.6 ms each at 22,050 Hz) of the first chunks for a listener who has nothing. Each is made while the one
 * before it plays: on one core 48 frames take half of the time that 16 last.
 */
const openingChunks = [16, 48, 144];
/**
 * `chunk`: frames of the longest one; every border costs twice the context, and a core is taken for the whole of a chunk. `flow`: frames that
 * flow beyond what is decoded; a sentence of minutes takes neither a core nor memory as a whole. A batch gives its core back sooner.
 */
const largest = { listener: { chunk: 192, flow: 384 }, batch: { chunk: 64, flow: 128 } };

export interface Streaming {
  readonly cores: CoreQueue;
  readonly signal: AbortSignal;
  readonly random: Random;
  /** A listener who has heard nothing waits for this sentence. */
  readonly opening: boolean;
  /** When the next samples must be there, in milliseconds of `performance.now()`. */
  readonly dueAt: () => number;
  /** It is a batch's, and makes way for those who wait. */
  readonly yields: boolean;
  /** Gets the seconds in which a core worked on it. */
  readonly worked: (seconds: number) => void;
}

/**
 * Speaks a sentence and yields its samples as they are made: text and durations once, then flow and decoder over
 * windows that are each as wide as they must be to equal the whole sentence (`probe.ts`). Which windows does not depend
 * on the load of the machine, so the same seed gives the same samples to the bit.
 */
export async function* streamSentence(
  model: VoiceModel,
  sentence: Utterable,
  streaming: Streaming,
): AsyncGenerator<Float32Array> {
  const { cores, signal, random, dueAt, yields, worked } = streaming;
  const onCore = <T>(work: () => Promise<T>): Promise<T> =>
    cores.run(
      dueAt,
      signal,
      async () => {
        const startedAt = performance.now();
        try {
          return await work();
        } finally {
          worked((cores.share * (performance.now() - startedAt)) / 1000);
        }
      },
      { yields },
    );
  if (!(model instanceof CutModel)) {
    yield await onCore(() => model.speak(sentence, signal));
    return;
  }
  const noise = random.fillNormal(new Float32Array(2 * sentence.ids.length));
  const encoded = await onCore(() => model.encode(sentence, noise, signal));
  const { frames } = encoded;
  const { hop, context, seams } = model.plan;
  const { channels } = seams;
  const latent = new Latent(encoded, sentence.noiseScale, random);
  const decodable = new Float32Array(channels * frames);
  let flowed = 0;

  /** Makes the decoder's input up to a frame; what is there is kept, so that no frame flows twice. */
  const flowTo = async (end: number): Promise<void> => {
    if (end <= flowed) return;
    const start = Math.max(0, flowed - (context?.flow ?? frames));
    const last = Math.min(frames, end + (context?.flow ?? frames));
    const window = latent.window(start, last);
    const result = await model.flow(sentence, window, encoded.mask.subarray(start, last), signal);
    const fresh = columns(result, channels, flowed - start, end - start);
    for (let row = 0; row < channels; row++) {
      decodable.set(fresh.subarray(row * (end - flowed), (row + 1) * (end - flowed)), row * frames + flowed);
    }
    flowed = end;
  };

  const most = yields ? largest.batch : largest.listener;
  const openingEnd = streaming.opening ? (openingChunks[0] as number) + (openingChunks[1] as number) : 0;
  for (const { start, end } of chunks(frames, {
    opening: streaming.opening,
    exact: context !== undefined,
    longest: most.chunk,
  })) {
    const from = Math.max(0, start - (context?.decoder ?? 0));
    const to = Math.min(frames, end + (context?.decoder ?? 0));
    yield await onCore(async () => {
      // Windows of the flow cost their context too, so they are larger than those of the decoder, but for the first ones.
      await flowTo(end <= openingEnd ? to : Math.min(frames, to + most.flow));
      const samples = await model.decode(sentence, columns(decodable, channels, from, to), signal);
      // A copy: what is delivered belongs to the receiver.
      return samples.slice((start - from) * hop, (end - from) * hop);
    });
  }
}

interface Cutting {
  readonly opening: boolean;
  /** Its chunks equal the whole; else there is only one. */
  readonly exact: boolean;
  /** Frames. */
  readonly longest: number;
}

/**
 * How a sentence of so many frames is cut: small chunks first for a listener who has nothing, then as few as may be, of
 * equal length. A remainder that is too small for a chunk of its own goes with the chunk before it.
 */
export function chunks(frames: number, { opening, exact, longest }: Cutting): { start: number; end: number }[] {
  const ends: number[] = [];
  if (exact && opening) {
    for (const size of openingChunks) {
      const end = (ends.at(-1) ?? 0) + size;
      if (end + size / 2 >= frames) break;
      ends.push(end);
    }
  }
  const from = ends.at(-1) ?? 0;
  const count = exact ? Math.ceil((frames - from) / longest) : 1;
  for (let i = 1; i <= count; i++) ends.push(from + Math.round(((frames - from) * i) / count));
  return ends.map((end, index) => ({ start: ends[index - 1] ?? 0, end }));
}

/**
 * The latent of a sentence, drawn frame by frame as it is needed: mean + noise × spread × noise scale, rounded to 32 bits
 * after each step as the graph does it.
 */
class Latent {
  readonly #encoded: Encoded;
  readonly #noiseScale: number;
  readonly #random: Random;
  readonly #values: Float32Array;
  readonly #channels: number;
  #drawn = 0;

  constructor(encoded: Encoded, noiseScale: number, random: Random) {
    this.#encoded = encoded;
    this.#noiseScale = Math.fround(noiseScale);
    this.#random = random;
    this.#values = new Float32Array(encoded.mean.length);
    this.#channels = encoded.mean.length / encoded.frames;
  }

  /** [channels, end − start] */
  window(start: number, end: number): Float32Array {
    const { frames, mean, spread } = this.#encoded;
    const { fround } = Math;
    for (; this.#drawn < end; this.#drawn++) {
      for (let row = 0; row < this.#channels; row++) {
        const at = row * frames + this.#drawn;
        const noise = fround(fround(fround(this.#random.normal()) * (spread[at] as number)) * this.#noiseScale);
        this.#values[at] = (mean[at] as number) + noise;
      }
    }
    return columns(this.#values, this.#channels, start, end);
  }
}

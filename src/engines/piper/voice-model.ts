import { Session } from '../../onnx/session.ts';
import { Tensor } from '../../onnx/tensor.ts';
import type { Seams } from './seams.ts';

/** The parts of a cut voice, and what is known of them. */
export interface CutPlan {
  readonly seams: Seams;
  /** Samples of a frame. */
  readonly hop: number;
  /**
   * Frames on each side that a window needs to be exact; undefined when none was found to be enough: the sentence is
   * then decoded as a whole.
   */
  readonly context: { readonly flow: number; readonly decoder: number } | undefined;
}

/** What a sentence is spoken with. */
export interface Utterable {
  readonly ids: readonly number[];
  /** The speaker's number; undefined for a voice of one. */
  readonly speaker: number | undefined;
  readonly noiseScale: number;
  /** How long phonemes are, as the voice has it by itself. */
  readonly lengthScale: number;
  readonly noiseW: number;
  /** Tempo, 1 for the voice's own. */
  readonly speed: number;
}

/** What the text part says of a sentence: [channels, frames] each, mask [frames]. */
export interface Encoded {
  readonly frames: number;
  readonly mean: Float32Array;
  readonly spread: Float32Array;
  readonly mask: Float32Array;
}

/** No phoneme is shorter than this share of itself. */
const shortest = 0.05;

/** A voice in three sessions. All methods may run at once, for many sentences. */
export class CutModel {
  readonly plan: CutPlan;
  readonly #text: Session;
  readonly #flow: Session;
  readonly #decoder: Session;

  constructor(plan: CutPlan, sessions: { text: Session; flow: Session; decoder: Session }) {
    this.plan = plan;
    this.#text = sessions.text;
    this.#flow = sessions.flow;
    this.#decoder = sessions.decoder;
  }

  /**
   * The text encoder and the durations. `noise`: 2 × ids normal numbers. At another tempo than 1 it runs twice: the graph
   * rounds each of its ids up to a whole frame, half a frame on average, which does not shrink with the scale (at 1.2 it
   * would be 1.09). How long the sentence is by itself tells the scale with which it comes out right.
   */
  async encode(sentence: Utterable, noise: Float32Array, signal?: AbortSignal): Promise<Encoded> {
    const { speed, lengthScale, ids } = sentence;
    if (speed === 1) return this.#encode(sentence, noise, signal);
    const { frames } = await this.#encode({ ...sentence, speed: 1 }, noise, signal);
    const rounding = ids.length / 2;
    const scale = Math.max(shortest, (frames / speed - rounding) / Math.max(1, frames - rounding));
    return this.#encode({ ...sentence, speed: 1, lengthScale: lengthScale * scale }, noise, signal);
  }

  async #encode(sentence: Utterable, noise: Float32Array, signal?: AbortSignal): Promise<Encoded> {
    const { seams } = this.plan;
    const feeds = {
      ...textFeeds(sentence),
      [seams.durationNoise]: Tensor.from('float32', [1, 2, sentence.ids.length], noise),
    };
    const out = await this.#text.run(
      withSpeaker(this.#text, sentence, feeds),
      [seams.mean, seams.spread, seams.mask],
      signal,
    );
    const values = (name: string) => (out[name] as Tensor).data as Float32Array;
    return {
      frames: out[seams.mask]?.dims[2] ?? 0,
      mean: values(seams.mean),
      spread: values(seams.spread),
      mask: values(seams.mask),
    };
  }

  /** Latent [channels, frames] → what the decoder reads, of the same shape. */
  async flow(
    sentence: Utterable,
    latent: Float32Array,
    mask: Float32Array,
    signal?: AbortSignal,
  ): Promise<Float32Array> {
    const { seams } = this.plan;
    const frames = mask.length;
    const feeds = {
      [seams.latent]: Tensor.from('float32', [1, seams.channels, frames], latent),
      [seams.mask]: Tensor.from('float32', [1, 1, frames], mask),
    };
    const out = await this.#flow.run(withSpeaker(this.#flow, sentence, feeds), [seams.decoderInput], signal);
    return out[seams.decoderInput]?.data as Float32Array;
  }

  /** [channels, frames] → frames × hop samples. */
  async decode(sentence: Utterable, input: Float32Array, signal?: AbortSignal): Promise<Float32Array> {
    const { seams } = this.plan;
    const frames = input.length / seams.channels;
    const feeds = { [seams.decoderInput]: Tensor.from('float32', [1, seams.channels, frames], input) };
    const out = await this.#decoder.run(withSpeaker(this.#decoder, sentence, feeds), [seams.samples], signal);
    return out[seams.samples]?.data as Float32Array;
  }

  async release(): Promise<void> {
    await Promise.all([this.#text, this.#flow, this.#decoder].map((session) => session.release()));
  }
}

/** A voice as it was published: one session, a sentence at a time, its noise drawn by ONNX Runtime. */
export class WholeModel {
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  /** All samples of a sentence. */
  async speak(sentence: Utterable, signal?: AbortSignal): Promise<Float32Array> {
    const [output] = this.#session.outputs;
    const feeds = withSpeaker(this.#session, sentence, textFeeds(sentence));
    const out = await this.#session.run(feeds, [output?.name ?? ''], signal);
    return out[output?.name ?? '']?.data as Float32Array;
  }

  async release(): Promise<void> {
    await this.#session.release();
  }
}

export type VoiceModel = CutModel | WholeModel;

function textFeeds({ ids, noiseScale, lengthScale, noiseW, speed }: Utterable): Record<string, Tensor> {
  return {
    input: Tensor.from('int64', [1, ids.length], ids),
    input_lengths: Tensor.from('int64', [1], [ids.length]),
    scales: Tensor.from('float32', [3], [noiseScale, lengthScale / speed, noiseW]),
  };
}

/** A part only has those of the graph's inputs that it reads: the speaker in all parts, or the scales in none. */
function withSpeaker(
  session: Session,
  { speaker }: Utterable,
  feeds: Readonly<Record<string, Tensor>>,
): Record<string, Tensor> {
  const all = speaker === undefined ? feeds : { ...feeds, sid: Tensor.from('int64', [1], [speaker]) };
  const read = new Set(session.inputs.map(({ name }) => name));
  return Object.fromEntries(Object.entries(all).filter(([name]) => read.has(name)));
}

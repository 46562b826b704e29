import { Random } from '../random.ts';
import type { Chunk, ChunkPlan } from './chunks.ts';
import type { Conditionals } from './conditionals.ts';
import type { DecoderParts } from './decoder/decoder-parts.ts';
import { melBands, type Flow } from './decoder/flow.ts';
import { fadeIn, initialPhase, phaseAfter, vocoderContext } from './decoder/source.ts';
import type { WholeDecoder } from './decoder/whole-decoder.ts';
import type { Preset } from './preset.ts';
import { FrameNoise } from './source-noise.ts';
import type { TokenQueue } from './token-queue.ts';
import { speech } from './variant.ts';

/** A stage of the decoder, for metrics. */
export type Stage = 'flow-encoder' | 'flow-step' | 'vocoder' | 'decoder';

export interface SpeechStreaming {
  readonly preset: Preset;
  /** 32-bit integers: the same give the same noise. */
  readonly seeds: readonly number[];
  /** Tokens that stand for silence, after the last one. */
  readonly silences: number;
  /** Tokens at the end that are not heard: what Multilingual says last is noise. */
  readonly unheard: number;
  readonly signal: AbortSignal;
  /** Runs a stage on a core when it is this listener's turn. */
  readonly onCore: <T>(stage: Stage, work: () => Promise<T>) => Promise<T>;
}

/** Samples over which two windows are mixed at their border; what the left one has of them comes from its look-ahead. */
const mixedSamples = 480;

const { framesPerToken, samplesPerToken } = speech;
const hop = samplesPerToken / framesPerToken;

/** Yields the sound of a sequence's tokens, chunk by chunk as they come: exactly 960 samples for each that is heard. */
export async function* streamSpeech(
  decoder: DecoderParts,
  queue: TokenQueue,
  chunks: ChunkPlan,
  voice: Conditionals,
  streaming: SpeechStreaming,
): AsyncGenerator<Float32Array> {
  const { preset, silences, unheard } = streaming;
  const speaker = new Speaker(decoder, croppedPrompt(voice, preset.promptTokens), streaming);
  for (;;) {
    const chunk = chunks.take();
    if (chunk) {
      const { last } = chunk;
      const tail = last ? Array.from({ length: silences }, () => speech.silence) : [];
      const tokens = [...queue.tokens.slice(0, chunk.seen), ...tail];
      const whole = { ...chunk, end: chunk.end + tail.length, seen: chunk.seen + tail.length };
      const samples = await speaker.speak(last ? whole : chunk, tokens);
      yield last ? samples.subarray(0, heardOf(samples, unheard)) : samples;
      chunks.delivered();
      if (last) return;
    } else if (queue.finished) return;
    else await queue.changed();
  }
}

/** The same by a decoder that can only be run whole: all at once when the last token is there. */
export async function* wholeSpeech(
  decoder: WholeDecoder,
  queue: TokenQueue,
  voice: Conditionals,
  { preset, silences, unheard, signal, onCore }: SpeechStreaming,
): AsyncGenerator<Float32Array> {
  while (!queue.finished) await queue.changed();
  const tokens = queue.tokens.slice(0, queue.heard);
  if (tokens.length === 0) return;
  const prompt = croppedPrompt(voice, preset.promptTokens);
  const tail = Array.from({ length: silences }, () => speech.silence);
  const samples = await onCore('decoder', () =>
    decoder.decode([...prompt.promptTokens, ...tokens, ...tail], prompt, signal),
  );
  yield samples.subarray(0, heardOf(samples, unheard));
}

/** Samples without the tokens at the end that are not heard; one token is always heard. */
function heardOf({ length }: Float32Array, unheard: number): number {
  return Math.max(Math.min(length, samplesPerToken), length - unheard * samplesPerToken);
}

/** The last tokens of a voice's prompt, with their mel. */
function croppedPrompt(voice: Conditionals, most: number): Conditionals {
  const tokens = voice.promptTokens.subarray(Math.max(0, voice.promptTokens.length - most));
  const features = tokens.length * framesPerToken * melBands;
  return {
    ...voice,
    promptTokens: tokens,
    promptFeatures: voice.promptFeatures.subarray(voice.promptFeatures.length - features),
  };
}

/** Speaks the chunks of one sequence, each going on where the one before it ended: mel, pitch, phase, noise. */
class Speaker {
  readonly #decoder: DecoderParts;
  readonly #voice: Conditionals;
  readonly #streaming: SpeechStreaming;
  readonly #flowNoise: FrameNoise;
  readonly #sourceNoise: FrameNoise;
  /** The mel that was made, its last frames, as many as the flow sees again: [80, frames]. */
  #mel = new Float32Array(0);
  /** The pitch of the last ones of them, as many as the vocoder runs again. */
  #pitch = new Float32Array(0);
  /** The phases of the harmonics before the first of these. */
  #phase: Float64Array;
  /** What the last window had of the samples behind its end. */
  #ahead = new Float32Array(0);

  constructor(decoder: DecoderParts, voice: Conditionals, streaming: SpeechStreaming) {
    this.#decoder = decoder;
    this.#voice = voice;
    this.#streaming = streaming;
    this.#flowNoise = new FrameNoise(...streaming.seeds, 1);
    this.#sourceNoise = new FrameNoise(...streaming.seeds, 2);
    const random = new Random(...streaming.seeds, 3);
    this.#phase = initialPhase(decoder.plan.source, () => random.uniform());
  }

  async speak({ start, end, seen }: Chunk, tokens: readonly number[]): Promise<Float32Array> {
    const context = Math.min(start, this.#streaming.preset.contextTokens, this.#frames / framesPerToken);
    const flow = await this.#encode(tokens.slice(start - context, seen), context);
    const mel = await this.#solve(flow, (start - context) * framesPerToken);
    // The prompt and the context go; the look-ahead stays for now.
    const fresh = columns(mel, flow.frames, flow.frames - (seen - start) * framesPerToken, flow.frames);
    return this.#render(fresh, { start: start * framesPerToken, end: end * framesPerToken });
  }

  get #frames(): number {
    return this.#mel.length / melBands;
  }

  /** The voice's prompt, then the context, whose mel is known as the prompt's is, then what is to be spoken. */
  async #encode(tokens: readonly number[], context: number): Promise<Flow> {
    const { promptTokens } = this.#voice;
    const flow = await this.#streaming.onCore('flow-encoder', () =>
      this.#decoder.encode([...promptTokens, ...tokens], this.#voice, this.#streaming.signal),
    );
    const from = promptTokens.length * framesPerToken;
    const known = context * framesPerToken;
    for (let band = 0; band < melBands; band++) {
      const end = (band + 1) * this.#frames;
      flow.cond.set(this.#mel.subarray(end - known, end), band * flow.frames + from);
    }
    return flow;
  }

  async #solve(flow: Flow, firstFrame: number): Promise<Float32Array> {
    const { preset, signal, onCore } = this.#streaming;
    const { plan } = this.#decoder;
    const prompt = this.#voice.promptTokens.length * framesPerToken;
    // Frames of the prompt come before the first one, so that all chunks have the same noise for a frame.
    const noise = new Float32Array(melBands * flow.frames);
    put(noise, flow.frames, 0, this.#flowNoise.window(melBands, 1, -prompt, 0));
    put(noise, flow.frames, prompt, this.#flowNoise.window(melBands, 1, firstFrame, firstFrame + flow.frames - prompt));
    const steps = plan.guidance === undefined ? plan.sizes.length : (preset.steps ?? plan.sizes.length);
    const turn = <T>(run: () => Promise<T>) => onCore('flow-step', run);
    const options = {
      steps: Math.min(steps, plan.sizes.length),
      guidance: plan.guidance ?? 0,
      guidedSteps: preset.guidedSteps,
      turn,
    };
    return this.#decoder.solve(flow, noise, options, signal);
  }

  /** `fresh`: mel from the frame `start` to beyond `end`, as far as the look-ahead goes. */
  async #render(fresh: Float32Array, { start, end }: { start: number; end: number }): Promise<Float32Array> {
    const { onCore, signal } = this.#streaming;
    const { source, fade } = this.#decoder.plan;
    const known = this.#frames;
    const all = known + fresh.length / melBands;
    const mel = new Float32Array(melBands * all);
    put(mel, all, 0, this.#mel);
    put(mel, all, known, fresh);
    // The flow sees more frames again than the vocoder has to run again.
    const before = this.#pitch.length;
    const window = columns(mel, all, known - before, all);
    const frames = before + all - known;
    const noise = this.#sourceNoise.window(source.multiples.length, source.hop, start - before, start + all - known);
    const { samples, pitch } = await onCore('vocoder', async () => {
      const estimated = await this.#decoder.pitch(window, frames, signal);
      // What was heard of a frame's pitch stays, so that the phase goes on exactly.
      estimated.set(this.#pitch);
      return this.#decoder.vocode(window, frames, { phase: this.#phase, noise, pitch: estimated }, signal);
    });
    const made = end - start;
    const from = before * hop;
    const to = (before + made) * hop;
    const sound = samples.slice(from, to);
    mixIn(sound, this.#ahead);
    if (start === 0) fadeIn(sound, fade);
    this.#ahead = samples.slice(to, Math.min(samples.length, to + mixedSamples));
    const seenAgain = Math.max(vocoderContext, this.#streaming.preset.contextTokens * framesPerToken);
    this.#mel = columns(mel, all, Math.max(0, known + made - seenAgain), known + made);
    this.#keepPitch(pitch, before + made);
    return sound;
  }

  /** Keeps the last frames before `end` for the next window. */
  #keepPitch(pitch: Float32Array, end: number): void {
    const first = Math.max(0, end - vocoderContext);
    this.#phase = phaseAfter(this.#decoder.plan.source, this.#phase, pitch, first);
    this.#pitch = pitch.slice(first, end);
  }
}

/** Goes over from the end of the window before to this one. */
function mixIn(sound: Float32Array, before: Float32Array): void {
  const length = Math.min(before.length, sound.length);
  for (let i = 0; i < length; i++) {
    const share = (i + 0.5) / length;
    sound[i] = (1 - share) * (before[i] as number) + share * (sound[i] as number);
  }
}

/** Columns `start` to `end` of a [80, frames]. */
function columns(values: Float32Array, frames: number, start: number, end: number): Float32Array<ArrayBuffer> {
  const width = end - start;
  const part = new Float32Array(melBands * width);
  for (let band = 0; band < melBands; band++) {
    part.set(values.subarray(band * frames + start, band * frames + end), band * width);
  }
  return part;
}

/** Writes a [80, n] into the columns of a [80, frames] from `at` on. */
function put(target: Float32Array, frames: number, at: number, values: Float32Array): void {
  const width = values.length / melBands;
  for (let band = 0; band < melBands; band++) {
    target.set(values.subarray(band * width, (band + 1) * width), band * frames + at);
  }
}

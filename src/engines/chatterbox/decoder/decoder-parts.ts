import { weightsFolder } from '../../../onnx/graph-write.ts';
import { Session, type SessionOptions } from '../../../onnx/session.ts';
import { Tensor } from '../../../onnx/tensor.ts';
import type { CutDecoder, DecoderPlan, PartName } from './cut-decoder.ts';
import { timeInput } from './cut-step.ts';
import { decoderFeeds, type DecoderVoice } from './decoder-voice.ts';
import { solveRows } from './euler.ts';
import { FlowRows, melBands, type Flow, type SolveOptions } from './flow.ts';
import { scheduleOf } from './schedule.ts';
import { phaseAfter, type Source } from './source.ts';

/** A rendered window. */
export interface Rendered {
  /** frames × hop samples, without the fade at an utterance's start (`fadeIn`). */
  readonly samples: Float32Array;
  /** The pitch that was used, [frames]. */
  readonly pitch: Float32Array;
  /** The phase after the window's last sample; `phaseAfter` tells that after any frame. */
  readonly phase: Float64Array;
}

type SessionName = Exclude<PartName, 'padded-step'>;
const sessionNames: readonly SessionName[] = ['encoder', 'step', 'pitch', 'vocoder'];

/**
 * A decoder in parts. All methods may run at once, for many utterances; a run is aborted by its signal, whose reason is
 * then thrown.
 */
export class DecoderParts {
  readonly plan: DecoderPlan;
  readonly #sessions: Readonly<Record<SessionName, Session>>;
  readonly #times: Float32Array;
  readonly #openPadded: () => Promise<Session>;
  #padded: Promise<Session> | undefined;

  private constructor(
    { plan, times }: CutDecoder,
    sessions: Readonly<Record<SessionName, Session>>,
    openPadded: () => Promise<Session>,
  ) {
    this.plan = plan;
    this.#times = times;
    this.#sessions = sessions;
    this.#openPadded = openPadded;
  }

  /** Loads the parts. `file`: the published graph, in whose folder the weights lie. Throws an OnnxError. */
  static async open(cut: CutDecoder, file: string, options: SessionOptions = {}): Promise<DecoderParts> {
    const folder = weightsFolder(file);
    const open = (bytes: Uint8Array) => Session.open(bytes, { ...options, weightsFolder: folder });
    // Alone, so that the other parts' bytes are not held.
    const padded = cut.parts['padded-step'];
    const opened: Partial<Record<SessionName, Session>> = {};
    try {
      for (const part of sessionNames) opened[part] = await open(cut.parts[part]);
      return new DecoderParts(cut, opened as Record<SessionName, Session>, () => open(padded));
    } catch (error) {
      await Promise.all(Object.values(opened).map((session) => session.release()));
      throw error;
    }
  }

  /** Speech tokens, the prompt's first, and the voice that they are of → what the solver needs. */
  async encode(tokens: Int32Array | readonly number[], voice: DecoderVoice, signal?: AbortSignal): Promise<Flow> {
    const { mu, spks, cond } = this.plan.names;
    const out = await this.#sessions.encoder.run(decoderFeeds(tokens, voice), [mu, spks, cond], signal);
    const floats = (name: string) => out[name]?.data as Float32Array;
    return { frames: floats(mu).length / melBands, mu: floats(mu), spks: floats(spks), cond: floats(cond) };
  }

  /** Noise [80, frames] → mel [80, frames], the prompt's frames included. */
  async solve(flow: Flow, noise: Float32Array, options: SolveOptions, signal?: AbortSignal): Promise<Float32Array> {
    const [mel] = await this.#solve(this.#sessions.step, [flow], [noise], options, signal);
    return mel as Float32Array;
  }

  /**
   * Several flows of different lengths in one batch: each comes out as if it was alone. Worth it on a GPU only. The first
   * call loads the part for it.
   */
  async solveRagged(
    flows: readonly Flow[],
    noises: readonly Float32Array[],
    options: SolveOptions,
    signal?: AbortSignal,
  ): Promise<Float32Array[]> {
    if (flows.length === 0) return [];
    this.#padded ??= this.#openPadded().catch((error: unknown) => {
      this.#padded = undefined;
      throw error;
    });
    return this.#solve(await this.#padded, flows, noises, options, signal);
  }

  async #solve(
    session: Session,
    flows: readonly Flow[],
    noises: readonly Float32Array[],
    options: SolveOptions,
    signal: AbortSignal | undefined,
  ): Promise<Float32Array[]> {
    const { plan } = this;
    if (plan.guidance === undefined && options.steps !== plan.sizes.length) {
      throw new RangeError(`This decoder takes ${plan.sizes.length} steps only; ${options.steps} were asked for.`);
    }
    const rows = new FlowRows(flows, plan.guidance !== undefined && options.guidance !== 0);
    const x = new Float32Array(rows.count * melBands * rows.frames);
    flows.forEach(({ frames }, row) => {
      rows.put(x, row, noises[row] ?? new Float32Array(0), frames);
    });
    const course = {
      schedule: scheduleOf(plan.sizes, options.steps),
      options,
      blankVelocity: plan.blankVelocity,
    };
    const { step } = plan.names;
    const estimate = async (values: Float32Array, published: number): Promise<Float32Array> => {
      const count = values.length / (melBands * rows.frames);
      const feeds = {
        ...this.#fixedFeeds(session, rows, count),
        [step.x]: Tensor.from('float32', [count, melBands, rows.frames], values),
        [timeInput]: Tensor.from('float32', [count, plan.timeWidth, 1], this.#timesOf(published, rows, count)),
      };
      const run = () => session.run(feeds, [step.velocity], signal);
      const out = await (options.turn ? options.turn(run) : run());
      return out[step.velocity]?.data as Float32Array;
    };
    await solveRows(x, rows, estimate, course);
    return flows.map(({ frames }, row) => rows.take(x, row, frames));
  }

  /** What is the same at every step, for the first `count` rows. */
  #fixedFeeds(session: Session, rows: FlowRows, count: number): Record<string, Tensor> {
    const { step } = this.plan.names;
    const dims = [count, melBands, rows.frames];
    const size = count * melBands * rows.frames;
    const padded = session.inputs.some(({ name }) => name === step.mask);
    return {
      [step.mu]: Tensor.from('float32', dims, rows.mu.subarray(0, size)),
      [step.spks]: Tensor.from('float32', [count, melBands, 1], rows.spks.subarray(0, count * melBands)),
      [step.cond]: Tensor.from('float32', dims, rows.cond.subarray(0, size)),
      ...(padded && {
        [step.mask]: Tensor.from('bool', [count, 1, rows.frames], rows.mask.subarray(0, count * rows.frames)),
      }),
    };
  }

  /** A published step's time constants for each row: those of the first for rows with conditions, of the last for others. */
  #timesOf(published: number, { count }: FlowRows, rows: number): Float32Array {
    const { timeRows, timeWidth } = this.plan;
    const times = new Float32Array(rows * timeWidth);
    for (let row = 0; row < rows; row++) {
      const from = (published * timeRows + (row < count ? 0 : timeRows - 1)) * timeWidth;
      times.set(this.#times.subarray(from, from + timeWidth), row * timeWidth);
    }
    return times;
  }

  /** The pitch of mel frames in Hz, [frames]: about a hundredth of the vocoder's work. */
  async pitch(mel: Float32Array, frames: number, signal?: AbortSignal): Promise<Float32Array> {
    const { names } = this.plan;
    const feeds = { [names.mel]: Tensor.from('float32', [1, melBands, frames], mel) };
    const out = await this.#sessions.pitch.run(feeds, [names.pitch], signal);
    return out[names.pitch]?.data as Float32Array;
  }

  /** A window of mel [80, frames] → its samples. The same source gives the same samples. */
  async vocode(mel: Float32Array, frames: number, source: Source, signal?: AbortSignal): Promise<Rendered> {
    const { names, source: shape } = this.plan;
    const pitch = source.pitch ?? (await this.pitch(mel, frames, signal));
    const harmonics = shape.multiples.length;
    const feeds = {
      [names.mel]: Tensor.from('float32', [1, melBands, frames], mel),
      [names.pitch]: Tensor.from('float32', [1, 1, frames], pitch),
      [names.phase]: Tensor.from('float32', [1, harmonics, 1], source.phase),
      [names.noise]: Tensor.from('float32', [1, harmonics, frames * shape.hop], source.noise),
    };
    const out = await this.#sessions.vocoder.run(feeds, [names.samples], signal);
    return {
      samples: out[names.samples]?.data as Float32Array,
      pitch,
      phase: phaseAfter(shape, source.phase, pitch),
    };
  }

  async release(): Promise<void> {
    const padded = this.#padded?.then((session) => session.release()).catch(() => undefined);
    await Promise.all([...Object.values(this.#sessions).map((session) => session.release()), padded]);
  }
}

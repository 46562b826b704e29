import type { Session } from '../../../onnx/session.ts';
import { decoderFeeds, type DecoderVoice } from './decoder-voice.ts';

/** A decoder as it was published: one session, an utterance at a time, its noise drawn by ONNX Runtime. */
export class WholeDecoder {
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  /** Speech tokens, the prompt's first, and the voice that they are of → the samples of those behind the prompt. */
  async decode(
    tokens: Int32Array | readonly number[],
    voice: DecoderVoice,
    signal?: AbortSignal,
  ): Promise<Float32Array> {
    const [output] = this.#session.outputs;
    const out = await this.#session.run(decoderFeeds(tokens, voice), [output?.name ?? ''], signal);
    return out[output?.name ?? '']?.data as Float32Array;
  }

  async release(): Promise<void> {
    await this.#session.release();
  }
}

import { BaseStreamer, ChatterboxModel, Tensor, type PreTrainedModel } from '@huggingface/transformers';
import type { Conditionals } from './conditionals.ts';
import { speech } from './variant.ts';

/** Listens to what `generate` chooses; the first that it tells of is the prompt. */
export class Listener extends BaseStreamer {
  readonly tokens: number[] = [];
  #prompted = false;

  override put([ids = []]: bigint[][]): void {
    if (this.#prompted) this.tokens.push(...ids.map(Number));
    this.#prompted = true;
  }

  override end(): void {
    // Nothing is held back.
  }
}

/** transformers.js' own loop over the same files: a second opinion on what ours generates. */
export class Transformers {
  readonly #model: PreTrainedModel;

  private constructor(model: PreTrainedModel) {
    this.#model = model;
  }

  static async open(folder: string): Promise<Transformers> {
    return new Transformers(
      await ChatterboxModel.from_pretrained(folder, { local_files_only: true, device: 'cpu', dtype: 'fp32' }),
    );
  }

  /** The most probable tokens after a prompt, without the stop token and without a penalty. */
  async tokens(ids: readonly number[], { prefix, prefixRows }: Conditionals): Promise<number[]> {
    const streamer = new Listener();
    // It decodes what it said; a voice of one token will do for that.
    const parameters: Record<string, unknown> = {
      input_ids: new Tensor('int64', BigInt64Array.from(ids, BigInt), [1, ids.length]),
      audio_features: new Tensor('float32', prefix, [1, prefixRows, prefix.length / prefixRows]),
      audio_tokens: new Tensor('int64', BigInt64Array.of(1n), [1, 1]),
      speaker_embeddings: new Tensor('float32', new Float32Array(speech.embeddingWidth), [1, speech.embeddingWidth]),
      speaker_features: new Tensor('float32', new Float32Array(2 * speech.melBands), [1, 2, speech.melBands]),
      ...{ streamer, max_new_tokens: 200, repetition_penalty: 1, eos_token_id: speech.stop },
    };
    await this.#model.generate(parameters);
    return streamer.tokens.filter((token) => token !== speech.stop);
  }

  async release(): Promise<void> {
    await this.#model.dispose();
  }
}

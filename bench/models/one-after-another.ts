import { ChatterboxModel, Tensor, type PreTrainedModel } from '@huggingface/transformers';
import { Listener } from '../../src/engines/chatterbox/transformers.fixture.ts';
import { speech } from '../../src/engines/chatterbox/variant.ts';
import type { Tensor as OwnTensor } from '../../src/onnx/tensor.ts';
import type { SpeechRequest, Speaker } from './workload.ts';

/** The loop of transformers.js, which speaks one sequence at a time: requests wait for those before them. Greedy. */
export class OneAfterAnother implements Speaker {
  readonly #model: PreTrainedModel;
  readonly #voice: Readonly<Record<string, Tensor>>;
  #last: Promise<unknown> = Promise.resolve();

  private constructor(model: PreTrainedModel, voice: Readonly<Record<string, Tensor>>) {
    this.#model = model;
    this.#voice = voice;
  }

  /** `voice`: what the speech encoder gave, by the names of its outputs. */
  static async open(
    folder: string,
    voice: Readonly<Record<string, OwnTensor>>,
    threads: number,
  ): Promise<OneAfterAnother> {
    const model = await ChatterboxModel.from_pretrained(folder, {
      local_files_only: true,
      device: 'cpu',
      dtype: { embed_tokens: 'fp32', speech_encoder: 'fp32', language_model: 'q4', conditional_decoder: 'fp32' },
      session_options: { intraOpNumThreads: threads },
    });
    const tensors = Object.entries(voice).map(([name, { type, data, dims }]) => [
      name,
      new Tensor(type, data, [...dims]),
    ]);
    return new OneAfterAnother(model, Object.fromEntries(tensors) as Record<string, Tensor>);
  }

  async speak(request: SpeechRequest): Promise<readonly number[]> {
    const spoken = this.#last.then(() => this.#generate(request));
    this.#last = spoken.catch(() => undefined);
    return spoken;
  }

  async #generate({ ids, tokens }: SpeechRequest): Promise<readonly number[]> {
    const streamer = new Listener();
    const inputIds = new Tensor('int64', BigInt64Array.from(ids, BigInt), [1, ids.length]);
    // A plain object: declared is a TextStreamer, of which nothing but the two methods is used.
    const parameters: Record<string, unknown> = {
      ...{ input_ids: inputIds, ...this.#voice, streamer, max_new_tokens: tokens, repetition_penalty: 1 },
      ...{ eos_token_id: speech.stop, suppress_tokens: [speech.stop] },
    };
    await this.#model.generate(parameters);
    return streamer.tokens;
  }

  async release(): Promise<void> {
    await this.#model.dispose();
  }
}

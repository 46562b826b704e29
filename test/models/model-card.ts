import path from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { speech } from '../../src/engines/chatterbox/variant.ts';

/** What one greedy generation gave. */
export interface Generated {
  /** Ids as they were chosen, without the stop token. */
  readonly tokens: readonly number[];
  /** False when it ended at the limit. */
  readonly stopped: boolean;
  readonly waveform: Float32Array;
}

type Sessions = Readonly<Record<'encoder' | 'embed' | 'model' | 'decoder', InferenceSession>>;

/**
 * The loop of the published model cards (onnx-community/chatterbox-multilingual-ONNX, ResembleAI/chatterbox-turbo-ONNX),
 * on onnxruntime-node alone: a second opinion on what our engine generates. Greedy, one sequence, the whole sound at the end.
 */
export class ModelCard {
  readonly #sessions: Sessions;

  private constructor(sessions: Sessions) {
    this.#sessions = sessions;
  }

  /** Opens the model in `folder`; its language model's file ends with `suffix`. */
  static async open(folder: string, suffix = ''): Promise<ModelCard> {
    const open = (name: string) =>
      InferenceSession.create(path.join(folder, 'onnx', `${name}.onnx`), { intraOpNumThreads: 1, logSeverityLevel: 3 });
    return new ModelCard({
      encoder: await open('speech_encoder'),
      embed: await open('embed_tokens'),
      model: await open(`language_model${suffix}`),
      decoder: await open('conditional_decoder'),
    });
  }

  /**
   * Says `ids`, which the tokenizer made with all its special ones, in the voice of `audio`. The penalty is over the
   * ids so far: `all` counts those of the text too, as transformers.js does; `speech` is as the cards do.
   */
  async say(
    ids: readonly number[],
    audio: Float32Array,
    { penalty = 1.2, penalised = 'speech', most = 256, exaggeration = 0.5, silences = 0 } = {},
  ): Promise<Generated> {
    const { encoder, model, decoder } = this.#sessions;
    const voice = await encoder.run({ audio_values: new Tensor('float32', audio, [1, audio.length]) });
    const [features, prompt, ...others] = encoder.outputNames.map((name) => voice[name] as Tensor);
    if (!features || !prompt) throw new Error('The speech encoder has too few outputs.');
    const { dims, data } = await this.#embed(ids, places(ids), exaggeration);
    const rows = (features.dims[1] ?? 0) + (dims[1] ?? 0);
    let embeds: Tensor = new Tensor('float32', joined(features, data), [1, rows, dims[2] ?? 0]);
    let length = embeds.dims[1] ?? 0;
    let cache = this.#emptyCache();
    const tokens: number[] = [];
    const seen = new Set(penalised === 'all' ? ids : [speech.start]);
    let stopped = false;
    while (tokens.length < most) {
      const count = embeds.dims[1] ?? 0;
      const feeds: Record<string, Tensor> = { inputs_embeds: embeds, ...cache };
      feeds['attention_mask'] = new Tensor('int64', new BigInt64Array(length).fill(1n), [1, length]);
      if (model.inputNames.includes('position_ids')) {
        const positions = BigInt64Array.from({ length: count }, (_, i) => BigInt(length - count + i));
        feeds['position_ids'] = new Tensor('int64', positions, [1, count]);
      }
      const out = await model.run(feeds);
      const logits = out['logits'] as Tensor;
      const token = likeliest((logits.data as Float32Array).slice(-(logits.dims[2] ?? 0)), seen, penalty);
      if (token === speech.stop) stopped = true;
      if (stopped) break;
      tokens.push(token);
      seen.add(token);
      cache = Object.fromEntries(
        Object.keys(cache).map((name) => [name, out[name.replace('past_key_values', 'present')] as Tensor]),
      );
      embeds = await this.#embed([token], [tokens.length], exaggeration);
      length++;
    }
    const said = tokens.filter((token) => token < speech.codes);
    const whole = [
      ...Array.from(prompt.data as BigInt64Array, Number),
      ...said,
      ...Array<number>(silences).fill(speech.silence),
    ];
    const named = Object.fromEntries(
      others.map((tensor) => [isEmbedding(tensor) ? 'speaker_embeddings' : 'speaker_features', tensor]),
    );
    const { waveform } = await decoder.run({ speech_tokens: integers(whole), ...named });
    return { tokens, stopped, waveform: waveform?.data as Float32Array };
  }

  async #embed(ids: readonly number[], positions: readonly number[], exaggeration: number): Promise<Tensor> {
    const { embed } = this.#sessions;
    const feeds: Record<string, Tensor> = { input_ids: integers(ids) };
    if (embed.inputNames.includes('position_ids')) feeds['position_ids'] = integers(positions);
    if (embed.inputNames.includes('exaggeration')) feeds['exaggeration'] = new Tensor('float32', [exaggeration], [1]);
    return (await embed.run(feeds))['inputs_embeds'] as Tensor;
  }

  #emptyCache(): Record<string, Tensor> {
    const { model } = this.#sessions;
    const cache: Record<string, Tensor> = {};
    for (const value of model.inputMetadata) {
      if (!value.isTensor || !value.name.startsWith('past_key_values')) continue;
      const dims = value.shape.map((dim) => (dim === 'batch_size' ? 1 : typeof dim === 'number' ? dim : 0));
      cache[value.name] = new Tensor(
        value.type,
        value.type === 'float16' ? new Uint16Array(0) : new Float32Array(0),
        dims,
      );
    }
    return cache;
  }
}

/** The place of each id of a prompt: the start of speech and the exaggeration are at 0. */
function places(ids: readonly number[]): number[] {
  return ids.map((id, i) => (id >= speech.start ? 0 : i - 1));
}

/** The likeliest id, once those that were seen are less likely. */
function likeliest(logits: Float32Array, seen: ReadonlySet<number>, penalty: number): number {
  for (const id of seen) {
    const logit = logits[id];
    if (logit !== undefined) logits[id] = logit < 0 ? logit * penalty : logit / penalty;
  }
  let best = 0;
  logits.forEach((logit, id) => {
    if (logit > (logits[best] ?? 0)) best = id;
  });
  return best;
}

function isEmbedding({ dims }: Tensor): boolean {
  return dims.at(-1) === speech.embeddingWidth;
}

function integers(values: readonly number[]): Tensor {
  return new Tensor('int64', BigInt64Array.from(values, BigInt), [1, values.length]);
}

function joined(first: Tensor, second: Tensor['data']): Float32Array {
  return Float32Array.from([...(first.data as Float32Array), ...(second as Float32Array)]);
}

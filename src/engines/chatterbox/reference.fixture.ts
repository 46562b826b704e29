import { InferenceSession, Tensor } from 'onnxruntime-node';
import type { Conditionals } from './conditionals.ts';
import { speech } from './variant.ts';

type Feeds = Record<string, Tensor>;

/**
 * The loop of the published model cards, written out on onnxruntime-node's own API: one sequence, caches fed back, the most probable
 * token after a repetition penalty. What our loop must equal.
 */
export class ModelCard {
  readonly #embed: InferenceSession;
  readonly #model: InferenceSession;

  private constructor(embed: InferenceSession, model: InferenceSession) {
    this.#embed = embed;
    this.#model = model;
  }

  static async open(embedFile: string, modelFile: string): Promise<ModelCard> {
    return new ModelCard(await InferenceSession.create(embedFile), await InferenceSession.create(modelFile));
  }

  /** The tokens of a prompt, without the stop token. */
  async tokens(
    ids: readonly number[],
    voice: Conditionals,
    { most = 200, penalty = 1.2, exaggeration = 0.5 } = {},
  ): Promise<number[]> {
    const caches = this.#model.inputMetadata.filter(({ name }) => name.startsWith('past_key_values'));
    const positioned = this.#model.inputNames.includes('position_ids');
    const promptPositions = ids.map((id, index) => (id >= speech.start ? 0 : index - 1));
    const text = await this.#embedded(ids, promptPositions, exaggeration);
    const width = text.dims[2] as number;
    const prefix = Float32Array.from(voice.prefix);
    let embeds = new Tensor('float32', Float32Array.of(...prefix, ...(text.data as Float32Array)), [
      1,
      voice.prefixRows + ids.length,
      width,
    ]);
    let past: Feeds = Object.fromEntries(
      caches.map((each) => {
        const [, heads, , size] = (each as unknown as { shape: readonly number[] }).shape;
        const type = (each as unknown as { type: string }).type === 'float16' ? 'float16' : 'float32';
        const none = type === 'float16' ? new Uint16Array(0) : new Float32Array(0);
        return [each.name, new Tensor(type, none as Float32Array, [1, heads as number, 0, size as number])];
      }),
    );
    const tokens: number[] = [];
    let length = 0;
    while (tokens.length < most) {
      const added = embeds.dims[1] as number;
      const feeds: Feeds = {
        inputs_embeds: embeds,
        attention_mask: integers(Array.from({ length: length + added }, () => 1)),
        ...past,
      };
      if (positioned) feeds['position_ids'] = integers(Array.from({ length: added }, (_, index) => length + index));
      const out = await this.#model.run(feeds);
      length += added;
      past = Object.fromEntries(
        caches.map(({ name }) => [name, out[name.replace('past_key_values', 'present')] as Tensor]),
      );
      const logits = out['logits'] as Tensor;
      const vocabulary = logits.dims[2] as number;
      const scores = (logits.data as Float32Array).slice(-vocabulary);
      for (const token of new Set([speech.start, ...tokens])) {
        const score = scores[token] as number;
        scores[token] = score < 0 ? score * penalty : score / penalty;
      }
      const token = scores.indexOf(Math.max(...scores));
      if (token === speech.stop) break;
      tokens.push(token);
      embeds = await this.#embedded([token], [tokens.length], exaggeration);
    }
    return tokens;
  }

  async #embedded(ids: readonly number[], positions: readonly number[], exaggeration: number): Promise<Tensor> {
    const all: Feeds = {
      input_ids: integers(ids),
      position_ids: integers(positions),
      exaggeration: new Tensor('float32', Float32Array.of(exaggeration), [1]),
    };
    const feeds = Object.fromEntries(Object.entries(all).filter(([name]) => this.#embed.inputNames.includes(name)));
    return (await this.#embed.run(feeds))['inputs_embeds'] as Tensor;
  }

  async release(): Promise<void> {
    await this.#embed.release();
    await this.#model.release();
  }
}

function integers(values: readonly number[]): Tensor {
  return new Tensor('int64', BigInt64Array.from(values, BigInt), [1, values.length]);
}

import { InferenceSession, Tensor } from 'onnxruntime-node';
import type { Conditionals } from './conditionals.ts';
import { speech } from './variant.ts';

type Feeds = Record<string, Tensor>;

interface CardOptions {
  readonly guidance?: number;
  readonly textTable?: Float32Array;
  readonly most?: number;
  readonly penalty?: number;
  readonly exaggeration?: number;
}

/** A sequence with its caches. */
class CardRow {
  readonly #model: InferenceSession;
  #past: Feeds;
  #length = 0;
  /** What comes next: [new tokens, width]. */
  embeds: Float32Array;

  constructor(model: InferenceSession, embeds: Float32Array) {
    this.#model = model;
    this.embeds = embeds;
    this.#past = Object.fromEntries(
      model.inputMetadata.flatMap((input) => {
        if (!input.isTensor || !input.name.startsWith('past_key_values')) return [];
        const [, heads, , size] = input.shape as readonly number[];
        const none = input.type === 'float16' ? new Uint16Array(0) : new Float32Array(0);
        const dims = [1, heads as number, 0, size as number];
        return [[input.name, new Tensor(input.type as 'float32', none as Float32Array, dims)]];
      }),
    );
  }

  /** Of the last position, after what comes next. */
  async logits(): Promise<Float32Array> {
    const embeds = this.#model.inputMetadata.find(({ name }) => name === 'inputs_embeds');
    const width = embeds?.isTensor ? (embeds.shape[2] as number) : 0;
    const added = this.embeds.length / width;
    const feeds: Feeds = {
      inputs_embeds: new Tensor('float32', this.embeds, [1, added, width]),
      attention_mask: integers(Array.from({ length: this.#length + added }, () => 1)),
      ...this.#past,
    };
    if (this.#model.inputNames.includes('position_ids')) {
      feeds['position_ids'] = integers(Array.from({ length: added }, (_, index) => this.#length + index));
    }
    const out = await this.#model.run(feeds);
    this.#length += added;
    const names = Object.keys(this.#past);
    this.#past = Object.fromEntries(
      names.map((name) => [name, out[name.replace('past_key_values', 'present')] as Tensor]),
    );
    const { data, dims } = out['logits'] as Tensor;
    return (data as Float32Array).slice(-(dims[2] as number));
  }
}

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

  /**
   * The tokens of a prompt, without the stop token. With `guidance`, the logits are conditional + guidance × (conditional − unconditional),
   * where the unconditional sequence lacks the embeddings of the text, which `textTable` [rows, width] has.
   */
  async tokens(
    ids: readonly number[],
    voice: Conditionals,
    { guidance = 0, textTable, most = 200, penalty = 1.2, exaggeration = 0.5 }: CardOptions = {},
  ): Promise<number[]> {
    const positions = ids.map((id, index) => (id >= speech.start ? 0 : index - 1));
    const prompt = (await this.#embedded(ids, positions, exaggeration)).data as Float32Array;
    const rows = [new CardRow(this.#model, joined(voice.prefix, prompt))];
    if (textTable) {
      const width = prompt.length / ids.length;
      const without = prompt.map((value, at) => {
        const id = ids[Math.floor(at / width)] as number;
        return id >= speech.start ? value : value - (textTable[id * width + (at % width)] as number);
      });
      rows.push(new CardRow(this.#model, joined(voice.prefix, without)));
    }
    const tokens: number[] = [];
    while (tokens.length < most) {
      const [own, other] = [await rows[0]?.logits(), await rows[1]?.logits()] as [
        Float32Array,
        Float32Array | undefined,
      ];
      const scores = other ? own.map((score, at) => score + guidance * (score - (other[at] as number))) : own;
      for (const token of new Set([speech.start, ...tokens])) {
        const score = scores[token] as number;
        scores[token] = score < 0 ? score * penalty : score / penalty;
      }
      const token = scores.indexOf(Math.max(...scores.subarray(0, speech.stop + 1)));
      if (token === speech.stop) break;
      tokens.push(token);
      const next = (await this.#embedded([token], [tokens.length], exaggeration)).data as Float32Array;
      for (const row of rows) row.embeds = next;
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

function joined(first: Float32Array, second: Float32Array): Float32Array {
  const all = new Float32Array(first.length + second.length);
  all.set(first);
  all.set(second, first.length);
  return all;
}

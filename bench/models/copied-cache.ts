import { InferenceSession, Tensor } from 'onnxruntime-node';

/**
 * A language model on onnxruntime-node: every run gives new caches, which are fed to the next one. For graphs that find
 * positions by themselves, as English's does.
 */
export class CopiedCache {
  readonly #session: InferenceSession;
  #cache: Record<string, Tensor> = {};

  private constructor(session: InferenceSession) {
    this.#session = session;
  }

  static async open(file: string, threads: number): Promise<CopiedCache> {
    const session = await InferenceSession.create(file, { intraOpNumThreads: threads, logSeverityLevel: 3 });
    return new CopiedCache(session);
  }

  /** Begins anew with caches of `rows` sequences of `length` tokens, filled by `fill`. */
  start(rows: number, length = 0, fill: (values: Float32Array) => void = () => undefined): void {
    this.#cache = {};
    for (const input of this.#session.inputMetadata) {
      if (!input.isTensor || input.shape.length !== 4) continue;
      const [, heads, , headDim] = input.shape as [string, number, string, number];
      const values = new Float32Array(rows * heads * length * headDim);
      fill(values);
      this.#cache[input.name] = new Tensor('float32', values, [rows, heads, length, headDim]);
    }
  }

  /**
   * Runs `embeds` [rows, added, width] over the caches and returns the logits [rows, added, vocabulary]. `lengths`: valid
   * tokens of each row, those that are new included; what is behind them is padding. `keep: false` leaves the caches as
   * they were.
   */
  async run(embeds: Tensor, lengths: readonly number[], { total, keep = true }: { total: number; keep?: boolean }) {
    const ones = new BigInt64Array(lengths.length * total);
    for (const [row, length] of lengths.entries()) ones.fill(1n, row * total, row * total + length);
    const mask = new Tensor('int64', ones, [lengths.length, total]);
    const out = await this.#session.run({ inputs_embeds: embeds, attention_mask: mask, ...this.#cache });
    if (keep) {
      const names = Object.keys(this.#cache);
      const present = names.map((name) => [name, out[name.replace('past_key_values', 'present')] as Tensor]);
      this.#cache = Object.fromEntries(present) as Record<string, Tensor>;
    }
    return out['logits'] as Tensor;
  }

  async release(): Promise<void> {
    this.#cache = {};
    await this.#session.release();
  }
}

import type { Session } from '../../onnx/session.ts';
import { Tensor } from '../../onnx/tensor.ts';
import type { EmbedderShape } from './embedder-graph.ts';
import { speech } from './variant.ts';

/** Ids → embeddings, by the model's own `embed_tokens` graph. */
export class Embedder {
  readonly shape: EmbedderShape;
  readonly #session: Session;

  constructor(session: Session, shape: EmbedderShape) {
    this.#session = session;
    this.shape = shape;
  }

  /**
   * The prompt's ids, [1, ids, width]. Text has the position of its place, START_TEXT 0; speech tokens have 0, both of those
   * that begin the speech (`prepare_input_embeds`). `guided: false` leaves the text's embeddings out.
   */
  async prompt(
    ids: readonly number[],
    exaggeration: number,
    keepText: boolean,
    signal?: AbortSignal,
  ): Promise<Float32Array> {
    const positions = ids.map((id, index) => (id >= speech.start ? 0 : index - 1));
    return this.#run([1, ids.length], ids, positions, [exaggeration], [keepText ? 1 : 0], signal);
  }

  /**
   * One speech token for each row, [rows, 1, width]. `index`: how many were spoken before, for each row.
   *
   * The published graph of English and Multilingual takes all ids up to the first 0, which ends a text, for text: a lone speech token 0
   * would be embedded as the end of a text. With a 0 before it, every token is speech, as it is in PyTorch.
   */
  async step(tokens: readonly number[], index: readonly number[], signal?: AbortSignal): Promise<Float32Array> {
    const { kind, width } = this.shape;
    const positions = index.map((before) => before + 1);
    const same = tokens.map(() => neutralExaggeration);
    const kept = tokens.map(() => 1);
    if (kind === 'split') return this.#run([tokens.length, 1], tokens, positions, same, kept, signal);
    const behind = (values: readonly number[]) => values.flatMap((value) => [0, value]);
    const both = await this.#run([tokens.length, 2], behind(tokens), behind(positions), same, kept, signal);
    const embeds = new Float32Array(tokens.length * width);
    for (let row = 0; row < tokens.length; row++) {
      embeds.set(both.subarray((2 * row + 1) * width, (2 * row + 2) * width), row * width);
    }
    return embeds;
  }

  async #run(
    dims: readonly number[],
    ids: readonly number[],
    positions: readonly number[],
    exaggeration: readonly number[],
    keep: readonly number[],
    signal?: AbortSignal,
  ): Promise<Float32Array> {
    const { shape } = this;
    const rows = dims[0] as number;
    const feeds: Record<string, Tensor> = { [shape.ids]: Tensor.from('int64', dims, ids) };
    if (shape.positions !== undefined) feeds[shape.positions] = Tensor.from('int64', dims, positions);
    if (shape.exaggeration !== undefined) feeds[shape.exaggeration] = Tensor.from('float32', [rows], exaggeration);
    if (shape.keepText !== undefined) feeds[shape.keepText] = Tensor.from('float32', [rows], keep);
    const { [shape.embeds]: embeds } = await this.#session.run(feeds, [shape.embeds], signal);
    return embeds?.data as Float32Array;
  }

  async release(): Promise<void> {
    await this.#session.release();
  }
}

/** Where a decode step must give a value that is not used (`chatterbox` feeds 0.5). */
const neutralExaggeration = 0.5;

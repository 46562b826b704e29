import { speech, type Variant } from '../../src/engines/chatterbox/variant.ts';
import { GraphBuilder } from './graph-builder.ts';
import { RandomWeights } from './random-weights.ts';
import { speechMark } from './speech-count.ts';

export interface EmbedTokensOptions {
  readonly variant: Variant;
  /** Width of an embedding: the language model's `hidden`. */
  readonly width: number;
  /** Rows of the text table. Default: what the published model has. */
  readonly textRows?: number;
  readonly seed?: number;
}

/** Rows of the published text tables; for Multilingual, that of its first version. */
export const publishedTextRows: Readonly<Record<Variant, number>> = {
  ...{ english: 704, multilingual: 2352, turbo: 50_276, nano: 50_276 },
};

/** What GPT-2's tokenizer ends a text with, and Turbo's embeddings take for the start of speech. */
export const endOfText = 50_256;

/** How many {@link endOfText} a prompt ends with, and so the ids at its end that are speech. */
export const trailingIds: Readonly<Record<'turbo' | 'nano', number>> = { turbo: 2, nano: 1 };

/**
 * Writes the `embed_tokens` of a variant: `input_ids` [batch, sequence] → `inputs_embeds` [batch, sequence, width], for
 * English and Multilingual with `position_ids` [batch, sequence] and `exaggeration` [batch].
 */
export function writeEmbedTokens(file: string, options: EmbedTokensOptions): void {
  const graph = new GraphBuilder(file);
  try {
    graph.input('input_ids', 'int64', ['batch_size', 'sequence_length']);
    if (options.variant === 'turbo' || options.variant === 'nano') routeByPlace(graph, options, options.variant);
    else routeByStop(graph, options);
    graph.output('inputs_embeds', 'float32', ['batch_size', 'sequence_length', options.width]);
    graph.write(20);
  } finally {
    graph.close();
  }
}

/**
 * Turbo and Nano: the last two ids (Nano: the last one) are speech, and the end of a text among them is the start of
 * speech; all before are text. A single id is speech.
 */
function routeByPlace(graph: GraphBuilder, options: EmbedTokensOptions, variant: 'turbo' | 'nano'): void {
  const { textRows = publishedTextRows[variant] } = options;
  const zero = graph.integers('zero', [0]);
  const split = graph.integers('split', [-trailingIds[variant]]);
  const axis = graph.integers('axis', [1]);
  const text = graph.add('text.ids', 'Slice', ['input_ids', zero, split, axis]);
  const tail = graph.add('tail.ids', 'Slice', ['input_ids', split, graph.integers('end', [2 ** 31 - 1]), axis]);
  const ends = graph.add('tail.ends', 'Equal', [tail, graph.integers('end-of-text', endOfText)]);
  const spoken = graph.add('speech.ids', 'Where', [ends, graph.integers('start-of-speech', speech.start), tail]);
  const textRowsOf = graph.add('text_emb', 'Gather', [table(graph, 'text_emb.weight', textRows, options, 1, 0), text]);
  const speechRows = graph.add('speech_emb', 'Gather', [
    table(graph, 'speech_emb.weight', 6563, options, 1, speechMark),
    spoken,
  ]);
  graph.add('inputs_embeds', 'Concat', [textRowsOf, speechRows], { axis: 1 });
}

/**
 * English and Multilingual, as the published graph does it: ids up to the first 0, the end of the text, are text (which
 * a lone 0 is too, although it may be the codec's), 6563 is the exaggeration, all others are speech.
 */
function routeByStop(graph: GraphBuilder, options: EmbedTokensOptions): void {
  const { variant, width, textRows = publishedTextRows[variant], seed = 1 } = options;
  graph.input('position_ids', 'int64', ['batch_size', 'sequence_length']);
  graph.input('exaggeration', 'float32', ['batch_size']);
  const zero = graph.integers('zero', 0);
  const one = graph.integers('one', 1);
  const rowAxis = graph.integers('axis.1', [1]);
  const lastAxis = graph.integers('axis.-1', [-1]);

  const stops = graph.add('stops', 'Equal', ['input_ids', zero]);
  const emotion = graph.add('emotion', 'Equal', ['input_ids', graph.integers('emotion.id', speech.exaggeration)]);
  const count = graph.add(
    'stops.count',
    'ReduceSum',
    [graph.add('stops.integer', 'Cast', [stops], { to: 7 }), rowAxis],
    {
      keepdims: 1,
    },
  );
  const any = graph.add('stops.any', 'Greater', [count, zero]);
  const first = graph.add('stop', 'ArgMax', [graph.add('stops.float', 'Cast', [stops], { to: 1 })], {
    ...{ axis: 1, keepdims: 1, select_last_index: 0 },
  });
  const length = graph.add('length', 'Gather', [graph.add('shape', 'Shape', ['input_ids']), one]);
  const columns = graph.add('columns', 'Range', [zero, length, one]);
  const early = graph.add('before-stop', 'And', [graph.add('up-to-stop', 'LessOrEqual', [columns, first]), any]);
  const other = graph.add('no-emotion', 'Not', [emotion]);
  const isText = graph.add('is-text', 'And', [early, other]);
  const isSpeech = graph.add('is-speech', 'And', [graph.add('late', 'Not', [early]), other]);

  const embedded = (kind: 'text' | 'speech', here: string, rows: number, positions: number, mark: number) => {
    const only = (tensor: string) => graph.add(`${kind}.${tensor}`, 'Where', [here, tensor, zero]);
    const ids = table(graph, `${kind}_emb.weight`, rows, options, 0.8, mark);
    const places = table(graph, `${kind}_pos_emb.weight`, positions, options, 0.6, 0);
    return graph.add(`${kind}.sum`, 'Add', [
      graph.add(`${kind}_emb`, 'Gather', [ids, only('input_ids')]),
      graph.add(`${kind}_pos_emb`, 'Gather', [places, only('position_ids')]),
    ]);
  };
  const wide = (mask: string) => graph.add(`${mask}.wide`, 'Unsqueeze', [mask, lastAxis]);
  const text = embedded('text', isText, textRows, 2050, 0);
  const spoken = embedded('speech', isSpeech, 8194, 4100, speechMark);
  const texts = graph.add('texts', 'Where', [wide(isText), text, graph.floats('nothing', 0)]);
  const both = graph.add('both', 'Where', [wide(isSpeech), spoken, texts]);

  const strength = graph.add('strength', 'Reshape', ['exaggeration', graph.integers('strength.shape', [-1, 1, 1])]);
  const weight = new RandomWeights(seed).fill('emotion_adv_fc.weight', new Float32Array(width), 1.5);
  weight[width - 1] = 0;
  const feeling = graph.add('emotion_adv_fc', 'MatMul', [
    strength,
    graph.floats('emotion_adv_fc.weight', weight, [1, width]),
  ]);
  const share = graph.add('emotion.share', 'Cast', [wide(emotion)], { to: 1 });
  graph.add('inputs_embeds', 'Add', [both, graph.add('emotion.rows', 'Mul', [feeling, share])]);
}

/** A table of random rows whose last value is the mark. */
function table(
  graph: GraphBuilder,
  name: string,
  rows: number,
  { width, seed = 1 }: EmbedTokensOptions,
  deviation: number,
  mark: number,
): string {
  const values = new RandomWeights(seed).fill(name, new Float32Array(rows * width), deviation);
  for (let last = width - 1; last < values.length; last += width) values[last] = mark;
  return graph.floats(name, values, [rows, width]);
}

import { speech, type Variant } from '../../src/engines/chatterbox/variant.ts';
import { GraphBuilder } from './graph-builder.ts';
import { RandomWeights } from './random-weights.ts';

export interface SpeechEncoderOptions {
  readonly variant: Variant;
  /** Width of the language model. */
  readonly width: number;
  /** Names of the two outputs that exports do not agree about. */
  readonly outputNames?: { readonly features: string; readonly tokens: string };
  readonly seed?: number;
}

/** The names that transformers.js reads. */
const usualNames = { features: 'audio_features', tokens: 'audio_tokens' };

/** Rows that English and Multilingual put before a text: the speaker, and what their perceiver makes of the clip. */
const perceiverRows = 33;

/** Turbo reads the tokens of the first 6 s. */
const mostPrefixTokens = 150;

const mostSamples = 10 * speech.sampleRate;
const samplesPerFrame = speech.samplesPerToken / speech.framesPerToken;

/**
 * Writes a `speech_encoder`: `audio_values` [batch, samples] of 24 kHz → features for the language model [1, rows,
 * width], tokens [1, P], `speaker_embeddings` [1, 192], `speaker_features` [1, 2P, 80], of the first 10 s. All of it is
 * a function of the sound: other clips give other tensors. The clip needs a token's 960 samples.
 */
export function writeSpeechEncoder(file: string, options: SpeechEncoderOptions): void {
  const graph = new GraphBuilder(file);
  try {
    build(graph, options);
    graph.write(20);
  } finally {
    graph.close();
  }
}

function build(
  graph: GraphBuilder,
  { variant, width, outputNames = usualNames, seed = 1 }: SpeechEncoderOptions,
): void {
  const random = new RandomWeights(seed);
  const bands = speech.melBands;
  const weight = (name: string, rows: number, columns: number, gain = 1) =>
    graph.floats(name, random.fill(name, new Float32Array(rows * columns), gain / Math.sqrt(rows)), [rows, columns]);

  // Whole tokens of the first 10 s: [1, frames, 480].
  graph.input('audio_values', 'float32', ['batch_size', 'num_samples']);
  const zero = graph.integers('zero', [0]);
  const samples = graph.add('samples', 'Slice', [
    graph.add('shape', 'Shape', ['audio_values']),
    graph.integers('one', [1]),
    graph.integers('two', [2]),
  ]);
  const token = graph.integers('token', [speech.samplesPerToken]);
  const heard = graph.add('heard', 'Min', [samples, graph.integers('most', [mostSamples])]);
  const whole = graph.add('whole', 'Mul', [graph.add('tokens.count', 'Div', [heard, token]), token]);
  const from = graph.integers('from', [0, 0]);
  const to = graph.add('to', 'Concat', ['one', whole], { axis: 0 });
  const clip = graph.add('clip', 'Slice', ['audio_values', from, to, graph.integers('axes', [0, 1])]);
  const frames = graph.add('frames', 'Reshape', [clip, graph.integers('frames.shape', [1, -1, samplesPerFrame])]);

  // As a log-mel is: the size of what each band hears.
  const heights = graph.add('heights', 'Abs', [
    graph.add('bands', 'MatMul', [frames, weight('bands.weight', samplesPerFrame, bands)]),
  ]);
  const audible = graph.add('audible', 'Max', [heights, graph.floats('least', 1e-5)]);
  const features = graph.add('speaker_features', 'Log', [audible]);

  // As the codec's quantiser: 8 digits of 3 (S3 tokenizer v2: finite scalar quantisation).
  const normed = (name: string, input: string) =>
    graph.add(name, 'LayerNormalization', [input, 'norm.weight'], { axis: -1, epsilon: { float: 1e-5 } });
  graph.floats('norm.weight', new Float32Array(bands).fill(1));
  const pairs = graph.add('pairs', 'Reshape', [
    normed('features.normed', features),
    graph.integers('pairs.shape', [1, -1, bands * speech.framesPerToken]),
  ]);
  const levels = graph.add('levels', 'Tanh', [
    graph.add('down', 'MatMul', [pairs, weight('down.weight', 2 * bands, 8, 1.5)]),
  ]);
  const digits = graph.add('digits', 'Add', [graph.add('rounded', 'Round', [levels]), graph.floats('lift', 1)]);
  const places = graph.floats(
    'places',
    Float32Array.from({ length: 8 }, (_, i) => 3 ** i),
    [8],
  );
  const tokens = graph.add(outputNames.tokens, 'Cast', [graph.add('codes', 'MatMul', [digits, places])], { to: 7 });

  const mean = graph.add('mean', 'ReduceMean', [features, graph.integers('mean.axis', [1])], { keepdims: 0 });
  const voice = normed('voice', mean);
  graph.add('speaker_embeddings', 'MatMul', [voice, weight('speaker.weight', bands, speech.embeddingWidth)]);

  // The last value of a row is the mark of speech, which a prefix does not have.
  const prefix = (name: string, rows: number) => {
    const values = random.fill('prefix.weight', new Float32Array(bands * rows * width), 1 / Math.sqrt(bands));
    for (let last = width - 1; last < values.length; last += width) values[last] = 0;
    const row = graph.add('prefix', 'MatMul', [voice, graph.floats('prefix.weight', values, [bands, rows * width])]);
    return graph.add(name, 'Reshape', [row, graph.integers('prefix.shape', [1, rows, width])]);
  };
  if (variant === 'english' || variant === 'multilingual') prefix(outputNames.features, perceiverRows);
  else {
    const speaker = prefix('speaker', 1);
    const table = random.fill('speech_emb.weight', new Float32Array(speech.codes * width), 1);
    for (let last = width - 1; last < table.length; last += width) table[last] = 0;
    const read = graph.add('read', 'Slice', [tokens, zero, graph.integers('most-tokens', [mostPrefixTokens]), 'one']);
    const embeddings = graph.floats('speech_emb.weight', table, [speech.codes, width]);
    const rows = graph.add('speech_emb', 'Gather', [embeddings, read]);
    graph.add(outputNames.features, 'Concat', [speaker, rows], { axis: 1 });
  }
  graph.output(outputNames.features, 'float32', ['batch_size', 'sequence_length', width]);
  graph.output(outputNames.tokens, 'int64', ['batch_size', 'audio_sequence_length']);
  graph.output('speaker_embeddings', 'float32', ['batch_size', speech.embeddingWidth]);
  graph.output('speaker_features', 'float32', ['batch_size', 'feature_dim', bands]);
}

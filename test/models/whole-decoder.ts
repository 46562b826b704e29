import { speech } from '../../src/engines/chatterbox/variant.ts';
import { GraphBuilder } from './graph-builder.ts';
import { RandomWeights } from './random-weights.ts';

/** Partials of a token's sound. */
const partials = 16;

/**
 * Writes a `conditional_decoder` without the published one's parts, so that it can only be run whole: `speech_tokens`
 * [1, T] (the prompt's and those to say), `speaker_embeddings` [1, 192], `speaker_features` [1, F, 80] → `waveform`
 * [1, (T − ⌊F / 2⌋) × 960]. Each token is a sum of partials of 50 Hz, which goes on without a step into the same token;
 * 4299 is silence. An id that is no codec's (6561 and more) fails the run.
 */
export function writeWholeDecoder(file: string, { seed = 1 }: { readonly seed?: number } = {}): void {
  const graph = new GraphBuilder(file);
  try {
    build(graph, new RandomWeights(seed));
    graph.write(17);
  } finally {
    graph.close();
  }
}

function build(graph: GraphBuilder, random: RandomWeights): void {
  const { samplesPerToken, embeddingWidth, melBands, codes, silence, framesPerToken } = speech;
  graph.input('speech_tokens', 'int64', ['batch_size', 'num_speech_tokens']);
  graph.input('speaker_embeddings', 'float32', ['batch_size', embeddingWidth]);
  graph.input('speaker_features', 'float32', ['batch_size', 'feature_dim', melBands]);

  const table = random.fill('table', new Float32Array(codes * partials), 0.05);
  table.fill(0, silence * partials, (silence + 1) * partials);
  const loudness = graph.add('loudness', 'Gather', [graph.floats('table', table, [codes, partials]), 'speech_tokens']);

  // Timbre: what the speaker, and a little what the prompt sounds like, makes of each partial. [1, 1, partials]
  const matrix = (name: string, rows: number, gain: number) =>
    graph.floats(name, random.fill(name, new Float32Array(rows * partials), gain / Math.sqrt(rows)), [rows, partials]);
  const speaker = graph.add('speaker', 'MatMul', ['speaker_embeddings', matrix('speaker.weight', embeddingWidth, 0.5)]);
  const heard = graph.add('heard', 'ReduceMean', ['speaker_features'], { axes: [1], keepdims: 0 });
  const prompt = graph.add('prompt', 'MatMul', [heard, matrix('prompt.weight', melBands, 0.02)]);
  const timbre = graph.add('timbre', 'Exp', [graph.add('both', 'Tanh', [graph.add('sum', 'Add', [speaker, prompt])])]);
  const wide = graph.add('timbre.wide', 'Unsqueeze', [timbre, graph.integers('axis', [1])]);

  const waves = Float32Array.from({ length: partials * samplesPerToken }, (_, i) =>
    Math.sin((2 * Math.PI * (Math.floor(i / samplesPerToken) + 1) * 2 * (i % samplesPerToken)) / samplesPerToken),
  );
  const sound = graph.add('sound', 'MatMul', [
    graph.add('strengths', 'Mul', [loudness, wide]),
    graph.floats('waves', waves, [partials, samplesPerToken]),
  ]);

  const frames = graph.add('frames', 'Slice', [
    graph.add('features.shape', 'Shape', ['speaker_features']),
    'axis',
    graph.integers('two', [2]),
  ]);
  const prompted = graph.add('prompted', 'Div', [frames, graph.integers('frames.token', [framesPerToken])]);
  const end = graph.integers('end', [2 ** 31 - 1]);
  const said = graph.add('said', 'Slice', [sound, prompted, end, 'axis']);
  graph.add('waveform', 'Reshape', [said, graph.integers('waveform.shape', [1, -1])]);
  graph.output('waveform', 'float32', ['batch_size', 'num_samples']);
}

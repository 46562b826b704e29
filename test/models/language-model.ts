import { speech } from '../../src/engines/chatterbox/variant.ts';
import { attention, mostPositions, prepareAttention, type AttentionInputs } from './attention.ts';
import { GraphBuilder } from './graph-builder.ts';
import { linear, type LinearShape, type LinearWriter } from './linear.ts';
import { RandomWeights } from './random-weights.ts';
import type { LanguageModelShape } from './shapes.ts';
import { addEndBias, countingProjection, offTheMark } from './speech-count.ts';

export interface LanguageModelOptions {
  /**
   * `grouped-query` is as the English and Multilingual exports are, and counts the ones of the mask: padding comes last.
   * `plain` is MatMul and Softmax over the cache joined to what is new; its padding may be anywhere.
   */
  readonly attention: 'grouped-query' | 'plain';
  /** 4-bit ones in blocks of 32 (`MatMulNBits`), as in the published q4 files. */
  readonly weights: 'float32' | '4-bit';
  /**
   * Type of the cache. Grouped-query attention works in the type of its cache, as in the published float16 models; what
   * goes in and comes out is float32 whatever the cache is. Plain attention works in float32 between two casts.
   */
  readonly cache: 'float32' | 'float16';
  readonly positionIds: boolean;
  /** `accuracy_level` of 4-bit products. Left out by default, as the published models leave it out. */
  readonly accuracyLevel?: number;
  /** Lets sequences end: adds `perToken` × (speech tokens so far − `after`) to the logit of the stop token. */
  readonly endBias?: { readonly perToken: number; readonly after: number };
  readonly seed?: number;
}

/**
 * Writes a language model of random weights to `file`, and its weights to `file`_data, layer by layer. Inputs and
 * outputs are those of the published models: `inputs_embeds`, `attention_mask`, `position_ids` if wanted,
 * `past_key_values.*`; `logits`, `present.*`. Ids that no decoder knows (6561, and those from 6563) are never likely.
 */
export function writeLanguageModel(file: string, shape: LanguageModelShape, options: LanguageModelOptions): void {
  const graph = new GraphBuilder(file);
  try {
    const random = new RandomWeights(options.seed ?? 1);
    const { weights, accuracyLevel } = options;
    buildModel({ graph, random, weights, accuracyLevel }, shape, options);
    graph.write(21);
  } finally {
    graph.close();
  }
}

function buildModel(writer: LinearWriter, shape: LanguageModelShape, options: LanguageModelOptions): void {
  const { graph, random } = writer;
  const { layers, hidden, vocab, kind } = shape;
  const norms = kind === 'llama' ? rootMeanSquares(writer, shape) : layerNorms(writer, shape);
  const inputs = prepare(writer, shape, options);

  let residual = 'inputs_embeds';
  if (kind === 'gpt2') {
    const table = random.fill('wpe.weight', new Float32Array(mostPositions * hidden), 0.5);
    for (let end = hidden - 1; end < table.length; end += hidden) table[end] = 0;
    const rows = graph.add('wpe', 'Gather', [
      graph.floats('wpe.weight', table, [mostPositions, hidden]),
      inputs.learned ?? '',
    ]);
    residual = graph.add('embedded', 'Add', [residual, rows]);
  }
  // Branches add up over the layers, and would drown what came in (GPT-2's initialisation does the same).
  const branch = Math.sqrt(2 / layers);
  let stream: Stream = { residual, added: undefined };
  for (let layer = 0; layer < layers; layer++) {
    const name = (part: string) => `layers.${layer}.${part}`;
    const before = norms(name('input_norm'), stream);
    const packed = linear(writer, name('qkv'), before.normed, {
      ...projection(shape, 1.4, hidden, 3 * hidden),
      ...(layer === 0 && { change: (rows, bias) => countingProjection(shape, rows, bias) }),
    });
    const attended = attention(inputs.attention, layer, packed);
    const mixed = linear(writer, name('o'), attended, {
      ...projection(shape, branch, hidden, hidden),
      change: offTheMark(hidden, hidden, layer === 0 ? 0 : undefined),
    });
    const between = norms(name('mlp_norm'), { residual: before.residual, added: mixed });
    const fed = feedForward(writer, shape, layer, between.normed, branch);
    stream = { residual: between.residual, added: fed };
  }
  const last = norms('norm', stream);
  const head = linear(writer, 'head', last.normed, {
    ...{ inputs: hidden, outputs: vocab, gain: 2, bias: true },
    change: (rows, bias) => {
      bias[speech.start] = -1e4;
      bias.fill(-1e4, speech.stop + 1);
      if (!options.endBias) return;
      // When a sequence ends depends on what was said, not on the count alone.
      const stop = rows.subarray(speech.stop * hidden, (speech.stop + 1) * hidden);
      stop.forEach((value, index) => (stop[index] = value * 1.3));
    },
  });
  if (options.endBias) addEndBias(graph, shape, options.endBias, { logits: head, residual: last.residual });
  else graph.add('logits', 'Identity', [head]);
  graph.output('logits', 'float32', ['batch_size', 'sequence_length', vocab]);
}

function projection({ kind }: LanguageModelShape, gain: number, inputs: number, outputs: number): LinearShape {
  return { inputs, outputs, gain, bias: kind === 'gpt2' };
}

/** Inputs, lengths, positions and masks. */
function prepare(
  { graph }: LinearWriter,
  shape: LanguageModelShape,
  { attention: kind, cache, positionIds }: LanguageModelOptions,
): { readonly attention: AttentionInputs; readonly learned: string | undefined } {
  graph.input('inputs_embeds', 'float32', ['batch_size', 'sequence_length', shape.hidden]);
  graph.input('attention_mask', 'int64', ['batch_size', 'total_sequence_length']);
  const lengthOf = (name: string, tensor: string) =>
    graph.add(name, 'Gather', [graph.add(`${name}.shape`, 'Shape', [tensor]), graph.integers(`${name}.axis`, 1)]);
  const total = lengthOf('length.total', 'attention_mask');
  const past = graph.add('length.past', 'Sub', [total, lengthOf('length.new', 'inputs_embeds')]);
  graph.add('mask.valid', 'ReduceSum', ['attention_mask', graph.integers('mask.axis', [1])], { keepdims: 1 });
  const told = positionIds ? graph.input('position_ids', 'int64', ['batch_size', 'sequence_length']) : undefined;
  /** The place of each new token among the valid ones. */
  const counted = () => {
    const ranks = graph.add('ranks', 'CumSum', ['attention_mask', graph.integers('ranks.axis', 1)]);
    const places = graph.add('places', 'Sub', [ranks, graph.integers('places.one', 1)]);
    const positive = graph.add('places.positive', 'Max', [places, graph.integers('places.zero', 0)]);
    const one = graph.integers('places.axes', [1]);
    const ends = [graph.add('places.from', 'Unsqueeze', [past, graph.integers('places.axis', [0])]), 'places.to', one];
    graph.integers('places.to', [2 ** 31 - 1]);
    return graph.add('places.new', 'Slice', [positive, ...ends]);
  };
  // Grouped-query attention turns by itself, by the rank among valid entries.
  const turns = shape.kind === 'llama' && kind === 'grouped-query';
  const positions = told ?? (turns ? undefined : counted());
  const inputs: AttentionInputs = { graph, shape, kind, cache, positions };
  prepareAttention(inputs);
  return { attention: inputs, learned: positions };
}

/** What flows between layers, and what the last one adds to it. */
interface Stream {
  readonly residual: string;
  readonly added: string | undefined;
}

type Norm = (name: string, stream: Stream) => { readonly normed: string; readonly residual: string };

/** Llama's norms, fused with the sums before them as in the published models. */
function rootMeanSquares({ graph, random }: LinearWriter, { hidden }: LanguageModelShape): Norm {
  return (name, { residual, added }) => {
    const scale = random.fill(`${name}.weight`, new Float32Array(hidden), 0.05, 1);
    const weight = graph.floats(`${name}.weight`, scale);
    const epsilon = { epsilon: { float: 1e-5 } };
    if (added === undefined) {
      graph.add(name, 'SimplifiedLayerNormalization', [residual, weight], { ...epsilon, axis: -1, stash_type: 1 });
      return { normed: name, residual };
    }
    const sum = `${name}.sum`;
    graph.addAll([name, '', '', sum], 'SkipSimplifiedLayerNormalization', [residual, added, weight], epsilon);
    return { normed: name, residual: sum };
  };
}

function layerNorms({ graph, random }: LinearWriter, { hidden }: LanguageModelShape): Norm {
  return (name, { residual, added }) => {
    const sum = added === undefined ? residual : graph.add(`${name}.sum`, 'Add', [residual, added]);
    const weight = graph.floats(`${name}.weight`, random.fill(`${name}.weight`, new Float32Array(hidden), 0.05, 1));
    const bias = graph.floats(`${name}.bias`, random.fill(`${name}.bias`, new Float32Array(hidden), 0.02));
    graph.add(name, 'LayerNormalization', [sum, weight, bias], { axis: -1, epsilon: { float: 1e-5 } });
    return { normed: name, residual: sum };
  };
}

/** SwiGLU of Llama, or GPT-2's GELU. */
function feedForward(
  writer: LinearWriter,
  shape: LanguageModelShape,
  layer: number,
  input: string,
  gain: number,
): string {
  const { graph } = writer;
  const { hidden, mlp, kind } = shape;
  const name = (part: string) => `layers.${layer}.${part}`;
  const up = linear(writer, name('up'), input, projection(shape, 1, hidden, mlp));
  const down: LinearShape = { ...projection(shape, gain, mlp, hidden), change: offTheMark(mlp, hidden) };
  if (kind === 'gpt2') {
    const active = graph.add(name('active'), 'Gelu', [up], { approximate: 'tanh' });
    return linear(writer, name('down'), active, down);
  }
  const gate = linear(writer, name('gate'), input, projection(shape, 1, hidden, mlp));
  const swish = graph.add(name('swish'), 'Mul', [gate, graph.add(name('sigmoid'), 'Sigmoid', [gate])]);
  return linear(writer, name('down'), graph.add(name('gated'), 'Mul', [swish, up]), down);
}

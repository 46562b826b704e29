import type { GraphBuilder } from './graph-builder.ts';
import { rotary } from './known-constants.ts';
import type { LanguageModelShape } from './shapes.ts';

/** What all layers of a language model share: made once, named here. */
export interface AttentionInputs {
  readonly graph: GraphBuilder;
  readonly shape: LanguageModelShape;
  readonly kind: 'grouped-query' | 'plain';
  readonly cache: 'float32' | 'float16';
  /** [batch, sequence] int64; undefined where grouped-query attention counts them itself, from the mask. */
  readonly positions: string | undefined;
}

/** Rows of position tables: GPT-2 of Turbo has as many. */
export const mostPositions = 8196;

/** Base of the rotary angles (chatterbox: `llama_configs.py`; its scaling for long texts is left out). */
const rotaryBase = 500_000;

/**
 * One attention: packed [batch, sequence, 3 × heads × headDim] in, [batch, sequence, heads × headDim] out, and the cache
 * `past_key_values.LAYER.*` → `present.LAYER.*`. Call {@link prepareAttention} before the first layer.
 */
export function attention(inputs: AttentionInputs, layer: number, packed: string): string {
  const past = cacheInputs(inputs, layer);
  const present = past.map((_, index) => cacheName(inputs, 'present', layer, index)) as [string, string];
  const out =
    inputs.kind === 'plain'
      ? plain(inputs, layer, packed, past, present)
      : groupedQuery(inputs, layer, packed, past, present);
  cacheOutputs(inputs, layer);
  return out;
}

/** Makes the constants and masks that every layer's attention reads. */
export function prepareAttention({ graph, shape, kind, cache, positions }: AttentionInputs): void {
  const { headDim, heads } = shape;
  if (shape.kind === 'llama') {
    const table = (turn: (angle: number) => number) => {
      const whole = rotary(turn, mostPositions, headDim, rotaryBase);
      const half = headDim / 2;
      return whole.filter((_, i) => i % headDim < half);
    };
    graph.floats('cos_cache', table(Math.cos), [mostPositions, headDim / 2]);
    graph.floats('sin_cache', table(Math.sin), [mostPositions, headDim / 2]);
  }
  graph.integers('heads.split', [0, 0, heads, headDim]);
  graph.integers('heads.joined', [0, 0, heads * headDim]);
  if (kind === 'grouped-query') {
    if (cache === 'float16' && shape.kind === 'llama') {
      for (const table of ['cos_cache', 'sin_cache']) graph.add(`${table}.float16`, 'Cast', [table], { to: 10 });
    }
    const less = graph.add('mask.valid.less', 'Sub', ['mask.valid', graph.integers('one', 1)]);
    graph.add('seqlens_k', 'Cast', [less], { to: 6 });
    graph.add('total_sequence_length.int32', 'Cast', ['length.total'], { to: 6 });
    return;
  }
  // 0 where a query may look, −1e9 where it may not: at padding and at what comes later. [batch, 1, sequence, total]
  const floats = graph.add('mask.float', 'Cast', ['attention_mask'], { to: 1 });
  const absent = graph.add('mask.absent', 'Sub', [floats, graph.floats('one.float', 1)]);
  const padding = graph.add('mask.padding', 'Mul', [absent, graph.floats('much', 1e9)]);
  const wide = graph.add('mask.padding.wide', 'Unsqueeze', [padding, graph.integers('axes.1.2', [1, 2])]);
  graph.integers('zero', 0);
  const columns = graph.add('mask.columns', 'Range', ['zero', 'length.total', graph.integers('step', 1)]);
  const rows = graph.add('mask.rows', 'Range', ['length.past', 'length.total', 'step']);
  const column = graph.add('mask.column', 'Unsqueeze', [columns, graph.integers('axis.0', [0])]);
  const row = graph.add('mask.row', 'Unsqueeze', [rows, graph.integers('axis.1', [1])]);
  const seen = graph.add('mask.causal', 'LessOrEqual', [column, row]);
  const later = graph.add('mask.later', 'Where', [seen, graph.floats('zero.float', 0), graph.floats('never', -1e9)]);
  graph.add('mask.bias', 'Add', [wide, later]);
  if (shape.kind === 'llama' && positions !== undefined) {
    for (const turn of ['cos', 'sin']) {
      const turned = graph.add(`${turn}.rows`, 'Gather', [`${turn}_cache`, positions], { axis: 0 });
      graph.add(`${turn}.heads`, 'Unsqueeze', [turned, 'axis.1']);
    }
  }
  graph.floats('scale', 1 / Math.sqrt(headDim));
}

function groupedQuery(
  { graph, shape, positions, cache }: AttentionInputs,
  layer: number,
  packed: string,
  past: readonly [string, string],
  present: readonly [string, string],
): string {
  const { heads, headDim, kind } = shape;
  const half = cache === 'float16';
  const common = { num_heads: heads, kv_num_heads: heads, scale: { float: 1 / Math.sqrt(headDim) } };
  const out = `layers.${layer}.attention`;
  const run = (query: readonly [string, string, string], rotates: boolean) => {
    const halved = (tensor: string) =>
      half && tensor !== '' ? graph.add(`${tensor}.float16`, 'Cast', [tensor], { to: 10 }) : tensor;
    graph.addAll(
      [half ? `${out}.float16` : out, ...present],
      'GroupQueryAttention',
      [
        ...[...query.map(halved), ...past, 'seqlens_k', 'total_sequence_length.int32'],
        ...(rotates ? ['cos_cache', 'sin_cache'].map((table) => (half ? `${table}.float16` : table)) : []),
      ],
      { ...common, do_rotary: rotates ? 1 : 0, ...(rotates && { rotary_interleaved: 0 }) },
    );
    return half ? graph.add(out, 'Cast', [`${out}.float16`], { to: 1 }) : out;
  };
  if (kind === 'gpt2' || positions === undefined) return run([packed, '', ''], kind === 'llama');
  const [query, key, value] = graph.addAll(
    [`layers.${layer}.query`, `layers.${layer}.key`, `layers.${layer}.value`],
    'Split',
    [packed],
    { axis: -1, num_outputs: 3 },
  );
  const turned = (tensor: string) =>
    graph.add(`${tensor}.turned`, 'RotaryEmbedding', [tensor, positions, 'cos_cache', 'sin_cache'], {
      num_heads: heads,
      interleaved: 0,
    });
  return run([turned(query), turned(key), value], false);
}

function plain(
  { graph, shape }: AttentionInputs,
  layer: number,
  packed: string,
  past: readonly [string, string],
  present: readonly [string, string],
): string {
  const name = (part: string) => `layers.${layer}.${part}`;
  const parts = graph.addAll([name('query'), name('key'), name('value')], 'Split', [packed], {
    ...{ axis: -1, num_outputs: 3 },
  });
  const byHead = (tensor: string) =>
    graph.add(`${tensor}.heads`, 'Transpose', [graph.add(`${tensor}.split`, 'Reshape', [tensor, 'heads.split'])], {
      perm: [0, 2, 1, 3],
    });
  const turned = (tensor: string) => {
    if (shape.kind === 'gpt2') return tensor;
    const [a, b] = graph.addAll([`${tensor}.a`, `${tensor}.b`], 'Split', [tensor], { axis: -1, num_outputs: 2 });
    const times = (half: string, turn: string) => graph.add(`${half}.${turn}`, 'Mul', [half, `${turn}.heads`]);
    const first = graph.add(`${tensor}.first`, 'Sub', [times(a, 'cos'), times(b, 'sin')]);
    const second = graph.add(`${tensor}.second`, 'Add', [times(b, 'cos'), times(a, 'sin')]);
    return graph.add(`${tensor}.turned`, 'Concat', [first, second], { axis: -1 });
  };
  const query = turned(byHead(parts[0]));
  const keys = graph.add(present[0], 'Concat', [past[0], turned(byHead(parts[1]))], { axis: 2 });
  const values = graph.add(present[1], 'Concat', [past[1], byHead(parts[2])], { axis: 2 });
  const columns = graph.add(name('keys'), 'Transpose', [keys], { perm: [0, 1, 3, 2] });
  const scores = graph.add(name('scores'), 'Mul', [graph.add(name('products'), 'MatMul', [query, columns]), 'scale']);
  const masked = graph.add(name('masked'), 'Add', [scores, 'mask.bias']);
  const shares = graph.add(name('shares'), 'Softmax', [masked], { axis: -1 });
  const mixed = graph.add(name('mixed'), 'Transpose', [graph.add(name('mix'), 'MatMul', [shares, values])], {
    perm: [0, 2, 1, 3],
  });
  return graph.add(name('attention'), 'Reshape', [mixed, 'heads.joined']);
}

const sides = ['key', 'value'] as const;

/** The cache's own name, or that of its float32 form where it is stored in float16. */
function cacheName(
  { cache, kind }: AttentionInputs,
  when: 'present' | 'past_key_values',
  layer: number,
  side: number,
): string {
  return `${when}.${layer}.${sides[side] ?? ''}${cache === 'float16' && kind === 'plain' ? '.float32' : ''}`;
}

function cacheInputs(inputs: AttentionInputs, layer: number): [string, string] {
  const { graph, shape, cache } = inputs;
  const dims = ['batch_size', shape.heads, 'past_sequence_length', shape.headDim];
  return sides.map((side, index) => {
    const past = graph.input(`past_key_values.${layer}.${side}`, cache, dims);
    const name = cacheName(inputs, 'past_key_values', layer, index);
    return name === past ? past : graph.add(name, 'Cast', [past], { to: 1 });
  }) as [string, string];
}

function cacheOutputs(inputs: AttentionInputs, layer: number): void {
  const { graph, shape, cache } = inputs;
  const dims = ['batch_size', shape.heads, 'total_sequence_length', shape.headDim];
  for (const [index, side] of sides.entries()) {
    const present = graph.output(`present.${layer}.${side}`, cache, dims);
    const made = cacheName(inputs, 'present', layer, index);
    if (made !== present) graph.add(present, 'Cast', [made], { to: 10 });
  }
}

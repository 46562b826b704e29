import type { Tensor } from '../../../onnx/tensor.ts';
import type { Conditionals } from '../conditionals.ts';
import { UnusableModel } from '../unusable-model.ts';
import { speech } from '../variant.ts';
import { fromFloat16 } from './float16.ts';

/** What is asked of the model beside its outputs. */
export interface Expected {
  /** The encoder's file, for messages. */
  readonly file: string;
  /** Width of the language model. */
  readonly width: number;
}

type Outputs = Readonly<Record<string, Tensor>>;
type Role = keyof typeof roles;

/**
 * How the outputs are told apart. Exporters name them differently, so names decide only between outputs that look
 * alike. The conditioning is what remains.
 */
const roles = {
  tokens: {
    what: 'prompt tokens (whole numbers, [1, tokens])',
    names: /token/iu,
    fits: ({ type, dims }: Tensor) => (type === 'int64' || type === 'int32') && dims.length === 2,
  },
  embedding: {
    what: 'a speaker embedding (floats, [1, 192])',
    names: /speaker_emb|xvector|x_vector/iu,
    fits: (tensor: Tensor) => isFloat(tensor) && tensor.dims.length === 2 && lastOf(tensor) === speech.embeddingWidth,
  },
  features: {
    what: 'speaker features (floats, [1, frames, 80])',
    names: /speaker_feat|mel|prompt_feat/iu,
    fits: (tensor: Tensor) => isFloat(tensor) && tensor.dims.length === 3 && lastOf(tensor) === speech.melBands,
  },
  prefix: {
    what: 'conditioning (floats, [1, rows, width])',
    names: /audio_feat|cond/iu,
    fits: (tensor: Tensor) => isFloat(tensor) && tensor.dims.length === 3,
  },
} as const;

/**
 * A voice from the outputs of a run. Of tokens and features (two frames a token) as many are kept as fit together: the
 * exports give a token too many where the clip's length does not come out even (chatterbox `s3gen.py`, `embed_ref`).
 * Throws {@link UnusableModel} for outputs that are no voice, or none for this language model.
 */
export function conditionalsOf(outputs: Outputs, { file, width }: Expected): Conditionals {
  const found = assign(outputs, file);
  for (const [name, tensor] of Object.values(found)) {
    if (tensor.dims[0] !== 1) {
      throw refusal(file, `"${name}" should be of one voice, and is ${shape(tensor)}`);
    }
  }
  const [prefixName, prefixTensor] = found.prefix;
  const [, prefixRows = 0, prefixWidth = 0] = prefixTensor.dims;
  if (prefixRows === 0 || prefixWidth !== width) {
    throw refusal(
      file,
      `"${prefixName}" should be as wide as the language model, ${width}, and is ${shape(prefixTensor)}`,
    );
  }
  const frames = found.features[1].dims[1] ?? 0;
  const tokens = tokensOf(found.tokens, file);
  const kept = Math.min(tokens.length, Math.floor(frames / speech.framesPerToken));
  if (kept === 0) {
    throw refusal(file, `it gave ${tokens.length} prompt tokens and ${frames} frames of features, which is no sound`);
  }
  return {
    prefix: floatsOf(found.prefix, file),
    prefixRows,
    promptTokens: tokens.slice(0, kept),
    promptFeatures: floatsOf(found.features, file).slice(0, kept * speech.framesPerToken * speech.melBands),
    speakerEmbedding: floatsOf(found.embedding, file),
  };
}

/** Each role's output; the most particular first, since the last fits many. */
function assign(outputs: Outputs, file: string): Record<Role, [name: string, tensor: Tensor]> {
  const left = new Map(Object.entries(outputs));
  const assigned: Partial<Record<Role, [string, Tensor]>> = {};
  for (const role of ['tokens', 'embedding', 'features', 'prefix'] as const) {
    const { what, names, fits } = roles[role];
    const fitting = [...left].filter(([, tensor]) => fits(tensor));
    const named = fitting.filter(([name]) => names.test(name));
    const [chosen, other] = fitting.length > 1 ? named : fitting;
    if (!chosen || other) {
      const all = Object.entries(outputs).map(([name, tensor]) => `${name} ${tensor.type} ${shape(tensor)}`);
      const count = fitting.length === 0 ? 'no output' : `${fitting.length} outputs`;
      throw refusal(file, `${count} could be ${what}; there are ${all.join(', ')}`);
    }
    assigned[role] = chosen;
    left.delete(chosen[0]);
  }
  return assigned as Record<Role, [string, Tensor]>;
}

function tokensOf([name, tensor]: [string, Tensor], file: string): Int32Array {
  const ids = Array.from(tensor.data, Number);
  const wrong = ids.find((id) => !(id >= 0 && id < speech.codes));
  if (wrong === undefined) return Int32Array.from(ids);
  throw refusal(file, `"${name}" should hold ids from 0 to ${speech.codes - 1}, and holds ${wrong}`);
}

function floatsOf([name, tensor]: [string, Tensor], file: string): Float32Array {
  const { data } = tensor;
  const values = data instanceof Uint16Array ? fromFloat16(data) : Float32Array.from(data as Float32Array);
  if (values.every(Number.isFinite)) return values;
  throw refusal(
    file,
    `"${name}" has values that are no numbers. An encoder in float16 can overflow: take the fp32 one (speech_encoder.onnx)`,
  );
}

function refusal(file: string, what: string): UnusableModel {
  return new UnusableModel(`${file} gave no voice that its model can use: ${what}.`);
}

function isFloat({ type }: Tensor): boolean {
  return type === 'float32' || type === 'float16';
}

function lastOf({ dims }: Tensor): number | undefined {
  return dims.at(-1);
}

function shape({ dims }: Tensor): string {
  return `[${dims.join(', ')}]`;
}

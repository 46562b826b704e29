import { modelOf, type Declared, type NodeParts } from '../../../onnx/model.fixture.ts';
import { Tensor } from '../../../onnx/tensor.ts';
import { Random } from '../../random.ts';

/**
 * A speech encoder with a published one's input and outputs and random weights, 30 KB: features, embedding and
 * conditioning from the mean of each 480 samples, tokens from that of 960. A last part of 960 samples that is not whole
 * gives a token too, so that there may be a token too many for the features.
 */
export interface TinySpeechEncoder {
  /** Names of tokens, embedding, features and conditioning. */
  readonly names?: readonly [tokens: string, embedding: string, features: string, prefix: string];
  readonly width?: number;
  readonly rows?: number;
  /** The type of the input and of the outputs that are floats. */
  readonly floats?: 'float32' | 'float16';
  /** Added to every token. */
  readonly firstToken?: number;
  /** Changes nodes before they are written. */
  readonly nodes?: (nodes: NodeParts[]) => NodeParts[];
  /** Inputs besides the sound. */
  readonly inputs?: Readonly<Record<string, Declared>>;
}

export const tjsNames = ['audio_tokens', 'speaker_embeddings', 'speaker_features', 'audio_features'] as const;
export const otherNames = ['prompt_token', 'speaker_embeddings', 'speaker_features', 'cond_emb'] as const;

/** The encoder's model, as the bytes of `speech_encoder.onnx`. */
export function tinySpeechEncoder(encoder: TinySpeechEncoder = {}): Uint8Array {
  const { names = tjsNames, width = 32, rows = 5, floats = 'float32', firstToken = 0 } = encoder;
  const [tokens, embedding, features, prefix] = names;
  const random = new Random(7);
  const weight = (...dims: number[]) =>
    Tensor.from('float32', dims, random.fillNormal(new Float32Array(dims.reduce((product, dim) => product * dim, 1))));
  const node = (
    op: string,
    inputs: string[],
    output: string,
    attributes: NonNullable<NodeParts['attributes']> = {},
  ) => ({
    ...{ op, inputs, attributes },
    outputs: [output],
  });
  const given = (name: string) => node('Cast', [`${name}.float`], name, { to: floats === 'float32' ? 1 : 10 });
  const pool = (samples: number, output: string) =>
    node('AveragePool', ['sound'], output, {
      kernel_shape: [samples],
      strides: [samples],
      ...(samples === 960 && { ceil_mode: 1 }),
    });
  const nodes: NodeParts[] = [
    node('Cast', ['audio_values'], 'values', { to: 1 }),
    node('Unsqueeze', ['values', 'one'], 'sound'),
    pool(480, 'row'),
    node('Transpose', ['row'], 'column', { perm: [0, 2, 1] }),
    node('MatMul', ['column', 'features.weight'], `${features}.float`),
    node('ReduceMean', [`${features}.float`], 'mean', { axes: [1], keepdims: 0 }),
    node('MatMul', ['mean', 'embedding.weight'], `${embedding}.float`),
    node('MatMul', ['mean', 'prefix.weight'], 'flat'),
    node('Reshape', ['flat', 'prefix.shape'], `${prefix}.float`),
    pool(960, 'means'),
    node('Abs', ['means'], 'sizes'),
    node('Mul', ['sizes', 'thousand'], 'scaled'),
    node('Add', ['scaled', 'first'], 'ids'),
    node('Squeeze', ['ids', 'one'], 'flat ids'),
    node('Cast', ['flat ids'], tokens, { to: 7 }),
    ...[features, embedding, prefix].map(given),
  ];
  return modelOf({
    nodes: (encoder.nodes ?? ((all) => all))(nodes),
    inputs: { audio_values: [floats, ['batch_size', 'num_samples']], ...encoder.inputs },
    outputs: {
      [prefix]: [floats, ['batch_size', 'sequence_length', width]],
      [tokens]: ['int64', ['batch_size', 'audio_sequence_length']],
      [embedding]: [floats, ['batch_size', 192]],
      [features]: [floats, ['batch_size', 'feature_dim', 80]],
    },
    initializers: {
      'features.weight': weight(1, 80),
      'embedding.weight': weight(80, 192),
      'prefix.weight': weight(80, rows * width),
      'prefix.shape': Tensor.from('int64', [3], [1, rows, width]),
      one: Tensor.from('int64', [1], [1]),
      thousand: Tensor.from('float32', [], [1000]),
      first: Tensor.from('float32', [], [firstToken]),
    },
  });
}

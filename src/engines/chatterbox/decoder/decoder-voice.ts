import { Tensor } from '../../../onnx/tensor.ts';
import type { Conditionals } from '../conditionals.ts';
import { melBands } from './flow.ts';

/** What the decoder needs of a voice. */
export type DecoderVoice = Pick<Conditionals, 'speakerEmbedding' | 'promptFeatures'>;

/** The inputs of a published decoder. */
export const decoderInputs = ['speech_tokens', 'speaker_embeddings', 'speaker_features'] as const;

/** Their values: speech tokens, the prompt's first, and the voice that they are of. */
export function decoderFeeds(
  tokens: Int32Array | readonly number[],
  { speakerEmbedding, promptFeatures }: DecoderVoice,
): Record<string, Tensor> {
  return {
    speech_tokens: Tensor.from('int64', [1, tokens.length], tokens),
    speaker_embeddings: Tensor.from('float32', [1, speakerEmbedding.length], speakerEmbedding),
    speaker_features: Tensor.from('float32', [1, promptFeatures.length / melBands, melBands], promptFeatures),
  };
}

import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Variant } from '../../src/engines/chatterbox/variant.ts';
import { floatWav } from '../../src/audio/wav.fixture.ts';
import { writeEmbedTokens } from '../../test/models/embed-tokens.ts';
import { writeLanguageModel } from '../../test/models/language-model.ts';
import { shapes } from '../../test/models/shapes.ts';
import { fillSkeleton } from '../../test/models/skeleton.ts';
import { writeSpeechEncoder } from '../../test/models/speech-encoder.ts';
import { speechLikeSound } from '../../test/models/speech-like-sound.ts';
import { writeTinyChatterbox } from '../../test/models/tiny-chatterbox.ts';

/** Counts up when what is written changes. */
const version = '2';
/** Sequences end after about so many tokens: four to five seconds. */
const endBias = { perToken: 0.25, after: 100 };

export interface FullChatterboxOptions {
  /** `tiny` leaves out the published decoder's structure, for what only speaks tokens. Default: `full`. */
  readonly decoder?: 'full' | 'tiny';
  /** Of the language model: what is preferred on a CPU, or on a card. Default: `q4`. */
  readonly precision?: 'q4' | 'q4f16';
}

/**
 * A model of full size with random weights, in the folder `MODEL_DIR/chatterbox-VARIANT`: a 4-bit language model of the published shape
 * (320 MB for English), and the published decoder's structure (534 MB). Written once; what it says nobody understands, but it takes as long
 * as a trained one. Its speech encoder is a small one.
 */
export function fullChatterbox(
  modelDir: string,
  variant: Variant,
  { decoder = 'full', precision = 'q4' }: FullChatterboxOptions = {},
): string {
  const folder = path.join(modelDir, `chatterbox-${variant}`);
  const stamp = path.join(folder, '.complete');
  const content = [version, ...(decoder === 'full' ? [] : [decoder]), ...(precision === 'q4' ? [] : [precision])].join(
    ' ',
  );
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === content) return folder;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  console.log(`writing ${folder} …`);
  const gpt = variant === 'turbo' || variant === 'nano';
  const shape = shapes.full[variant];
  writeTinyChatterbox(folder, { variant, defaultVoice: false });
  writeConfig(path.join(folder, 'config.json'), variant);
  const onnx = path.join(folder, 'onnx');
  for (const ending of ['.onnx', '.onnx_data']) rmSync(path.join(onnx, `language_model${ending}`), { force: true });
  writeLanguageModel(path.join(onnx, `language_model_${precision}.onnx`), shape, {
    ...{
      attention: 'grouped-query',
      weights: '4-bit',
      cache: precision === 'q4' ? 'float32' : 'float16',
      positionIds: gpt,
      endBias,
      seed: 1,
    },
  });
  writeEmbedTokens(path.join(onnx, 'embed_tokens.onnx'), { variant, width: shape.hidden });
  writeSpeechEncoder(path.join(onnx, 'speech_encoder.onnx'), { variant, width: shape.hidden });
  if (decoder === 'full') fillSkeleton(gpt ? 'turbo_conditional_decoder' : 'en_conditional_decoder', onnx);
  // Ten seconds: as much as any graph hears of a clip.
  writeFileSync(path.join(folder, 'default_voice.wav'), floatWav(speechLikeSound(11)));
  writeFileSync(stamp, content);
  return folder;
}

/** Puts the full shape into a tiny model's configuration: transformers.js makes its empty caches by it. */
function writeConfig(file: string, variant: Variant): void {
  const { layers, hidden, heads, headDim, mlp, kind } = shapes.full[variant];
  const config = JSON.parse(readFileSync(file, 'utf8')) as { text_config: object };
  const llama = { num_hidden_layers: layers, num_attention_heads: heads, num_key_value_heads: heads };
  const sizes =
    kind === 'llama'
      ? { ...llama, head_dim: headDim, hidden_size: hidden, intermediate_size: mlp }
      : { n_layer: layers, n_head: heads, n_embd: hidden, n_inner: mlp };
  writeFileSync(file, `${JSON.stringify({ ...config, text_config: { ...config.text_config, ...sizes } }, null, 2)}\n`);
}

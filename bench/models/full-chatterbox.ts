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

/**
 * A model of full size with random weights, in the folder `MODEL_DIR/chatterbox-VARIANT`: a 4-bit language model of the published shape
 * (320 MB for English), and the published decoder's structure (534 MB). Written once; what it says nobody understands, but it takes as long
 * as a trained one. Its speech encoder is a small one.
 */
export function fullChatterbox(modelDir: string, variant: Variant): string {
  const folder = path.join(modelDir, `chatterbox-${variant}`);
  const stamp = path.join(folder, '.complete');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === version) return folder;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  console.log(`writing ${folder} …`);
  const gpt = variant === 'turbo' || variant === 'nano';
  const shape = shapes.full[variant];
  writeTinyChatterbox(folder, { variant, defaultVoice: false });
  const onnx = path.join(folder, 'onnx');
  for (const ending of ['.onnx', '.onnx_data']) rmSync(path.join(onnx, `language_model${ending}`), { force: true });
  writeLanguageModel(path.join(onnx, 'language_model_q4.onnx'), shape, {
    ...{ attention: 'grouped-query', weights: '4-bit', cache: 'float32', positionIds: gpt, endBias, seed: 1 },
  });
  writeEmbedTokens(path.join(onnx, 'embed_tokens.onnx'), { variant, width: shape.hidden });
  writeSpeechEncoder(path.join(onnx, 'speech_encoder.onnx'), { variant, width: shape.hidden });
  fillSkeleton(gpt ? 'turbo_conditional_decoder' : 'en_conditional_decoder', onnx);
  // Ten seconds: as much as any graph hears of a clip.
  writeFileSync(path.join(folder, 'default_voice.wav'), floatWav(speechLikeSound(11)));
  writeFileSync(stamp, version);
  return folder;
}

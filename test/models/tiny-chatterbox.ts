import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { bytesOf, toInt16 } from '../../src/audio/pcm.ts';
import { floatWav, wavOf } from '../../src/audio/wav.fixture.ts';
import { speech, type Variant } from '../../src/engines/chatterbox/variant.ts';
import { writeEmbedTokens } from './embed-tokens.ts';
import { writeLanguageModel, type LanguageModelOptions } from './language-model.ts';
import { shapes } from './shapes.ts';
import { writeSpeechEncoder, type SpeechEncoderOptions } from './speech-encoder.ts';
import { speechLikeSound } from './speech-like-sound.ts';
import { tinyTokenizer } from './tiny-tokenizer.ts';
import { writeWholeDecoder } from './whole-decoder.ts';

export interface TinyChatterboxOptions {
  readonly variant: Variant;
  /** Default: float32; float16 for the suffixes `_fp16` and `_q4f16`. */
  readonly cache?: LanguageModelOptions['cache'];
  /** Whether the language model takes positions. Default: that of Turbo and Nano. */
  readonly positionIds?: boolean;
  /** Default: grouped-query. */
  readonly attention?: LanguageModelOptions['attention'];
  /** Leaves out all but the graphs and `tokenizer.json`. */
  readonly withoutOptionalFiles?: boolean;
  /** Gives the tokenizer letters whose ids the text table does not have. */
  readonly tokenizerLargerThanTable?: boolean;
  /** End of the language model's file name, such as `_q4`, whose weights have 4 bits then; more than one may be written. */
  readonly suffix?: string;
  /** An ONNX model to use as the decoder, instead of one that can only be run whole. */
  readonly decoder?: Uint8Array;
  readonly outputNames?: SpeechEncoderOptions['outputNames'];
  /** A `default_voice.wav`. Default: that of English and Multilingual. */
  readonly defaultVoice?: boolean;
  readonly voiceFormat?: 'float' | 'int16';
  readonly seed?: number;
}

/** When sequences of the tiny models end: after some 10 to 80 tokens. */
const endBias = { perToken: 0.2, after: 24 };

/**
 * Writes a model of the family to a folder, with the files, tensors and structure of a published one and random weights:
 * a few MB that speak nonsense in a fraction of a second. Other texts and voices give other tokens, and every sequence
 * ends by itself.
 */
export function writeTinyChatterbox(folder: string, options: TinyChatterboxOptions): void {
  const { variant, suffix = '', withoutOptionalFiles = false, seed = 1 } = options;
  const gpt = variant === 'turbo' || variant === 'nano';
  const shape = shapes.tiny[variant];
  const graph = (name: string) => path.join(folder, 'onnx', `${name}.onnx`);
  mkdirSync(path.join(folder, 'onnx'), { recursive: true });
  writeLanguageModel(graph(`language_model${suffix}`), shape, {
    attention: options.attention ?? 'grouped-query',
    weights: suffix.startsWith('_q4') ? '4-bit' : 'float32',
    cache: options.cache ?? (/fp?16$/.test(suffix) ? 'float16' : 'float32'),
    positionIds: options.positionIds ?? gpt,
    ...{ endBias, seed },
  });
  writeEmbedTokens(graph('embed_tokens'), { variant, width: shape.hidden, seed });
  const { outputNames } = options;
  writeSpeechEncoder(graph('speech_encoder'), {
    variant,
    width: shape.hidden,
    seed,
    ...(outputNames && { outputNames }),
  });
  if (options.decoder) writeFileSync(graph('conditional_decoder'), options.decoder);
  else writeWholeDecoder(graph('conditional_decoder'), { seed });

  const { tokenizer, config } = tinyTokenizer(variant, { largerThanTable: options.tokenizerLargerThanTable ?? false });
  const write = (name: string, content: unknown) =>
    writeFileSync(path.join(folder, name), `${JSON.stringify(content, null, 2)}\n`);
  write('tokenizer.json', tokenizer);
  if (!withoutOptionalFiles) {
    write('tokenizer_config.json', config);
    write('config.json', configOf(variant));
    write('generation_config.json', generationConfigOf(gpt));
    write('preprocessor_config.json', {
      ...{ processor_class: 'ChatterboxProcessor', feature_extractor_type: 'ChatterboxFeatureExtractor' },
      sampling_rate: speech.sampleRate,
    });
  }
  if (options.defaultVoice ?? (!gpt && !withoutOptionalFiles)) {
    const sound = speechLikeSound(7);
    const wav = options.voiceFormat === 'int16' ? wavOf(bytesOf(toInt16(sound)), intFormat) : floatWav(sound);
    writeFileSync(path.join(folder, 'default_voice.wav'), wav);
  }
}

const intFormat = { sampleRate: speech.sampleRate };

/** What transformers.js reads of it: how the cache is named and shaped. */
function configOf(variant: Variant): unknown {
  const { layers, hidden, heads, headDim, mlp, vocab, kind } = shapes.tiny[variant];
  const llama = {
    ...{ model_type: 'llama', hidden_size: hidden, intermediate_size: mlp, num_hidden_layers: layers },
    ...{ num_attention_heads: heads, num_key_value_heads: heads, head_dim: headDim, vocab_size: vocab },
  };
  const gpt = { model_type: 'gpt2', n_embd: hidden, n_layer: layers, n_head: heads, n_inner: mlp, vocab_size: vocab };
  return {
    ...{ model_type: 'chatterbox', architectures: ['ChatterboxModel'] },
    text_config: kind === 'llama' ? llama : gpt,
  };
}

function generationConfigOf(gpt: boolean): unknown {
  return gpt
    ? { eos_token_id: speech.stop, repetition_penalty: 1.2 }
    : { bos_token_id: 1, eos_token_id: [2, speech.stop], repetition_penalty: 1.2 };
}

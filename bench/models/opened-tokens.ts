import path from 'node:path';
import { describeModel } from '../../src/engines/chatterbox/describe-model.ts';
import type { Embedder } from '../../src/engines/chatterbox/embedder.ts';
import type { LanguageModelShape } from '../../src/engines/chatterbox/language-model-graph.ts';
import { openEmbedder, openLanguageModel } from '../../src/engines/chatterbox/language-model-session.ts';
import { findModels } from '../../src/engines/chatterbox/model-files.ts';
import type { Variant } from '../../src/engines/chatterbox/variant.ts';
import { cpu } from '../../src/onnx/device.ts';
import { elementTypeOf, elementTypes } from '../../src/onnx/element-type.ts';
import { readGraph, type Graph } from '../../src/onnx/graph.ts';
import { Session } from '../../src/onnx/session.ts';
import { elementsOf, Tensor } from '../../src/onnx/tensor.ts';
import { speechLikeSound } from '../../test/models/speech-like-sound.ts';

const voiceOutputs = ['audio_features', 'audio_tokens', 'speaker_embeddings', 'speaker_features'] as const;

/** What of a model speaks tokens, and a voice for it. */
export class OpenedTokens {
  readonly variant: Variant;
  readonly shape: LanguageModelShape;
  readonly session: Session;
  readonly embedder: Embedder;
  /** What the speech encoder makes of a clip, by the names of its outputs, and what of it goes before a text: [rows, width]. */
  readonly voice: Readonly<Record<(typeof voiceOutputs)[number], Tensor>>;
  readonly prefix: Float32Array;
  /** Of all products, each read once by a step. */
  readonly weightBytes: number;

  private constructor(parts: Omit<OpenedTokens, 'release'>) {
    this.variant = parts.variant;
    this.shape = parts.shape;
    this.session = parts.session;
    this.embedder = parts.embedder;
    this.voice = parts.voice;
    this.prefix = parts.prefix;
    this.weightBytes = parts.weightBytes;
  }

  static async open(folder: string, threads: number): Promise<OpenedTokens> {
    const files = findModels(path.dirname(folder)).models.find((each) => each.folder === folder);
    if (!files) throw new Error(`There is no Chatterbox model in ${folder}.`);
    const description = describeModel(files);
    const encoder = await Session.open(files.graphs.speech_encoder);
    const clip = speechLikeSound(7);
    const feeds = { audio_values: Tensor.from('float32', [1, clip.length], clip) };
    const voice = await encoder.run(feeds, voiceOutputs);
    await encoder.release();
    return new OpenedTokens({
      ...{ variant: description.variant, shape: description.languageModel, voice },
      prefix: voice.audio_features.data as Float32Array,
      session: await openLanguageModel(description, { threads, device: cpu }),
      embedder: await openEmbedder(description),
      weightBytes: bytesOfProducts(readGraph(files.graphs.language_model)),
    });
  }

  async release(): Promise<void> {
    await Promise.all([this.session.release(), this.embedder.release()]);
  }
}

function bytesOfProducts(graph: Graph): number {
  const read = graph.nodes.filter(({ op }) => op === 'MatMulNBits' || op === 'MatMul').flatMap(({ inputs }) => inputs);
  return [...new Set(read)].reduce((sum, name) => {
    const initializer = graph.initializers.get(name);
    const type = initializer && elementTypeOf(initializer.type);
    if (!initializer || !type) return sum;
    return sum + elementsOf(initializer.dims) * elementTypes[type].View.BYTES_PER_ELEMENT;
  }, 0);
}

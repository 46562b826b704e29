import { messageOf } from '../../../errors.ts';
import type { Device } from '../../../onnx/device.ts';
import { OnnxError } from '../../../onnx/library.ts';
import { Session } from '../../../onnx/session.ts';
import { Tensor } from '../../../onnx/tensor.ts';
import type { Conditionals } from '../conditionals.ts';
import { unusableGraph } from '../describe-model.ts';
import { UnusableModel } from '../unusable-model.ts';
import { speech } from '../variant.ts';
import { conditionalsOf } from './encoder-outputs.ts';
import { toFloat16 } from './float16.ts';

/** Where a model's `speech_encoder` is, and how it is run. */
export interface SpeechEncoder {
  readonly file: string;
  readonly device: Device;
  /** Width of the language model, which the conditioning must have. */
  readonly width: number;
  /** Threads of a run. Default 1. */
  readonly threads?: number;
}

/**
 * Weights stay in the file's pages: packing them for the processor takes longer than one run gains by it, and leaves
 * 500 MB in the allocator when the session is gone (English's encoder, 10 s of sound on one core: 2.8 s and 40 MB left,
 * not 3.4 s and 470 MB).
 */
const config = { 'session.disable_prepacking': '1' };

const otherEncoder =
  'Take the fp32 encoder (speech_encoder.onnx) or the q8 one (speech_encoder_quantized.onnx) in its place.';

/**
 * Runs a clip that `clip.ts` prepared through the encoder. It takes a second or more and up to 1 GB, for a voice of 1
 * MB, so its session is opened for this one run and released after it. Throws {@link UnusableModel}, or the signal's
 * reason: an abort ends the run at the next node of the graph, and the loading before it only when that is done.
 */
export async function encodeVoice(
  encoder: SpeechEncoder,
  clip: Float32Array,
  signal?: AbortSignal,
): Promise<Conditionals> {
  signal?.throwIfAborted();
  const session = await open(encoder);
  try {
    const outputs = session.outputs.filter(({ type }) => type !== undefined).map(({ name }) => name);
    const results = await session.run(feedsOf(session, encoder, clip), outputs, signal);
    return conditionalsOf(results, encoder);
  } catch (error) {
    if (!(error instanceof OnnxError)) throw error;
    const seconds = (clip.length / speech.sampleRate).toFixed(1);
    throw new UnusableModel(`${encoder.file} failed at a clip of ${seconds} s: ${sentence(error)} ${otherEncoder}`, {
      cause: error,
    });
  } finally {
    await session.release();
  }
}

async function open({ file, device, threads = 1 }: SpeechEncoder): Promise<Session> {
  try {
    return await Session.open(file, { device, threads, config });
  } catch (error) {
    const reason = sentence(error);
    // Such as AveragePool of opset 19 in Turbo's published q4f16 encoder, which older ONNX Runtimes lack on the CPU.
    const lacks = /could not find an implementation|not_implemented/iu.test(reason);
    if (!lacks) throw unusableGraph(file, error);
    const remedy = `This ONNX Runtime lacks an operator that it needs. ${otherEncoder}`;
    throw new UnusableModel(`${file} cannot be loaded: ${reason} ${remedy}`, { cause: error });
  }
}

/** What ONNX Runtime says does not always end like a sentence. */
function sentence(error: unknown): string {
  return messageOf(error).replace(/[^.]$/u, '$&.');
}

/** [1, samples] for the one input, whatever its name; published ones call it `audio_values`. */
function feedsOf(session: Session, { file }: SpeechEncoder, clip: Float32Array): Record<string, Tensor> {
  const [input, ...more] = session.inputs;
  if (!input || more.length > 0 || (input.type !== 'float32' && input.type !== 'float16')) {
    const inputs = session.inputs.map(({ name, type }) => `${name} (${type ?? 'another type'})`).join(', ');
    throw new UnusableModel(
      `${file} is no speech encoder of Chatterbox: it should have one input of floats, audio_values, and has ${inputs || 'none'}.`,
    );
  }
  const values = input.type === 'float16' ? toFloat16(clip) : clip;
  return { [input.name]: Tensor.from(input.type, [1, clip.length], values) };
}

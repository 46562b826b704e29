import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { modelOf, type Declared, type NodeParts } from '../../onnx/model.fixture.ts';
import { Tensor } from '../../onnx/tensor.ts';
import { Random } from '../random.ts';

/**
 * A voice of VITS' structure with random weights, 20 KB: what a published one has (text encoder, durations with noise,
 * flow, HiFi-GAN decoder, speakers), but nothing that anybody could understand.
 */
export interface TinyVoice {
  readonly speakers?: number;
  /** Changes nodes before they are written; for voices without the known seams. */
  readonly nodes?: (nodes: NodeParts[]) => NodeParts[];
  readonly opset?: number;
  readonly config?: Readonly<Record<string, unknown>>;
}

const channels = 8;
const ids = 64;
/** Samples of a frame: the strides of the decoder multiplied. */
export const hop = 8;

/** The voice's config, as in `NAME.onnx.json`: each letter is a phoneme. */
export function tinyConfig({ speakers = 1, config = {} }: TinyVoice = {}): Record<string, unknown> {
  const letters = [...'abcdefghijklmnopqrstuvwxyz .,;:?!'];
  return {
    audio: { sample_rate: 8000 },
    phoneme_type: 'text',
    phoneme_id_map: {
      _: [0],
      '^': [1],
      $: [2],
      ...Object.fromEntries(letters.map((letter, index) => [letter, [index + 3]])),
    },
    num_speakers: speakers,
    speaker_id_map:
      speakers === 1 ? {} : Object.fromEntries(['ann', 'bob', 'cleo'].slice(0, speakers).map((n, i) => [n, i])),
    inference: { noise_scale: 0.667, length_scale: 1, noise_w: 0.8 },
    language: { code: 'en_US' },
    ...config,
  };
}

/** The voice's model, as the bytes of `NAME.onnx`. */
export function tinyModel({ speakers = 1, nodes: change = (all) => all, opset = 15 }: TinyVoice = {}): Uint8Array {
  const random = new Random(5);
  const weights: Record<string, Tensor> = {};
  const weight = (name: string, ...dims: number[]): string => {
    const fan = dims.slice(1).reduce((product, dim) => product * dim, 1);
    const values = random.fillNormal(new Float32Array(fan * (dims[0] ?? 1))).map((value) => value / Math.sqrt(fan));
    weights[name] = Tensor.from('float32', dims, values);
    return name;
  };
  const constant = (name: string, type: 'int64' | 'float32', dims: number[], ...values: number[]): string => {
    weights[name] = Tensor.from(type, dims, values);
    return name;
  };
  const nodes: NodeParts[] = [];
  /** Adds a node of one output, which is named after it. */
  const add = (name: string, op: string, inputs: string[], attributes: NonNullable<NodeParts['attributes']> = {}) => {
    nodes.push({ op, name, inputs, outputs: [name], attributes });
    return name;
  };
  const conv = (name: string, input: string, [to, from, kernel]: [number, number, number]) =>
    add(name, 'Conv', [input, weight(`${name}.weight`, to, from, kernel)], {
      pads: [(kernel - 1) / 2, (kernel - 1) / 2],
    });
  const up = (name: string, input: string, [from, to, stride]: [number, number, number]) =>
    add(name, 'ConvTranspose', [input, weight(`${name}.weight`, from, to, 2 * stride)], {
      strides: [stride],
      pads: [stride / 2, stride / 2],
    });
  const scale = (name: string, index: number) =>
    add(name, 'Gather', ['scales', constant(`${name}.index`, 'int64', [], index)], { axis: 0 });

  // Text and durations: [1, ids] → [1, channels, frames].
  const embedded = add('embedded', 'Gather', [weight('embedding', ids, channels), 'input']);
  const text = add('text', 'Transpose', [embedded], { perm: [0, 2, 1] });
  const two = add('two', 'Slice', [
    text,
    constant('zero', 'int64', [1], 0),
    constant('two.end', 'int64', [1], 2),
    constant('one', 'int64', [1], 1),
  ]);
  const durationNoise = add('duration.noise', 'RandomNormalLike', [two]);
  const wobble = add('wobble', 'Mul', [durationNoise, scale('noise_w', 2)]);
  const stretched = add('stretched', 'ReduceMean', [wobble], { axes: [1], keepdims: 1 });
  const longer = add('longer', 'Add', [
    add('wobble.scaled', 'Mul', [stretched, constant('five', 'float32', [], 5)]),
    constant('twenty', 'float32', [], 20),
  ]);
  const scaled = add('scaled', 'Mul', [longer, scale('length', 1)]);
  const duration = add('duration', 'Ceil', [add('positive', 'Max', [scaled, constant('least', 'float32', [], 1)])]);
  const ends = add('ends', 'CumSum', [duration, constant('axis', 'int64', [], 2)]);
  const starts = add('starts', 'Sub', [ends, duration]);
  const total = add('total', 'ReduceSum', [duration], { keepdims: 0 });
  const times = add('times', 'Range', [constant('from', 'float32', [], 0), total, constant('step', 'float32', [], 1)]);
  const column = add('column', 'Reshape', [times, constant('column.shape', 'int64', [3], 1, -1, 1)]);
  const begun = add('begun', 'Cast', [add('begun.bool', 'Less', [column, starts])], { to: 1 });
  const ended = add('ended', 'Cast', [add('ended.bool', 'Less', [column, ends])], { to: 1 });
  const path = add('path', 'Sub', [ended, begun]);
  const mean = add('mean', 'Transpose', [add('spoken', 'MatMul', [path, embedded])], { perm: [0, 2, 1] });
  const spread = add('spread', 'Exp', [add('logs', 'Mul', [mean, constant('tenth', 'float32', [], 0.1)])]);
  const mask = add(
    'mask',
    'Cast',
    [add('mask.bool', 'Less', [add('row', 'Reshape', [times, constant('row.shape', 'int64', [3], 1, 1, -1)]), total])],
    { to: 1 },
  );

  // The latent, and the flow.
  const noise = add('noise', 'RandomNormalLike', [mean]);
  const spreadNoise = add('noise.spread', 'Mul', [noise, spread]);
  const latent = add('latent', 'Add', [mean, add('noise.scaled', 'Mul', [spreadNoise, scale('noise_scale', 0)])]);
  const speaker =
    speakers === 1
      ? undefined
      : add('speaker', 'Unsqueeze', [
          add('speaker.row', 'Gather', [weight('speakers', speakers, channels), 'sid']),
          constant('speaker.axis', 'int64', [1], 2),
        ]);
  const told = (name: string, tensor: string) =>
    speaker === undefined ? tensor : add(name, 'Add', [tensor, conv(`${name}.conv`, speaker, [channels, channels, 1])]);
  const first = add('flow.masked', 'Mul', [
    told('flow.told', conv('flow.first', latent, [channels, channels, 3])),
    mask,
  ]);
  const second = add('flow.sum', 'Add', [latent, conv('flow.second', first, [channels, channels, 5])]);
  const decodable = add('decodable', 'Mul', [second, mask]);

  // The decoder: [1, channels, frames] → [1, 1, 1, frames × hop].
  let wave = told('decoder.told', conv('decoder.pre', decodable, [channels, channels, 7]));
  wave = up('up.1', add('leaky.1', 'LeakyRelu', [wave]), [channels, 4, 4]);
  wave = up('up.2', add('leaky.2', 'LeakyRelu', [wave]), [4, 2, 2]);
  wave = add('tanh', 'Tanh', [conv('decoder.post', add('leaky.3', 'LeakyRelu', [wave]), [1, 2, 7])]);
  nodes.push({ op: 'Unsqueeze', inputs: [wave, constant('output.axis', 'int64', [1], 1)], outputs: ['output'] });

  const inputs: Record<string, Declared> = {
    input: ['int64', ['batch', 'phonemes']],
    input_lengths: ['int64', ['batch']],
    scales: ['float32', [3]],
    ...(speakers > 1 && { sid: ['int64', ['batch']] satisfies Declared }),
  };
  return modelOf({
    opset,
    nodes: change(nodes),
    inputs,
    outputs: { output: ['float32', ['batch', 1, 1, 'samples']] },
    initializers: weights,
  });
}

/** Writes both files of a voice into a folder. */
export function writeTinyVoice(folder: string, name: string, voice: TinyVoice = {}): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, `${name}.onnx`), tinyModel(voice));
  writeFileSync(path.join(folder, `${name}.onnx.json`), JSON.stringify(tinyConfig(voice)));
}

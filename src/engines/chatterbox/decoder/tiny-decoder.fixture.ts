import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { ModelParts, NodeParts } from '../../../onnx/model.fixture.ts';
import { Tensor } from '../../../onnx/tensor.ts';
import { tinyEstimator } from './tiny-estimator.fixture.ts';
import { TinyGraph } from './tiny-graph.fixture.ts';

/**
 * A Chatterbox decoder in miniature, 400 KB, with random weights: the inputs, outputs and seams of a published one, which
 * runs in milliseconds. What it says nobody could understand.
 */
export interface TinyDecoder {
  /** With a second row for guidance in each step (English, Multilingual), or without (Turbo). */
  readonly guided: boolean;
  readonly steps: number;
  /** Changes nodes before they are written; for decoders without the known seams. */
  readonly nodes?: (nodes: readonly NodeParts[]) => readonly NodeParts[];
}

const harmonics = 3;
const hop = 480;
const embedding = 4;

/** The decoder's model, as the bytes of `conditional_decoder.onnx`. */
export function tinyDecoder(decoder: TinyDecoder): Uint8Array {
  return tinyGraph(decoder).write(declared, decoder.nodes);
}

/** Writes the decoder into a folder under the published name; gives its path. */
export function writeTinyDecoder(folder: string, decoder: TinyDecoder): string {
  const file = path.join(folder, 'conditional_decoder.onnx');
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, tinyDecoder(decoder));
  return file;
}

/** The same with a weight in a file beside it, `conditional_decoder.onnx_data`, as published decoders have theirs. */
export function writeTinyDecoderWithData(folder: string, decoder: TinyDecoder): string {
  const graph = tinyGraph(decoder);
  const weight = 'input_embedding.weight';
  const { type, dims, data } = graph.valueOf(weight);
  const file = path.join(folder, 'conditional_decoder.onnx');
  const location = 'conditional_decoder.onnx_data';
  const external = { location, offset: 0, length: data.byteLength };
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, location), new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  writeFileSync(file, graph.write(declared, decoder.nodes, { [weight]: { type, dims, external } }));
  return file;
}

const declared: Pick<ModelParts, 'inputs' | 'outputs'> = {
  inputs: {
    speech_tokens: ['int64', ['batch_size', 'num_speech_tokens']],
    speaker_embeddings: ['float32', ['batch_size', 192]],
    speaker_features: ['float32', ['batch_size', 'feature_dim', 80]],
  },
  outputs: { waveform: ['float32', ['batch_size', 'num_samples']] },
};

function tinyGraph(decoder: TinyDecoder): TinyGraph {
  const graph = new TinyGraph();
  vocoder(graph, flowToMel(graph, encoder(graph), decoder));
  return graph;
}

/** Names of what the encoder says: mu and cond [1, 80, frames], spks [1, 80], mask bool [1, 1, frames]. */
interface EncodedNames {
  readonly mu: string;
  readonly spks: string;
  readonly cond: string;
  readonly mask: string;
  /** Mel frames of the prompt, [1]. */
  readonly promptFrames: string;
}

function encoder(graph: TinyGraph): EncodedNames {
  const table = graph.weight('input_embedding.weight', [6561, embedding], 1);
  const embedded = graph.add('embedded', 'Gather', [table, 'speech_tokens']);
  const projected = graph.add('projected', 'MatMul', [
    embedded,
    graph.weight('encoder_proj.weight', [embedding, 80], 4),
  ]);
  const tokens = graph.add('columns', 'Transpose', [projected], { perm: [0, 2, 1] });
  const mu = repeated(graph, 'mu', tokens, 2);
  const frames = graph.add('frames', 'Slice', [
    graph.add('mu shape', 'Shape', [mu]),
    graph.integers(2),
    graph.integers(3),
  ]);
  const spks = graph.add('spks', 'MatMul', [
    'speaker_embeddings',
    graph.weight('spk_embed_affine_layer.weight', [192, 80]),
  ]);
  const prompt = graph.add('prompt', 'Transpose', ['speaker_features'], { perm: [0, 2, 1] });
  const promptShape = graph.add('prompt shape', 'Shape', [prompt]);
  const promptFrames = graph.add('prompt frames', 'Slice', [promptShape, graph.integers(2), graph.integers(3)]);
  const rest = graph.add('rest', 'Sub', [frames, promptFrames]);
  const empty = graph.add('empty', 'Concat', [graph.integers(1), graph.integers(80), rest], { axis: 0 });
  const unknown = graph.add('unknown', 'ConstantOfShape', [empty]);
  const cond = graph.add('cond', 'Concat', [prompt, unknown], { axis: 2 });
  const maskShape = graph.add('mask shape', 'Concat', [graph.integers(1), graph.integers(1), frames], { axis: 0 });
  const ones = graph.add('ones', 'ConstantOfShape', [maskShape], { value: Tensor.from('float32', [1], [1]) });
  return { mu, spks, cond, mask: graph.add('mask', 'Cast', [ones], { to: 9 }), promptFrames };
}

function repeated(graph: TinyGraph, name: string, input: string, times: number): string {
  const scales = graph.constant(`${name} scales`, 'float32', [3], (index) => (index === 2 ? times : 1));
  return graph.add(name, 'Resize', [input, '', scales], {
    mode: 'nearest',
    nearest_mode: 'floor',
    coordinate_transformation_mode: 'asymmetric',
  });
}

function flowToMel(graph: TinyGraph, flow: EncodedNames, { guided, steps }: TinyDecoder): string {
  const doubled = (name: string, row: string, second: string) =>
    guided ? graph.add(name, 'Concat', [row, second], { axis: 0 }) : row;
  const zeros = (name: string, like: string) =>
    graph.add(`no ${name}`, 'ConstantOfShape', [graph.add(`${name} shape of none`, 'Shape', [like])]);
  const noise = graph.add('noise', 'RandomNormalLike', [flow.mu]);
  const spks = doubled('spks of rows', flow.spks, guided ? zeros('spks', flow.spks) : '');
  const shared = {
    mu: doubled('mu of rows', flow.mu, guided ? zeros('mu', flow.mu) : ''),
    spks: graph.add('spks of frames', 'Unsqueeze', [spks, graph.integers(2)]),
    cond: doubled('cond of rows', flow.cond, guided ? zeros('cond', flow.cond) : ''),
    rows: guided ? (2 as const) : (1 as const),
  };
  // The published slip: the second row of the first step has neither noise nor mask.
  const noMask = () =>
    graph.add('no mask', 'ConstantOfShape', [graph.add('mask shape of none', 'Shape', [flow.mask])], {
      value: Tensor.zeros('bool', [1]),
    });
  let x = noise;
  for (let step = 0; step < steps; step++) {
    const blank = guided && step === 0;
    const velocity = tinyEstimator(graph, step, {
      ...shared,
      x: doubled(`x of step ${step}`, x, blank ? zeros('noise', x) : x),
      mask: doubled(`mask of step ${step}`, flow.mask, blank ? noMask() : flow.mask),
    });
    const direction = guided ? guidedDirection(graph, step, velocity) : velocity;
    const size = Math.cos((Math.PI / 2) * (step / steps)) - Math.cos((Math.PI / 2) * ((step + 1) / steps));
    const sizeName = graph.constant(`size of step ${step}`, 'float32', [1], () => (guided ? size : 1 / steps));
    const change = graph.add(`change of step ${step}`, 'Mul', [sizeName, direction]);
    x = graph.add(`x after step ${step}`, 'Add', [x, change]);
  }
  return graph.add('mel', 'Slice', [x, flow.promptFrames, graph.integers(2 ** 40), graph.integers(2)]);
}

function guidedDirection(graph: TinyGraph, step: number, velocity: string): string {
  const row = (index: number, factor: number) => {
    const slice = [velocity, graph.integers(index), graph.integers(index + 1), graph.integers(0)];
    const sliced = graph.add(`row ${index} of step ${step}`, 'Slice', slice);
    return graph.add(`scaled row ${index} of step ${step}`, 'Mul', [sliced, graph.number(factor)]);
  };
  return graph.add(`direction of step ${step}`, 'Sub', [row(0, 1.7), row(1, 0.7)]);
}

/** Harmonics of a pitch with noise, shaped by the mel: 480 samples a frame, of which the first 960 are faded in. */
function vocoder(graph: TinyGraph, mel: string): void {
  const raised = graph.add('raised', 'Mul', [
    graph.conv('raw pitch', 'f0_predictor', mel, [1, 80, 3], { pads: [1, 1] }),
    graph.number(60),
  ]);
  const pitch = graph.add('pitch', 'Abs', [graph.add('shifted', 'Add', [raised, graph.number(180)])]);
  const f0 = repeated(graph, 'f0', pitch, hop);
  const turns = Array.from({ length: harmonics }, (_, index) => {
    const multiple = index === 0 ? f0 : graph.add(`f0 × ${index + 1}`, 'Mul', [f0, graph.number(index + 1)]);
    return graph.add(`turns ${index + 1}`, 'Div', [multiple, graph.number(24_000)]);
  });
  const each = graph.add('turns of harmonics', 'Concat', turns, { axis: 1 });
  const cycles = graph.add('cycles', 'CumSum', [each, graph.constant('last axis', 'int64', [], () => 2)]);
  const part = graph.add('part of a turn', 'Sub', [cycles, graph.add('whole turns', 'Floor', [cycles])]);
  const angle = graph.add('angle', 'Mul', [part, graph.number(2 * Math.PI)]);
  const sines = graph.add('sines', 'Sin', [graph.add('angle and phase', 'Add', [angle, phase(graph)])]);
  const quiet = graph.add('quiet sines', 'Mul', [sines, graph.number(0.1)]);
  const noise = graph.add('noise of source', 'RandomNormalLike', [quiet]);
  const both = graph.add('source', 'Add', [quiet, graph.add('quiet noise', 'Mul', [noise, graph.number(0.003)])]);
  const source = graph.conv('mixed source', 'm_source.l_linear', both, [1, harmonics, 1]);
  const before = graph.add('before', 'Tanh', [graph.conv('conv_pre', 'conv_pre', mel, [4, 80, 7], { pads: [3, 3] })]);
  const up = graph.weight('ups.0.weight', [4, 1, 2 * hop], 4);
  const shape = graph.add('shape of sound', 'ConvTranspose', [before, up], {
    strides: [hop],
    pads: [hop / 2, hop / 2],
  });
  const wave = graph.add('wave', 'Tanh', [graph.add('shaped', 'Mul', [shape, source])]);
  const samples = graph.add('samples', 'Squeeze', [wave, graph.integers(1)]);
  const first = graph.add('first', 'Slice', [samples, graph.integers(0), graph.integers(2 * hop), graph.integers(1)]);
  const rise = (index: number) => (index < hop ? 0 : (1 - Math.cos((Math.PI * (index - hop)) / (hop - 1))) / 2);
  const faded = graph.add('faded', 'Mul', [first, graph.constant('trim_fade', 'float32', [2 * hop], rise)]);
  const places = graph.constant('places', 'int64', [1, 2 * hop, 2], (at) => (at % 2 === 0 ? 0 : (at - 1) / 2));
  graph.add('waveform', 'ScatterND', [samples, places, faded]);
}

/** Any angle for the overtones, none for the fundamental. */
function phase(graph: TinyGraph): string {
  const none = graph.constant('no phases', 'float32', [1, harmonics, 1], () => 0);
  const turned = graph.add('phases', 'Mul', [
    graph.add('uniform', 'RandomUniformLike', [none]),
    graph.number(2 * Math.PI),
  ]);
  const centred = graph.add('centred phases', 'Add', [turned, graph.number(-Math.PI)]);
  const overtones = graph.constant('overtones', 'float32', [1, harmonics, 1], (index) => Math.min(1, index));
  return graph.add('phase', 'Mul', [centred, overtones]);
}

import { describe, expect, it } from 'vitest';
import { setInitializers } from '../../../onnx/graph-edit.ts';
import type { NodeParts } from '../../../onnx/model.fixture.ts';
import { readGraph } from '../../../onnx/graph.ts';
import { NoSeam, findDecoderSeams } from './seams.ts';
import { tinyDecoder, type TinyDecoder } from './tiny-decoder.fixture.ts';

const seamsOf = (decoder: TinyDecoder) => findDecoderSeams(readGraph(tinyDecoder(decoder)));

describe('the seams of a decoder', () => {
  it('are found in a guided one: its steps, their sizes and times, the guidance, and the slip of the first step', () => {
    const seams = seamsOf({ guided: true, steps: 3 });
    expect(seams.steps.map(({ velocity }) => velocity)).toEqual([0, 1, 2].map((step) => `velocity of step ${step}`));
    expect(seams.steps.reduce((sum, { size }) => sum + size, 0)).toBeCloseTo(1, 6);
    expect(seams.steps[1]?.times).toEqual(['down_blocks.0.0 time of step 1', 'mid_blocks.0.0 time of step 1']);
    expect(seams).toMatchObject({
      guidance: 0.7,
      firstStepBlank: true,
      noise: 'noise',
      mel: 'mel',
      mu: 'mu',
      spks: 'spks',
      cond: 'cond',
    });
    expect(seams.steps[1]).toMatchObject({ x: 'x of step 1', mask: 'mask of step 1', next: 'x after step 1' });
  });

  it('are found in one without guidance', () => {
    const seams = seamsOf({ guided: false, steps: 2 });
    expect(seams).toMatchObject({ guidance: undefined, firstStepBlank: false, spks: 'spks of frames' });
    expect(seams.steps.map(({ size }) => size)).toEqual([0.5, 0.5]);
  });

  it('are found in the vocoder: pitch, phase, noise, what is faded', () => {
    const { vocoder } = seamsOf({ guided: false, steps: 1 });
    expect(vocoder).toMatchObject({
      pitch: 'pitch',
      cycles: 'cycles',
      phase: 'phase',
      noise: 'noise of source',
      samples: 'samples',
      source: { multiples: [1, 2, 3], sampleRate: 24_000, hop: 480 },
    });
    expect(vocoder.fade).toHaveLength(960);
    expect([vocoder.fade[479], vocoder.fade[959]]).toEqual([0, 1]);
  });

  it('need no fade', () => {
    const nodes = (all: readonly NodeParts[]) =>
      all.flatMap((node) => {
        if (['waveform', 'faded', 'first'].includes(node.name ?? '')) return [];
        return node.name === 'samples' ? { ...node, outputs: ['waveform'] } : node;
      });
    expect(seamsOf({ guided: true, steps: 1, nodes }).vocoder).toMatchObject({ samples: 'waveform', fade: [] });
  });
});

/** Changes the nodes of this name. */
const change =
  (name: string, to: Partial<NodeParts> | ((node: NodeParts) => Partial<NodeParts>)) => (all: readonly NodeParts[]) => {
    expect(all.some((node) => node.name === name)).toBe(true);
    return all.map((node) => (node.name === name ? { ...node, ...(typeof to === 'function' ? to(node) : to) } : node));
  };

/** Takes an input away from a node and gives it another. */
const swap = (name: string, from: string, to: string) =>
  change(name, ({ inputs = [] }) => {
    expect(inputs).toContain(from);
    return { inputs: inputs.map((input) => (input === from ? to : input)) };
  });

describe('a decoder with other seams is not cut', () => {
  const first = 'down_blocks.0.0';
  it.each<[string, string, (all: readonly NodeParts[]) => readonly NodeParts[]]>([
    [
      'a step without its last convolution',
      'each step has one Conv',
      change('velocity of step 1', { op: 'ConvTranspose' }),
    ],
    [
      'an operator more in one copy',
      'every step should have the operators',
      change(`${first} q of step 1`, { op: 'Add' }),
    ],
    [
      'another weight in one copy',
      'every step should have the operators',
      swap(`${first} q of step 1`, `${first}.attention.q`, `${first}.attention.k`),
    ],
    [
      'a block that is not told the time',
      'should be told the time',
      swap(`${first} told of step 1`, `${first} time of step 1`, 'numbers that were computed'),
    ],
    [
      'a time of another shape',
      'should have the time constants of the first',
      swap(`${first} told of step 1`, `${first} time of step 1`, 'no phases'),
    ],
    [
      'strengths that do not belong together',
      'should be (1 + g) and g',
      swap('scaled row 1 of step 1', 'number 0.7', 'number 1.7'),
    ],
    ['a guidance that is a sum', 'should be read by one Sub', change('direction of step 1', { op: 'Add' })],
    [
      'a step that does not go on with the last',
      'step 2 should add to',
      swap('x after step 1', 'x after step 0', 'noise'),
    ],
    ['no noise', 'the noise should be RandomNormalLike', change('noise', { op: 'RandomUniformLike' })],
    ['a mel that is not a part of the last step', 'the mel should be a Slice', change('mel', { op: 'Pad' })],
    [
      'a speaker that is not spread',
      'the speaker of a step should come from Expand',
      change('spread of step 0', { op: 'Tile' }),
    ],
    ['no sum of turns', 'one CumSum', change('cycles', { op: 'ReduceSum' })],
    ['a turn of another length', 'a turn should be 2π', swap('angle', `number ${2 * Math.PI}`, 'number 3')],
    ['phases that are not random', 'RandomUniformLike', change('uniform', { op: 'Identity' })],
    ['a source without noise', 'one RandomNormalLike', change('noise of source', { op: 'RandomUniformLike' })],
    ['a harmonic that is missing', 'the harmonics should be', swap('f0 × 2', 'number 2', 'number 3')],
    ['harmonics at another rate', 'the harmonics should be', swap('turns 2', 'number 24000', 'number 60')],
    ['a pitch that is not repeated', 'one Resize', change('f0', { op: 'Upsample' })],
    ['a fade without a curve', 'times a curve', change('faded', { op: 'Add' })],
  ])('%s', (_, message, nodes) => {
    const named = (all: readonly NodeParts[]) => [
      { op: 'Identity', inputs: ['no phases'], outputs: ['numbers that were computed'] },
      ...nodes(all),
    ];
    const find = () => seamsOf({ guided: true, steps: 3, nodes: named });
    expect(find).toThrow(NoSeam);
    expect(find).toThrow(message);
  });

  it('weights of another type', () => {
    const graph = readGraph(tinyDecoder({ guided: false, steps: 1 }));
    const halves = { type: 10, dims: [80, 6, 1], data: new Uint16Array(480) };
    expect(() => findDecoderSeams(setInitializers(graph, { 'final_proj.weight': halves }))).toThrow(
      'should be float32',
    );
  });
});

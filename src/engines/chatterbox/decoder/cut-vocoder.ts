import { cutGraph } from '../../../onnx/graph-cut.ts';
import { replaceNodes, type NewNode } from '../../../onnx/graph-edit.ts';
import type { TensorValue } from '../../../onnx/graph-tensor.ts';
import type { Graph, ValueInfo } from '../../../onnx/graph.ts';
import type { DecoderSeams } from './seams.ts';
import { NoSeam, added } from './structure.ts';
import type { SourceShape, VocoderSeams } from './vocoder-seams.ts';

const float32 = 1;
const int64 = 7;
const melBands = 80;

/** mel → pitch. */
export function cutPitch(graph: Graph, { mel, vocoder }: DecoderSeams): Graph {
  return checked('pitch', cutGraph(graph, { inputs: [melInput(mel)], outputs: [pitchOf(vocoder)] }), [mel]);
}

/**
 * mel, pitch, phase and noise → samples, without the fade at the start: nothing in it is random. The phase is that of each
 * harmonic before the first sample, so that a window can go on where another one was.
 */
export function cutVocoder(graph: Graph, { mel, vocoder }: DecoderSeams): Graph {
  const { phase, noise, samples, source } = vocoder;
  const harmonics = source.multiples.length;
  const inputs: readonly ValueInfo[] = [
    melInput(mel),
    pitchOf(vocoder),
    { name: phase, type: float32, dims: [1, harmonics, 1] },
    { name: noise, type: float32, dims: [1, harmonics, 'samples'] },
  ];
  const outputs: readonly ValueInfo[] = [{ name: samples, type: float32, dims: [1, 'samples'] }];
  const published = cutGraph(graph, { inputs, outputs });
  const exact = cutGraph(withExactCycles(published, vocoder), { inputs, outputs });
  return checked(
    'vocoder',
    exact,
    inputs.map(({ name }) => name),
  );
}

function melInput(name: string): ValueInfo {
  return { name, type: float32, dims: [1, melBands, 'frames'] };
}

function pitchOf({ pitch }: VocoderSeams): ValueInfo {
  return { name: pitch, type: float32, dims: [1, 1, 'frames'] };
}

/**
 * The turns of the harmonics, summed up frame by frame and without the whole ones: the published sum over all samples
 * grows to thousands, of which float32 keeps too few digits. What a window says of the phase at its end would be wrong.
 */
function withExactCycles(graph: Graph, { pitch, cycles, source }: VocoderSeams): Graph {
  const sum = graph.producerOf(cycles);
  if (!sum) throw new NoSeam('the turns of the harmonics should be a sum');
  const node = (op: string, inputs: readonly string[], output: string): NewNode => ({
    op,
    inputs: inputs.map((input) => (input === pitch ? input : added(input))),
    outputs: [output === cycles ? output : added(output)],
  });
  const nodes: NewNode[] = [
    node('Mul', [pitch, 'multiples'], 'harmonics'),
    node('Div', ['harmonics', 'sample rate'], 'turns of a sample'),
    node('Mul', ['turns of a sample', 'hop'], 'turns of a frame'),
    node('Floor', ['turns of a frame'], 'whole turns of a frame'),
    node('Sub', ['turns of a frame', 'whole turns of a frame'], 'rest of a frame'),
    {
      ...node('CumSum', ['rest of a frame', 'axis of frames'], 'turns before'),
      attributes: { exclusive: { kind: 'int', value: 1 } },
    },
    node('Unsqueeze', ['turns before', 'axis of samples'], 'turns before, spread'),
    node('Unsqueeze', ['turns of a sample', 'axis of samples'], 'turns of a sample, spread'),
    node('Mul', ['turns of a sample, spread', 'samples of a frame'], 'turns within'),
    node('Add', ['turns before, spread', 'turns within'], 'turns by frame'),
    node('Reshape', ['turns by frame', 'shape of turns'], cycles),
  ];
  const constants = Object.entries(constantsOf(source)).map(([name, value]) => [added(name), value] as const);
  return replaceNodes(graph, new Set([sum]), nodes, { initializers: Object.fromEntries(constants) });
}

function constantsOf({ multiples, sampleRate, hop }: SourceShape): Readonly<Record<string, TensorValue>> {
  const floats = (dims: readonly number[], values: readonly number[]): TensorValue => ({
    type: float32,
    dims,
    data: Float32Array.from(values),
  });
  const integers = (dims: readonly number[], values: readonly number[]): TensorValue => ({
    type: int64,
    dims,
    data: BigInt64Array.from(values, BigInt),
  });
  const counted = Array.from({ length: hop }, (_, index) => index + 1);
  return {
    multiples: floats([1, multiples.length, 1], multiples),
    'sample rate': floats([], [sampleRate]),
    hop: floats([], [hop]),
    'samples of a frame': floats([1, 1, 1, hop], counted),
    'axis of frames': integers([], [2]),
    'axis of samples': integers([1], [3]),
    'shape of turns': integers([3], [1, multiples.length, -1]),
  };
}

function checked(part: string, graph: Graph, allowed: readonly string[]): Graph {
  const other = graph.inputs.find(({ name }) => !allowed.includes(name));
  if (other) throw new NoSeam(`the ${part} also reads "${other.name}"`);
  return graph;
}

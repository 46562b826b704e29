import { messageOf } from '../../errors.ts';
import { readGraph, type Graph } from '../../onnx/graph.ts';
import { UnusableVoice, type VoiceConfig } from './voice-config.ts';
import type { VoiceFiles } from './voice-files.ts';

/** ONNX operator sets that ONNX Runtime 1.30 runs. Piper exports 15. */
const opsets = { oldest: 7, newest: 26 };

/** ONNX' numbers of element types. */
const float32 = 1;
const int64 = 7;
/** Piper's contract: ids, their count, and noise scale, length scale and noise_w; with more than one speaker, which. */
const inputTypes: Readonly<Record<string, number>> = {
  input: int64,
  input_lengths: int64,
  scales: float32,
  sid: int64,
};

/** Reads the structure of a voice's model and checks that it is a Piper voice. Throws {@link UnusableVoice}. */
export function readVoiceGraph({ model, config: configFile }: VoiceFiles, config: VoiceConfig): Graph {
  const graph = read(model);
  const opset = graph.opsets.get('') ?? 0;
  if (opset < opsets.oldest || opset > opsets.newest) {
    throw new UnusableVoice(
      `${model}: "opset_import" is ${opset}; Starling runs opsets ${opsets.oldest} to ${opsets.newest}. Export the voice again with opset 15.`,
    );
  }
  const manySpeakers = config.speakerCount > 1;
  const wanted = Object.keys(inputTypes).filter((name) => name !== 'sid' || manySpeakers);
  for (const name of wanted) {
    const input = graph.inputs.find((each) => each.name === name);
    if (!input) {
      const has = graph.inputs.map((each) => each.name).join(', ');
      const why = name === 'sid' ? `, but "num_speakers" in ${configFile} says that it has several speakers` : '';
      throw new UnusableVoice(
        `${model} is not this Piper voice: it has no input "${name}" (its inputs: ${has || 'none'})${why}.`,
      );
    }
    if (input.type !== inputTypes[name]) {
      throw new UnusableVoice(
        `${model}: the input "${name}" has the element type ${input.type}; Piper's has ${inputTypes[name]}.`,
      );
    }
  }
  const unknown = graph.inputs.find(({ name }) => !wanted.includes(name) && !graph.initializers.has(name));
  if (unknown) {
    const why = unknown.name === 'sid' ? `: it has several speakers, but "num_speakers" in ${configFile} is 1` : '';
    throw new UnusableVoice(`${model} has the input "${unknown.name}", which this Piper voice should not have${why}.`);
  }
  checkIds(graph, { model, configFile, config });
  return graph;
}

/** An id beyond the table would fail at the first text that has it. */
function checkIds(
  graph: Graph,
  { model, configFile, config }: { model: string; configFile: string; config: VoiceConfig },
): void {
  const rowsOf = (input: string) => {
    const lookup = graph.consumersOf(input).find(({ op }) => op === 'Gather');
    return graph.initializers.get(lookup?.inputs[0] ?? '')?.dims[0];
  };
  const known = rowsOf('sid') ?? Infinity;
  if (config.speakerCount > known) {
    throw new UnusableVoice(
      `${configFile}: "num_speakers" is ${config.speakerCount}, but ${model} has ${known}. The two files do not belong together.`,
    );
  }
  const rows = rowsOf('input');
  if (rows === undefined) return;
  for (const [phoneme, ids] of config.phonemeIds) {
    const beyond = ids.find((id) => id >= rows);
    if (beyond === undefined) continue;
    throw new UnusableVoice(
      `${configFile}: "phoneme_id_map" gives "${phoneme}" the id ${beyond}, but ${model} knows ids 0 to ${rows - 1}. The two files do not belong together.`,
    );
  }
}

function read(model: string): Graph {
  try {
    return readGraph(model);
  } catch (error) {
    // `InvalidModel` names the file; what the system says does not always.
    const advice = 'The download broke off, or is something else: download it again.';
    throw new UnusableVoice(`${messageOf(error)}. ${advice}`, { cause: error });
  }
}

import { statSync } from 'node:fs';
import type { Device } from '../../onnx/device.ts';
import type { ModelDescription } from './describe-model.ts';
import { filesOf, type GraphName } from './model-files.ts';
import { defaultSampling } from './sampler.ts';
import { UnusableModel } from './unusable-model.ts';

/**
 * Tokens that a row of the arena has room for: the voice (34 rows, in Turbo up to 376), the text of the longest segment (a Chinese
 * character of Multilingual is about six, and letters with accents in Turbo are two or three), and 25 s of speech.
 */
export const capacity = 1536;
/** Resident bytes of a session for each byte of its weights: some are packed anew for the processor. */
const residentPerByte = 1.2;
/** What runs of the decoder need besides, for each core. */
const workBytesPerCore = 150 * 2 ** 20;

/** Most rows of a step: beyond, a step takes longer in proportion, and nobody gains. On an H100 64 rows take an eighth longer than 32. */
export const mostRows: Readonly<Record<Device['kind'], number>> = { cpu: 32, cuda: 64 };
/** Voices whose caches are kept, if there is room. */
const mostPrefixRows = 4;

/** What a model takes of the memory for models. */
export interface ModelMemory {
  readonly weightBytes: number;
  readonly arenaBytes: number;
  /** Rows of the arena for sequences. */
  readonly rows: number;
  /** Rows besides, each for the caches of a voice. */
  readonly prefixRows: number;
  /** Sequences at once, each with as many rows as the variant takes by default. */
  readonly slots: number;
}

/**
 * Shares a budget out: weights first, the speech encoder's among them, which is loaded when a voice is new; what is left is for the
 * arena. Throws {@link UnusableModel} when there is no room for one sequence.
 */
export function planMemory(
  model: ModelDescription,
  budgetBytes: number,
  cores: number,
  device: Device['kind'] = 'cpu',
): ModelMemory {
  const { files, variant, languageModel } = model;
  const graphs = Object.keys(files.graphs) as GraphName[];
  const weights = graphs.reduce((sum, graph) => sum + bytesOf(files.graphs[graph]), 0) * residentPerByte;
  const weightBytes = Math.round(weights) + cores * workBytesPerCore;
  const perSequence = defaultSampling(variant).guidance > 0 ? 2 : 1;
  // Caches that are copied are there four times during a step: in the arena, as inputs, as outputs, and as copies of these.
  const rowBytes = capacity * languageModel.bytesPerToken * (languageModel.inPlace ? 1 : 4);
  const arenaBudget = budgetBytes - weightBytes;
  const prefixRows = Math.max(1, Math.min(mostPrefixRows, Math.floor(arenaBudget / rowBytes / 8)));
  const fitting = Math.min(mostRows[device], Math.floor(arenaBudget / rowBytes) - prefixRows);
  const rows = fitting - (fitting % perSequence);
  if (rows <= 0) {
    const needed = weightBytes + (perSequence + 1) * rowBytes;
    throw new UnusableModel(
      `${files.name} takes about ${mebibytes(needed)} MiB, and its share of the memory for models is ${mebibytes(budgetBytes)} MiB. Set modelMemoryMb higher, or use files of fewer bits.`,
    );
  }
  return { weightBytes, arenaBytes: (rows + prefixRows) * rowBytes, rows, prefixRows, slots: rows / perSequence };
}

/** Bytes of a graph and its weights. What is missing counts nothing here: opening the model says so. */
function bytesOf(graph: string): number {
  return filesOf(graph).reduce((sum, file) => sum + (statSync(file, { throwIfNoEntry: false })?.size ?? 0), 0);
}

export function mebibytes(bytes: number): number {
  return Math.ceil(bytes / 2 ** 20);
}

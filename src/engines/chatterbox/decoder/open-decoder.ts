import { statSync } from 'node:fs';
import path from 'node:path';
import { messageOf } from '../../../errors.ts';
import { cpu, type Device } from '../../../onnx/device.ts';
import { readGraph, type Graph } from '../../../onnx/graph.ts';
import { OnnxError } from '../../../onnx/library.ts';
import { Session, type SessionOptions } from '../../../onnx/session.ts';
import { usableCores } from '../../../ops/cpu.ts';
import type { Note } from '../../engine.ts';
import { withSignsOfLife } from '../../signs-of-life.ts';
import type { PreparedCache } from '../../prepared-cache.ts';
import { unusableGraph } from '../describe-model.ts';
import { UnusableModel } from '../unusable-model.ts';
import { cutDecoder, partNames, type CutDecoder, type CutOptions, type DecoderPlan } from './cut-decoder.ts';
import { DecoderParts } from './decoder-parts.ts';
import { decoderInputs } from './decoder-voice.ts';
import { quantizedConfig } from './quantize.ts';
import { NoSeam } from './structure.ts';
import { WholeDecoder } from './whole-decoder.ts';

/** Counts up when what is prepared changes, so that older caches are not used. */
const version = 1;
const timesFile = 'times.part';
const fileNames = [...partNames.map((part) => `${part}.part`), timesFile];

export interface OpenDecoderParts {
  readonly cache: PreparedCache;
  readonly note: Note;
  /** Threads that work on one run. Default 1: runs are what is spread over cores. */
  readonly threads?: number;
  readonly device?: Device;
  /** See `CutOptions.int8`. */
  readonly int8?: boolean;
}

/** What is kept of a decoder beside its parts. */
interface KeptPlan {
  readonly plan: DecoderPlan;
  readonly weights: readonly WeightFile[];
}

/** A file of weights as it was when the decoder was cut. It is too large to be hashed at each load. */
interface WeightFile {
  readonly name: string;
  readonly size: number;
  readonly mtimeMs: number;
}

/**
 * Loads a decoder: from the cache, or cut now and then kept there. One without the known seams is loaded whole, and the log
 * says so. Throws {@link UnusableModel}.
 */
export async function openDecoder(file: string, parts: OpenDecoderParts): Promise<DecoderParts | WholeDecoder> {
  const { cache, note } = parts;
  const { int8, products } = cutOptions(parts);
  try {
    const kind = products ? 'decodercuda' : int8 ? 'decoderint' : 'decoder';
    // English and Multilingual have the same graph with weights of their own, whose state is kept with the plan.
    const key = await cache.keyOf(file, kind, version, path.resolve(file));
    return (await fromCache(key, file, parts)) ?? (await prepare(key, file, parts));
  } catch (error) {
    if (!(error instanceof NoSeam) && !(error instanceof OnnxError)) throw unusable(file, error);
    note('warn', 'decoder-not-cut', {
      file,
      reason: `${error.message}; every chunk is decoded by the whole graph, slowly, and a seed has no effect on the sound`,
    });
    return openWhole(file, parts);
  }
}

async function prepare(key: string, file: string, parts: OpenDecoderParts): Promise<DecoderParts> {
  const { note } = parts;
  const startedAt = performance.now();
  const graph = readGraph(file);
  const cut = cutDecoder(graph, cutOptions(parts));
  const opened = await DecoderParts.open(cut, file, sessionOptions(parts));
  await keep(key, cut, weightFiles(file, graph), parts);
  const { sizes, guidance } = cut.plan;
  const tookMs = Math.round(performance.now() - startedAt);
  note('info', 'decoder-prepared', { file, steps: sizes.length, guided: guidance !== undefined, tookMs });
  return opened;
}

async function openWhole(file: string, parts: OpenDecoderParts): Promise<WholeDecoder> {
  let session: Session;
  try {
    // The whole graph of English takes a minute to load, and a chunk half a minute on one core.
    const threads = usableCores();
    const loading = () => parts.note('info', 'decoder-loading', { file });
    session = await withSignsOfLife(loading, () => Session.open(file, { ...sessionOptions(parts), threads }));
  } catch (error) {
    throw unusable(file, error);
  }
  const lacking = decoderInputs.filter((name) => !session.inputs.some((input) => input.name === name));
  if (lacking.length === 0 && session.outputs[0]?.type === 'float32') return new WholeDecoder(session);
  await session.release();
  throw new UnusableModel(
    `${file} is no decoder of Chatterbox: it should have the inputs ${decoderInputs.join(', ')} and give float32 samples. Use the file of a published model.`,
  );
}

async function fromCache(key: string, file: string, parts: OpenDecoderParts): Promise<DecoderParts | undefined> {
  const kept = await parts.cache.read<KeptPlan>(key, fileNames);
  if (!kept?.plan.weights.every((weights) => isAsItWas(file, weights))) return undefined;
  try {
    const bytes = (name: string) => kept.files[name] as Uint8Array;
    const cut: CutDecoder = {
      plan: kept.plan.plan,
      parts: Object.fromEntries(partNames.map((part) => [part, bytes(`${part}.part`)])) as CutDecoder['parts'],
      times: floatsOf(bytes(timesFile)),
    };
    return await DecoderParts.open(cut, file, sessionOptions(parts));
  } catch (error) {
    // What is wrong with the published files themselves is said when they are prepared again.
    parts.note('warn', 'prepared-decoder-unusable', { file, reason: messageOf(error) });
    await parts.cache.remove(key).catch(() => undefined);
    return undefined;
  }
}

async function keep(
  key: string,
  { plan, parts, times }: CutDecoder,
  weights: readonly WeightFile[],
  { cache, note }: OpenDecoderParts,
): Promise<void> {
  const files = {
    ...Object.fromEntries(partNames.map((part) => [`${part}.part`, parts[part]])),
    [timesFile]: new Uint8Array(times.buffer, times.byteOffset, times.byteLength),
  };
  try {
    await cache.write<KeptPlan>(key, { plan: { plan, weights }, files });
  } catch (error) {
    note('warn', 'cache-not-written', { reason: `${messageOf(error)}. The decoder is prepared again at each load.` });
  }
}

/** The files beside the graph that its weights are in. */
function weightFiles(file: string, graph: Graph): readonly WeightFile[] {
  const places = [...graph.initializers.values()].flatMap(({ data }) =>
    data.kind === 'external' ? data.location : [],
  );
  return [...new Set(places)].map((name) => {
    const { size, mtimeMs } = statSync(path.join(path.dirname(file), name));
    return { name, size, mtimeMs };
  });
}

function isAsItWas(file: string, { name, size, mtimeMs }: WeightFile): boolean {
  const now = statSync(path.join(path.dirname(file), name), { throwIfNoEntry: false });
  return now?.size === size && now.mtimeMs === mtimeMs;
}

/** A copy: what was read need not begin at a multiple of four bytes. */
function floatsOf(bytes: Uint8Array): Float32Array {
  return new Float32Array(Uint8Array.from(bytes).buffer);
}

/** 8-bit products are faster on a processor only: a card has no operators for them. */
function cutOptions({ device = cpu, int8 = false }: OpenDecoderParts): Required<CutOptions> {
  const onCard = device.kind === 'cuda';
  return { int8: int8 && !onCard, products: onCard };
}

function sessionOptions(parts: OpenDecoderParts): SessionOptions {
  const { threads = 1, device = cpu } = parts;
  return { threads, device, ...(cutOptions(parts).int8 && { config: quantizedConfig() }) };
}

function unusable(file: string, error: unknown): UnusableModel {
  return error instanceof UnusableModel ? error : unusableGraph(file, error);
}

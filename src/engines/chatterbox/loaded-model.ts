import { messageOf } from '../../errors.ts';
import type { Device } from '../../onnx/device.ts';
import type { Session } from '../../onnx/session.ts';
import type { CoreQueue } from '../core-queue.ts';
import type { EngineContext } from '../engine.ts';
import type { Loaded } from '../shelf.ts';
import type { DecoderParts } from './decoder/decoder-parts.ts';
import type { WholeDecoder } from './decoder/whole-decoder.ts';
import { readModelGraph, type ModelDescription } from './describe-model.ts';
import { DeviceArena } from './device-arena.ts';
import type { Embedder } from './embedder.ts';
import { KvArena, type Arena } from './kv-arena.ts';
import { openEmbedder, openLanguageModel } from './language-model-session.ts';
import { languageModelOver } from './language-model-over.ts';
import { capacity, mebibytes } from './model-memory.ts';
import { TokenLoop } from './tokens.ts';
import { UnusableModel } from './unusable-model.ts';

/** A model that can speak: its sessions, its arena, and the loop over it. */
export interface LoadedModel extends Loaded {
  readonly embedder: Embedder;
  readonly tokens: TokenLoop;
  readonly decoder: DecoderParts | WholeDecoder;
  /** Tells the metrics how much of the arena is in use. */
  readonly measureArena: () => void;
}

export interface LoadParts {
  /** Of the language model. */
  readonly device: Device;
  /** Rows of the arena for sequences, and those for voices. */
  readonly rows: number;
  readonly prefixRows: number;
  /** Threads of a step of the language model. */
  readonly threads: number;
  readonly cores: CoreQueue;
  readonly measured: EngineContext['measured'];
  openDecoder(): Promise<DecoderParts | WholeDecoder>;
}

/** Loads a model; nothing stays open when a part of it fails. */
export async function loadModel(model: ModelDescription, parts: LoadParts): Promise<LoadedModel> {
  const { device, rows, prefixRows, threads, cores, measured } = parts;
  const opened: Loaded[] = [];
  try {
    const embedder = await openEmbedder(model);
    opened.push(embedder);
    const session = await openLanguageModel(model, { threads, device });
    opened.push(session);
    const decoder = await parts.openDecoder();
    opened.push(decoder);
    const { languageModel } = model;
    const size = { rows: rows + prefixRows, capacity };
    const arena: Arena =
      device.kind === 'cpu' || !languageModel.inPlace
        ? new KvArena(languageModel, size.rows, size.capacity)
        : await openDeviceArena(session, model, size);
    opened.unshift({ release: () => arena.free() });
    const lm = languageModelOver(session, languageModel, arena);
    const rowBytes = arena.bytes / arena.rows;
    const tokens: TokenLoop = new TokenLoop({
      ...{ model: lm, embedder, arena, prefixRows, cores },
      events: {
        stepped: (seconds, stepRows) => {
          measured({ kind: 'decode-step', seconds, rows: stepRows });
          measureArena();
        },
        prefilled: (seconds) => measured({ kind: 'stage', stage: 'prefill', seconds }),
      },
    });
    const measureArena = () => {
      const usedBytes = tokens.rows.taken * rowBytes;
      measured({ kind: 'kv', usedBytes, freeBytes: arena.bytes - usedBytes });
    };
    measureArena();
    const release = async () => {
      lm.release();
      measured({ kind: 'kv', usedBytes: 0, freeBytes: 0 });
      await Promise.all(opened.map((each) => each.release()));
    };
    return { embedder, tokens, decoder, measureArena, release };
  } catch (error) {
    await Promise.all(opened.map((each) => each.release()));
    throw error;
  }
}

/** Throws {@link UnusableModel} when the card has not so much memory. */
async function openDeviceArena(
  session: Session,
  { files, languageModel }: ModelDescription,
  size: { rows: number; capacity: number },
): Promise<DeviceArena> {
  try {
    return await DeviceArena.open(session, readModelGraph(files.graphs.language_model), languageModel, size);
  } catch (error) {
    const needed = mebibytes(size.rows * size.capacity * languageModel.bytesPerToken);
    throw new UnusableModel(
      `${files.name} wants ${needed} MiB of the card's memory for its caches and cannot have them: ${messageOf(error)}. Set modelMemoryMb lower.`,
      { cause: error },
    );
  }
}

import { messageOf } from '../../errors.ts';
import type { Device } from '../../onnx/device.ts';
import { weightsFolder } from '../../onnx/graph-write.ts';
import { Session, type SessionOptions } from '../../onnx/session.ts';
import type { Note } from '../engine.ts';
import { PreparedCache, type Prepared } from '../prepared-cache.ts';
import { cutVoice } from './cut-voice.ts';
import { probe } from './probe.ts';
import { NoSeam } from './seams.ts';
import { UnusableVoice, type VoiceConfig } from './voice-config.ts';
import type { VoiceFiles } from './voice-files.ts';
import { readVoiceGraph } from './voice-graph.ts';
import { CutModel, WholeModel, type CutPlan, type VoiceModel } from './voice-model.ts';

/** Counts up when what is prepared changes, so that older caches are not used. */
const version = 1;
const partNames = ['text', 'flow', 'decoder'] as const;
type Part = (typeof partNames)[number];

export interface OpenVoiceParts {
  readonly cache: PreparedCache;
  readonly device: Device;
  readonly note: Note;
}

/**
 * Loads a voice: from the cache, or cut and probed now and then kept there. A voice without the known seams is loaded
 * whole, and the log says so. Throws {@link UnusableVoice}.
 */
export async function openVoice(files: VoiceFiles, config: VoiceConfig, parts: OpenVoiceParts): Promise<VoiceModel> {
  const { cache, note } = parts;
  const { model, name } = files;
  try {
    const key = await cache.keyOf(model, 'piper', version);
    const kept = await fromCache(key, files, parts);
    if (kept) return kept;
    const startedAt = performance.now();
    const graph = readVoiceGraph(files, config);
    const { seams, ...bytes } = cutVoice(graph);
    const sessions = await openParts(bytes, files, parts);
    const unprobed = new CutModel({ seams, hop: 1, context: undefined }, sessions);
    const plan: CutPlan = { seams, ...(await probed(unprobed, config)) };
    const tookMs = Math.round(performance.now() - startedAt);
    note('info', 'voice-prepared', { voice: name, context: plan.context, hop: plan.hop, tookMs });
    if (!plan.context) note('warn', 'voice-not-streamed', { voice: name, reason: 'no window of it was exact' });
    await keep(key, { plan, files: named(bytes) }, parts);
    return new CutModel(plan, sessions);
  } catch (error) {
    if (error instanceof UnusableVoice) throw error;
    if (!(error instanceof NoSeam)) throw new UnusableVoice(`${model} cannot be loaded: ${messageOf(error)}`);
    note('warn', 'voice-not-streamed', {
      voice: name,
      reason: `${error.message}; a sentence is spoken as a whole, and a seed has no effect`,
    });
    return new WholeModel(await openSession(model, {}, model, parts));
  }
}

/** What the probe finds; when it fails, the model is released. */
async function probed(model: CutModel, { speakerCount }: VoiceConfig): Promise<Pick<CutPlan, 'hop' | 'context'>> {
  try {
    return await probe(model, speakerCount > 1);
  } catch (error) {
    await model.release();
    throw error;
  }
}

async function fromCache(key: string, files: VoiceFiles, parts: OpenVoiceParts): Promise<CutModel | undefined> {
  const kept = await parts.cache.read<CutPlan>(key, partNames.map(fileOf));
  if (!kept) return undefined;
  try {
    const bytes = (part: Part) => kept.files[fileOf(part)] as Uint8Array;
    const sessions = await openParts(
      { text: bytes('text'), flow: bytes('flow'), decoder: bytes('decoder') },
      files,
      parts,
    );
    return new CutModel(kept.plan, sessions);
  } catch (error) {
    // What is wrong with the published file itself is said when it is prepared again.
    parts.note('warn', 'prepared-voice-unusable', { voice: files.name, reason: messageOf(error) });
    await parts.cache.remove(key).catch(() => undefined);
    return undefined;
  }
}

async function keep(key: string, prepared: Prepared<CutPlan>, { cache, note }: OpenVoiceParts): Promise<void> {
  try {
    await cache.write(key, prepared);
  } catch (error) {
    note('warn', 'cache-not-written', { reason: `${messageOf(error)}. Voices are prepared again at each load.` });
  }
}

/** Opens the three parts one after another, and none is left open when one fails. */
async function openParts(
  bytes: Readonly<Record<Part, Uint8Array>>,
  { model }: VoiceFiles,
  parts: OpenVoiceParts,
): Promise<Record<Part, Session>> {
  const opened: Partial<Record<Part, Session>> = {};
  try {
    for (const part of partNames) {
      opened[part] = await openSession(bytes[part], { weightsFolder: weightsFolder(model) }, model, parts);
    }
    return opened as Record<Part, Session>;
  } catch (error) {
    await Promise.all(Object.values(opened).map((session) => session.release()));
    throw error;
  }
}

async function openSession(
  source: string | Uint8Array,
  options: SessionOptions,
  model: string,
  { device }: OpenVoiceParts,
): Promise<Session> {
  try {
    // One thread a run: runs of different sentences are what is spread over the cores.
    return await Session.open(source, { ...options, threads: 1, device });
  } catch (error) {
    throw new UnusableVoice(`${model} cannot be loaded: ${messageOf(error)}`);
  }
}

function named(bytes: Readonly<Record<Part, Uint8Array>>): Record<string, Uint8Array> {
  return Object.fromEntries(partNames.map((part) => [fileOf(part), bytes[part]]));
}

/** Not `.onnx`: a cache inside the model folder must not look like voices. */
function fileOf(part: Part): string {
  return `${part}.part`;
}

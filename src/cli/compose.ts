import os from 'node:os';
import path from 'node:path';
import { StarlingError, messageOf } from '../errors.ts';
import type { EngineOptions } from '../engines/engine.ts';
import { engineIdOf, installedModels, variants } from '../engines/chatterbox/installed-models.ts';
import { findVoiceFiles } from '../engines/piper/voice-files.ts';
import type { Parts } from '../http/server.ts';
import { Lifecycle } from '../ops/lifecycle.ts';
import { createLog, type Log } from '../ops/log.ts';
import { LoopTurns } from '../ops/loop-turns.ts';
import { audioMemory, modelMemory } from '../ops/memory.ts';
import { createMetrics } from '../ops/metrics.ts';
import { Scheduler, type EngineSpec } from '../scheduler/loop.ts';
import type { Settings } from '../settings.ts';
import { readLexicon } from '../text/lexicon/read-lexicon.ts';
import { TextReader } from '../text/text-reader.ts';
import { Catalog } from '../voices/catalog.ts';

/** Puts the program together; nothing runs yet. */
export function compose(
  settings: Settings,
  log: Log = createLog(settings.logLevel),
  engines: readonly EngineSpec[] = installedEngines(settings),
): Parts {
  const metrics = createMetrics();
  const lifecycle = new Lifecycle();
  const engineOptions = engineOptionsOf(settings);
  const maxAudioBytes = audioMemory(settings.audioMemoryMb);
  const scheduler = new Scheduler({ ...settings, maxAudioBytes, engines, engineOptions, log, metrics });
  const catalog = new Catalog({ ...settings, defaultVoice: settings.defaultVoice }, () => scheduler.engines);
  const reader = openReader(settings);
  return { settings, scheduler, catalog, reader, turns: new LoopTurns(), lifecycle, metrics, log };
}

/** The text front end with the operator's lexicon. Throws `invalid_settings` for a lexicon that cannot be read. */
export function openReader(settings: Settings): TextReader {
  const reader = new TextReader(settings);
  if (settings.lexicon === undefined) return reader;
  try {
    reader.lexicon = readLexicon(path.resolve(settings.lexicon));
  } catch (error) {
    throw new StarlingError('invalid_settings', `The setting lexicon is wrong. ${messageOf(error)}`, { cause: error });
  }
  return reader;
}

/** The engines without model files, and those whose files are there. */
function installedEngines(settings: Settings): EngineSpec[] {
  const builtin = ['flite', 'espeak'].map((id) => ({ id, processes: settings.engineProcesses }));
  // One process each: its requests share its memory, and it runs as many at once as there are cores.
  return [...neuralEngines(settings).map((id) => ({ id, processes: 1 })), ...builtin];
}

/** Those with files in the model folder, whether these can be used or not: the engine says what is wrong with them. */
function neuralEngines({ modelDir }: Settings): string[] {
  const { models, faults } = installedModels(modelDir);
  const chatterbox = variants.filter((each) => models.has(each) || faults.some(({ variant }) => variant === each));
  return [...chatterbox.map(engineIdOf), ...(findVoiceFiles(modelDir).length > 0 ? ['piper'] : [])];
}

function usableModels({ modelDir }: Settings): number {
  return installedModels(modelDir).models.size + (findVoiceFiles(modelDir).length > 0 ? 1 : 0);
}

function engineOptionsOf(settings: Settings): EngineOptions {
  const { modelDir, cacheDir, modelMemoryMb, modelIdleSeconds, device, quality, defaultVoice } = settings;
  return {
    modelDir: path.resolve(modelDir),
    cacheDir: path.resolve(cacheDir ?? defaultCacheDir()),
    // Each gets the same share; those with nothing but broken files get none.
    modelMemoryBytes: modelMemory(modelMemoryMb) / Math.max(1, usableModels(settings)),
    modelIdleSeconds,
    device,
    quality,
    preferredVoice: defaultVoice,
  };
}

function defaultCacheDir(): string {
  return path.join(process.env['XDG_CACHE_HOME'] || path.join(homeFolder(), '.cache'), 'starling');
}

/** A user without an entry in the system's list, as in a container, has none; what is temporary will do. */
function homeFolder(): string {
  try {
    return os.homedir();
  } catch {
    return os.tmpdir();
  }
}

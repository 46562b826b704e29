import os from 'node:os';
import path from 'node:path';
import { StarlingError, messageOf } from '../errors.ts';
import type { EngineOptions } from '../engines/engine.ts';
import type { Parts } from '../http/server.ts';
import { Lifecycle } from '../ops/lifecycle.ts';
import { createLog, type Log } from '../ops/log.ts';
import { LoopTurns } from '../ops/loop-turns.ts';
import type { MemoryBudget } from '../ops/memory-budget.ts';
import { createMetrics } from '../ops/metrics.ts';
import { Scheduler, type EngineSpec } from '../scheduler/loop.ts';
import type { Settings } from '../settings.ts';
import { readLexicon } from '../text/lexicon/read-lexicon.ts';
import { TextReader } from '../text/text-reader.ts';
import { Catalog } from '../voices/catalog.ts';
import { installedEngines, memoryBudget, usableModels } from './installed.ts';

/** Puts the program together; nothing runs yet. */
export function compose(
  settings: Settings,
  log: Log = createLog(settings.logLevel),
  engines: readonly EngineSpec[] = installedEngines(settings),
): Parts {
  const metrics = createMetrics();
  const lifecycle = new Lifecycle();
  const budget = memoryBudget(settings);
  const engineOptions = engineOptionsOf(settings, budget);
  const maxAudioBytes = budget.audioBytes;
  const turns = new LoopTurns();
  const gatewaySeconds = () => turns.secondsPerAudioSecond;
  const scheduler = new Scheduler({ ...settings, maxAudioBytes, gatewaySeconds, engines, engineOptions, log, metrics });
  const catalog = new Catalog({ ...settings, defaultVoice: settings.defaultVoice }, () => scheduler.engines);
  const reader = openReader(settings);
  return { settings, scheduler, catalog, reader, turns, lifecycle, metrics, log };
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

function engineOptionsOf(settings: Settings, { modelBytes }: MemoryBudget): EngineOptions {
  const { modelDir, cacheDir, modelIdleSeconds, device, quality, defaultVoice } = settings;
  return {
    modelDir: path.resolve(modelDir),
    cacheDir: path.resolve(cacheDir ?? defaultCacheDir()),
    // Each gets the same share; those with nothing but broken files get none.
    modelMemoryBytes: modelBytes / Math.max(1, usableModels(settings)),
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

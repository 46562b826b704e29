import { engineLoaders } from '../engines/registry.ts';
import type { Parts } from '../http/server.ts';
import { Lifecycle } from '../ops/lifecycle.ts';
import { createLog, type Log } from '../ops/log.ts';
import { createMetrics } from '../ops/metrics.ts';
import { Scheduler, type EngineSpec } from '../scheduler/loop.ts';
import type { Settings } from '../settings.ts';
import { Catalog } from '../voices/catalog.ts';

/** Puts the program together; nothing runs yet. */
export function compose(
  settings: Settings,
  log: Log = createLog(settings.logLevel),
  engines: readonly EngineSpec[] = builtinEngines(settings),
): Parts {
  const metrics = createMetrics();
  const lifecycle = new Lifecycle();
  const scheduler = new Scheduler({ ...settings, engines, log, metrics });
  const catalog = new Catalog({ ...settings, defaultVoice: settings.defaultVoice }, () => scheduler.engines);
  return { settings, scheduler, catalog, lifecycle, metrics, log };
}

function builtinEngines({ engineProcesses }: Settings): EngineSpec[] {
  return Object.keys(engineLoaders).map((id) => ({ id, processes: engineProcesses }));
}

import { engineIdOf, installedModels, variants } from '../engines/chatterbox/installed-models.ts';
import { findVoiceFiles } from '../engines/piper/voice-files.ts';
import { planMemoryBudget, type MemoryBudget } from '../ops/memory-budget.ts';
import type { MemoryLimit } from '../ops/memory.ts';
import type { EngineSpec } from '../scheduler/loop.ts';
import type { Settings } from '../settings.ts';

/** The engines without model files, and those whose files are there. */
export function installedEngines(settings: Settings): EngineSpec[] {
  const builtin = ['flite', 'espeak'].map((id) => ({ id, processes: settings.engineProcesses }));
  // One process each: its requests share its memory, and it runs as many at once as there are cores.
  return [...neuralEngines(settings).map((id) => ({ id, processes: 1 })), ...builtin];
}

/** How these settings divide the memory. */
export function memoryBudget(settings: Settings, limit?: MemoryLimit): MemoryBudget {
  return planMemoryBudget({ ...settings, modelEngines: neuralEngines(settings) }, limit);
}

/** How many engines share the memory for models: those whose files can be used. */
export function usableModels({ modelDir }: Settings): number {
  return installedModels(modelDir).models.size + (findVoiceFiles(modelDir).length > 0 ? 1 : 0);
}

/** Those with files in the model folder, whether these can be used or not: the engine says what is wrong with them. */
function neuralEngines({ modelDir }: Settings): string[] {
  const { models, faults } = installedModels(modelDir);
  const chatterbox = variants.filter((each) => models.has(each) || faults.some(({ variant }) => variant === each));
  return [...chatterbox.map(engineIdOf), ...(findVoiceFiles(modelDir).length > 0 ? ['piper'] : [])];
}

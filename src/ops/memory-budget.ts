import { usableCores } from './cpu.ts';
import { memoryLimit, type MemoryLimit } from './memory.ts';

/**
 * What the processes take under load with nothing but the built-in voices, in MiB: 200 users who ask without a pause,
 * English and Chinese, pcm, mp3 and flac, in a container of 512 MiB, whose use was 491 at most. Models and audio come on
 * top.
 */
const serverMb = 145;
const engineMb = { flite: 160, espeak: 150 } as const;
/** What an orchestrator starts beside the server every few seconds. */
const healthcheckMb = 25;
/** A process for models beyond what its models are counted with: Piper with one voice under load took 430 MiB, 280 of them the voice's. */
const modelProcessMb = 150;
/** The smallest of Piper's voices, on one core. */
const leastModelsMb = 128;
/** Audio of a few streams: with less the server would answer 429 to nearly everyone. */
const leastAudioMb = 16;

/** The engines that run, and what was set. */
export interface MemoryWishes {
  /** Processes of each built-in engine. */
  readonly engineProcesses: number;
  /** Engines with model files, such as `piper`; a process each. */
  readonly modelEngines: readonly string[];
  readonly modelMemoryMb?: number | undefined;
  readonly audioMemoryMb?: number | undefined;
}

/** How the memory is divided. */
export interface MemoryBudget {
  readonly limit: MemoryLimit;
  /** Everything that takes memory, in MiB: processes, audio and models. Their sum is no more than the limit when it fits. */
  readonly parts: readonly { readonly name: string; readonly mb: number }[];
  /** Bytes for audio on its way to clients. */
  readonly audioBytes: number;
  /** Bytes for loaded models, all engines together. */
  readonly modelBytes: number;
  /** What trying the engines takes beside a running server, a process each, in MiB. */
  readonly trialMb: number;
  /** The smallest limit, in MiB, with which these settings fit. */
  readonly leastMb: number;
  readonly fits: boolean;
}

/**
 * Divides the memory: first the processes, then audio (an eighth of the limit, at least {@link leastAudioMb}), then models
 * (half of the limit); what the settings say comes before both shares. Within a limit neither share reaches into what the others need.
 */
export function planMemoryBudget(wishes: MemoryWishes, limit: MemoryLimit = memoryLimit()): MemoryBudget {
  const { engineProcesses: count, modelEngines, modelMemoryMb, audioMemoryMb } = wishes;
  const limitMb = limit.bytes / 2 ** 20;
  const processes = [
    { name: 'server', mb: serverMb },
    { name: 'health check', mb: healthcheckMb },
    ...Object.entries(engineMb).map(([name, mb]) => ({
      name: count === 1 ? name : `${count} ${name}`,
      mb: count * mb,
    })),
    ...modelEngines.map((name) => ({ name, mb: modelProcessMb })),
  ];
  const used = processes.reduce((sum, { mb }) => sum + mb, 0);
  const leastModels = modelMemoryMb ?? (modelEngines.length > 0 ? leastModelsMb : 0);
  const leastMb = used + (audioMemoryMb ?? leastAudioMb) + leastModels;
  const rest = Math.max(0, limitMb - used);
  // Where nothing but the machine limits it, what was said of models does not take from audio.
  const left = limit.file === undefined ? limitMb : rest - leastModels;
  const audio = audioMemoryMb ?? Math.max(leastAudioMb, Math.min(limitMb / 8, left));
  const models = modelMemoryMb ?? Math.max(0, Math.min(limitMb / 2, rest - audio));
  return {
    limit,
    parts: [...processes, { name: 'audio', mb: audio }, { name: 'models', mb: models }],
    audioBytes: audio * 2 ** 20,
    modelBytes: models * 2 ** 20,
    trialMb: serverMb + engineMb.flite + engineMb.espeak + modelEngines.length * modelProcessMb,
    leastMb: Math.ceil(leastMb),
    fits: leastMb <= limitMb,
  };
}

/** Processes for each built-in engine: half of the cores, at most 8, and no more than a quarter of the memory. */
export function defaultEngineProcesses(limit: MemoryLimit = memoryLimit(), cores = usableCores()): number {
  const each = (engineMb.flite + engineMb.espeak) * 2 ** 20;
  return Math.max(1, Math.min(8, Math.floor(cores / 2), Math.floor(limit.bytes / 4 / each)));
}

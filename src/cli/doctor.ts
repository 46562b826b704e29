import { accessSync, constants } from 'node:fs';
import { createServer } from 'node:net';
import os from 'node:os';
import { ffmpegAvailable } from '../audio/encode/ffmpeg.ts';
import type { Config } from '../config.ts';
import { findModels } from '../engines/chatterbox/model-files.ts';
import { findVoiceFiles } from '../engines/piper/voice-files.ts';
import { messageOf } from '../errors.ts';
import { Keys, checkExposure } from '../http/auth.ts';
import { cpuLimit, usableCores } from '../ops/cpu.ts';
import { canBoundHeap, heapMb } from '../ops/heap.ts';
import type { MemoryBudget } from '../ops/memory-budget.ts';
import { freeMemory } from '../ops/memory.ts';
import type { Settings } from '../settings.ts';
import { memoryBudget } from './installed.ts';
import { mebibytes, memoryFault, memoryRemedy } from './memory-check.ts';

/** `missing` limits what Starling can do; `broken` keeps it from running. */
type Verdict = 'works' | 'missing' | 'broken' | 'note';

export interface Finding {
  readonly about: string;
  readonly verdict: Verdict;
  readonly detail: string;
  /** What to do, when something is to be done. */
  readonly remedy?: string;
}

const marks: Readonly<Record<Verdict, string>> = { works: '✓', missing: '–', broken: '✗', note: 'i' };

/** Says what works on this machine, and for what does not, what to do. Returns 1 when Starling could not serve. */
export async function doctorCommand(options: { json?: boolean }, config: Config): Promise<number> {
  const budget = memoryBudget(config.settings);
  const findings = await examine(config.settings, budget);
  if (options.json) process.stdout.write(`${JSON.stringify({ findings, memory: memoryJson(budget) }, null, 2)}\n`);
  else for (const finding of findings) process.stdout.write(`${line(finding)}\n`);
  return findings.some((finding) => finding.verdict === 'broken') ? 1 : 0;
}

function line({ about, verdict, detail, remedy }: Finding): string {
  return `${marks[verdict]} ${about.padEnd(18)} ${detail}${remedy ? `\n${' '.repeat(21)}→ ${remedy}` : ''}`;
}

/** Looks at everything that Starling needs or can use. */
export async function examine(settings: Settings, budget: MemoryBudget = memoryBudget(settings)): Promise<Finding[]> {
  const remedy = memoryRemedy(settings, budget);
  return [
    {
      about: 'node',
      verdict: 'works',
      detail: `${process.version} on ${process.platform} ${process.arch}, ${cores()}`,
    },
    ...(await engines(settings, budget)),
    await models(settings),
    await ffmpeg(),
    modelFolder(settings.modelDir),
    await port(settings),
    exposure(settings),
    memory(budget, remedy),
    ...heap(budget),
  ];
}

function cores(): string {
  const limit = cpuLimit();
  const machine = os.availableParallelism();
  return limit === undefined || limit >= machine
    ? `${machine} cores`
    : `${counted(usableCores(), 'core')} used: limit ${limit} (cgroup) of ${machine}`;
}

async function engines(settings: Settings, { limit, trialMb }: MemoryBudget): Promise<Finding[]> {
  const freeMb = freeMemory(limit) / 2 ** 20;
  if (limit.file !== undefined && freeMb < trialMb) {
    // The system would kill something for it, and perhaps the server that runs here.
    const detail = `not tried: that takes ${trialMb} MiB, and ${Math.floor(freeMb)} MiB of the memory limit are free`;
    const remedy = 'If Starling runs here, /health tells of its engines. Otherwise raise the limit.';
    return [{ about: 'engines', verdict: 'note', detail, remedy }];
  }
  // Not at the top: with it comes the whole server.
  const [{ compose }, { createLog }] = await Promise.all([import('./compose.ts'), import('../ops/log.ts')]);
  const parts = compose({ ...settings, engineProcesses: 1 }, createLog('silent'));
  try {
    await parts.scheduler.start();
    const found = parts.scheduler.engines.flatMap(({ id, state, info, reason, remedy }): Finding[] => {
      if (state !== 'ready') {
        return [{ about: id, verdict: id === 'flite' ? 'broken' : 'missing', detail: reason, remedy }];
      }
      const faults =
        info?.faults.map((fault) => ({ about: id, verdict: 'missing' as const, detail: fault.reason })) ?? [];
      const told = Object.entries(info?.properties ?? {}).map(([name, value]) => `, ${name} ${value}`);
      const detail = `${counted(info?.voices.length ?? 0, 'voice')}${told.join('')}`;
      return [{ about: id, verdict: 'works', detail }, ...faults];
    });
    return [...found, ...defaultVoice(settings, parts.catalog.voices())];
  } finally {
    await parts.scheduler.close();
  }
}

function defaultVoice({ defaultVoice: id }: Settings, voices: readonly { id: string }[]): Finding[] {
  if (id === undefined || voices.some((voice) => voice.id === id)) return [];
  const detail = `defaultVoice is "${id}", which is no voice that can be used; the language decides who speaks`;
  return [{ about: 'default voice', verdict: 'missing', detail, remedy: 'Set it to one that starling voices lists.' }];
}

/** Where neural voices run, and why there. */
async function models({ device: wanted }: Settings): Promise<Finding> {
  const about = 'onnx runtime';
  try {
    const { cudaFault, workingDevice } = await import('../onnx/device.ts');
    const fault = wanted === 'cuda' ? cudaFault() : undefined;
    if (fault) {
      const detail = `the setting device says cuda, but ${fault.missing}`;
      return { about, verdict: 'broken', detail, remedy: `${fault.remedy} Or set device to auto.` };
    }
    const { onnxRuntime } = await import('../onnx/library.ts');
    const runtime = onnxRuntime();
    const { device, reason } = workingDevice(runtime, wanted);
    return { about, verdict: 'works', detail: `${runtime.version}; models run on ${device.kind}: ${reason}` };
  } catch (error) {
    const remedy = 'Without it there are no neural voices; the built-in ones speak.';
    return { about, verdict: wanted === 'cuda' ? 'broken' : 'missing', detail: messageOf(error), remedy };
  }
}

async function ffmpeg(): Promise<Finding> {
  if (await ffmpegAvailable()) return { about: 'ffmpeg', verdict: 'works', detail: 'found; aac can be made' };
  const remedy =
    'Install it (Debian: apt-get install ffmpeg; macOS: brew install ffmpeg). All other formats work without.';
  return {
    about: 'ffmpeg',
    verdict: 'missing',
    detail: 'not found on the PATH; requests for aac are answered 501',
    remedy,
  };
}

function modelFolder(folder: string): Finding {
  try {
    accessSync(folder, constants.R_OK | constants.X_OK);
    const [voices, models] = [findVoiceFiles(folder).length, findModels(folder).models.length];
    const found = [
      ...(models > 0 ? [counted(models, 'Chatterbox model')] : []),
      ...(voices > 0 ? [counted(voices, 'Piper voice file')] : []),
    ];
    const detail =
      found.length === 0 ? `${folder} can be read; there are no models in it` : `${folder}: ${found.join(', ')}`;
    return { about: 'models', verdict: found.length === 0 ? 'note' : 'works', detail };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      return {
        about: 'models',
        verdict: 'note',
        detail: `${folder} does not exist; the built-in voices need no files`,
      };
    }
    const remedy = 'Give the user that runs Starling the right to read it, or set MODEL_DIR.';
    return { about: 'models', verdict: 'broken', detail: `${folder} cannot be read: ${messageOf(error)}`, remedy };
  }
}

async function port({ host, port: wanted }: Settings): Promise<Finding> {
  const failure = await new Promise<NodeJS.ErrnoException | undefined>((resolve) => {
    const probe = createServer().once('error', resolve);
    probe.listen(wanted, host, () => probe.close(() => resolve(undefined)));
  });
  const where = `${host}:${wanted}`;
  if (!failure) return { about: 'port', verdict: 'works', detail: `${where} is free` };
  const remedy =
    failure.code === 'EADDRINUSE'
      ? 'If that is Starling, all is well. Otherwise stop the other program, or choose another port with --port or PORT.'
      : 'Check the settings host and port.';
  return { about: 'port', verdict: 'broken', detail: `cannot listen on ${where}: ${failure.message}`, remedy };
}

function exposure(settings: Settings): Finding {
  try {
    const keys = new Keys(settings);
    checkExposure(settings, keys);
    const detail = keys.count > 0 ? `${keys.count} configured` : `none; open to whoever reaches ${settings.host}`;
    return { about: 'keys', verdict: keys.count > 0 ? 'works' : 'note', detail };
  } catch (error) {
    return { about: 'keys', verdict: 'broken', detail: messageOf(error) };
  }
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

/** The limit as the control group says it, and how it is divided. */
function memory(budget: MemoryBudget, remedy: string | undefined): Finding {
  const about = 'memory';
  if (remedy !== undefined) return { about, verdict: 'broken', detail: memoryFault(budget), remedy };
  const { limit, parts } = budget;
  const machine = `${Math.round(os.totalmem() / 2 ** 20)} MiB on this machine`;
  const whole =
    limit.file === undefined ? `no limit found; ${machine}` : `limit ${mebibytes(limit.bytes)} MiB (${limit.file})`;
  const free = `${Math.floor(freeMemory(limit) / 2 ** 20)} free`;
  const divided = parts.slice(0, -1).map(({ name, mb }) => `${name} ${Math.floor(mb)}`);
  const models = Math.floor(budget.modelBytes / 2 ** 20);
  const detail = `${whole}; ${free}; ${divided.join(', ')}; loaded models may take ${models} MiB`;
  return { about, verdict: 'note', detail };
}

function heap({ limit }: MemoryBudget): Finding[] {
  if (limit.file === undefined) return [];
  const mb = heapMb(limit, 'server');
  if (canBoundHeap) return [{ about: 'heap', verdict: 'works', detail: `the server's grows to ${mb} MiB at most` }];
  const remedy = `Use Node 22.15 or newer, or set NODE_OPTIONS=--max-old-space-size=${mb}.`;
  const detail = `this version of Node cannot keep the server's heap within ${mb} MiB by itself`;
  return [{ about: 'heap', verdict: 'missing', detail, remedy }];
}

function memoryJson({ limit, parts, leastMb }: MemoryBudget) {
  return { limitBytes: limit.bytes, limitFile: limit.file ?? null, leastMb, parts };
}

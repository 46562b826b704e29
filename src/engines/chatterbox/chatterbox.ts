import path from 'node:path';
import { messageOf } from '../../errors.ts';
import { cardMemoryBytes } from '../../onnx/card.ts';
import type { Device } from '../../onnx/device.ts';
import { usableCores } from '../../ops/cpu.ts';
import { CoreQueue } from '../core-queue.ts';
import { DueTime } from '../due-time.ts';
import { EngineUnavailable, type Engine, type EngineContext, type EngineVoice } from '../engine.ts';
import { PreparedCache } from '../prepared-cache.ts';
import { Shelf } from '../shelf.ts';
import { startRuntime } from '../start-runtime.ts';
import { openDecoder } from './decoder/open-decoder.ts';
import type { ModelDescription } from './describe-model.ts';
import { HeadStarts } from './head-start.ts';
import { engineIdOf, installedModels, type InstalledModels } from './installed-models.ts';
import { languageModelDevice } from './language-model-session.ts';
import { loadModel, type LoadedModel } from './loaded-model.ts';
import { mebibytes, planMemory } from './model-memory.ts';
import { precisionOf } from './model-files.ts';
import { presets } from './preset.ts';
import { parametersOf } from './sampling.ts';
import { speakSegment } from './speak-segment.ts';
import { PromptText } from './text/prompt-text.ts';
import { UnusableModel } from './unusable-model.ts';
import { speech, type Variant } from './variant.ts';
import { findClips } from './voice/clips.ts';
import { ModelVoices } from './voice/voices.ts';

/** A first guess of the compute seconds for a character of text. */
const secondsPerCharacter: Readonly<Record<Variant, number>> = {
  english: 0.12,
  multilingual: 0.12,
  turbo: 0.05,
  nano: 0.04,
};
const nextStart = 'Starling looks again when it starts.';

/** Loads the Chatterbox model of a variant from the model folder. Throws {@link EngineUnavailable} when there is none that can be used. */
export async function loadChatterbox(variant: Variant, context: EngineContext): Promise<Engine> {
  const { modelDir } = context.options;
  const device = startRuntime(context);
  const installed = installedModels(modelDir, device.kind);
  /** What clients see names files from the model folder on. */
  const shown = (reason: string) => reason.replaceAll(path.join(modelDir, path.sep), '');
  const model = installed.models.get(variant);
  if (!model) {
    const reasons = installed.faults.flatMap((fault) => (fault.variant === variant ? fault.reason : []));
    throw new EngineUnavailable(shown(reasons.join(' ') || `There is no ${variant} model in ${modelDir}.`), nextStart);
  }
  try {
    return await load(model, installed, device, { ...context, shown });
  } catch (error) {
    if (!(error instanceof UnusableModel)) throw error;
    throw new EngineUnavailable(shown(error.message), nextStart);
  }
}

async function load(
  model: ModelDescription,
  installed: InstalledModels,
  device: Device,
  { options, note, measured, shown }: EngineContext & { shown: (reason: string) => string },
): Promise<Engine> {
  const { files, variant, languageModel, embedder } = model;
  const id = engineIdOf(variant);
  const coreCount = usableCores();
  const memoryBytes = modelMemoryBytes(options.modelMemoryBytes, device);
  const tokenDevice = languageModelDevice(device, languageModel);
  const memory = planMemory(model, memoryBytes, coreCount, tokenDevice.kind);
  if (tokenDevice.kind !== device.kind) {
    const file = path.basename(files.graphs.language_model);
    const reason = `A card attends to 16-bit caches, and those of ${file} have 32 bits, so it runs on the processor. Download language_model_q4f16.onnx or language_model_fp16.onnx beside it.`;
    note('warn', 'language-model-on-processor', { model: files.name, reason });
  }
  const text = await PromptText.open({ folder: files.folder, variant, textRows: embedder.textRows });
  const cache = new PreparedCache(options.cacheDir);
  const { clips, faults: clipFaults } = clipsOf(model, installed, options.modelDir);
  const voices = new ModelVoices({ model, clips, cache, device, note, threads: coreCount });
  const threads = threadsOf(coreCount);
  // A step of the language model takes one turn and all of its threads.
  const parallel = Math.min(coreCount - threads + 1, mostAtOnce[device.kind]);
  const cores = new CoreQueue(parallel);
  const preset = presets[options.quality];
  const headStarts = new HeadStarts();
  const shelf = new Shelf<LoadedModel>({
    memoryBytes,
    idleMs: options.modelIdleSeconds * 1000,
    sizeOf: () => memory.weightBytes + memory.arenaBytes,
    load: () =>
      loadModel(model, {
        ...{ device: tokenDevice, rows: memory.rows, prefixRows: memory.prefixRows, threads, cores, measured },
        openDecoder: () => openDecoder(files.graphs.conditional_decoder, { cache, device, note, int8: preset.int8 }),
      }),
    changed: (what) => note('info', `model-${what}`, { model: files.name, loadedBytes: Math.round(shelf.bytes) }),
  });
  const usable = await usableVoices(voices, clips, options.preferredVoice?.slice(id.length + 1));
  // Loaded now, when the encoder is gone, so that what is wrong with its files is known before the first request.
  await shelf.use(files.name, new AbortController().signal, async () => undefined);
  const voiceOf = (clip: string): EngineVoice => ({
    id: `${id}:${clip}`,
    name: `${clip} (Chatterbox ${titles[variant]})`,
    languages: text.languages,
    sampleRate: speech.sampleRate,
    latinOnly: variant !== 'multilingual',
  });

  return {
    info: {
      id,
      slots: memory.slots,
      parallel,
      maxSegmentCharacters: 300,
      secondsPerCharacter: secondsPerCharacter[variant],
      nativeSpeed: undefined,
      parameters: parametersOf(variant),
      understands: variant === 'turbo' || variant === 'nano' ? ['sounds'] : [],
      voices: usable.names.map(voiceOf),
      faults: [
        ...[...text.missing].map(([language, reason]) => ({ voice: id, reason, language })),
        ...[...clipFaults, ...usable.faults].map(({ voice, reason }) => ({
          voice: `${id}:${voice}`,
          reason: shown(reason),
        })),
        ...installed.faults
          .filter((fault) => fault.variant === variant)
          .map(({ name, reason }) => ({ voice: name, reason: shown(reason) })),
      ],
      properties: {
        variant,
        precision: precisionOf(files.graphs.language_model),
        attention: `${languageModel.inPlace ? 'in place' : 'by copies'}${tokenDevice.kind === device.kind ? '' : ', on the processor'}`,
        slots: memory.slots,
        'memory MiB': mebibytes(memory.weightBytes + memory.arenaBytes),
        quality: options.quality,
      },
    },
    async speak(segment, deliver, signal, worked = () => undefined, due = new DueTime(segment, performance.now())) {
      const leave = segment.batch ? undefined : cores.attend(() => due.at);
      try {
        const prompt = await text.encode(segment.text, segment.language);
        // Nothing but the frame of a text.
        if (prompt.textEnd - prompt.textStart <= (embedder.kind === 'positioned' ? 2 : 0)) return;
        const voice = await voices.conditionals(segment.voice.slice(id.length + 1), signal);
        await shelf.use(files.name, signal, async (loaded) => {
          const over = headStarts.attend(segment.stream);
          try {
            const work = {
              variant,
              segment,
              due,
              prompt,
              voice,
              preset,
              cores,
              headStarts,
              signal,
              worked,
              measured,
              note,
            };
            await speakSegment(loaded, work, deliver);
          } finally {
            over();
          }
        });
      } catch (error) {
        // A cancelled segment ends; that is no failure.
        if (!signal.aborted) throw new Error(shown(messageOf(error)), { cause: error });
      } finally {
        leave?.();
      }
    },
  };
}

const titles: Readonly<Record<Variant, string>> = {
  english: 'English',
  multilingual: 'Multilingual',
  turbo: 'Turbo',
  nano: 'Nano',
};

/** A model's own clips; one that came without any speaks with the default voices of the other models. */
function clipsOf(
  { files }: ModelDescription,
  { models }: InstalledModels,
  modelDir: string,
): ReturnType<typeof findClips> {
  const own = findClips(files.folder, modelDir);
  if (own.clips.length > 0) return own;
  for (const other of models.values()) {
    const clip = findClips(other.files.folder, modelDir).clips.find(({ name }) => name === 'default');
    if (clip) return { clips: [clip], faults: own.faults };
  }
  throw new UnusableModel(
    `${files.name} has no voice. Put a recording of 6 to 15 s of one speaker as NAME.wav into ${path.join(files.folder, 'voices')}.`,
  );
}

/**
 * Makes the preferred voice, or the first that can be made, and checks the clips of all others, which are made when they are asked for.
 * Those that cannot be made are faults.
 */
async function usableVoices(voices: ModelVoices, clips: readonly { name: string }[], preferred: string | undefined) {
  const names = clips.map(({ name }) => name);
  const faults = new Map<string, string>();
  let made = false;
  for (const name of names.filter((each) => each === preferred).concat(names.filter((each) => each !== preferred))) {
    try {
      if (made) await voices.check(name);
      else await voices.conditionals(name);
      made = true;
    } catch (error) {
      // What they say may end in a command.
      faults.set(name, messageOf(error).replace(/[^.)]$/u, '$&.'));
    }
  }
  const [first] = faults.values();
  if (!made) throw new UnusableModel(first ?? 'There is no voice.');
  return {
    names: names.filter((name) => !faults.has(name)),
    faults: [...faults].map(([voice, reason]) => ({ voice, reason })),
  };
}

/** What models may take: on a card not more than it has, less what CUDA itself and the runs of the decoder need. */
function modelMemoryBytes(budget: number, device: Device): number {
  return device.kind === 'cpu' ? budget : Math.min(budget, 0.75 * cardMemoryBytes(device.id));
}

/** Runs at once. A card is kept busy by a few, and each takes some of its memory. */
const mostAtOnce: Readonly<Record<Device['kind'], number>> = { cpu: Infinity, cuda: 16 };

/**
 * Threads of a step of the language model: a quarter of the cores, since the decoder has three times as much to do. With one on two cores
 * a second of audio takes a fifth less of their time than with two, which wait for each other while the decoder has a core.
 */
function threadsOf(cores: number): number {
  return Math.max(1, Math.round(cores / 4));
}

import os from 'node:os';
import path from 'node:path';
import { messageOf } from '../../errors.ts';
import { CoreQueue } from '../core-queue.ts';
import {
  EngineUnavailable,
  type Engine,
  type EngineContext,
  type EngineFault,
  type StartedSegment,
} from '../engine.ts';
import { PreparedCache } from '../prepared-cache.ts';
import { Random } from '../random.ts';
import { Shelf } from '../shelf.ts';
import { startRuntime } from '../start-runtime.ts';
import { openDecoder } from './decoder/open-decoder.ts';
import { WholeDecoder } from './decoder/whole-decoder.ts';
import type { ModelDescription } from './describe-model.ts';
import { RepetitionGuard, tokenBudget, trimTail } from './guards.ts';
import { engineIdOf, installedModels } from './installed-models.ts';
import { loadModel, type LoadedModel } from './loaded-model.ts';
import { capacity, mebibytes, planMemory } from './model-memory.ts';
import { precisionOf } from './model-files.ts';
import { presets } from './preset.ts';
import { promptsOf } from './prompts.ts';
import { Sampler } from './sampler.ts';
import { parametersOf, samplingOf } from './sampling.ts';
import { streamSpeech } from './speech-stream.ts';
import { PromptText } from './text/prompt-text.ts';
import { TokenQueue } from './token-queue.ts';
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
/** What upstream adds behind the last token (`tts_turbo.py`), and takes away (`mtl_tts.py`). */
const silences: Readonly<Record<Variant, number>> = { english: 0, multilingual: 0, turbo: 3, nano: 3 };
const unheard: Readonly<Record<Variant, number>> = { english: 0, multilingual: 1, turbo: 0, nano: 0 };

/** Loads the Chatterbox model of a variant from the model folder. Throws {@link EngineUnavailable} when there is none that can be used. */
export async function loadChatterbox(variant: Variant, context: EngineContext): Promise<Engine> {
  const { options, note, measured } = context;
  const device = startRuntime(context);
  const id = engineIdOf(variant);
  const { models, faults } = installedModels(options.modelDir, device.kind);
  const model = models.get(variant);
  const own = faults.filter((fault) => fault.variant === variant);
  /** What clients see names files from the model folder on. */
  const shown = (reason: string) => reason.replaceAll(path.join(options.modelDir, path.sep), '');
  if (!model) {
    const reason = own[0]?.reason ?? `There is no ${variant} model in ${options.modelDir}.`;
    throw new EngineUnavailable(shown(reason), 'Starling looks again when it starts.');
  }
  try {
    return await load(model);
  } catch (error) {
    if (!(error instanceof UnusableModel)) throw error;
    throw new EngineUnavailable(shown(error.message), 'Starling looks again when it starts.');
  }

  async function load(model: ModelDescription): Promise<Engine> {
    const cores = os.availableParallelism();
    const { files, languageModel, embedder } = model;
    const memory = planMemory(model, options.modelMemoryBytes, cores);
    const text = await PromptText.open({ folder: files.folder, variant, textRows: embedder.textRows });
    const cache = new PreparedCache(options.cacheDir);
    const clips = findClips(files.folder, options.modelDir);
    const voices = new ModelVoices({ model, clips: clips.clips, cache, device });
    const queue = new CoreQueue(cores);
    const preset = presets[options.quality];
    const shelf = new Shelf<LoadedModel>({
      memoryBytes: options.modelMemoryBytes,
      idleMs: options.modelIdleSeconds * 1000,
      sizeOf: () => memory.weightBytes + memory.arenaBytes,
      load: () =>
        loadModel(model, {
          ...{ device, rows: memory.rows, threads: languageModelThreads(cores), cores: queue, measured },
          openDecoder: () => openDecoder(files.graphs.conditional_decoder, { cache, device, note, int8: preset.int8 }),
        }),
      changed: (what) => note('info', `model-${what}`, { model: files.name, loadedBytes: Math.round(shelf.bytes) }),
    });

    async function speak(
      segment: StartedSegment,
      deliver: (samples: Float32Array) => void,
      signal: AbortSignal,
      worked: (seconds: number) => void,
    ): Promise<void> {
      const clip = segment.voice.slice(id.length + 1);
      const startedAt = performance.now();
      let deliveredSeconds = 0;
      const dueAt = () => startedAt + (segment.dueInSeconds + deliveredSeconds) * 1000;
      const prompt = await text.encode(segment.text, segment.language);
      if (prompt.textEnd - prompt.textStart <= 2 && variant !== 'turbo' && variant !== 'nano') return;
      const voice = await voices.conditionals(clip, signal);
      const { sampling, exaggeration } = samplingOf(variant, segment.parameters);
      const seeds = [segment.seed, hashOf(prompt.ids)];
      const room = capacity - voice.prefixRows - prompt.ids.length;
      const budget = Math.min(tokenBudget(segment.text, variant), room);
      if (budget < 1)
        throw new Error(
          `The text is too long: ${prompt.ids.length} text tokens and the voice's ${voice.prefixRows} rows leave no room for speech among ${capacity}.`,
        );
      await shelf.use(files.name, signal, async ({ embedder, tokens, decoder }) => {
        const ended = new AbortController();
        const both = AbortSignal.any([signal, ended.signal]);
        const prompts = await promptsOf(
          embedder,
          voice,
          { ids: prompt.ids, exaggeration, guided: sampling.guidance > 0 },
          both,
        );
        const spoken = new TokenQueue();
        const guard = new RepetitionGuard();
        const sampler = new Sampler(variant, sampling, new Random(...seeds, 0));
        let looped = false;
        const generated = tokens
          .speak({ prompts, sampler, budget, dueAt, signal: both }, (token) => {
            spoken.push(token);
            looped = guard.push(token) === 'loop';
            return !looped;
          })
          .then(
            (ending) => {
              if (ending !== 'stop')
                note('info', 'speech-cut', { why: looped ? 'loop' : ending, tokens: spoken.tokens.length });
              spoken.finish(trimTail(spoken.tokens));
            },
            (error: unknown) => spoken.fail(error),
          );
        try {
          const streaming = {
            ...{
              preset,
              opening: segment.opening,
              seeds,
              silences: silences[variant],
              unheard: unheard[variant],
              signal: both,
            },
            onCore: <T>(stage: string, work: () => Promise<T>) =>
              queue.run(dueAt(), both, async () => {
                const began = performance.now();
                const result = await work();
                const seconds = (performance.now() - began) / 1000;
                worked(seconds);
                measured({ kind: 'stage', stage, seconds });
                return result;
              }),
          };
          const sound =
            decoder instanceof WholeDecoder
              ? wholeSpeech(decoder, spoken, voice, streaming)
              : streamSpeech(decoder, spoken, voice, streaming);
          for await (const samples of sound) {
            deliver(samples);
            deliveredSeconds += samples.length / speech.sampleRate;
          }
        } finally {
          ended.abort();
          await generated;
        }
      });
    }
  }
}

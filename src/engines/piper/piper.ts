import path from 'node:path';
import { messageOf } from '../../errors.ts';
import { usableCores } from '../../ops/cpu.ts';
import { CoreQueue } from '../core-queue.ts';
import { DueTime } from '../due-time.ts';
import {
  EngineUnavailable,
  type Engine,
  type EngineContext,
  type EngineVoice,
  type SegmentRequest,
  type StartedSegment,
} from '../engine.ts';
import { Phonemizer } from '../phonemizer/phonemizer.ts';
import { PreparedCache } from '../prepared-cache.ts';
import { Random } from '../random.ts';
import { Shelf } from '../shelf.ts';
import { startRuntime } from '../start-runtime.ts';
import { openVoice } from './open-voice.ts';
import { phonemeIds } from './phoneme-ids.ts';
import { inParts, phonemesOf, textPhonemes } from './phonemes.ts';
import { streamSentence } from './stream.ts';
import type { Utterable, VoiceModel } from './voice-model.ts';
import { UsableVoices, findVoices, type InstalledVoice, type SpeakerVoice } from './voices.ts';

/**
 * Segments in work for each core: they take turns at it, so that a new listener need not wait for a whole one. A core
 * keeps about ten listeners, each of whom has a segment and the next one here; a segment that waits takes 3 MB.
 */
const slotsPerCore = 20;
/** Resident bytes of a loaded voice for each byte of its file, and what its runs on a core need besides, both measured. */
const residentPerByte = 1.9;
const workBytesPerCore = 80 * 2 ** 20;
/** Beyond, phonemes are cut short to a frame each, and the tempo does not follow. */
const nativeSpeed = { least: 0.25, most: 1.6 };

/** Loads Piper: neural voices from files in the model folder, about ten times faster than real time on one core. */
export async function loadPiper({ options, note }: EngineContext): Promise<Engine> {
  const cores = usableCores();
  const device = startRuntime({ options, note });
  const voices = new UsableVoices(findVoices(options.modelDir));
  const phonemizer = await startPhonemizer(voices);
  const cache = new PreparedCache(options.cacheDir);
  const shelf = new Shelf<VoiceModel>({
    memoryBytes: options.modelMemoryBytes,
    idleMs: options.modelIdleSeconds * 1000,
    sizeOf: (name) => voices.installed(name).bytes * residentPerByte + cores * workBytesPerCore,
    load: (name) => openVoice(voices.installed(name).files, voices.installed(name).config, { cache, device, note }),
    changed: (what, voice) => note('info', `voice-${what}`, { voice, loadedBytes: Math.round(shelf.bytes) }),
  });
  voices.refuse(({ files }) => shelf.tooLarge(files.name));
  await warmUp(voices, options.preferredVoice, shelf);
  const queue = new CoreQueue(cores);
  const incomplete = new Set<InstalledVoice>();
  /** What clients see names files from the model folder on. */
  const fromModelDir = (reason: string) => reason.replaceAll(path.join(options.modelDir, path.sep), '');

  /** The ids of each sentence that has something to say. */
  async function idsOf(
    { text, pronunciations }: SegmentRequest,
    installed: InstalledVoice,
    signal: AbortSignal,
  ): Promise<number[][]> {
    const { config, files } = installed;
    const phonemes =
      phonemizer && config.phonemeType === 'espeak'
        ? await phonemesOf(text, (pieces) => phonemizer.ipa(config.espeakVoice, pieces, signal), pronunciations)
        : textPhonemes(text);
    const spoken = phonemes
      .flatMap(inParts)
      .filter((sentence) => sentence.some((phoneme) => /\p{L}|\p{N}/u.test(phoneme)));
    const sentences = spoken.map((sentence) => phonemeIds(sentence, config.phonemeIds));
    const leftOut = sentences.reduce((sum, { unknown }) => sum + unknown.length, 0);
    if (leftOut > 0 && !incomplete.has(installed)) {
      incomplete.add(installed);
      note('warn', 'phonemes-left-out', { voice: files.name, leftOut, reason: 'they are not in its phoneme_id_map' });
    }
    return sentences.map(({ ids }) => ids);
  }

  async function speak(
    segment: StartedSegment,
    deliver: (samples: Float32Array) => void,
    signal: AbortSignal,
    worked: (seconds: number) => void,
    due: DueTime,
  ): Promise<void> {
    const voice = voices.speakers.find(({ id }) => id === segment.voice);
    if (!voice) throw new Error(`Piper has no voice "${segment.voice}".`);
    const sentences = await idsOf(segment, voice.installed, signal);
    await shelf.use(voice.installed.files.name, signal, async (model) => {
      for (const [index, ids] of sentences.entries()) {
        const streaming = {
          cores: queue,
          signal,
          random: new Random(segment.seed, index, hashOf(ids)),
          opening: segment.opening && index === 0,
          dueAt: () => due.at,
          yields: segment.batch,
          worked,
        };
        for await (const samples of streamSentence(model, utterableOf(ids, voice, segment), streaming)) {
          deliver(samples);
          due.delivered(samples.length / voice.sampleRate, performance.now());
        }
      }
    });
  }

  return {
    info: {
      id: 'piper',
      slots: slotsPerCore * cores,
      parallel: cores,
      maxSegmentCharacters: 300,
      secondsPerCharacter: 0.008,
      nativeSpeed,
      parameters: ['noise_scale', 'noise_w'],
      understands: phonemizer ? ['phonemes'] : [],
      voices: voices.speakers.map(({ id, name, languages, sampleRate, latinOnly }): EngineVoice => {
        return { id, name, languages, sampleRate, latinOnly };
      }),
      faults: voices.faults.map(({ voice, reason }) => ({ voice, reason: fromModelDir(reason) })),
      properties: {},
    },
    async speak(segment, deliver, signal, worked = () => undefined, due = new DueTime(segment, performance.now())) {
      const leave = segment.batch ? undefined : queue.attend(() => due.at);
      try {
        await speak(segment, deliver, signal, worked, due);
      } catch (error) {
        // A cancelled segment ends; that is no failure.
        if (!signal.aborted) throw new Error(fromModelDir(messageOf(error)), { cause: error });
      } finally {
        leave?.();
      }
    },
  };
}

/** eSpeak, for the voices that need it. Those that cannot have it are refused, unless that were all. */
async function startPhonemizer(voices: UsableVoices): Promise<Phonemizer | undefined> {
  const needsEspeak = ({ config }: InstalledVoice) => config.phonemeType === 'espeak';
  if (!voices.speakers.some(({ installed }) => needsEspeak(installed))) return undefined;
  try {
    const phonemizer = await Phonemizer.start();
    voices.refuse(({ config, files }) =>
      config.phonemeType === 'espeak' && !phonemizer.knows(config.espeakVoice)
        ? `${files.config}: "espeak.voice" is "${config.espeakVoice}", which eSpeak NG does not know.`
        : undefined,
    );
    return phonemizer;
  } catch (error) {
    if (!(error instanceof EngineUnavailable) || voices.speakers.every(({ installed }) => needsEspeak(installed))) {
      throw error;
    }
    voices.refuse((installed) => (needsEspeak(installed) ? `${error.message} ${error.remedy}` : undefined));
    return undefined;
  }
}

/** Loads one voice before the first request: the preferred one, or the first that loads. Refuses those that do not. */
async function warmUp(voices: UsableVoices, preferredId: string | undefined, shelf: Shelf<VoiceModel>): Promise<void> {
  const preferred = voices.speakers.find(({ id }) => id === preferredId);
  const order = [...(preferred ? [preferred] : []), ...voices.speakers].map(({ installed }) => installed);
  for (const installed of new Set(order)) {
    try {
      await shelf.use(installed.files.name, new AbortController().signal, async () => undefined);
      return;
    } catch (error) {
      voices.refuse((each) => (each === installed ? messageOf(error) : undefined));
    }
  }
}

function utterableOf(ids: readonly number[], voice: SpeakerVoice, { parameters, speed }: StartedSegment): Utterable {
  const { noiseScale, noiseW, lengthScale } = voice.installed.config;
  return {
    ids,
    speaker: voice.speaker,
    noiseScale: parameters['noise_scale'] ?? noiseScale,
    noiseW: parameters['noise_w'] ?? noiseW,
    lengthScale,
    speed,
  };
}

/** FNV-1a (http://www.isthe.com/chongo/tech/comp/fnv/): other sentences of an utterance get other noise. */
function hashOf(ids: readonly number[]): number {
  return ids.reduce((hash, id) => Math.imul(hash ^ id, 0x01000193), 0x811c9dc5);
}

import { statSync } from 'node:fs';
import { messageOf } from '../../errors.ts';
import type { EngineFault, EngineVoice } from '../engine.ts';
import { readVoiceConfig, type VoiceConfig } from './voice-config.ts';
import { findVoiceFiles, type VoiceFiles } from './voice-files.ts';
import { readVoiceGraph } from './voice-graph.ts';

/** A published voice on disk; one with many speakers is several voices to users. */
export interface InstalledVoice {
  readonly files: VoiceFiles;
  readonly config: VoiceConfig;
  /** Bytes of the model's file. */
  readonly bytes: number;
}

/** What users name: a voice, or one of its speakers. */
export interface SpeakerVoice extends EngineVoice {
  readonly installed: InstalledVoice;
  /** Undefined for a voice of one speaker. */
  readonly speaker: number | undefined;
}

/** What was found, less what turns out to be unusable later. */
export class UsableVoices {
  #speakers: readonly SpeakerVoice[];
  readonly #faults: EngineFault[];

  constructor({ voices, faults }: { voices: readonly SpeakerVoice[]; faults: readonly EngineFault[] }) {
    this.#speakers = voices;
    this.#faults = [...faults];
  }

  get speakers(): readonly SpeakerVoice[] {
    return this.#speakers;
  }

  get faults(): readonly EngineFault[] {
    return this.#faults;
  }

  /** The voice of that file name; the caller has it from here. */
  installed(name: string): InstalledVoice {
    const speaker = this.#speakers.find(({ installed }) => installed.files.name === name);
    if (!speaker) throw new Error(`Piper has no voice "${name}".`);
    return speaker.installed;
  }

  /** Takes out the voices that something is said against, which makes them faults. */
  refuse(reasonOf: (installed: InstalledVoice) => string | undefined): void {
    for (const installed of new Set(this.#speakers.map((speaker) => speaker.installed))) {
      const reason = reasonOf(installed);
      if (reason === undefined) continue;
      this.#speakers = this.#speakers.filter((speaker) => speaker.installed !== installed);
      this.#faults.push(faultOf(installed.files.name, reason));
    }
  }
}

/** A name that can stand in a URL, a header and a log line. */
const plainName = /^[A-Za-z0-9][\w.+-]{0,99}$/;

/** Looks through the model folder. Every file that is no usable voice is a fault, and keeps no other from speaking. */
export function findVoices(modelDir: string): { voices: SpeakerVoice[]; faults: EngineFault[] } {
  const voices: SpeakerVoice[] = [];
  const faults: EngineFault[] = [];
  const seen = new Map<string, string>();
  for (const files of findVoiceFiles(modelDir)) {
    const { name, model } = files;
    const id = idOf(name);
    try {
      if (!plainName.test(id)) {
        throw new Error(
          `The name of ${model} has characters other than letters, digits and "._+-". Rename both files.`,
        );
      }
      const other = seen.get(id);
      if (other !== undefined) throw new Error(`${model} has the same name as ${other}. Remove or rename one of them.`);
      seen.set(id, model);
      const config = readVoiceConfig(files.config);
      readVoiceGraph(files, config);
      voices.push(...speakersOf({ files, config, bytes: statSync(model).size }));
    } catch (error) {
      faults.push(faultOf(name, messageOf(error)));
    }
  }
  return { voices, faults };
}

/** Longest reason that is told: a hostile file can put anything into one. */
const mostReason = 500;

/** What others say of a file does not always end like a sentence, nor is it always one line. */
function faultOf(name: string, reason: string): EngineFault {
  const line = reason.replace(/\p{Cc}+/gu, ' ');
  const short = line.length > mostReason ? `${line.slice(0, mostReason)} …` : line;
  return { voice: idOf(name), reason: short.replace(/[^.]$/u, '$&.') };
}

/** A voice's id goes into headers: `tugão` is `tugao` there. */
function idOf(name: string): string {
  return name.normalize('NFD').replace(/\p{M}/gu, '');
}

function speakersOf(installed: InstalledVoice): SpeakerVoice[] {
  const { config, files } = installed;
  const { language, sampleRate, speakers } = config;
  const latinOnly = new Intl.Locale(language).maximize().script === 'Latn';
  const [primary = language] = language.split('-');
  const languages = [...new Set([language, primary])];
  const alone = config.speakerCount === 1;
  // All by their numbers where one name will not do, so that no number is taken for a name.
  const named = speakers.every(({ name }) => plainName.test(name));
  return speakers.map(({ name, id }) => {
    return {
      id: alone ? idOf(files.name) : `${idOf(files.name)}:${named ? name : id}`,
      name: alone ? `${files.name} (Piper)` : `${files.name}, speaker ${name} (Piper)`,
      languages,
      sampleRate,
      latinOnly,
      installed,
      speaker: alone ? undefined : id,
    };
  });
}

/**
 * The contract between an engine (one model family that turns a segment into PCM) and the rest of Starling.
 * An engine runs alone in its own engine process (`host.ts`); nothing else in that process competes for the thread.
 */

import type { Pronunciation } from '../text/passage.ts';
import type { DueTime } from './due-time.ts';

/** A voice that an engine can speak with. `id` is unique in the whole server and never becomes a path. */
export interface EngineVoice {
  readonly id: string;
  readonly name: string;
  /** BCP 47 tags, the best fitting first. */
  readonly languages: readonly string[];
  /** Samples per second of all that this voice speaks. */
  readonly sampleRate: number;
  /** It reads Latin letters only; text in other scripts must go to another voice. */
  readonly latinOnly: boolean;
}

/** One speakable piece, as it reaches an engine. */
export interface SegmentRequest {
  /** Clean text in its spoken form: well-formed Unicode without control characters, at most `maxSegmentCharacters` long. */
  readonly text: string;
  /** How words of it are pronounced, in their order; only for an engine that understands `phonemes`. */
  readonly pronunciations?: readonly Pronunciation[];
  /** The id of one of this engine's voices. */
  readonly voice: string;
  /** BCP 47. */
  readonly language: string;
  /** Sampling parameters of the request (`temperature`, …); an engine reads those that it declares. */
  readonly parameters: Readonly<Record<string, number>>;
  /** The seed of the utterance; an engine without randomness ignores it. */
  readonly seed: number;
  /** Tempo within the engine's `nativeSpeed`; 1 for an engine without. */
  readonly speed: number;
  /** The first segment of its utterance: a listener who has heard nothing yet waits for it. */
  readonly opening: boolean;
}

/** A segment that is given to an engine. */
export interface StartedSegment extends SegmentRequest {
  /** The segments of one stream have the same number, and no others. */
  readonly stream: number;
  /** In how many seconds its next sound must be there; negative when it is late. */
  readonly dueInSeconds: number;
  /** Nobody listens: it makes way for those who wait. */
  readonly batch: boolean;
  /** Seconds of its sound that the listener has from a try before, whose process died; they are made again, and go nowhere. */
  readonly heardSeconds: number;
  /**
   * Seconds after which the next sound is due for each second that was delivered: 1 for a listener who plays it as it is, 0 for what stays due
   * when it was.
   */
  readonly pace: number;
}

/** What a text may hold beside words: phonemes in IPA, and the tags of sounds (`[laugh]`). */
export type TextFeature = 'phonemes' | 'sounds';

/** What an engine tells of itself once it is loaded. Plain data: it crosses the process border. */
export interface EngineInfo {
  readonly id: string;
  /** How many segments it takes at once. */
  readonly slots: number;
  /** How many of them it computes at the same time: the slots may be more than the cores that they share. */
  readonly parallel: number;
  /** How many of the slots only a segment gets that is due at once; none when undefined. */
  readonly reservedSlots?: number;
  /** The longest segment, in UTF-16 units; never over 300. */
  readonly maxSegmentCharacters: number;
  /** A first guess of the compute seconds for a character; the scheduler learns the true cost. */
  readonly secondsPerCharacter: number;
  /** Between which tempos it speaks by itself, if it does; beyond them the gateway stretches its audio. */
  readonly nativeSpeed: { readonly least: number; readonly most: number } | undefined;
  /** The request parameters that change its speech. */
  readonly parameters: readonly string[];
  /** What it understands beside words; none when undefined. */
  readonly understands?: readonly TextFeature[];
  readonly voices: readonly EngineVoice[];
  /** What was found among its files that it cannot use; empty for most. */
  readonly faults: readonly EngineFault[];
  /** What an operator wants to know of its model, such as its precision; empty for most. */
  readonly properties: Readonly<Record<string, string | number>>;
}

/** A voice that is there and cannot be used. */
export interface EngineFault {
  /** The voice id that it would have. */
  readonly voice: string;
  /** Which file and what in it is wrong, and what to do. */
  readonly reason: string;
  /** The language (BCP 47) that its voices do not speak for this reason; undefined for a voice as a whole. */
  readonly language?: string;
}

/** What the gateway tells an engine when it starts it. Plain data, on the command line of its process. */
export interface EngineOptions {
  /** The folder with model files. */
  readonly modelDir: string;
  /** A folder for what can be made again at any time. */
  readonly cacheDir: string;
  /** Most bytes for the models that are loaded at once. */
  readonly modelMemoryBytes: number;
  /** A model that was not used for so long is unloaded; 0 is never. */
  readonly modelIdleSeconds: number;
  readonly device: 'auto' | 'cpu' | 'cuda';
  /** A voice to have ready from the start. */
  readonly preferredVoice: string | undefined;
  /** How much a model that can be hurried is hurried. */
  readonly quality: Quality;
}

/** From all that a published model does to what is enough for most. */
export type Quality = 'high' | 'balanced' | 'fast';

/** Something that an operator may want to know. Never a user's text. */
export type Note = (level: 'info' | 'warn', message: string, fields?: Readonly<Record<string, unknown>>) => void;

/** Something that an engine did, for the metrics. Every one is a sign of life, too. */
export type Measurement =
  | { readonly kind: 'decode-step'; readonly seconds: number; readonly rows: number }
  | { readonly kind: 'stage'; readonly stage: string; readonly seconds: number }
  | { readonly kind: 'kv'; readonly usedBytes: number; readonly freeBytes: number };

/** What an engine can use of its surroundings. */
export interface EngineContext {
  readonly options: EngineOptions;
  readonly note: Note;
  readonly measured: (measurement: Measurement) => void;
}

/** A loaded engine. */
export interface Engine {
  readonly info: EngineInfo;
  /**
   * For an engine that speaks a segment in one go on its thread: how many it can have begun at once. While it delivers a frame of
   * one, another may be begun, and ends before that one goes on (`nested-runs.ts`). Undefined for an engine whose segments take turns.
   */
  readonly nests?: number;
  /**
   * Speaks one segment: calls `deliver` with frames in order and returns when all are delivered. A frame belongs to
   * the receiver. Once `signal` is aborted it returns at its next step border, without an error. Throws for a
   * segment that it cannot speak; the engine stays usable. Where segments share cores, `worked` gets the seconds in which
   * one worked on this segment, as they come; else the time from begin to end counts. `due`: when its next sound must be there, which may
   * move while it is spoken; by default as the segment says.
   */
  speak(
    segment: StartedSegment,
    deliver: (samples: Float32Array) => void,
    signal: AbortSignal,
    worked?: (seconds: number) => void,
    due?: DueTime,
  ): void | Promise<void>;
}

/** Loads an engine. Throws {@link EngineUnavailable} when this machine lacks something that it needs. */
export type LoadEngine = (context: EngineContext) => Promise<Engine>;

/** The engine cannot run on this machine, and a restart would not help. */
export class EngineUnavailable extends Error {
  /** What a person can do about it. */
  readonly remedy: string;

  constructor(reason: string, remedy: string) {
    super(reason);
    this.name = 'EngineUnavailable';
    this.remedy = remedy;
  }
}

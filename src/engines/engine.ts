/**
 * The contract between an engine (one model family that turns a segment into PCM) and the rest of Starling.
 * An engine runs alone in its own engine process (`host.ts`); nothing else in that process competes for the thread.
 */

/** A voice that an engine can speak with. `id` is unique in the whole server and never becomes a path. */
export interface EngineVoice {
  readonly id: string;
  readonly name: string;
  /** BCP 47 tags, the best fitting first. */
  readonly languages: readonly string[];
}

/** One speakable piece, as it reaches an engine. */
export interface SegmentRequest {
  /** Clean text: well-formed Unicode without control characters, at most `maxSegmentCharacters` long. */
  readonly text: string;
  /** The id of one of this engine's voices. */
  readonly voice: string;
  /** BCP 47. */
  readonly language: string;
  /** Sampling parameters of the request (`temperature`, …); an engine reads those that it declares. */
  readonly parameters: Readonly<Record<string, number>>;
  /** The seed of the utterance; an engine without randomness ignores it. */
  readonly seed: number;
}

/** What an engine tells of itself once it is loaded. Plain data: it crosses the process border. */
export interface EngineInfo {
  readonly id: string;
  /** Samples per second of everything that `speak` delivers. */
  readonly sampleRate: number;
  /** How many segments it takes at once. */
  readonly slots: number;
  /** The longest segment, in UTF-16 units; never over 300. */
  readonly maxSegmentCharacters: number;
  /** A first guess of the compute seconds for a character; the scheduler learns the true cost. */
  readonly secondsPerCharacter: number;
  /** It reads Latin letters only; text in other scripts must go to another engine. */
  readonly latinOnly: boolean;
  /** The request parameters that change its speech. */
  readonly parameters: readonly string[];
  readonly voices: readonly EngineVoice[];
}

/** A loaded engine. */
export interface Engine {
  readonly info: EngineInfo;
  /**
   * Speaks one segment: calls `deliver` with frames in order and returns when all are delivered. A frame belongs to
   * the receiver. Once `signal` is aborted it returns at its next step border, without an error. Throws for a
   * segment that it cannot speak; the engine stays usable.
   */
  speak(segment: SegmentRequest, deliver: (samples: Float32Array) => void, signal: AbortSignal): void | Promise<void>;
}

/** Loads an engine. Throws {@link EngineUnavailable} when this machine lacks something that it needs. */
export type LoadEngine = () => Promise<Engine>;

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

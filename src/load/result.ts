/**
 * What `starling bench` measured, as its `--json` writes it; `starling plan` and the HTML report read it. Plain data; times of
 * requests in milliseconds, all others in seconds.
 */
export interface BenchResult {
  readonly kind: 'starling-bench';
  readonly version: 1;
  /** ISO 8601, when the run began. */
  readonly date: string;
  /** As it can be typed again; keys are left out. */
  readonly command: string;
  /** The machine that the load came from. */
  readonly machine: string;
  readonly target: BenchTarget;
  readonly workload: Workload;
  /** In the order in which they were run. */
  readonly levels: readonly LevelResult[];
  /** What `--find-capacity` found. */
  readonly capacity?: Capacity;
}

export interface BenchTarget {
  /** Without credentials. */
  readonly url: string;
  readonly model?: string;
  readonly voice?: string;
  readonly format: string;
}

export interface Workload {
  readonly texts: number;
  /** Mean length of a text in code points. */
  readonly meanCharacters: number;
  readonly seed: number;
  /** A user's mean pause between the end of an answer and the next request. */
  readonly thinkSeconds: number;
  /** Readers take the audio at playback speed, and ask again when they have played it; else as fast as it comes. */
  readonly realtime: boolean;
  /** A player begins when it has so much audio (or all). */
  readonly prebufferSeconds: number;
  /** A listener whose first sound came later than this was kept waiting: not a stream without a gap. */
  readonly ttfaLimitSeconds: number;
}

/** A number of users who each send the next request after the answer to the last, or requests that come by themselves (Poisson). */
export type Load =
  { readonly kind: 'users'; readonly users: number } | { readonly kind: 'rate'; readonly requestsPerSecond: number };

export interface LevelResult {
  readonly load: Load;
  /** Measured, after the warm-up. */
  readonly seconds: number;
  /** Ended in the measured time, well or not. */
  readonly requests: number;
  /** Those that did not end well, by what went wrong, such as `429 overloaded`, `503 starting`, `reset`, `timeout`, `truncated`. */
  readonly errors: Readonly<Record<string, number>>;
  /** Of those that ended well: until the last byte, and until the first byte of audio. */
  readonly latencyMs: Distribution;
  readonly ttfaMs: Distribution;
  /** Seconds until the last byte ÷ seconds of audio. */
  readonly rtf: Distribution;
  /** Seconds of audio that arrived in each second, over all. */
  readonly audioSecondsPerSecond: number;
  /** Seconds in which players had nothing to play, over all streams, after they had begun. */
  readonly underrunSeconds: number;
  /** Share (0–1) of all streams that were served well: begun within the limit, never dry, whole. Refused ones count as not. */
  readonly gapFreeShare: number;
  /** Requests open at once, on average. */
  readonly meanOpen: number;
  /** Undefined where the server does not tell. */
  readonly server?: { readonly peakMemoryBytes: number; readonly cpuCores: number };
}

/** Zero everywhere when there was nothing to measure. */
export interface Distribution {
  readonly count: number;
  readonly average: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
}

/** The largest number of users whose streams were served well, and what was tried. */
export interface Capacity {
  readonly users: number;
  /** The share of streams that must be served well. */
  readonly share: number;
  readonly tried: readonly { readonly users: number; readonly gapFreeShare: number }[];
}

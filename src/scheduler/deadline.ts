/** When a listener runs dry. Pure: time comes in as an argument, in milliseconds of one monotonic clock. */

export type Priority = 'interactive' | 'batch';

/** Whether the audio is played while it comes, or waited for until it is whole. */
export type Delivery = 'stream' | 'file';

/** What is known of a listener. */
export interface Listener {
  readonly arrivedAt: number;
  /** When everything that was made for this listener will have been played; undefined before the first audio. */
  readonly driesAt: number | undefined;
  /**
   * Seconds in which a second of the engine's audio is used up: 1 where it is played as it is, less where it is played faster.
   * A batch is a listener so slow that serving it takes no more than the share of the machine that a batch is due.
   */
  readonly pace: number;
  /** Nothing of a segment is heard before it is whole: it is due when it would have been played, not when it would begin. */
  readonly whole: boolean;
}

/**
 * The moment by which the first audio of a segment must exist: when its listener will have played what was made and what the
 * segments before it still owe (`owedBefore`, seconds of audio). Before the first audio: arrival + target time to first audio. For
 * a listener who waits for the whole, its own audio (`own`, seconds) comes on top.
 */
export function deadlineOf(
  { arrivedAt, driesAt, pace, whole }: Listener,
  targetTtfaMs: number,
  { owedBefore, own }: { owedBefore: number; own: number },
): number {
  return (driesAt ?? arrivedAt + targetTtfaMs) + pace * (owedBefore + (whole ? own : 0)) * 1000;
}

/**
 * When a listener runs dry after `seconds` more to play. A listener who had run dry already plays on from now: the wait
 * is over, and does not make the stream more urgent than others for the rest of its length.
 */
export function driesAfter(driesAt: number | undefined, seconds: number, now: number): number {
  return Math.max(driesAt ?? now, now) + seconds * 1000;
}

/**
 * The same for a listener who waits for the whole of a segment, which may be there `own` seconds late: what came late is over as soon as it
 * is there, and the next segment is due after its own time, not after the time of two.
 */
export function wholeAfter(driesAt: number, seconds: number, own: number, now: number): number {
  return Math.max(driesAt, now - own * 1000) + seconds * 1000;
}

/** The share of an engine that batches get even when listeners could use all of it: they wait, but are never starved. */
export const batchShare = 0.07;

/** The pace of each of `batches` batches on an engine that needs `computePerAudio` seconds for one of audio, `parallel` at a time. */
export function batchPace(batches: number, computePerAudio: number, parallel: number): number {
  return (Math.max(1, batches) * computePerAudio) / (parallel * batchShare);
}

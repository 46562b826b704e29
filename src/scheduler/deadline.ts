/** When a listener runs dry. Pure: time comes in as an argument, in milliseconds of one monotonic clock. */

export type Priority = 'interactive' | 'batch';

/** What is known of a listener. */
export interface Listener {
  readonly arrivedAt: number;
  readonly priority: Priority;
  /** When everything that was made for this listener will have been played; undefined before the first audio. */
  readonly driesAt: number | undefined;
}

/** How much later than an interactive listener's a batch listener's deadline lies: batch waits, but not for ever. */
export const batchDelayMs = 60_000;

/**
 * The moment by which the next audio must exist. Before the first audio: arrival + target time to first audio.
 * After it: when the listener runs dry.
 */
export function deadlineOf(listener: Listener, targetTtfaMs: number): number {
  const due = listener.driesAt ?? listener.arrivedAt + targetTtfaMs;
  return listener.priority === 'batch' ? due + batchDelayMs : due;
}

/** A fast reader's pace in English. Other languages have more to say in a character, so nothing is taken for less urgent than it is. */
const charactersPerSecond = 18;

/** Seconds of audio that a segment still owes its listener, at tempo 1: what its text should take, less what has come. */
export function owedSeconds(characters: number, audioSeconds: number): number {
  return Math.max(0, characters / charactersPerSecond - audioSeconds);
}

/**
 * When a listener runs dry after `seconds` more to play. A listener who had run dry already plays on from now: the wait
 * is over, and does not make the stream more urgent than others for the rest of its length.
 */
export function driesAfter(driesAt: number | undefined, seconds: number, now: number): number {
  return Math.max(driesAt ?? now, now) + seconds * 1000;
}

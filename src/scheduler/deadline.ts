/** When a listener runs dry. Pure: time comes in as an argument, in milliseconds of one monotonic clock. */

export type Priority = 'interactive' | 'batch';

/** What is known of a listener. */
export interface Listener {
  readonly arrivedAt: number;
  readonly priority: Priority;
  /** When the first audio went out; undefined before. */
  readonly firstAudioAt: number | undefined;
  /** Seconds of audio that exist for this listener already, handed out or buffered. */
  readonly audioSeconds: number;
}

/** How much later than an interactive listener's a batch listener's deadline lies: batch waits, but not for ever. */
export const batchDelayMs = 60_000;

/**
 * The moment by which the next audio must exist. Before the first audio: arrival + target time to first audio.
 * After it: the first audio plus everything that is there to play, since audio is consumed at one second a second.
 */
export function deadlineOf(listener: Listener, targetTtfaMs: number): number {
  const due =
    listener.firstAudioAt === undefined
      ? listener.arrivedAt + targetTtfaMs
      : listener.firstAudioAt + listener.audioSeconds * 1000;
  return listener.priority === 'batch' ? due + batchDelayMs : due;
}

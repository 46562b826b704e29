import type { EngineInfo, Measurement, StartedSegment } from './engine.ts';

/**
 * Every message between the gateway and an engine process. They travel over Node's IPC channel with structured
 * cloning, so typed arrays stay typed arrays.
 *
 * Contract:
 * - The engine process speaks first: `ready`, `unavailable` (give up: it cannot run here) or `load-failed` (then exits).
 * - Credits: the gateway never has more segments in an engine process than `info.slots`. A `speak` takes a slot; the
 *   slot is free again only when `finished` or `failed` for the same sequence arrives, after a `cancel` too.
 * - For one sequence come `frame`s in order, then exactly one `finished` or `failed`; none once the engine is `broken`.
 * - `broken`: nothing can be spoken in this process any more. The gateway kills it, and whatever is in it is spoken again by the next one.
 * - A `note` may come at any time, for the log, and a `measured`, for the metrics.
 * - A `due` tells that a sequence is heard at another time than was thought.
 * - A `due` or `cancel` for a sequence that is already over is ignored.
 * - When the channel closes, the engine process exits; it never outlives its gateway.
 */

/** Counts up within one gateway; a replayed segment gets a new number, so late messages of a dead try are void. */
export type SequenceId = number;

/** When a segment is heard now, in seconds from now. */
export interface MovedDue {
  /** When its next sound must be there, by what was seen of it. */
  readonly dueInSeconds: number;
  /** When its beginning is heard; negative when it was. */
  readonly beginsInSeconds: number;
}

export type ToEngine =
  | { readonly type: 'speak'; readonly sequence: SequenceId; readonly segment: StartedSegment }
  | ({ readonly type: 'due'; readonly sequence: SequenceId } & MovedDue)
  | { readonly type: 'cancel'; readonly sequence: SequenceId };

export type FromEngine =
  | { readonly type: 'ready'; readonly info: EngineInfo }
  | { readonly type: 'unavailable'; readonly reason: string; readonly remedy: string }
  | { readonly type: 'load-failed'; readonly reason: string }
  | { readonly type: 'broken'; readonly reason: string }
  | {
      readonly type: 'note';
      readonly level: 'info' | 'warn';
      readonly message: string;
      readonly fields: Readonly<Record<string, unknown>>;
    }
  | { readonly type: 'measured'; readonly measurement: Measurement }
  | { readonly type: 'frame'; readonly sequence: SequenceId; readonly samples: Float32Array }
  | {
      readonly type: 'finished';
      readonly sequence: SequenceId;
      /** Seconds that the engine worked on it. */
      readonly computeSeconds: number;
      /** Resident bytes of the engine process. */
      readonly residentBytes: number;
    }
  | { readonly type: 'failed'; readonly sequence: SequenceId; readonly reason: string };

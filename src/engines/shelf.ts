import { untilAborted } from '../ops/until-aborted.ts';

/** What a {@link Shelf} holds: something that is loaded from files and takes memory. */
export interface Loaded {
  release(): Promise<void>;
}

export interface ShelfOptions<T extends Loaded> {
  /** Most bytes of everything that is loaded. */
  readonly memoryBytes: number;
  /** What nobody used for so long is unloaded; 0 is never. */
  readonly idleMs: number;
  /** Estimated bytes that an item takes. */
  sizeOf(key: string): number;
  load(key: string): Promise<T>;
  /** Something was loaded, or unloaded to make room or because nobody used it. */
  changed(what: 'loaded' | 'unloaded', key: string): void;
}

interface Place<T> {
  readonly bytes: number;
  readonly item: Promise<T>;
  users: number;
  lastUsedAt: number;
  timer: NodeJS.Timeout | undefined;
}

/** More than the budget allows, even alone. */
export class TooLarge extends Error {
  override readonly name = 'TooLarge';
}

/**
 * Loads models when they are first used and unloads them when nobody uses them: those that were idle for long, and the
 * one that was idle longest when another needs its room. What is in use stays; who needs more room then waits.
 */
export class Shelf<T extends Loaded> {
  readonly #options: ShelfOptions<T>;
  readonly #places = new Map<string, Place<T>>();
  /** Woken when something was given back or unloaded. */
  #freed: (() => void)[] = [];
  /** Ends when the last who came has a place, so that who waits for room is not overtaken for ever by users of what is loaded. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(options: ShelfOptions<T>) {
    this.#options = options;
  }

  /** Bytes of all that is loaded, as estimated. */
  get bytes(): number {
    return [...this.#places.values()].reduce((sum, place) => sum + place.bytes, 0);
  }

  get keys(): readonly string[] {
    return [...this.#places.keys()];
  }

  /**
   * Uses an item, which is loaded before if need be. Throws {@link TooLarge}, what `load` throws, and the signal's
   * reason when it is aborted while there is no room.
   */
  async use<R>(key: string, signal: AbortSignal, work: (item: T) => Promise<R>): Promise<R> {
    const taken = this.#turn.then(() => this.#take(key, signal));
    this.#turn = taken.catch(() => undefined);
    let place: Place<T>;
    try {
      place = await untilAborted(taken, signal);
    } catch (error) {
      void taken.then((unused) => this.#leave(key, unused)).catch(() => undefined);
      throw error;
    }
    try {
      return await work(await untilAborted(place.item, signal));
    } finally {
      this.#leave(key, place);
    }
  }

  /** Why an item can never be loaded here; undefined when it can. */
  tooLarge(key: string): string | undefined {
    const bytes = this.#options.sizeOf(key);
    const { memoryBytes } = this.#options;
    if (bytes <= memoryBytes) return undefined;
    return `${key} takes about ${mebibytes(bytes)} MiB, and all models together may take ${mebibytes(memoryBytes)}. Set modelMemoryMb to ${mebibytes(bytes)} or more.`;
  }

  /** Unloads everything that is not in use. */
  async close(): Promise<void> {
    await Promise.all([...this.#places].filter(([, { users }]) => users === 0).map(([key]) => this.#unload(key)));
  }

  #leave(key: string, place: Place<T>): void {
    place.users--;
    place.lastUsedAt = performance.now();
    if (place.users === 0) this.#idle(key, place);
    this.#wake();
  }

  /** The place of an item with one user more; it is made when there is room for it. */
  async #take(key: string, signal: AbortSignal): Promise<Place<T>> {
    const tooLarge = this.tooLarge(key);
    if (tooLarge !== undefined) throw new TooLarge(tooLarge);
    const bytes = this.#options.sizeOf(key);
    const { memoryBytes } = this.#options;
    for (;;) {
      signal.throwIfAborted();
      const present = this.#places.get(key) ?? (this.bytes + bytes <= memoryBytes ? this.#load(key, bytes) : undefined);
      if (present) {
        present.users++;
        clearTimeout(present.timer);
        return present;
      }
      const idle = [...this.#places].filter(([, { users }]) => users === 0);
      const oldest = idle.sort(([, a], [, b]) => a.lastUsedAt - b.lastUsedAt)[0];
      if (oldest) await this.#unload(oldest[0]);
      else await untilAborted(new Promise<void>((resolve) => this.#freed.push(resolve)), signal);
    }
  }

  #load(key: string, bytes: number): Place<T> {
    const place: Place<T> = {
      bytes,
      item: this.#options.load(key),
      users: 0,
      lastUsedAt: performance.now(),
      timer: undefined,
    };
    this.#places.set(key, place);
    place.item.then(
      () => this.#options.changed('loaded', key),
      // The next use tries again: the file may have been repaired.
      () => {
        this.#places.delete(key);
        this.#wake();
      },
    );
    return place;
  }

  #idle(key: string, place: Place<T>): void {
    const { idleMs } = this.#options;
    clearTimeout(place.timer);
    if (idleMs === 0 || this.#places.get(key) !== place) return;
    place.timer = setTimeout(() => void this.#unload(key), idleMs);
    place.timer.unref();
  }

  async #unload(key: string): Promise<void> {
    const place = this.#places.get(key);
    if (!place || place.users > 0) return;
    this.#places.delete(key);
    clearTimeout(place.timer);
    const item = await place.item.catch(() => undefined);
    await item?.release();
    if (item) this.#options.changed('unloaded', key);
    this.#wake();
  }

  #wake(): void {
    for (const resolve of this.#freed.splice(0)) resolve();
  }
}

function mebibytes(bytes: number): number {
  return Math.ceil(bytes / 2 ** 20);
}

/** What a second of audio is thought to take before any was seen, and for how much audio that guess counts. */
const guess = { seconds: 0.01, audioSeconds: 5 };
/** Only about so much audio, the latest, is remembered. */
const rememberedAudioSeconds = 100;
/** A turn that lasts longer is not its piece's doing: the program was stopped, or something else held the thread. */
const longestTurnSeconds = 0.1;

/**
 * Turns of the event loop, one for each piece of work that holds the thread. Streams that all have audio at once would
 * be resampled and encoded one after another in a single turn, in which no connection is accepted and no other listener
 * served (10 s in a burst of 100 streams); with this, the loop sees to its sockets after every piece, and the piece that is due
 * first goes first.
 */
export class LoopTurns {
  readonly #waiting: { readonly dueAt: () => number; readonly audioSeconds: number; readonly resolve: () => void }[] =
    [];
  #scheduled = false;
  /** The piece of audio whose turn it is. */
  #current: { readonly audioSeconds: number; readonly startedAt: number } | undefined;
  #seconds = guess.seconds * guess.audioSeconds;
  #audioSeconds = guess.audioSeconds;

  /**
   * Resolves in a turn of its own, in the order of what is due first, and of equals in the order of the calls. `audioSeconds`: how much audio the
   * piece is of.
   */
  next(dueAt: () => number, audioSeconds = 0): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push({ dueAt, audioSeconds, resolve });
      this.#schedule();
    });
  }

  /** Seconds that a turn with a second of audio takes, with all else that this thread does before the next one. */
  get secondsPerAudioSecond(): number {
    return this.#seconds / this.#audioSeconds;
  }

  #schedule(): void {
    if (!this.#scheduled) setImmediate(this.#give);
    this.#scheduled = true;
  }

  readonly #give = (): void => {
    this.#scheduled = false;
    const now = performance.now();
    this.#learn(now);
    let first = 0;
    let earliest = Infinity;
    this.#waiting.forEach(({ dueAt }, index) => {
      const due = dueAt();
      if (due >= earliest) return;
      first = index;
      earliest = due;
    });
    const [next] = this.#waiting.splice(first, 1);
    this.#current = undefined;
    if (!next) return;
    if (next.audioSeconds > 0) this.#current = { audioSeconds: next.audioSeconds, startedAt: now };
    // Before the work, which runs when this returns: an immediate that is set here comes in the next turn, and does not wait for anything.
    this.#schedule();
    next.resolve();
  };

  #learn(now: number): void {
    if (!this.#current) return;
    const { audioSeconds, startedAt } = this.#current;
    const kept = Math.max(0, 1 - audioSeconds / rememberedAudioSeconds);
    this.#seconds = kept * this.#seconds + Math.min(longestTurnSeconds, (now - startedAt) / 1000);
    this.#audioSeconds = kept * this.#audioSeconds + audioSeconds;
  }
}

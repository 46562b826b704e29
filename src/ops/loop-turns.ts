/**
 * Turns of the event loop, one for each piece of work that holds the thread. Streams that all have audio at once would
 * be resampled and encoded one after another in a single turn, in which no connection is accepted and no other listener
 * served (10 s in a burst of 100 streams); with this, the loop sees to its sockets after every piece, and the piece that is due
 * first goes first.
 */
export class LoopTurns {
  readonly #waiting: { readonly dueAt: () => number; readonly resolve: () => void }[] = [];

  /** Resolves in a turn of its own, in the order of what is due first, and of equals in the order of the calls. */
  next(dueAt: () => number = () => 0): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push({ dueAt, resolve });
      if (this.#waiting.length === 1) setImmediate(this.#give);
    });
  }

  readonly #give = (): void => {
    let first = 0;
    let earliest = Infinity;
    this.#waiting.forEach(({ dueAt }, index) => {
      const due = dueAt();
      if (due >= earliest) return;
      first = index;
      earliest = due;
    });
    const [next] = this.#waiting.splice(first, 1);
    // Before the work, which runs when this returns: an immediate that is set here comes in the next turn.
    if (this.#waiting.length > 0) setImmediate(this.#give);
    next?.resolve();
  };
}

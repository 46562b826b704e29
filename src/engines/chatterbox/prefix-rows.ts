/** A row of the arena for what goes before texts, and whether it is there already. */
export interface PrefixRow {
  readonly row: number;
  readonly isFilled: boolean;
}

/**
 * Which rows of the arena hold the caches of which prefix. Every sequence of a voice begins with the same tokens, so these are run once,
 * and each sequence begins with a copy of their caches. The prefix that was used longest ago makes room. Pure: it fills nothing.
 */
export class PrefixRows {
  /** By prefix; those used last are last. */
  readonly #rows = new Map<object, { readonly row: number; filled: boolean }>();
  readonly #free: number[];

  /** `rows`: the rows of the arena that it may use, at least one. */
  constructor(rows: readonly number[]) {
    this.#free = [...rows].reverse();
  }

  /** The row for a prefix, which is known by its identity. */
  take(prefix: object): PrefixRow {
    const place = this.#rows.get(prefix) ?? { row: this.#free.pop() ?? this.#oldest(), filled: false };
    this.#rows.delete(prefix);
    this.#rows.set(prefix, place);
    return { row: place.row, isFilled: place.filled };
  }

  /** The caches of a prefix are in its row now. */
  filled(prefix: object): void {
    const place = this.#rows.get(prefix);
    if (place) place.filled = true;
  }

  #oldest(): number {
    for (const [prefix, { row }] of this.#rows) {
      this.#rows.delete(prefix);
      return row;
    }
    throw new RangeError('Prefixes have at least one row.');
  }
}

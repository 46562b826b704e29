/** A row that moves into the place of another. */
export interface RowMove {
  readonly from: number;
  readonly to: number;
}

/**
 * Which rows of the KV arena are taken. A step runs the first rows up to the last that is taken, so the rows in use are kept in
 * front: a new sequence takes the first free rows, and when some are left in the middle, the last ones move there.
 * Pure: it tells what to move and moves nothing.
 */
export class RowTable<Owner> {
  readonly #owners: (Owner | undefined)[];
  /** Which of its owner's rows a row is. */
  readonly #parts: number[];

  constructor(rows: number) {
    this.#owners = Array.from({ length: rows }, () => undefined);
    this.#parts = this.#owners.map(() => 0);
  }

  get rows(): number {
    return this.#owners.length;
  }

  get taken(): number {
    return this.#owners.filter((owner) => owner !== undefined).length;
  }

  get free(): number {
    return this.rows - this.taken;
  }

  /** How many rows a step runs: up to the last one that is taken. */
  get width(): number {
    return this.#owners.findLastIndex((owner) => owner !== undefined) + 1;
  }

  ownerOf(row: number): Owner | undefined {
    return this.#owners[row];
  }

  /** The rows of an owner, in the order in which it took them, wherever they moved since. */
  rowsOf(owner: Owner): number[] {
    const rows = this.#owners.flatMap((each, row) => (each === owner ? [row] : []));
    return rows.sort((a, b) => (this.#parts[a] as number) - (this.#parts[b] as number));
  }

  /** Gives an owner the first free rows. Throws a RangeError when there are not enough. */
  take(owner: Owner, count: number): number[] {
    if (count > this.free) throw new RangeError(`${count} rows were asked for, ${this.free} of ${this.rows} are free.`);
    const rows = this.#owners.flatMap((each, row) => (each === undefined ? [row] : [])).slice(0, count);
    for (const [part, row] of rows.entries()) {
      this.#owners[row] = owner;
      this.#parts[row] = part;
    }
    return rows;
  }

  /** Takes all rows of an owner back. */
  leave(owner: Owner): void {
    for (const row of this.rowsOf(owner)) this.#owners[row] = undefined;
  }

  /**
   * Rows to move so that a step runs as few as may be, but for `kept` places that sequences which wait will take. The caller does
   * the moves in order, and each is one call of {@link moved}.
   */
  moves(kept = 0): RowMove[] {
    const owners = [...this.#owners];
    const moves: RowMove[] = [];
    for (;;) {
      const from = owners.findLastIndex((owner) => owner !== undefined);
      const holes = owners.flatMap((owner, row) => (owner === undefined && row < from ? [row] : []));
      const [to] = holes;
      if (to === undefined || holes.length <= kept) return moves;
      moves.push({ from, to });
      owners[to] = owners[from];
      owners[from] = undefined;
    }
  }

  /** A move was done. */
  moved({ from, to }: RowMove): void {
    this.#owners[to] = this.#owners[from];
    this.#parts[to] = this.#parts[from] as number;
    this.#owners[from] = undefined;
  }
}

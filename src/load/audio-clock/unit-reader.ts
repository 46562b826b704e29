/** A piece of a stream whose length is known from its first bytes, such as a frame, a page or a chunk's header. */
export interface Unit {
  /** Its length, 1 or more; Infinity where it goes on to the end of the stream. */
  readonly bytes: number;
  /** Is given its bytes in parts, as they arrive. They are lent: the array may change afterwards. */
  readonly part?: (bytes: Uint8Array) => void;
  /** Is called when all of it has arrived. */
  readonly whole?: () => void;
}

/**
 * Cuts a stream that arrives in any pieces into units.
 *
 * `unitAt` gets all bytes that are there from where the next unit begins, at least one, and answers what begins there; or
 * undefined when it must see more. It must know once it sees a few hundred bytes, because those are kept until then, and it must
 * answer the same however the stream is cut.
 */
export class UnitReader {
  readonly #unitAt: (ahead: Uint8Array) => Unit | undefined;
  /** The beginning of a unit that is not known yet. */
  #carry = new Uint8Array(0);
  #unit: Unit | undefined;
  /** Bytes of `#unit` that are still to come. */
  #left = 0;

  constructor(unitAt: (ahead: Uint8Array) => Unit | undefined) {
    this.#unitAt = unitAt;
  }

  feed(bytes: Uint8Array): void {
    let ahead = joined(this.#carry, bytes);
    while (ahead.length > 0) {
      if (!this.#unit) {
        this.#unit = this.#unitAt(ahead);
        if (!this.#unit) break;
        this.#left = this.#unit.bytes;
      }
      const unit = this.#unit;
      const part = ahead.subarray(0, this.#left);
      ahead = ahead.subarray(part.length);
      this.#left -= part.length;
      if (this.#left === 0) this.#unit = undefined;
      unit.part?.(part);
      if (this.#left === 0) unit.whole?.();
    }
    this.#carry = new Uint8Array(ahead);
  }

  /** Whether no unit is cut off here. */
  get between(): boolean {
    return !this.#unit && this.#carry.length === 0;
  }
}

/** What was left over and what came; no copy where nothing was left. */
export function joined(carry: Uint8Array, bytes: Uint8Array): Uint8Array {
  if (carry.length === 0) return bytes;
  const all = new Uint8Array(carry.length + bytes.length);
  all.set(carry);
  all.set(bytes, carry.length);
  return all;
}

/** Whether these ASCII characters stand there; undefined where too few bytes are there to deny it. */
export function spells(bytes: Uint8Array, text: string, at = 0): boolean | undefined {
  for (let index = 0; index < text.length; index++) {
    const byte = bytes[at + index];
    if (byte === undefined) return undefined;
    if (byte !== text.charCodeAt(index)) return false;
  }
  return true;
}

/** For reading numbers. */
export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

import type { Field } from './wire.ts';

/**
 * A part of a graph that was read from somewhere, and is copied from there when the graph is written. Copies made by
 * spreading have no origin, so that something changed is never written as it was.
 */
export class Originated {
  readonly #field: Field;

  private constructor(field: Field) {
    this.#field = field;
  }

  static fieldOf(part: object): Field | undefined {
    return #field in part ? part.#field : undefined;
  }

  /** A part, with the field that it was read from. */
  static from<T extends object>(field: Field, part: T): T {
    return Object.assign(new Originated(field), part);
  }
}

import type { ByteSource, Span } from './byte-source.ts';
import { InvalidModel } from './invalid-model.ts';

/** The protobuf wire format (https://protobuf.dev/programming-guides/encoding/), in which ONNX files are written. */
export const wireTypes = { varint: 0, fixed64: 1, bytes: 2, fixed32: 5 } as const;

/** A field of a message; as a span it is the whole field with its tag. */
export interface Field extends Span {
  readonly number: number;
  readonly wireType: number;
  /** Where its content starts, after tag and length. */
  readonly contentStart: number;
}

/** 64 bits in groups of seven. */
const longestVarint = 10;

/**
 * The fields of a message, in order; their contents are skipped. `what` is the message, for errors. Throws
 * {@link InvalidModel} where the bytes are none, and never reads beyond the span.
 */
export function* fieldsOf(message: Span, what: string): Generator<Field> {
  const { source, end } = message;
  for (let at = message.start; at < end;) {
    if (source.fieldsLeft-- <= 0) throw wrong(source, 'there are more fields than any graph has', what, at);
    const cursor = new Cursor(source, at, end, what);
    const tag = cursor.unsigned();
    const number = Math.floor(tag / 8);
    const wireType = tag % 8;
    if (number === 0) throw wrong(source, 'there is no field 0', what, at);
    let contentStart = cursor.position;
    let length: number;
    if (wireType === wireTypes.varint) {
      cursor.unsigned();
      length = cursor.position - contentStart;
    } else if (wireType === wireTypes.bytes) {
      length = cursor.unsigned();
      contentStart = cursor.position;
    } else if (wireType === wireTypes.fixed32) length = 4;
    else if (wireType === wireTypes.fixed64) length = 8;
    else throw wrong(source, `field ${number} has the wire type ${wireType}, which there is not`, what, at);
    if (length > end - contentStart) {
      const left = `field ${number} claims ${length} bytes, of which ${end - contentStart} are left`;
      throw wrong(source, left, what, at);
    }
    at = contentStart + length;
    yield { source, start: cursor.start, end: at, number, wireType, contentStart };
  }
}

/** Reads numbers one after another. Throws {@link InvalidModel} at one that breaks off or does not end. */
export class Cursor {
  position: number;
  readonly start: number;
  readonly #source: ByteSource;
  readonly #end: number;
  readonly #what: string;

  constructor(source: ByteSource, start: number, end: number, what: string) {
    this.#source = source;
    this.start = start;
    this.position = start;
    this.#end = end;
    this.#what = what;
  }

  get atEnd(): boolean {
    return this.position >= this.#end;
  }

  /** Exact to 2^53; a larger one (as negative lengths are) comes out as large as it is, but rounded. */
  unsigned(): number {
    let value = 0;
    let factor = 1;
    for (let at = this.position; at < this.position + longestVarint; at++) {
      if (at >= this.#end) throw wrong(this.#source, 'a number breaks off', this.#what, this.position);
      const byte = this.#source.byteAt(at);
      value += (byte & 127) * factor;
      if (byte < 128) {
        this.position = at + 1;
        return value;
      }
      factor *= 128;
    }
    throw wrong(this.#source, `a number has more than ${longestVarint} bytes`, this.#what, this.position);
  }

  /** An int64; a bigint where a number would not be exact. */
  integer(): number | bigint {
    const first = this.position;
    const value = this.unsigned();
    if (Number.isSafeInteger(value)) return value;
    let exact = 0n;
    for (let at = this.position - 1; at >= first; at--) exact = exact * 128n + BigInt(this.#source.byteAt(at) & 127);
    const signed = BigInt.asIntN(64, exact);
    return Number.isSafeInteger(Number(signed)) ? Number(signed) : signed;
  }
}

/** An error that says where it is. */
export function wrong(source: ByteSource, what: string, message: string, offset: number): InvalidModel {
  return new InvalidModel(source.file, `this is no valid ONNX model: ${what}, in ${message} at byte ${offset}`);
}

/** A field's content as a span of its own. */
export function contentOf(field: Field, what: string): Span {
  if (field.wireType !== wireTypes.bytes) {
    throw wrong(field.source, `field ${field.number} is a number, not a message`, what, field.start);
  }
  return { source: field.source, start: field.contentStart, end: field.end };
}

/** No name is longer. */
const longestName = 1 << 16;
// A byte order mark is part of a name like any other character; two names must not become one.
export const strictText = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** A text of at most `longest` bytes. Throws {@link InvalidModel} when it is longer or not UTF-8. */
export function textOf(field: Field, what: string, longest = longestName): string {
  const { source, start, end } = contentOf(field, what);
  if (end - start > longest) {
    throw wrong(source, `a text has ${end - start} bytes, more than ${longest}`, what, field.start);
  }
  try {
    return strictText.decode(source.read(start, end));
  } catch (error) {
    if (error instanceof InvalidModel) throw error;
    throw wrong(source, `field ${field.number} is no UTF-8 text`, what, field.start);
  }
}

/** An integer, as a number or rounded to one. */
export function numberOf(field: Field, what: string): number {
  return Number(integersOf(field, what, 1)[0] ?? 0);
}

/** The integers of one field, be they one a field or packed. Throws {@link InvalidModel} beyond `most`. */
export function integersOf(field: Field, what: string, most: number): (number | bigint)[] {
  const { source, start } = field;
  const values: (number | bigint)[] = [];
  for (const value of integersIn(field, what)) {
    if (values.length === most) throw wrong(source, `there are more than ${most} numbers`, what, start);
    if (source.fieldsLeft-- <= 0) throw wrong(source, 'there are more numbers than any graph has', what, start);
    values.push(value);
  }
  return values;
}

/** The integers of one field, however many. */
export function* integersIn(field: Field, what: string): Generator<number | bigint> {
  const { source, contentStart, end, wireType } = field;
  if (wireType !== wireTypes.varint && wireType !== wireTypes.bytes) {
    throw wrong(source, `field ${field.number} holds no integers`, what, field.start);
  }
  const cursor = new Cursor(source, contentStart, end, what);
  while (!cursor.atEnd) yield cursor.integer();
}

/** The 32-bit floats of one field, be they one a field or packed. Throws {@link InvalidModel} beyond `most`. */
export function floatsOf(field: Field, what: string, most: number): Float32Array {
  const { source, contentStart, end, wireType } = field;
  const length = end - contentStart;
  if ((wireType !== wireTypes.fixed32 && wireType !== wireTypes.bytes) || length % 4 !== 0) {
    throw wrong(source, `field ${field.number} holds no floats`, what, field.start);
  }
  if (length / 4 > most) throw wrong(source, `there are more than ${most} numbers`, what, field.start);
  const floats = new Float32Array(length / 4);
  source.readInto(new Uint8Array(floats.buffer), contentStart);
  return floats;
}

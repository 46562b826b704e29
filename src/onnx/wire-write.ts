import { MemorySource, type Span } from './byte-source.ts';
import { InvalidModel } from './invalid-model.ts';
import { wireTypes } from './wire.ts';

/** What a message is put together from: new bytes, and spans that are copied as they are. */
export type Piece = Uint8Array | Span;

const encoder = new TextEncoder();

export function encodeVarint(value: number | bigint): Uint8Array {
  let rest = BigInt.asUintN(64, BigInt(value));
  const bytes: number[] = [];
  for (; rest > 127n; rest >>= 7n) bytes.push(Number(rest & 127n) + 128);
  bytes.push(Number(rest));
  return Uint8Array.from(bytes);
}

/** A field with an integer. */
export function integerField(number: number, value: number | bigint): Uint8Array {
  return join([encodeVarint(number * 8 + wireTypes.varint), encodeVarint(value)]);
}

/** A field with a 32-bit float. */
export function floatField(number: number, value: number): Uint8Array {
  return join([encodeVarint(number * 8 + wireTypes.fixed32), new Uint8Array(Float32Array.of(value).buffer)]);
}

/** A field with a text. */
export function textField(number: number, text: string): Uint8Array {
  return join(bytesField(number, [encoder.encode(text)]));
}

/** A field with bytes or a message. */
export function bytesField(number: number, content: readonly Piece[]): Piece[] {
  return [join([encodeVarint(number * 8 + wireTypes.bytes), encodeVarint(lengthOf(content))]), ...content];
}

export function lengthOf(pieces: readonly Piece[]): number {
  return pieces.reduce((sum, piece) => sum + (piece instanceof Uint8Array ? piece.length : piece.end - piece.start), 0);
}

/** protobuf refuses messages of 2 GiB. */
const mostBytes = 2 ** 31 - 1;

/** All pieces in one memory. Spans are read now. Throws {@link InvalidModel} when they are too many for one model. */
export function join(pieces: readonly Piece[]): Uint8Array {
  const length = lengthOf(pieces);
  if (length > mostBytes) {
    throw new InvalidModel(
      undefined,
      `${length} bytes are more than the 2 GiB that an ONNX file can have; leave the weights where they are`,
    );
  }
  const joined = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    if (piece instanceof Uint8Array) {
      joined.set(piece, at);
      at += piece.length;
    } else {
      const bytes = piece.end - piece.start;
      piece.source.readInto(joined.subarray(at, at + bytes), piece.start);
      at += bytes;
    }
  }
  return joined;
}

/** New bytes as a span of their own. */
export function spanOf(pieces: readonly Piece[]): Span {
  const source = new MemorySource(join(pieces));
  return { source, start: 0, end: source.size };
}

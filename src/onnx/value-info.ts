import { fields } from './graph-fields.ts';
import { Originated } from './origin.ts';
import { contentOf, fieldsOf, integersOf, numberOf, textOf, wrong, type Field } from './wire.ts';
import { bytesField, integerField, textField, type Piece } from './wire-write.ts';

/** An input, an output, or what is known of a tensor between nodes. */
export interface ValueInfo {
  readonly name: string;
  /** ONNX' number of the element type (TensorProto.DataType); 0 when it is unknown or no tensor. */
  readonly type: number;
  /** Numbers, the symbols of open dimensions, and null where nothing is said; undefined when the rank is open. */
  readonly dims: readonly (number | string | null)[] | undefined;
}

/** ONNX Runtime's own tensors have no more. */
export const mostDims = 64;

export function readValueInfo(field: Field, what: string): ValueInfo {
  let name = '';
  let type = 0;
  let dims: ValueInfo['dims'];
  for (const each of fieldsOf(contentOf(field, what), what)) {
    if (each.number === fields.valueInfo.name) name = textOf(each, what);
    if (each.number !== fields.valueInfo.type) continue;
    for (const kind of fieldsOf(contentOf(each, what), what)) {
      if (kind.number !== fields.type.tensor) continue;
      for (const part of fieldsOf(contentOf(kind, what), what)) {
        if (part.number === fields.tensorType.element) type = numberOf(part, what);
        if (part.number === fields.tensorType.shape) dims = readShape(part, `the shape of "${name}"`);
      }
    }
  }
  return Originated.from(field, { name, type, dims });
}

function readShape(field: Field, what: string): NonNullable<ValueInfo['dims']> {
  const dims: (number | string | null)[] = [];
  for (const each of fieldsOf(contentOf(field, what), what)) {
    if (each.number !== fields.shape.dim) continue;
    if (dims.length === mostDims) throw wrong(each.source, `it has more than ${mostDims} dimensions`, what, each.start);
    let dim: number | string | null = null;
    for (const part of fieldsOf(contentOf(each, what), what)) {
      if (part.number === fields.dim.symbol) dim = textOf(part, what) || null;
      if (part.number !== fields.dim.value) continue;
      const [value] = integersOf(part, what, 1);
      // Some exporters write -1 for an open dimension.
      dim = typeof value === 'number' && value >= 0 ? value : null;
    }
    dims.push(dim);
  }
  return dims;
}

/** A field with this value info: the bytes it was read from, or new ones. */
export function encodeValueInfo(number: number, info: ValueInfo): Piece[] {
  const field = Originated.fieldOf(info);
  if (field?.number === number) return [field];
  if (field) return bytesField(number, [contentOf(field, 'a value info')]);
  const { name, type, dims } = info;
  const content: Piece[] = [textField(fields.valueInfo.name, name)];
  if (type !== 0) {
    const shape = dims?.flatMap((dim) => bytesField(fields.shape.dim, encodeDim(dim)));
    const tensorType = [
      integerField(fields.tensorType.element, type),
      ...(shape ? bytesField(fields.tensorType.shape, shape) : []),
    ];
    content.push(...bytesField(fields.valueInfo.type, bytesField(fields.type.tensor, tensorType)));
  }
  return bytesField(number, content);
}

function encodeDim(dim: number | string | null): Piece[] {
  if (dim === null) return [];
  return [typeof dim === 'number' ? integerField(fields.dim.value, dim) : textField(fields.dim.symbol, dim)];
}

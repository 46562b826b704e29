import { elementTypeOf, elementTypes, type TensorData } from './element-type.ts';
import { checkLocation, type ExternalPlace } from './external-data.ts';
import { fields } from './graph-fields.ts';
import { Originated } from './origin.ts';
import { elementsOf } from './tensor.ts';
import { mostDims } from './value-info.ts';
import { contentOf, fieldsOf, integersOf, numberOf, textOf, wrong, type Field } from './wire.ts';
import { bytesField, integerField, spanOf, textField, type Piece } from './wire-write.ts';

/**
 * Where a tensor's elements are: in `raw_data` at a byte of the source, in one of the typed fields (`float_data` and
 * so on), in another file, or nowhere, as when there are none.
 */
export type TensorPlace =
  | { readonly kind: 'raw'; readonly start: number; readonly length: number }
  | { readonly kind: 'typed' }
  | ({ readonly kind: 'external' } & ExternalPlace)
  | { readonly kind: 'none' };

/** A constant tensor of the graph, without its elements. */
export interface Initializer {
  readonly name: string;
  readonly dims: readonly number[];
  /** ONNX' number of the element type (TensorProto.DataType). */
  readonly type: number;
  readonly data: TensorPlace;
}

/** A constant tensor with its elements in row-major order; float16 and what JavaScript cannot say as their bits. */
export interface TensorValue {
  readonly type: number;
  readonly dims: readonly number[];
  readonly data: TensorData;
}

const typedFields: readonly number[] = [
  fields.tensor.floatData,
  fields.tensor.int32Data,
  fields.tensor.stringData,
  fields.tensor.int64Data,
  fields.tensor.doubleData,
  fields.tensor.uint64Data,
];

/** Reads all of a tensor but its elements. `what` names what it belongs to, for errors. */
export function readTensor(field: Field, what: string): Initializer {
  const { source } = field;
  const dims: number[] = [];
  const entries = new Map<string, string>();
  let name = '';
  let type = 0;
  let external = false;
  let data: TensorPlace = { kind: 'none' };
  for (const each of fieldsOf(contentOf(field, what), what)) {
    const { number, start, contentStart, end } = each;
    if (number === fields.tensor.dims) {
      dims.push(...integersOf(each, what, mostDims).map((dim) => dimOf(dim, each, what)));
      if (dims.length > mostDims) throw wrong(source, `it has more than ${mostDims} dimensions`, what, start);
    } else if (number === fields.tensor.type) type = numberOf(each, what);
    else if (number === fields.tensor.name) name = textOf(each, what);
    else if (number === fields.tensor.rawData) {
      contentOf(each, what);
      data = { kind: 'raw', start: contentStart, length: end - contentStart };
    } else if (typedFields.includes(number)) data = data.kind === 'raw' ? data : { kind: 'typed' };
    else if (number === fields.tensor.externalData) {
      const [key, value] = readEntry(each, what);
      entries.set(key, value);
    } else if (number === fields.tensor.dataLocation) external = numberOf(each, what) === 1;
    else if (number === fields.tensor.segment) {
      throw wrong(source, 'it is split in segments, which are not supported', what, start);
    }
  }
  if (external) {
    const place = externalPlaceOf(entries, field, `${what} "${name}"`);
    data = { kind: 'external', ...place, length: place.length ?? bytesOf(type, dims) };
  }
  return Originated.from(field, { name, dims, type, data });
}

function dimOf(dim: number | bigint, field: Field, what: string): number {
  if (typeof dim === 'number' && dim >= 0) return dim;
  throw wrong(field.source, `a dimension is ${dim.toString()}`, what, field.start);
}

/** A key with its value, as in `metadata_props` and `external_data`. */
export function readEntry(field: Field, what: string, longest?: number): [string, string] {
  let key = '';
  let value = '';
  for (const each of fieldsOf(contentOf(field, what), what)) {
    if (each.number === fields.entry.key) key = textOf(each, what);
    if (each.number === fields.entry.value) value = textOf(each, what, longest);
  }
  return [key, value];
}

/** What the elements take; undefined for types that are not known here. */
function bytesOf(type: number, dims: readonly number[]): number | undefined {
  const known = elementTypeOf(type);
  return known && elementsOf(dims) * elementTypes[known].View.BYTES_PER_ELEMENT;
}

function externalPlaceOf(entries: ReadonlyMap<string, string>, { source, start }: Field, what: string): ExternalPlace {
  const count = (key: string): number | undefined => {
    const text = entries.get(key);
    if (text === undefined) return undefined;
    if (/^\d{1,15}$/.test(text)) return Number(text);
    throw wrong(
      source,
      `the ${key} of its external data is "${text.slice(0, 40)}", not a number of bytes`,
      what,
      start,
    );
  };
  const location = entries.get('location') ?? '';
  checkLocation(source.file, location, what);
  return { location, offset: count('offset') ?? 0, length: count('length') };
}

/** How a tensor is written: as it is, with these bytes as `raw_data`, or pointing to another file. */
export type TensorTarget = { readonly raw: Piece } | { readonly external: Required<ExternalPlace> };

/** A tensor's field as it was read, or with its elements elsewhere; whatever else it says is kept. */
export function encodeInitializer(initializer: Initializer, target?: TensorTarget): Piece[] {
  const field = Originated.fieldOf(initializer);
  if (!field) throw new TypeError(`The initializer "${initializer.name}" was made neither by reading nor by editing.`);
  if (!target) return [field];
  const what = `the initializer "${initializer.name}"`;
  const placing: readonly number[] = [fields.tensor.rawData, fields.tensor.externalData, fields.tensor.dataLocation];
  const kept = [...fieldsOf(contentOf(field, what), what)].filter(({ number }) => !placing.includes(number));
  return bytesField(fields.graph.initializer, [...kept, ...encodeTarget(target)]);
}

function encodeTarget(target: TensorTarget): Piece[] {
  if ('raw' in target) return bytesField(fields.tensor.rawData, [target.raw]);
  const { location, offset, length } = target.external;
  const entries = { location, offset: String(offset), length: String(length) };
  return [
    ...Object.entries(entries).flatMap(([key, value]) =>
      bytesField(fields.tensor.externalData, [textField(fields.entry.key, key), textField(fields.entry.value, value)]),
    ),
    integerField(fields.tensor.dataLocation, 1),
  ];
}

/** A new constant tensor, for a graph that is edited. */
export function newInitializer(name: string, value: TensorValue): Initializer {
  const { source, start, end } = spanOf(bytesField(fields.graph.initializer, encodeTensor(name, value)));
  const [field] = fieldsOf({ source, start, end }, 'a new graph');
  return readTensor(field as Field, 'a new initializer');
}

/** A new TensorProto's content. Throws a RangeError when the elements are not as many as the dimensions say. */
export function encodeTensor(name: string, { type, dims, data }: TensorValue): Piece[] {
  const known = elementTypeOf(type);
  if (known && data.byteLength !== elementsOf(dims) * elementTypes[known].View.BYTES_PER_ELEMENT) {
    throw new RangeError(`"${name}" is ${known}[${dims.join(', ')}]; ${data.byteLength} bytes are not its elements.`);
  }
  return [
    ...dims.map((dim) => integerField(fields.tensor.dims, dim)),
    integerField(fields.tensor.type, type),
    ...(name === '' ? [] : [textField(fields.tensor.name, name)]),
    ...bytesField(fields.tensor.rawData, [new Uint8Array(data.buffer, data.byteOffset, data.byteLength)]),
  ];
}

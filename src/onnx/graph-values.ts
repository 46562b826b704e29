import { elementTypeOf, elementTypes, type ElementType, type TensorData } from './element-type.ts';
import { ExternalFiles } from './external-data.ts';
import { fields } from './graph-fields.ts';
import type { Initializer, TensorValue } from './graph-tensor.ts';
import type { Graph } from './graph.ts';
import { InvalidModel } from './invalid-model.ts';
import { Originated } from './origin.ts';
import { elementsOf } from './tensor.ts';
import { contentOf, fieldsOf, floatsOf, integersIn, wrong, type Field } from './wire.ts';
import { spanOf } from './wire-write.ts';

/** Reads the elements of a graph's constant tensor. Throws {@link InvalidModel} when they are not as many as it says. */
export function valueOf(graph: Graph, initializer: Initializer): TensorValue {
  const { name, type, dims, data } = initializer;
  const known = elementTypeOf(type);
  if (!known) throw new InvalidModel(graph.file, `"${name}" has the element type ${type}, which is not read here`);
  const { View } = elementTypes[known];
  const expected = elementsOf(dims) * View.BYTES_PER_ELEMENT;
  const wrongSize = (bytes: number) =>
    new InvalidModel(graph.file, `"${name}" is ${known}[${dims.join(', ')}], ${expected} bytes; there are ${bytes}`);
  const field = Originated.fieldOf(initializer);
  const external = new ExternalFiles(graph.file);
  try {
    if (data.kind === 'typed' && field) {
      const values = typedElements(field, known, initializer);
      if (values.count !== elementsOf(dims)) throw wrongSize(values.count * View.BYTES_PER_ELEMENT);
      return { type, dims, data: values.data };
    }
    const span =
      data.kind === 'external'
        ? external.span(data, `"${name}"`)
        : data.kind === 'raw' && field
          ? { source: field.source, start: data.start, end: data.start + data.length }
          : spanOf([]);
    if (span.end - span.start !== expected) throw wrongSize(span.end - span.start);
    const memory = new Uint8Array(expected);
    span.source.readInto(memory, span.start);
    return { type, dims, data: new View(memory.buffer) };
  } finally {
    external.close();
    field?.source.close();
  }
}

/** The fields that are named after types, by type; the others of 32 bits and less are in `int32_data`. */
const typedFields: Partial<Record<ElementType, number>> = {
  float32: fields.tensor.floatData,
  float64: fields.tensor.doubleData,
  int64: fields.tensor.int64Data,
  uint32: fields.tensor.uint64Data,
  uint64: fields.tensor.uint64Data,
};

/** Elements of a typed field, and how many there are. */
function typedElements(
  field: Field,
  type: ElementType,
  { name, dims }: Initializer,
): { data: TensorData; count: number } {
  const what = `the initializer "${name}"`;
  const number = typedFields[type] ?? fields.tensor.int32Data;
  const parts = [...fieldsOf(contentOf(field, what), what)].filter((each) => each.number === number);
  // Each takes a byte at least: no memory for elements that are only claimed.
  const bytes = parts.reduce((sum, { contentStart, end }) => sum + end - contentStart, 0);
  const data = new elementTypes[type].View(Math.min(elementsOf(dims), bytes));
  let count = 0;
  for (const part of parts) {
    for (const value of elementsIn(part, type, what)) {
      if (data instanceof BigInt64Array || data instanceof BigUint64Array) data[count++] = BigInt(value);
      else data[count++] = Number(value);
    }
  }
  return { data, count };
}

function elementsIn(field: Field, type: ElementType, what: string): Iterable<number | bigint> {
  if (type === 'float32') return floatsOf(field, what, Infinity);
  return type === 'float64' ? doublesOf(field, what) : integersIn(field, what);
}

function doublesOf({ source, number, start, contentStart, end }: Field, what: string): Float64Array {
  const bytes = new Uint8Array(end - contentStart);
  if (bytes.length % 8 !== 0) throw wrong(source, `field ${number} holds no doubles`, what, start);
  source.readInto(bytes, contentStart);
  return new Float64Array(bytes.buffer);
}

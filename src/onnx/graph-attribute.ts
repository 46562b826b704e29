import { fields } from './graph-fields.ts';
import { encodeTensor, readTensor, type Initializer, type TensorValue } from './graph-tensor.ts';
import { Originated } from './origin.ts';
import { contentOf, fieldsOf, floatsOf, integersOf, strictText, textOf, type Field } from './wire.ts';
import { bytesField, floatField, integerField, textField, type Piece } from './wire-write.ts';

/** What a node is told beside its inputs. `other` is what is only copied: subgraphs, types, sparse tensors. */
export type Attribute =
  | { readonly kind: 'float'; readonly value: number }
  | { readonly kind: 'int'; readonly value: number | bigint }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'floats'; readonly value: readonly number[] }
  | { readonly kind: 'ints'; readonly value: readonly (number | bigint)[] }
  | { readonly kind: 'strings'; readonly value: readonly string[] }
  | { readonly kind: 'tensor'; readonly value: Initializer | TensorValue }
  | { readonly kind: 'other' };

type Content = Attribute extends infer A ? (A extends { kind: infer K; value: infer V } ? [K, V] : never) : never;

/** ONNX' numbers of the kinds that can be written anew (AttributeProto.AttributeType). */
const typeNumbers = { float: 1, int: 2, string: 3, tensor: 4, floats: 6, ints: 7, strings: 8 } as const;
/** No attribute of a published operator is longer; weights are tensors. */
const mostNumbers = 1 << 16;
const mostText = 1 << 20;

/** Reads an attribute; its subgraphs come as fields, for whoever looks into them. */
export function readAttribute(field: Field, what: string): { name: string; attribute: Attribute; graphs: Field[] } {
  let name = '';
  let kind: Attribute['kind'] = 'other';
  let value: unknown;
  const graphs: Field[] = [];
  const lists = { floats: [] as number[], ints: [] as (number | bigint)[], strings: [] as (string | undefined)[] };
  const number = fields.attribute;
  for (const each of fieldsOf(contentOf(field, what), what)) {
    if (each.number === number.name) name = textOf(each, what);
    else if (each.number === number.float) [kind, value] = ['float', floatsOf(each, what, 1)[0]];
    else if (each.number === number.int) [kind, value] = ['int', integersOf(each, what, 1)[0]];
    else if (each.number === number.string) [kind, value] = ['string', textIn(each, what)];
    else if (each.number === number.tensor) [kind, value] = ['tensor', readTensor(each, `a tensor of ${what}`)];
    else if (each.number === number.graph || each.number === number.graphs) graphs.push(each);
    else if (each.number === number.floats) {
      kind = 'floats';
      for (const float of floatsOf(each, what, mostNumbers - lists.floats.length)) lists.floats.push(float);
    } else if (each.number === number.ints) {
      kind = 'ints';
      for (const int of integersOf(each, what, mostNumbers - lists.ints.length)) lists.ints.push(int);
    } else if (each.number === number.strings) {
      kind = 'strings';
      lists.strings.push(textIn(each, what));
    } else if (each.number === number.type && kind === 'other') {
      [kind, value] = withoutContent.get(integersOf(each, what, 1)[0]) ?? ['other', undefined];
    }
  }
  if (kind === 'floats' || kind === 'ints' || kind === 'strings') value = lists[kind];
  if (value === undefined || lists.strings.includes(undefined)) [kind, value] = ['other', undefined];
  return { name, attribute: Originated.from(field, { kind, value } as Attribute), graphs };
}

/** A list without items has no field but its type; nor have zeros, from writers that leave them out as proto3 does. */
const withoutContent = new Map<number | bigint | undefined, [Attribute['kind'], unknown]>([
  [typeNumbers.float, ['float', 0]],
  [typeNumbers.int, ['int', 0]],
  [typeNumbers.string, ['string', '']],
  [typeNumbers.floats, ['floats', []]],
  [typeNumbers.ints, ['ints', []]],
  [typeNumbers.strings, ['strings', []]],
]);

/** A string may be any bytes; those of the known operators are text. Undefined for others. */
function textIn(field: Field, what: string): string | undefined {
  const { source, start, end } = contentOf(field, what);
  if (end - start > mostText) return undefined;
  const bytes = source.read(start, end);
  try {
    return strictText.decode(bytes);
  } catch {
    return undefined;
  }
}

/** An attribute's field: as it was read, or new. */
export function encodeAttribute(name: string, attribute: Attribute): Piece[] {
  const origin = Originated.fieldOf(attribute);
  if (origin) return [origin];
  if (attribute.kind === 'other') throw new TypeError(`The attribute "${name}" can only be copied.`);
  const number = fields.attribute;
  return bytesField(fields.node.attribute, [
    textField(number.name, name),
    ...encodeContent([attribute.kind, attribute.value] as Content),
    integerField(number.type, typeNumbers[attribute.kind]),
  ]);
}

function encodeContent([kind, value]: Content): Piece[] {
  const number = fields.attribute;
  switch (kind) {
    case 'float':
      return [floatField(number.float, value)];
    case 'int':
      return [integerField(number.int, value)];
    case 'string':
      return [textField(number.string, value)];
    case 'floats':
      return value.map((each) => floatField(number.floats, each));
    case 'ints':
      return value.map((each) => integerField(number.ints, each));
    case 'strings':
      return value.map((each) => textField(number.strings, each));
    case 'tensor': {
      const origin = Originated.fieldOf(value);
      if (origin) return bytesField(number.tensor, [contentOf(origin, 'a tensor')]);
      return bytesField(number.tensor, encodeTensor('', value as TensorValue));
    }
  }
}

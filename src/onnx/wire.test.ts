import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MemorySource } from './byte-source.ts';
import { problemOf } from './graph.fixture.ts';
import { Cursor, contentOf, fieldsOf, floatsOf, integersOf, textOf, type Field } from './wire.ts';
import { bytesField, encodeVarint, floatField, integerField, join, spanOf, textField } from './wire-write.ts';

const bytes = (...values: number[]) => Uint8Array.from(values);
const read = (message: Uint8Array) => [...fieldsOf(spanOf([message]), 'a message')];
const only = (message: Uint8Array) => read(message)[0] as Field;
const integerOf = (varint: Uint8Array) => new Cursor(new MemorySource(varint), 0, varint.length, 'a message').integer();

describe('a number', () => {
  it('comes back as it was written, as a bigint only where it must', () => {
    fc.assert(
      fc.property(fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n), (value) => {
        const back = integerOf(encodeVarint(value));
        expect(BigInt(back)).toBe(value);
        expect(typeof back).toBe(Number.isSafeInteger(Number(value)) ? 'number' : 'bigint');
      }),
    );
  });

  it.each([0, 127, 128, 2 ** 31, 2 ** 53 - 1, -1, 1 - 2 ** 53, 2n ** 53n, -(2n ** 53n), 2n ** 63n - 1n, -(2n ** 63n)])(
    'is exact at %s',
    (value) => {
      expect(integerOf(encodeVarint(value))).toBe(value);
    },
  );

  it.each([
    ['has more than 10 bytes', bytes(...Array<number>(10).fill(0x80), 1), 'a number has more than 10 bytes'],
    ['breaks off', bytes(0x80, 0x80), 'a number breaks off'],
    ['is not there', bytes(), 'a number breaks off'],
  ])('is refused when it %s', (_, varint, problem) => {
    expect(problemOf(() => integerOf(varint))).toContain(problem);
  });
});

describe('a message', () => {
  it('gives its fields in order, without looking into them', () => {
    const message = join([
      integerField(1, 300),
      textField(2, 'ab'),
      floatField(3, 1),
      bytes(4 * 8 + 1, ...Array<number>(8).fill(9)),
    ]);
    expect(
      read(message).map(({ number, wireType, start, contentStart, end }) => [
        number,
        wireType,
        start,
        contentStart,
        end,
      ]),
    ).toEqual([
      [1, 0, 0, 1, 3],
      [2, 2, 3, 5, 7],
      [3, 5, 7, 8, 12],
      [4, 1, 12, 13, 21],
    ]);
  });

  it.each<[string, Uint8Array, string | RegExp]>([
    ['field 0', bytes(0, 1), 'there is no field 0, in a message at byte 0'],
    ...[3, 4, 6, 7].map((type): [string, Uint8Array, string] => [
      `wire type ${type}`,
      bytes(8 + type),
      `the wire type ${type}, which there is not`,
    ]),
    ['a field longer than what is left', bytes(10, 3, 1, 2), 'field 1 claims 3 bytes, of which 2 are left'],
    ['a length of 3 GB', join([bytes(10), encodeVarint(3e9)]), 'field 1 claims 3000000000 bytes, of which 0 are left'],
    ['a negative length', join([bytes(10), encodeVarint(-1)]), /claims 18446744073709552000 bytes/],
    ['a float that breaks off', bytes(13, 0, 0, 0), 'field 1 claims 4 bytes, of which 3 are left'],
    ['a double that breaks off', bytes(9, 0), 'field 1 claims 8 bytes, of which 1 are left'],
    ['a tag alone', bytes(8), 'a number breaks off'],
    ['a tag of 11 bytes', bytes(...Array<number>(10).fill(0xff), 1), 'a number has more than 10 bytes'],
  ])('with %s is refused', (_, message, problem) => {
    expect(problemOf(() => read(message))).toMatch(problem);
  });

  it('never reaches beyond its own end', () => {
    const source = new MemorySource(bytes(8, 1, 10, 4, 1, 2, 3, 4));
    expect(problemOf(() => [...fieldsOf({ source, start: 0, end: 6 }, 'a message')])).toContain('of which 2 are left');
  });

  it('has no more fields and numbers than its source allows, until that is closed', () => {
    const span = spanOf([integerField(1, 1), integerField(1, 2), integerField(1, 3)]);
    const { source } = span;
    source.fieldsLeft = 2;
    expect(problemOf(() => [...fieldsOf(span, 'a message')])).toContain(
      'more fields than any graph has, in a message at byte 4',
    );
    const packed = only(join(bytesField(1, [bytes(1, 2, 3)])));
    packed.source.fieldsLeft = 2;
    expect(problemOf(() => integersOf(packed, 'a message', 9))).toContain('more numbers than any graph has');
    source.close();
    expect([...fieldsOf(span, 'a message')]).toHaveLength(3);
  });
});

describe('a content', () => {
  it('is numbers, one a field or packed', () => {
    expect(integersOf(only(integerField(1, -5)), 'a message', 1)).toEqual([-5]);
    expect(integersOf(only(join(bytesField(1, [bytes(1, 0x80, 1, 3)]))), 'a message', 3)).toEqual([1, 128, 3]);
    expect([...floatsOf(only(floatField(1, 0.5)), 'a message', 1)]).toEqual([0.5]);
    const packed = new Uint8Array(Float32Array.of(1, 2).buffer);
    expect([...floatsOf(only(join(bytesField(1, [packed]))), 'a message', 2)]).toEqual([1, 2]);
  });

  it('keeps every character of a text, a byte order mark too', () => {
    expect(textOf(only(textField(1, '\uFEFFé')), 'a message')).toBe('\uFEFFé');
  });

  it.each([
    [
      'a number is asked for a message',
      () => contentOf(only(integerField(3, 1)), 'a node'),
      'field 3 is a number, not a message, in a node',
    ],
    [
      'a text is no UTF-8',
      () => textOf(only(join(bytesField(1, [bytes(0xff)]))), 'a node'),
      'field 1 is no UTF-8 text, in a node',
    ],
    ['a text is long', () => textOf(only(textField(1, 'abc')), 'a node', 2), 'a text has 3 bytes, more than 2'],
    [
      'a float is asked for integers',
      () => integersOf(only(floatField(1, 1)), 'a node', 9),
      'field 1 holds no integers',
    ],
    [
      'there are too many integers',
      () => integersOf(only(join(bytesField(1, [bytes(1, 2, 3)]))), 'a node', 2),
      'more than 2 numbers',
    ],
    [
      'the last packed integer breaks off',
      () => integersOf(only(join(bytesField(1, [bytes(1, 0x80)]))), 'a node', 2),
      'a number breaks off',
    ],
    [
      'an integer is asked for floats',
      () => floatsOf(only(integerField(1, 1)), 'a node', 9),
      'field 1 holds no floats',
    ],
    [
      'there are too many floats',
      () => floatsOf(only(join(bytesField(1, [new Uint8Array(12)]))), 'a node', 2),
      'more than 2 numbers',
    ],
    [
      'the last packed float breaks off',
      () => floatsOf(only(join(bytesField(1, [new Uint8Array(7)]))), 'a node', 2),
      'holds no floats',
    ],
  ])('is refused when %s', (_, work, problem) => {
    expect(problemOf(work)).toContain(problem);
  });
});

describe('pieces', () => {
  it('are joined, spans from where they are', () => {
    const source = new MemorySource(bytes(1, 2, 3, 4));
    expect([...join([bytes(0), { source, start: 1, end: 3 }, bytes(9)])]).toEqual([0, 2, 3, 9]);
  });

  it('are refused before memory is taken when protobuf cannot hold them', () => {
    const source = new MemorySource(bytes());
    expect(problemOf(() => join([{ source, start: 0, end: 2 ** 31 }]))).toContain(
      '2147483648 bytes are more than the 2 GiB',
    );
  });
});

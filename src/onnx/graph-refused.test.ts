import { execFileSync } from 'node:child_process';
import { mkdirSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { fields } from './graph-fields.ts';
import { externalEntries, problemOf, rawInitializer, rawModel, rawNode, temporaryFolder } from './graph.fixture.ts';
import { readGraph } from './graph.ts';
import { bytesField, encodeVarint, integerField, join, textField, type Piece } from './wire-write.ts';

const folder = temporaryFolder();

describe('a model', () => {
  const node = (...more: Piece[]) => rawModel(rawNode('Any', [], ['y'], ...more));
  const attribute = (...content: Piece[]) => node(...bytesField(fields.node.attribute, content));
  const initializer = (...content: Piece[]) => rawModel(rawInitializer('w', 1, [2], ...content));
  const { tensor, shape, tensorType, type, valueInfo } = fields;
  const dims = (count: number) => Array.from({ length: count }, () => bytesField(shape.dim, [])).flat();
  const input = (...dimFields: Piece[]) =>
    bytesField(
      fields.graph.input,
      bytesField(valueInfo.type, bytesField(type.tensor, bytesField(tensorType.shape, dimFields))),
    );
  const external = (entries: Readonly<Record<string, string>>) =>
    initializer(...externalEntries({ location: 'weights', ...entries }));
  it.each<[string, Uint8Array, string | RegExp]>([
    ['empty', new Uint8Array(0), 'there is no graph in it'],
    ['a text', Buffer.from('<!DOCTYPE html><html></html>'), 'this is no valid ONNX model'],
    ['zeros', new Uint8Array(100), 'there is no field 0, in the model at byte 0'],
    ['two models one after another', join([rawModel(), rawModel()]), 'there are 2 graphs, in the model at byte'],
    ['a graph that is a number', integerField(fields.model.graph, 1), 'field 7 is a number, not a message'],
    [
      'a graph of 3 GB',
      join([Uint8Array.of(58), encodeVarint(3e9)]),
      'field 7 claims 3000000000 bytes, of which 0 are left',
    ],
    [
      'raw data of 3 GB',
      initializer(Uint8Array.of(74), encodeVarint(3e9)),
      'field 9 claims 3000000000 bytes, of which 0 are left, in an initializer',
    ],
    ['raw data of a negative length', initializer(Uint8Array.of(74), encodeVarint(-8)), 'of which 0 are left'],
    [
      'a name that is no text',
      node(...bytesField(fields.node.input, [Uint8Array.of(0xc0)])),
      'field 1 is no UTF-8 text, in a node at byte',
    ],
    [
      'a name of 100 KB',
      node(textField(fields.node.input, 'x'.repeat(1e5))),
      'a text has 100000 bytes, more than 65536',
    ],
    [
      'a node that reads its own result',
      rawModel(rawNode('Any', ['y'], ['y'])),
      'the graph has a cycle: Any "" reads its own result',
    ],
    [
      'a cycle',
      rawModel(rawNode('A', ['b'], ['a']), rawNode('B', ['c'], ['b']), rawNode('C', ['a'], ['c'])),
      'the graph has a cycle',
    ],
    [
      'a tensor of two nodes',
      rawModel(rawNode('A', [], ['a']), rawNode('B', [], ['a'])),
      'the tensor "a" is given twice',
    ],
    ['a tensor twice of one node', rawModel(rawNode('A', [], ['a', 'a'])), 'the tensor "a" is given twice'],
    [
      'a weight that a node gives',
      rawModel(rawInitializer('w', 1, []), rawNode('A', [], ['w'])),
      'the tensor "w" is given twice',
    ],
    [
      'a weight twice',
      rawModel(rawInitializer('w', 1, []), rawInitializer('w', 1, [])),
      'there are two initializers "w", in the graph at byte',
    ],
    ['a negative dimension', rawModel(rawInitializer('w', 1, [-1])), 'a dimension is -1, in an initializer'],
    ['a dimension of 2^60', rawModel(rawInitializer('w', 1, [2 ** 60])), 'a dimension is 1152921504606846976'],
    [
      'a weight of 65 dimensions',
      rawModel(rawInitializer('w', 1, Array<number>(65).fill(1))),
      'it has more than 64 dimensions',
    ],
    ['an input of 65 dimensions', rawModel(...input(...dims(65))), 'it has more than 64 dimensions'],
    [
      'a weight in segments',
      initializer(...bytesField(tensor.segment, [])),
      'it is split in segments, which are not supported',
    ],
    [
      'an attribute of 70,000 integers',
      attribute(...bytesField(fields.attribute.ints, [new Uint8Array(70_000)])),
      'more than 65536 numbers, in an attribute of Any ""',
    ],
    [
      'an attribute of 70,000 floats',
      attribute(...bytesField(fields.attribute.floats, [new Uint8Array(280_000)])),
      'more than 65536 numbers',
    ],
    [
      'a single float that is many',
      attribute(...bytesField(fields.attribute.float, [new Uint8Array(8)])),
      'more than 1 numbers',
    ],
    [
      'weights out of the folder',
      external({ location: '../weights' }),
      `the external data of an initializer "w" is in "../weights", which is no path in the model's folder`,
    ],
    ['weights nowhere', external({ location: '' }), `is in "", which is no path in the model's folder`],
    ...['-1', '1e3', '0x10', ' 1', '1.5', 'x', '9'.repeat(16)].flatMap((text): [string, Uint8Array, string][] =>
      ['offset', 'length'].map((key) => [
        `the ${key} ${text}`,
        external({ [key]: text }),
        `the ${key} of its external data is "${text}", not a number of bytes`,
      ]),
    ),
  ])('that is or has %s is refused', (_, bytes, problem) => {
    expect(problemOf(() => readGraph(bytes))).toMatch(problem);
  });

  it.each<[string, (file: string) => unknown, string]>([
    ['an empty file', (file) => writeFileSync(file, ''), 'there is no graph in it'],
    ['a folder', (file) => mkdirSync(file), 'this is a folder'],
    ['a pipe', (file) => execFileSync('mkfifo', [file]), 'this is no regular file'],
    [
      'a file of holes, 1 TB long',
      (file) => {
        writeFileSync(file, '');
        truncateSync(file, 2 ** 40);
      },
      'there is no field 0',
    ],
  ])('in %s is refused by its name', (what, make, problem) => {
    const file = path.join(folder, what);
    make(file);
    expect(problemOf(() => readGraph(file))).toContain(`${file}: `);
    expect(problemOf(() => readGraph(file))).toContain(problem);
  });
});

import { describe, expect, it } from 'vitest';
import { fields } from './graph-fields.ts';
import { floats, rawModel, rawNode } from './graph.fixture.ts';
import { readGraph, type GraphNode } from './graph.ts';
import { modelOf, type NodeParts } from './model.fixture.ts';
import { bytesField, integerField, textField, type Piece } from './wire-write.ts';

const pair = ['float32', [2]] as const;
const read = (node: NodeParts): GraphNode =>
  readGraph(modelOf({ nodes: [node], outputs: { y: pair } })).nodes[0] as GraphNode;
const attributesOf = (node: NodeParts) => Object.fromEntries(read(node).attributes);

describe('attributes', () => {
  it('of every kind are read', () => {
    const attributes = {
      int: -3,
      big: 2n ** 62n,
      float: 0.5,
      string: 'ä',
      ints: [1, -2],
      floats: Float32Array.of(1, 2.5),
      strings: ['a', ''],
    };
    expect(attributesOf({ op: 'Any', outputs: ['y'], attributes })).toMatchObject({
      int: { kind: 'int', value: -3 },
      big: { kind: 'int', value: 2n ** 62n },
      float: { kind: 'float', value: 0.5 },
      string: { kind: 'string', value: 'ä' },
      ints: { kind: 'ints', value: [1, -2] },
      floats: { kind: 'floats', value: [1, 2.5] },
      strings: { kind: 'strings', value: ['a', ''] },
    });
    const constant = attributesOf({ op: 'Constant', outputs: ['y'], attributes: { value: floats([2, 1], 1, 2) } });
    expect(constant['value']).toMatchObject({
      kind: 'tensor',
      value: { dims: [2, 1], type: 1, data: { kind: 'raw', length: 8 } },
    });
    const branch = attributesOf({ op: 'Any', outputs: ['y'], attributes: { body: { nodes: [], outputs: {} } } });
    expect(branch['body']).toMatchObject({ kind: 'other' });
  });

  const { attribute } = fields;
  const notText = Uint8Array.of(0xff, 0);
  it.each<[string, Piece[], object]>([
    ['without content are empty or zero', [integerField(attribute.type, 7)], { kind: 'ints', value: [] }],
    ['without content are empty or zero', [integerField(attribute.type, 2)], { kind: 'int', value: 0 }],
    [
      'whose type comes first are read alike',
      [integerField(attribute.type, 2), integerField(attribute.int, 5)],
      { kind: 'int', value: 5 },
    ],
    [
      'with packed numbers are read alike',
      bytesField(attribute.ints, [Uint8Array.of(1, 2)]),
      { kind: 'ints', value: [1, 2] },
    ],
    [
      'with bytes that are no text are only copied',
      bytesField(attribute.string, [notText]),
      { kind: 'other', value: undefined },
    ],
    [
      'with bytes among their texts are only copied',
      [
        textField(attribute.strings, 'a'),
        ...bytesField(attribute.strings, [notText]),
        textField(attribute.strings, 'b'),
      ],
      { kind: 'other', value: undefined },
    ],
    [
      'of a type alone that is not known are only copied',
      [integerField(attribute.type, 99)],
      { kind: 'other', value: undefined },
    ],
  ])('%s', (_, content, expected) => {
    const more = bytesField(fields.node.attribute, [textField(attribute.name, 'it'), ...content]);
    expect(readGraph(rawModel(rawNode('Any', [], ['y'], ...more))).nodes[0]?.attributes.get('it')).toMatchObject(
      expected,
    );
  });
});

describe('subgraphs', () => {
  const branch = (...nodes: NodeParts[]) => ({ nodes, outputs: { out: pair } });
  const capturedBy = (node: NodeParts) => read(node).captured;

  it('capture what they read and do not make themselves, at every depth', () => {
    const inner = branch({ op: 'Mul', inputs: ['x', 'made'], outputs: ['out'] });
    const thenBranch = branch(
      { op: 'Neg', inputs: ['w'], outputs: ['made'] },
      { op: 'If', inputs: ['other'], outputs: ['out'], attributes: { then_branch: inner, else_branch: inner } },
    );
    const elseBranch = {
      ...branch({ op: 'Add', inputs: ['own', 'top'], outputs: ['out'] }),
      initializers: { own: floats([2], 1, 2) },
    };
    const attributes = { then_branch: thenBranch, else_branch: elseBranch };
    expect(capturedBy({ op: 'If', inputs: ['cond'], outputs: ['y'], attributes })).toEqual(['w', 'other', 'x', 'top']);
  });

  it('do not capture their inputs, but outputs that come from outside', () => {
    const body = {
      nodes: [{ op: 'Identity', inputs: ['go'], outputs: ['more'] }],
      inputs: { step: pair, go: pair },
      outputs: { more: pair, w: pair },
    };
    expect(capturedBy({ op: 'Loop', inputs: ['', ''], outputs: ['y'], attributes: { body } })).toEqual(['w']);
  });
});

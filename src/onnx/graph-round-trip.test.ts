import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dataFolder, hasData } from '../../test/data.ts';
import { fields } from './graph-fields.ts';
import { floats, rawInitializer, rawNode, timesOpen } from './graph.fixture.ts';
import { writeGraph } from './graph-write.ts';
import { readGraph } from './graph.ts';
import { modelOf, type Attribute, type NodeParts } from './model.fixture.ts';
import { bytesField, encodeVarint, integerField, join, textField } from './wire-write.ts';

/** The test data's models; none where it is absent. */
const published = ['models', 'skeletons', 'judges'].flatMap((part) =>
  hasData
    ? readdirSync(path.join(dataFolder, part), { recursive: true, encoding: 'utf8' })
        .filter((file) => file.endsWith('.onnx'))
        .map((file) => path.join(part, file))
    : [],
);

describe('a graph that was not edited', () => {
  it.skipIf(!hasData)('is found among the test data', () => expect(published.length).toBeGreaterThan(7));

  it.each(published)('is written as it was: %s', (file) => {
    const from = path.join(dataFolder, file);
    expect(Buffer.compare(writeGraph(readGraph(from)), readFileSync(from))).toBe(0);
    if (process.platform === 'linux') expect(timesOpen(from)).toBe(0);
  });

  const attribute: fc.Arbitrary<Attribute> = fc.oneof(
    fc.integer(),
    fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n),
    fc.string({ unit: 'grapheme' }),
    fc.array(fc.integer()),
    fc.array(fc.string(), { minLength: 1 }),
    fc.float32Array(),
    fc.constant({ float: 1 }),
    fc.constant(floats([2], 1, 2)),
    fc.constant({ nodes: [{ op: 'Neg', inputs: ['x'], outputs: ['n'] }], outputs: { n: ['float32'] } as never }),
  );
  const node = fc.record({
    op: fc.string(),
    domain: fc.option(fc.string(), { nil: undefined }),
    from: fc.array(fc.nat(20), { maxLength: 4 }),
    outputs: fc.nat(3),
    attributes: fc.dictionary(fc.string(), attribute, { maxKeys: 4 }),
  });
  const model = fc.array(node, { maxLength: 12 }).map((nodes) =>
    modelOf({
      nodes: nodes.map(({ op, domain, from, outputs, attributes }, at): NodeParts => ({
        op,
        attributes,
        ...(domain !== undefined && { domain }),
        inputs: from.map((back) => (back < at ? `t${at - back - 1}` : ['x', 'w', ''][back % 3]) as string),
        outputs: [`t${at}`, ...Array.from({ length: outputs }, (_, more) => `t${at}-${more}`)],
      })),
      inputs: { x: ['float32', ['batch', 3, null]] },
      outputs: { t0: ['float32'] },
      values: { w: ['float16', []] },
      initializers: { w: floats([2, 2], 1, 2, 3, 4) },
      metadata: { '': 'ä' },
    }),
  );
  it('is written as it was, whatever is in it', () => {
    fc.assert(
      fc.property(model, (bytes) => {
        expect(Buffer.compare(writeGraph(readGraph(bytes)), bytes)).toBe(0);
      }),
      { numRuns: 300 },
    );
  });

  it('is written as it was, in whatever order and way its fields are', () => {
    const opset = (domain: string, version: number) =>
      bytesField(fields.model.opset, [
        textField(fields.opset.domain, domain),
        integerField(fields.opset.version, version),
      ]);
    const [w, v] = ['w', 'v'].map((name) => rawInitializer(name, 1, [0])) as [Uint8Array, Uint8Array];
    const content = join([w, rawNode('Add', ['w', 'v'], ['a']), v, integerField(77, 5), rawNode('Neg', ['a'], ['b'])]);
    // A length of five bytes where one is enough, which is right too.
    const header = Uint8Array.of(
      fields.model.graph * 8 + 2,
      (content.length & 127) + 128,
      (content.length >> 7) + 128,
      128,
      128,
      0,
    );
    const bytes = join([
      ...opset('', 17),
      header,
      content,
      ...opset('ai.onnx', 17),
      ...opset('other', 1),
      encodeVarint(99 * 8),
      encodeVarint(-1),
    ]);
    expect(writeGraph(readGraph(bytes))).toEqual(bytes);
  });
});

import { describe, expect, it } from 'vitest';
import { cutGraph } from './graph-cut.ts';
import { fields } from './graph-fields.ts';
import { problemOf, rawModel, rawNode } from './graph.fixture.ts';
import { replacePattern } from './graph-pattern.ts';
import { dependents } from './graph-walk.ts';
import { writeGraph } from './graph-write.ts';
import { readGraph } from './graph.ts';
import { bytesField, join } from './wire-write.ts';

describe('an enormous model', () => {
  it('has no more fields than any graph has', () => {
    const fieldsOnly = new Uint8Array(6e6).map((_, index) => (index % 2 ? 0 : 15 * 8));
    expect(problemOf(() => readGraph(rawModel(fieldsOnly)))).toContain('there are more fields than any graph has');
    const numbers = bytesField(fields.attribute.ints, [new Uint8Array(65_000)]);
    const attributes = Array.from({ length: 40 }, () => bytesField(fields.node.attribute, numbers)).flat();
    expect(problemOf(() => readGraph(rawModel(rawNode('Any', [], [], ...attributes))))).toContain(
      'more numbers than any graph has',
    );
  });

  it.each([16, 17, 2000])('has subgraphs in subgraphs, but no more than 16 (%s)', (depth) => {
    let bytes = rawNode('Neg', ['x'], ['y']);
    for (let level = 0; level < depth; level++) {
      const attribute = bytesField(fields.node.attribute, bytesField(fields.attribute.graph, [bytes]));
      bytes = rawNode('If', [], [`y${level}`], ...attribute);
    }
    const problem = problemOf(() => expect(readGraph(rawModel(bytes)).nodes[0]?.captured).toEqual(['x']));
    if (depth === 16) expect(problem).toBeUndefined();
    else expect(problem).toContain('subgraphs lie more than 16 deep, in a subgraph at byte');
  });

  it('has a node with half a million inputs, in a subgraph', () => {
    const inner = rawNode(
      'Concat',
      Array.from({ length: 5e5 }, (_, index) => (index % 9 ? 'x' : 'z')),
      ['y'],
    );
    const attribute = bytesField(fields.node.attribute, bytesField(fields.attribute.graph, [inner]));
    expect(readGraph(rawModel(rawNode('If', [], ['out'], ...attribute))).nodes[0]?.captured).toEqual(['z', 'x']);
  });

  it.each(['in order', 'in reverse'])('is a chain of 150,000 nodes, %s', (order) => {
    const count = 150_000;
    const chain = Array.from({ length: count }, (_, index) => rawNode('Neg', [`t${index}`], [`t${index + 1}`]));
    const graph = readGraph(rawModel(join(order === 'in order' ? chain : chain.reverse())));
    expect(graph.nodes[0]?.inputs).toEqual(['t0']);
    expect(dependents(graph, 't0').size).toBe(count + 1);
    const over = (name: string) => [{ name, type: 1, dims: undefined }];
    const part = cutGraph(graph, { inputs: over('t1'), outputs: over(`t${count}`) });
    expect(part.nodes).toHaveLength(count - 1);
    const { graph: edited, replaced } = replacePattern(part, { op: 'Neg', inputs: ['a'] }, ({ tensors, nodes }) => ({
      nodes: [{ op: 'Abs', inputs: [tensors.get('a') as string], outputs: nodes[0]?.outputs ?? [] }],
      opsets: { '': 18 },
    }));
    expect(replaced).toBe(count - 1);
    expect(readGraph(writeGraph(edited)).nodes.at(-1)).toMatchObject({ op: 'Abs', outputs: [`t${count}`] });
  });
});

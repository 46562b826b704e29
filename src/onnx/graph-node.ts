import { encodeAttribute, readAttribute, type Attribute } from './graph-attribute.ts';
import { fields } from './graph-fields.ts';
import { Originated } from './origin.ts';
import { contentOf, fieldsOf, textOf, wrong, type Field } from './wire.ts';
import { bytesField, textField, type Piece } from './wire-write.ts';

/** An operator and the tensors that it reads and gives, by name; an optional one that is left out is ''. */
export interface GraphNode {
  readonly name: string;
  /** Such as `Conv`. */
  readonly op: string;
  /** '' for ONNX' own operators. */
  readonly domain: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: ReadonlyMap<string, Attribute>;
  /** Tensors of this graph that its subgraphs read. */
  readonly captured: readonly string[];
}

/** Subgraphs in subgraphs; published models have one or two. */
const deepest = 16;

/** Reads a node with its attributes; `depth` counts the subgraphs around it. */
export function readNode(field: Field, depth = 0): GraphNode {
  const inputs: string[] = [];
  const outputs: string[] = [];
  const attributes = new Map<string, Attribute>();
  const captured = new Set<string>();
  let [name, op, domain] = ['', '', ''];
  const what = 'a node';
  for (const each of fieldsOf(contentOf(field, what), what)) {
    if (each.number === fields.node.input) inputs.push(textOf(each, what));
    else if (each.number === fields.node.output) outputs.push(textOf(each, what));
    else if (each.number === fields.node.name) name = textOf(each, what);
    else if (each.number === fields.node.op) op = textOf(each, what);
    else if (each.number === fields.node.domain) domain = textOf(each, what);
    else if (each.number === fields.node.attribute) {
      const { name: key, attribute, graphs } = readAttribute(each, `an attribute of ${op || 'a node'} "${name}"`);
      attributes.set(key, attribute);
      for (const graph of graphs) for (const tensor of capturedBy(graph, depth + 1)) captured.add(tensor);
    }
  }
  if (domain === 'ai.onnx') domain = '';
  return Originated.from(field, { name, op, domain, inputs, outputs, attributes, captured: [...captured] });
}

/** What a subgraph reads that it does not make itself. */
function capturedBy(graph: Field, depth: number): Set<string> {
  const what = 'a subgraph';
  if (depth > deepest) throw wrong(graph.source, `subgraphs lie more than ${deepest} deep`, what, graph.start);
  const own = new Set<string>();
  const read = new Set<string>();
  for (const each of fieldsOf(contentOf(graph, what), what)) {
    const { number } = each;
    if (number === fields.graph.node) {
      const { inputs, outputs, captured } = readNode(each, depth);
      for (const tensor of [...inputs, ...captured]) read.add(tensor);
      for (const output of outputs) own.add(output);
    } else if (number === fields.graph.initializer) own.add(nameIn(each, fields.tensor.name));
    else if (number === fields.graph.input) own.add(nameIn(each, fields.valueInfo.name));
    else if (number === fields.graph.output) read.add(nameIn(each, fields.valueInfo.name));
  }
  return new Set([...read].filter((tensor) => tensor !== '' && !own.has(tensor)));
}

function nameIn(field: Field, number: number): string {
  const what = 'a part of a subgraph';
  for (const each of fieldsOf(contentOf(field, what), what)) if (each.number === number) return textOf(each, what);
  return '';
}

/** A node's field: as it was read, or new. */
export function encodeNode(node: GraphNode): Piece[] {
  const origin = Originated.fieldOf(node);
  if (origin) return [origin];
  const { name, op, domain, inputs, outputs, attributes } = node;
  return bytesField(fields.graph.node, [
    ...inputs.map((input) => textField(fields.node.input, input)),
    ...outputs.map((output) => textField(fields.node.output, output)),
    ...(name === '' ? [] : [textField(fields.node.name, name)]),
    textField(fields.node.op, op),
    ...[...attributes].flatMap(([key, attribute]) => encodeAttribute(key, attribute)),
    ...(domain === '' ? [] : [textField(fields.node.domain, domain)]),
  ]);
}

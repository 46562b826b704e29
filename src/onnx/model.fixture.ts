import { elementTypes, type ElementType } from './element-type.ts';
import type { ExternalPlace } from './external-data.ts';
import { fields } from './graph-fields.ts';
import { encodeTensor, type TensorValue } from './graph-tensor.ts';
import { Tensor } from './tensor.ts';
import { encodeValueInfo, type ValueInfo } from './value-info.ts';
import { bytesField, floatField, integerField, join, textField, type Piece } from './wire-write.ts';

/** What is declared of a value: its element type (or ONNX' number of one) and its dimensions, as in {@link ValueInfo}. */
export type Declared = readonly [type: ElementType | number, dims?: ValueInfo['dims']];

/** Elements in a file beside the model. */
export interface ExternalTensor {
  readonly type: ElementType;
  readonly dims: readonly number[];
  readonly external: ExternalPlace;
}

/** Whole numbers are written as ints and others as floats; `{ float: 1 }` and a Float32Array are floats always. */
export type Attribute =
  | number
  | bigint
  | string
  | { readonly float: number }
  | readonly number[]
  | readonly string[]
  | Float32Array
  | Tensor
  | TensorValue
  | GraphParts;

export interface NodeParts {
  readonly op: string;
  /** An empty name is an optional input that is left out. */
  readonly inputs?: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes?: Readonly<Record<string, Attribute>>;
  readonly domain?: string;
  readonly name?: string;
}

export interface GraphParts {
  readonly nodes: readonly NodeParts[];
  readonly inputs?: Readonly<Record<string, Declared>>;
  readonly outputs: Readonly<Record<string, Declared>>;
  /** Values between nodes. */
  readonly values?: Readonly<Record<string, Declared>>;
  readonly initializers?: Readonly<Record<string, Tensor | TensorValue | ExternalTensor>>;
}

export interface ModelParts extends GraphParts {
  /** Version of ONNX' own operators. Default 17. */
  readonly opset?: number;
  /** Versions of other domains' operators. Those of Microsoft are always there. */
  readonly opsets?: Readonly<Record<string, number>>;
  readonly metadata?: Readonly<Record<string, string>>;
}

/** An ONNX model, as the bytes of its file. */
export function modelOf(parts: ModelParts): Uint8Array {
  const { opset = 17, opsets = {}, metadata = {} } = parts;
  return join([
    integerField(fields.model.irVersion, 8),
    ...Object.entries({ '': opset, 'com.microsoft': 1, ...opsets }).flatMap(([domain, version]) =>
      bytesField(fields.model.opset, [
        textField(fields.opset.domain, domain),
        integerField(fields.opset.version, version),
      ]),
    ),
    ...bytesField(fields.model.graph, encodeGraph(parts)),
    ...Object.entries(metadata).flatMap(([key, value]) => bytesField(fields.model.metadata, encodeEntry(key, value))),
  ]);
}

/** A model of one node, from inputs to outputs that are declared. */
export function nodeModel(
  op: string,
  inputs: Readonly<Record<string, Declared>>,
  outputs: Readonly<Record<string, Declared>>,
  attributes: Readonly<Record<string, Attribute>> = {},
): Uint8Array {
  const node = { op, inputs: Object.keys(inputs), outputs: Object.keys(outputs), attributes };
  return modelOf({ nodes: [node], inputs, outputs });
}

/** GraphProto.name, which ONNX Runtime wants in subgraphs. */
const graphName = 2;

function encodeGraph({ nodes, inputs = {}, outputs, values = {}, initializers = {} }: GraphParts): Piece[] {
  const { graph } = fields;
  return [
    ...nodes.flatMap((node) => bytesField(graph.node, encodeNode(node))),
    textField(graphName, 'graph'),
    ...Object.entries(initializers).flatMap(([name, tensor]) =>
      bytesField(graph.initializer, 'external' in tensor ? encodeExternal(name, tensor) : encodeValue(name, tensor)),
    ),
    ...encodeDeclared(graph.input, inputs),
    ...encodeDeclared(graph.output, outputs),
    ...encodeDeclared(graph.valueInfo, values),
  ];
}

function encodeDeclared(number: number, declared: Readonly<Record<string, Declared>>): Piece[] {
  return Object.entries(declared).flatMap(([name, [type, dims]]) =>
    encodeValueInfo(number, { name, type: codeOf(type), dims }),
  );
}

function encodeNode({ op, inputs = [], outputs, attributes = {}, domain, name }: NodeParts): Piece[] {
  const { node } = fields;
  return [
    ...inputs.map((each) => textField(node.input, each)),
    ...outputs.map((each) => textField(node.output, each)),
    ...(name === undefined ? [] : [textField(node.name, name)]),
    textField(node.op, op),
    ...Object.entries(attributes).flatMap(([each, value]) =>
      bytesField(node.attribute, [textField(fields.attribute.name, each), ...encodeAttribute(value)]),
    ),
    ...(domain === undefined ? [] : [textField(node.domain, domain)]),
  ];
}

/** AttributeProto.AttributeType */
const kinds = { float: 1, int: 2, string: 3, tensor: 4, graph: 5, floats: 6, ints: 7, strings: 8 } as const;

function encodeAttribute(value: Attribute): Piece[] {
  const { attribute } = fields;
  const kind = (which: keyof typeof kinds): Piece => integerField(attribute.type, kinds[which]);
  const float = (number: number): Piece[] => [kind('float'), floatField(attribute.float, number)];
  if (typeof value === 'string') return [kind('string'), textField(attribute.string, value)];
  if (typeof value === 'number' && !Number.isInteger(value)) return float(value);
  if (typeof value === 'number' || typeof value === 'bigint') return [kind('int'), integerField(attribute.int, value)];
  if (value instanceof Float32Array)
    return [kind('floats'), ...Array.from(value, (each) => floatField(attribute.floats, each))];
  if ('float' in value) return float(value.float);
  if ('nodes' in value) return [kind('graph'), ...bytesField(attribute.graph, encodeGraph(value))];
  if ('data' in value) return [kind('tensor'), ...bytesField(attribute.tensor, encodeValue('', value))];
  const texts = value.some((each) => typeof each === 'string');
  if (texts) return [kind('strings'), ...value.map((each) => textField(attribute.strings, String(each)))];
  return [kind('ints'), ...value.map((each) => integerField(attribute.ints, Number(each)))];
}

function encodeValue(name: string, { type, dims, data }: Tensor | TensorValue): Piece[] {
  return encodeTensor(name, { type: codeOf(type), dims, data });
}

function encodeExternal(name: string, { type, dims, external }: ExternalTensor): Piece[] {
  const { tensor } = fields;
  return [
    ...dims.map((dim) => integerField(tensor.dims, dim)),
    integerField(tensor.type, codeOf(type)),
    textField(tensor.name, name),
    ...Object.entries(external).flatMap(([key, value]) =>
      bytesField(tensor.externalData, encodeEntry(key, String(value))),
    ),
    // 1: external
    integerField(tensor.dataLocation, 1),
  ];
}

function encodeEntry(key: string, value: string): Piece[] {
  return [textField(fields.entry.key, key), textField(fields.entry.value, value)];
}

function codeOf(type: ElementType | number): number {
  return typeof type === 'number' ? type : elementTypes[type].code;
}

/**
 * y = n + x, where n is counted one by one and x is read at the end: a run that takes as long as a test likes, and that
 * an abort ends. `x` and `y` are float32[1]; without a constant `n` it is an input, an int64 scalar.
 */
export function countingModel(n?: number): Uint8Array {
  const constant = n !== undefined && { n: Tensor.from('int64', [], [n]) };
  const body: GraphParts = {
    nodes: [
      { op: 'Add', inputs: ['before', 'one'], outputs: ['after'] },
      { op: 'Identity', inputs: ['go on'], outputs: ['still go on'] },
    ],
    inputs: { iteration: ['int64', []], 'go on': ['bool', []], before: ['float32', [1]] },
    outputs: { 'still go on': ['bool', []], after: ['float32', [1]] },
  };
  return modelOf({
    nodes: [
      { op: 'Loop', inputs: ['n', '', 'zero'], outputs: ['counted'], attributes: { body } },
      { op: 'Add', inputs: ['counted', 'x'], outputs: ['y'] },
    ],
    inputs: { ...(!constant && { n: ['int64', []] }), x: ['float32', [1]] },
    outputs: { y: ['float32', [1]] },
    initializers: { zero: Tensor.zeros('float32', [1]), one: Tensor.from('float32', [1], [1]), ...constant },
  });
}

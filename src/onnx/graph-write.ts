import { realpathSync } from 'node:fs';
import path from 'node:path';
import { reading } from './byte-source.ts';
import { ExternalFiles } from './external-data.ts';
import { fields } from './graph-fields.ts';
import { encodeNode } from './graph-node.ts';
import { encodeInitializer, type Initializer, type TensorTarget } from './graph-tensor.ts';
import { readOpset, type Graph } from './graph.ts';
import { InvalidModel } from './invalid-model.ts';
import { Originated } from './origin.ts';
import { encodeValueInfo } from './value-info.ts';
import type { Field } from './wire.ts';
import { bytesField, integerField, join, textField, type Piece } from './wire-write.ts';

export interface WriteOptions {
  /**
   * Where the weights are afterwards.
   * - `as-read` (default): where they were. A graph that was read and not edited comes out byte for byte.
   * - `published`: in the file that the graph was read from, to which the new model points as external data; what is
   *   small stays in the model. The session must be opened with {@link weightsFolder}.
   * - `inline`: all in the model.
   */
  readonly weights?: 'as-read' | 'published' | 'inline';
}

/**
 * Initializers up to this many bytes stay in the model: ONNX Runtime reads shapes and axes from them before it loads
 * external data.
 */
const inlineBytes = 4096;

/** The folder that a session needs for weights that stay in the published file. Throws {@link InvalidModel} when it is gone. */
export function weightsFolder(file: string): string {
  return path.dirname(reading(file, () => realpathSync(file)));
}

/** Writes a graph as an ONNX model. Throws {@link InvalidModel} when weights cannot be had, or do not fit. */
export function writeGraph(graph: Graph, { weights = 'as-read' }: WriteOptions = {}): Uint8Array {
  const external = new ExternalFiles(graph.file);
  try {
    const targets = {
      'as-read': () => undefined,
      published: (initializer: Initializer) => publishedTarget(graph.file, initializer, external),
      inline: (initializer: Initializer) => inlineTarget(initializer, external),
    };
    const graphPieces = encodeGraph(graph, targets[weights]);
    return join(
      inPlaces(graph.origin.model, {
        ...(!areSame(graphPieces, graph.origin.graph) && {
          [fields.model.graph]: bytesField(fields.model.graph, graphPieces),
        }),
        [fields.model.opset]: encodeOpsets(graph),
      }),
    );
  } finally {
    external.close();
    for (const { source } of graph.origin.model) source.close();
  }
}

function encodeGraph(graph: Graph, targetOf: (initializer: Initializer) => TensorTarget | undefined): Piece[] {
  return inPlaces(graph.origin.graph, {
    [fields.graph.node]: graph.nodes.flatMap(encodeNode),
    [fields.graph.initializer]: [...graph.initializers.values()].flatMap((each) =>
      encodeInitializer(each, targetOf(each)),
    ),
    [fields.graph.input]: graph.inputs.flatMap((each) => encodeValueInfo(fields.graph.input, each)),
    [fields.graph.output]: graph.outputs.flatMap((each) => encodeValueInfo(fields.graph.output, each)),
    [fields.graph.valueInfo]: graph.valueInfos.flatMap((each) => encodeValueInfo(fields.graph.valueInfo, each)),
  });
}

/** Opsets as they were read, unless their version changed, and then those that are new. */
function encodeOpsets(graph: Graph): Piece[] {
  const left = new Map(graph.opsets);
  const encode = (domain: string, version: number) =>
    bytesField(fields.model.opset, [
      ...(domain === '' ? [] : [textField(fields.opset.domain, domain)]),
      integerField(fields.opset.version, version),
    ]);
  const kept = graph.origin.model.flatMap((field): Piece[] => {
    if (field.number !== fields.model.opset) return [];
    const [domain, before] = readOpset(field);
    const version = graph.opsets.get(domain) ?? before;
    left.delete(domain);
    return version === before ? [field] : encode(domain, version);
  });
  return [...kept, ...[...left].flatMap(([domain, version]) => encode(domain, version))];
}

/**
 * The fields of a message in the order that they were read in. Those of the given numbers are replaced, unless they are
 * as they were, each kind where its first one stood, or at the end where there was none.
 */
function inPlaces(read: readonly Field[], replaced: Readonly<Record<number, Piece[]>>): Piece[] {
  const left = new Map(Object.entries(replaced).map(([number, pieces]) => [Number(number), pieces]));
  for (const [number, pieces] of left) {
    const before = read.filter((field) => field.number === number);
    if (areSame(pieces, before)) left.delete(number);
  }
  const changed = new Set(left.keys());
  const pieces = read.flatMap((field): Piece[] => {
    if (!changed.has(field.number)) return [field];
    const here = left.get(field.number) ?? [];
    left.delete(field.number);
    return here;
  });
  return [...pieces, ...[...left.values()].flat()];
}

function areSame(pieces: readonly Piece[], read: readonly Field[]): boolean {
  return pieces.length === read.length && pieces.every((piece, index) => piece === read[index]);
}

function inlineTarget(initializer: Initializer, external: ExternalFiles): TensorTarget | undefined {
  const { name, data } = initializer;
  return data.kind === 'external' ? { raw: external.span(data, `"${name}"`) } : undefined;
}

function publishedTarget(
  model: string | undefined,
  initializer: Initializer,
  external: ExternalFiles,
): TensorTarget | undefined {
  const { name, data } = initializer;
  if (data.kind === 'external') {
    const span = external.span(data, `"${name}"`);
    return span.end - span.start <= inlineBytes ? { raw: span } : pointTo(model, span.source.file, span);
  }
  if (data.kind !== 'raw' || data.length <= inlineBytes) return undefined;
  const file = Originated.fieldOf(initializer)?.source.file;
  return pointTo(model, file, { start: data.start, end: data.start + data.length });
}

/** Points to bytes of a file; undefined for weights in memory, which have no file to point to. */
function pointTo(
  model: string | undefined,
  file: string | undefined,
  { start, end }: { start: number; end: number },
): TensorTarget | undefined {
  if (model === undefined || file === undefined) return undefined;
  // ONNX Runtime refuses links beside a regular file, so the real one is named.
  const real = reading(file, () => realpathSync(file));
  if (path.dirname(real) !== weightsFolder(model)) {
    throw new InvalidModel(model, `its weights in ${file} lie in another folder than the model`);
  }
  return { external: { location: path.basename(real), offset: start, length: end - start } };
}

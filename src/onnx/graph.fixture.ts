import { mkdtempSync, readdirSync, readlinkSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll } from 'vitest';
import { fields } from './graph-fields.ts';
import { InvalidModel } from './invalid-model.ts';
import { Session } from './session.ts';
import { Tensor } from './tensor.ts';
import { bytesField, integerField, join, textField, type Piece } from './wire-write.ts';

export const floats = (dims: readonly number[], ...values: number[]) => Tensor.from('float32', dims, values);

/** A folder that is gone after the tests of the file. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'graph-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** What a model computes, by output. */
export async function run(
  model: string | Uint8Array,
  feeds: Readonly<Record<string, Tensor>>,
  outputs: readonly string[],
  weightsFolder?: string,
): Promise<Record<string, (number | bigint)[]>> {
  const session = await Session.open(model, weightsFolder === undefined ? {} : { weightsFolder });
  try {
    const results = await session.run(feeds, outputs);
    return Object.fromEntries(Object.entries(results).map(([name, { data }]) => [name, [...data]]));
  } finally {
    await session.release();
  }
}

/** The message of the {@link InvalidModel} that comes; undefined when all went well. Other errors go on. */
export function problemOf(work: () => unknown): string | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    if (error instanceof InvalidModel) return error.message;
    throw error;
  }
}

/** How often this process has a file open. */
export function timesOpen(file: string): number {
  const linkOf = (handle: string) => {
    try {
      return readlinkSync(`/proc/self/fd/${handle}`);
    } catch {
      return undefined;
    }
  };
  return readdirSync('/proc/self/fd').filter((handle) => linkOf(handle) === file).length;
}

/** A model put together by hand, for what no exporter writes. */
export function rawModel(...graph: Piece[]): Uint8Array {
  return join([
    integerField(fields.model.irVersion, 8),
    ...bytesField(fields.model.opset, [integerField(fields.opset.version, 17)]),
    ...bytesField(fields.model.graph, graph),
  ]);
}

/** A node's field, with more in it. */
export function rawNode(
  op: string,
  inputs: readonly string[],
  outputs: readonly string[],
  ...more: Piece[]
): Uint8Array {
  return join(
    bytesField(fields.graph.node, [
      ...inputs.map((input) => textField(fields.node.input, input)),
      ...outputs.map((output) => textField(fields.node.output, output)),
      textField(fields.node.op, op),
      ...more,
    ]),
  );
}

/** An initializer's field, with whatever says where its elements are. */
export function rawInitializer(name: string, type: number, dims: readonly number[], ...more: Piece[]): Uint8Array {
  return join(
    bytesField(fields.graph.initializer, [
      ...dims.map((dim) => integerField(fields.tensor.dims, dim)),
      integerField(fields.tensor.type, type),
      textField(fields.tensor.name, name),
      ...more,
    ]),
  );
}

/** What says that a tensor's elements are elsewhere. */
export function externalEntries(entries: Readonly<Record<string, string>>): Piece[] {
  return [
    ...Object.entries(entries).flatMap(([key, value]) =>
      bytesField(fields.tensor.externalData, [textField(fields.entry.key, key), textField(fields.entry.value, value)]),
    ),
    integerField(fields.tensor.dataLocation, 1),
  ];
}

import { copyFileSync, existsSync, linkSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setAttributes } from '../../src/onnx/graph-edit.ts';
import { writeGraph } from '../../src/onnx/graph-write.ts';
import { readGraph } from '../../src/onnx/graph.ts';

/**
 * The model in `folder` beside it once more, in `FOLDER-patched`: its 4-bit products compute in integers, as Starling lets them, so that
 * others can be given the same. The weights are the same files. Returns the folder.
 */
export function patchedCopy(folder: string): string {
  const copy = `${folder}-patched`;
  rmSync(copy, { recursive: true, force: true });
  mkdirSync(path.join(copy, 'onnx'), { recursive: true });
  for (const name of readdirSync(folder)) {
    if (name.endsWith('.json')) copyFileSync(path.join(folder, name), path.join(copy, name));
  }
  for (const name of readdirSync(path.join(folder, 'onnx'))) {
    linkSync(path.join(folder, 'onnx', name), path.join(copy, 'onnx', name));
  }
  const file = path.join(copy, 'onnx/language_model_q4.onnx');
  const graph = readGraph(file);
  const products = graph.nodes.filter(({ op }) => op === 'MatMulNBits');
  const model = writeGraph(setAttributes(graph, new Set(products), { accuracy_level: { kind: 'int', value: 4 } }));
  // The link goes first, or the original would be written over.
  if (existsSync(file)) rmSync(file);
  writeFileSync(file, model);
  return copy;
}

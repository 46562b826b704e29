import type { Graph } from './graph.ts';

/** Every tensor that is computed from this one, itself included. */
export function dependents(graph: Graph, tensor: string): ReadonlySet<string> {
  const found = new Set([tensor]);
  // A set is walked in the order of insertion, what is added on the way included.
  for (const each of found) {
    for (const node of graph.consumersOf(each)) for (const output of node.outputs) found.add(output);
  }
  return found;
}

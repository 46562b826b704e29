import { replaceNodes, type Additions, type NewNode } from './graph-edit.ts';
import type { GraphNode } from './graph-node.ts';
import type { Graph } from './graph.ts';

/**
 * A shape to look for, from its last node upwards. A text stands for any tensor and gives it a name; the same name twice is the
 * same tensor. The operands of commutative operators may stand in either order.
 */
export type Pattern =
  | string
  | {
      readonly op: string;
      /** The first inputs of the node; what it has beyond them is not looked at. Default: any. */
      readonly inputs?: readonly Pattern[];
      /** A name for the node in the match. */
      readonly as?: string;
    };

/** Where a pattern was found. */
export interface Match {
  /** All nodes of it, the last one first. */
  readonly nodes: readonly GraphNode[];
  /** Named tensors. */
  readonly tensors: ReadonlyMap<string, string>;
  /** Named nodes. */
  readonly named: ReadonlyMap<string, GraphNode>;
}

const commutative = new Set(['Add', 'Mul']);
const nothing: Match = { nodes: [], tensors: new Map(), named: new Map() };

/** Looks whether a pattern ends at this node. */
export function matchAt(graph: Graph, node: GraphNode, pattern: Pattern): Match | undefined {
  if (typeof pattern === 'string') return undefined;
  const [first] = matchNode(graph, node, pattern, nothing);
  return first;
}

/** Every place where a pattern is, in the graph's order. */
export function findPattern(graph: Graph, pattern: Pattern): Match[] {
  return graph.nodes.flatMap((node) => matchAt(graph, node, pattern) ?? []);
}

/**
 * Replaces a pattern wherever it stands alone: places that share nodes, or whose inner results others read, are left as
 * they are, but for the first of those that overlap. `replace` gives the new nodes, which must give what the match's
 * last node gave. Returns the new graph and how many places were replaced.
 */
export function replacePattern(
  graph: Graph,
  pattern: Pattern,
  replace: (match: Match, index: number) => { readonly nodes: readonly NewNode[] } & Additions,
): { graph: Graph; replaced: number } {
  const gone = new Set<GraphNode>();
  const matches = findPattern(graph, pattern).filter((match) => {
    if (match.nodes.some((node) => gone.has(node)) || !standsAlone(graph, match)) return false;
    for (const node of match.nodes) gone.add(node);
    return true;
  });
  const replacements = matches.map(replace);
  const merged: Additions = {
    inputs: replacements.flatMap(({ inputs }) => inputs ?? []),
    initializers: Object.fromEntries(replacements.flatMap(({ initializers }) => Object.entries(initializers ?? {}))),
    opsets: Object.fromEntries(
      replacements.flatMap(({ opsets }) => Object.entries(opsets ?? {})).sort(([, a], [, b]) => a - b),
    ),
  };
  const nodes = replacements.flatMap((each) => each.nodes);
  return { graph: replaceNodes(graph, gone, nodes, merged), replaced: matches.length };
}

/** Nobody outside reads what is inside. */
function standsAlone(graph: Graph, { nodes: [last, ...inner] }: Match): boolean {
  const own = new Set([last, ...inner]);
  const ends = new Set(graph.outputs.map(({ name }) => name));
  return inner
    .flatMap(({ outputs }) => outputs)
    .every((tensor) => !ends.has(tensor) && graph.consumersOf(tensor).every((node) => own.has(node)));
}

function* matchNode(
  graph: Graph,
  node: GraphNode,
  { op, inputs = [], as }: Exclude<Pattern, string>,
  before: Match,
): Generator<Match> {
  if (node.op !== op || node.inputs.length < inputs.length) return;
  const here: Match = {
    ...before,
    nodes: before.nodes.includes(node) ? before.nodes : [...before.nodes, node],
    named: as === undefined ? before.named : new Map([...before.named, [as, node]]),
  };
  yield* matchInputs(graph, node.inputs, inputs, here);
  if (commutative.has(op)) yield* matchInputs(graph, [...node.inputs].reverse(), inputs, here);
}

/** Every way to match: which operand is which may only show at a name that comes again later. */
function* matchInputs(
  graph: Graph,
  [tensor = '', ...tensors]: readonly string[],
  [pattern, ...patterns]: readonly Pattern[],
  before: Match,
): Generator<Match> {
  if (pattern === undefined) {
    yield before;
    return;
  }
  for (const match of matchInput(graph, tensor, pattern, before)) yield* matchInputs(graph, tensors, patterns, match);
}

function* matchInput(graph: Graph, tensor: string, pattern: Pattern, before: Match): Generator<Match> {
  if (typeof pattern !== 'string') {
    const producer = graph.producerOf(tensor);
    if (producer) yield* matchNode(graph, producer, pattern, before);
    return;
  }
  const bound = before.tensors.get(pattern);
  if (bound === tensor) yield before;
  if (bound === undefined) yield { ...before, tensors: new Map([...before.tensors, [pattern, tensor]]) };
}

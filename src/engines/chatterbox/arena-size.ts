import type { LanguageModelShape } from './language-model-graph.ts';

/** Most rows of a step: beyond, a step takes longer in proportion, and nobody gains. */
export const mostRows = 32;

/**
 * How many rows of the arena fit into a budget of bytes, at most {@link mostRows}; 0 when not even one sequence does.
 * `rowsPerSequence` is 2 where guidance is on by default.
 */
export function rowsWithin(
  budgetBytes: number,
  { bytesPerToken }: Pick<LanguageModelShape, 'bytesPerToken'>,
  capacity: number,
  rowsPerSequence: number,
): number {
  const rows = Math.min(mostRows, Math.floor(budgetBytes / (bytesPerToken * capacity)));
  return rows - (rows % rowsPerSequence);
}

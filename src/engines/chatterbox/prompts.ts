import type { Embedder } from './embedder.ts';

/** Embeddings of a text, [length, width]; with guidance a second one in which the text's own are left out. */
export type Prompts = readonly [Float32Array] | readonly [Float32Array, Float32Array];

/** What follows the voice in a sequence: the embeddings of the ids. */
export async function promptsOf(
  embedder: Embedder,
  { ids, exaggeration, guided }: { ids: readonly number[]; exaggeration: number; guided: boolean },
  signal: AbortSignal,
): Promise<Prompts> {
  const conditional = await embedder.prompt(ids, exaggeration, true, signal);
  return guided ? [conditional, await embedder.prompt(ids, exaggeration, false, signal)] : [conditional];
}

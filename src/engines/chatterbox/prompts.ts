import type { Conditionals } from './conditionals.ts';
import type { Embedder } from './embedder.ts';

/** Embeddings of a whole prompt, [length, width]; with guidance a second one that has no text. */
export type Prompts = readonly [Float32Array] | readonly [Float32Array, Float32Array];

/** Puts the voice before the text: prefix ‖ embeddings of the ids. */
export async function promptsOf(
  embedder: Embedder,
  voice: Conditionals,
  { ids, exaggeration, guided }: { ids: readonly number[]; exaggeration: number; guided: boolean },
  signal: AbortSignal,
): Promise<Prompts> {
  const prompt = async (keepText: boolean) => {
    const embeds = await embedder.prompt(ids, exaggeration, keepText, signal);
    const whole = new Float32Array(voice.prefix.length + embeds.length);
    whole.set(voice.prefix);
    whole.set(embeds, voice.prefix.length);
    return whole;
  };
  const conditional = await prompt(true);
  return guided ? [conditional, await prompt(false)] : [conditional];
}

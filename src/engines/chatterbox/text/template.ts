import { z } from 'zod';

const special = z.object({ SpecialToken: z.object({ id: z.string() }) });
const templateSchema = z.object({
  type: z.literal('TemplateProcessing'),
  single: z.array(z.union([special, z.object({ Sequence: z.object({ id: z.string() }) })])),
  special_tokens: z.record(z.string(), z.object({ ids: z.array(z.number()) })).default({}),
});
const sequenceSchema = z.object({ type: z.literal('Sequence'), processors: z.array(z.unknown()) });

/**
 * How often the `post_processor` of a `tokenizer.json` puts `id` after a text; undefined where it has no template that
 * puts anything there. A name in a template can stand for several ids.
 */
export function idsBehind(postProcessor: unknown, id: number): number | undefined {
  const sequence = sequenceSchema.safeParse(postProcessor);
  if (sequence.success) {
    return sequence.data.processors.map((part) => idsBehind(part, id)).find((count) => count !== undefined);
  }
  const template = templateSchema.safeParse(postProcessor);
  if (!template.success) return undefined;
  const { single, special_tokens: named } = template.data;
  const text = single.findLastIndex((item) => 'Sequence' in item);
  const ids = single
    .slice(text + 1)
    .flatMap((item) => ('SpecialToken' in item ? (named[item.SpecialToken.id]?.ids ?? []) : []));
  return ids.includes(id) ? ids.filter((each) => each === id).length : undefined;
}

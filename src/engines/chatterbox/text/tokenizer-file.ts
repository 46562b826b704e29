import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { messageOf } from '../../../errors.ts';
import { UnusableModel } from '../unusable-model.ts';
import type { AddedToken } from './control-tokens.ts';

const id = z.number().int().min(0).max(1_000_000);
const addedToken = z.looseObject({ content: z.string().min(1), special: z.boolean().default(false) });

/** What is read of a `tokenizer.json`; the rest goes as it is to the library that runs it. */
const tokenizerSchema = z.looseObject({
  added_tokens: z.array(addedToken.extend({ id })).default([]),
  normalizer: z.unknown().default(null),
  pre_tokenizer: z.unknown().default(null),
  post_processor: z.unknown().default(null),
  model: z.looseObject({
    type: z.literal('BPE'),
    vocab: z.record(z.string(), id),
    merges: z.array(z.union([z.string(), z.tuple([z.string(), z.string()])])),
    unk_token: z.string().nullish(),
  }),
});

/** What is read of a `tokenizer_config.json`. */
const configSchema = z.looseObject({
  added_tokens_decoder: z.record(z.string().regex(/^\d{1,6}$/u), addedToken).default({}),
});

export interface TokenizerFile {
  /** Where it was read. */
  readonly file: string;
  readonly content: z.infer<typeof tokenizerSchema>;
  /** Those of both files. */
  readonly addedTokens: readonly AddedToken[];
}

/**
 * Reads `tokenizer.json` in that folder, with the tokens that a `tokenizer_config.json` beside it adds. Throws
 * {@link UnusableModel}.
 */
export async function readTokenizerFile(folder: string): Promise<TokenizerFile> {
  const file = path.join(folder, 'tokenizer.json');
  const content = await readJson(file, tokenizerSchema);
  if (!content) throw new UnusableModel(`${file} is missing. Download it into the model's folder; it has the tokens.`);
  const config = await readJson(path.join(folder, 'tokenizer_config.json'), configSchema);
  const known = new Set(content.added_tokens.map((token) => token.id));
  const others = Object.entries(config?.added_tokens_decoder ?? {})
    .map(([key, token]) => ({ ...token, id: Number(key) }))
    .filter((token) => !known.has(token.id));
  return { file, content, addedTokens: [...content.added_tokens, ...others] };
}

/** The parsed file; undefined where there is none. Throws {@link UnusableModel}, which names the file and the field. */
export async function readJson<Content>(file: string, schema: z.ZodType<Content>): Promise<Content | undefined> {
  let json: unknown;
  try {
    json = JSON.parse((await readFile(file, 'utf8')).replace(/^\uFEFF/u, ''));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    const what = error instanceof SyntaxError ? 'it is not JSON' : messageOf(error);
    throw new UnusableModel(`${file} cannot be read: ${what}. Download it again.`);
  }
  const result = schema.safeParse(json);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const field = issue?.path.join('.') ?? '';
  const what = `${field === '' ? '' : `"${field}" is wrong: `}${issue?.message ?? ''}`;
  throw new UnusableModel(`${file}: ${what}. Download it again, with the other files of the same model.`);
}

import { soundNames } from '../../../text/control.ts';

/** A token of `added_tokens` in a `tokenizer.json`. */
export interface AddedToken {
  readonly id: number;
  readonly content: string;
  readonly special: boolean;
}

/** The only tokens in brackets that a text may name. */
export const tags: readonly string[] = soundNames.map((name) => `[${name}]`);

/** `[START]`, `[en]`, `[cj_a]`, `[SPACE]`, `<|endoftext|>`; but `[]` and `</` are ordinary letters of GPT-2. */
const bracketed = /^(?:\[[^[\]]+\]|<[^<>]+>)$/u;

/**
 * Whether a token steers the model instead of being read out. A text may never bring one in: it would end the prompt
 * early or change its language. All that a tokenizer declares special is one, and all that stands in brackets.
 */
export function isControl(content: string, added: AddedToken | undefined): boolean {
  return added?.special === true || bracketed.test(content);
}

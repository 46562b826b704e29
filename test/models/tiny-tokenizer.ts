import { speech, type Variant } from '../../src/engines/chatterbox/variant.ts';
import { endOfText, publishedTextRows, trailingIds } from './embed-tokens.ts';

/** An entry of `added_tokens`. */
interface AddedToken {
  readonly id: number;
  readonly content: string;
  readonly special: boolean;
  readonly normalized: boolean;
}

/** Letters whose ids are beyond the text table, in a tokenizer that is larger than it. */
export const overflowingLetters = 'žšč';

const startOfText = 255;

/** In an order in which [en] is 708 and [tr] 712, as in the published tokenizer. */
const languages = 'ar da de el en es fi fr tr he hi it ja ko ms nl no pl pt ru sv sw zh'.split(' ');
const firstLanguage = 704;

/** GPT-2's ids 50257 to 50275 (chatterbox-turbo: `added_tokens.json`). */
const tags = [
  ...['angry', 'fear', 'surprised', 'whispering', 'advertisement', 'dramatic', 'narration', 'crying', 'happy'],
  ...['sarcastic', 'clear throat', 'sigh', 'shush', 'cough', 'groan', 'sniff', 'gasp', 'chuckle', 'laugh'],
];

/** The contents of `tokenizer.json` and `tokenizer_config.json`: published structure, few entries. */
export function tinyTokenizer(
  variant: Variant,
  { largerThanTable = false }: { readonly largerThanTable?: boolean } = {},
): { readonly tokenizer: unknown; readonly config: unknown } {
  return variant === 'turbo' || variant === 'nano'
    ? byteLevel(trailingIds[variant])
    : letters(variant, largerThanTable ? publishedTextRows[variant] : undefined);
}

/** A byte-pair encoding of letters, with the spaces written as `[SPACE]`. */
function letters(variant: 'english' | 'multilingual', firstBeyond: number | undefined) {
  const vocab: Record<string, number> = { '[STOP]': 0, '[UNK]': 1, '[SPACE]': 2, '[START]': startOfText };
  let id = 3;
  const give = (entry: string) => {
    if (entry in vocab) return;
    if (id === startOfText) id++;
    vocab[entry] = id++;
  };
  for (let code = 33; code < 127; code++) give(String.fromCharCode(code));
  for (const letter of 'äöüßéèêáàâíóúñçøåæœãõ¿¡«»–…') give(letter);
  if (variant === 'multilingual') {
    for (const letter of 'абвгдежзийклмнопрстуфхцчшщъыьэюяαβγδεζηθικλμνξοπρσςτυφχψωאבגדהוזחטיכלמנסעפצקרשת')
      give(letter);
    for (const letter of '\u0300\u0301\u0302\u0303\u0308\u0327、。！？，あいうえおかきくけこ') give(letter);
  }
  const merges: [string, string][] = [];
  const merge = (left: string, right: string) => {
    merges.push([left, right]);
    give(left + right);
  };
  for (let length = 1; length < '[SPACE]'.length; length++) merge('[SPACE]'.slice(0, length), '[SPACE]'.charAt(length));
  for (const [left, right] of ['th', 'he', 'in', 'er', 'an', 'ou']) merge(left ?? '', right ?? '');
  merge('th', 'e');
  merge('in', 'g');
  if (firstBeyond !== undefined) [...overflowingLetters].forEach((letter, i) => (vocab[letter] = firstBeyond + i));

  const control = { '[EXAGGERATION]': speech.exaggeration, '[START_SPEECH]': speech.start };
  const spoken =
    variant === 'multilingual' ? languages.map((name, i) => [`[${name}]`, firstLanguage + i] as const) : [];
  const added: AddedToken[] = [
    ...['[STOP]', '[UNK]', '[START]'].map((content) => [content, vocab[content] ?? 0] as const),
    ...[...spoken, ...Object.entries(control)],
  ].map(([content, each]) => ({ id: each, content, special: true, normalized: false }));
  const before = ['[EXAGGERATION]', '[START]'];
  const after = ['[STOP]', '[START_SPEECH]', '[START_SPEECH]'];
  return {
    tokenizer: tokenizerOf({
      added,
      normalizer: { type: 'Replace', pattern: { String: ' ' }, content: '[SPACE]' },
      pre_tokenizer: null,
      post_processor: template(before, after, new Map(added.map(({ content, id: each }) => [content, each]))),
      decoder: null,
      model: { unk_token: '[UNK]', vocab, merges },
    }),
    config: { ...configOf('PreTrainedTokenizerFast'), unk_token: '[UNK]', pad_token: null },
  };
}

/** GPT-2's byte-level encoding, of single bytes and a few pairs. */
function byteLevel(ends: number) {
  const vocab: Record<string, number> = {};
  gptLetters().forEach((letter, byte) => (vocab[letter] = byte));
  const merges = [...['th', 'he', 'in', 'er', 'Ġt', 'Ġa'].map((pair) => [...pair] as [string, string]), ['th', 'e']];
  merges.forEach(([left, right], i) => (vocab[`${left ?? ''}${right ?? ''}`] = 256 + i));
  vocab['<|endoftext|>'] = endOfText;
  const added: AddedToken[] = [
    { id: endOfText, content: '<|endoftext|>', special: true, normalized: true },
    ...tags.map((tag, i) => ({ id: endOfText + 1 + i, content: `[${tag}]`, special: false, normalized: true })),
  ];
  const ending = Array.from({ length: ends }, () => '<|endoftext|>');
  const byteLevels = { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: true };
  return {
    tokenizer: tokenizerOf({
      added,
      normalizer: null,
      pre_tokenizer: byteLevels,
      post_processor: template([], ending, new Map([['<|endoftext|>', endOfText]])),
      decoder: byteLevels,
      model: { unk_token: null, vocab, merges },
    }),
    config: {
      ...configOf('GPT2Tokenizer'),
      ...{ bos_token: '<|endoftext|>', eos_token: '<|endoftext|>', unk_token: '<|endoftext|>' },
    },
  };
}

/** The letter that stands for each byte: itself where it can be seen, else one from U+0100 on (GPT-2: `bytes_to_unicode`). */
function gptLetters(): string[] {
  let hidden = 0;
  return Array.from({ length: 256 }, (_, byte) => {
    const seen = (byte >= 33 && byte <= 126) || (byte >= 161 && byte <= 172) || byte >= 174;
    return String.fromCharCode(seen ? byte : 256 + hidden++);
  });
}

function tokenizerOf(parts: {
  readonly added: readonly AddedToken[];
  readonly normalizer: unknown;
  readonly pre_tokenizer: unknown;
  readonly post_processor: unknown;
  readonly decoder: unknown;
  readonly model: Readonly<Record<string, unknown>>;
}): unknown {
  const { added, model, ...others } = parts;
  return {
    ...{ version: '1.0', truncation: null, padding: null },
    added_tokens: added.map((token) => ({ ...token, single_word: false, lstrip: false, rstrip: false })),
    ...others,
    model: {
      ...{ type: 'BPE', dropout: null, continuing_subword_prefix: null, end_of_word_suffix: null },
      ...{ fuse_unk: false, byte_fallback: false, ignore_merges: false, ...model },
    },
  };
}

/** What goes before and after a text. */
function template(before: readonly string[], after: readonly string[], ids: ReadonlyMap<string, number>): unknown {
  const special = (id: string) => ({ SpecialToken: { id, type_id: 0 } });
  const sequence = (id: string) => ({ Sequence: { id, type_id: 0 } });
  const used = [...new Set([...before, ...after])];
  return {
    type: 'TemplateProcessing',
    single: [...before.map(special), sequence('A'), ...after.map(special)],
    pair: [...before.map(special), sequence('A'), sequence('B'), ...after.map(special)],
    special_tokens: Object.fromEntries(used.map((id) => [id, { id, ids: [ids.get(id)], tokens: [id] }])),
  };
}

function configOf(tokenizerClass: string): Record<string, unknown> {
  return { tokenizer_class: tokenizerClass, model_max_length: 1_000_000, clean_up_tokenization_spaces: false };
}

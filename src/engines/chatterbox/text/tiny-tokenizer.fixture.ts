import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { tags } from './control-tokens.ts';
import { languageToken, trainedLanguages } from './multilingual.ts';

/** Content of a `tokenizer.json` and what tests change of it. */
export type TokenizerJson = Record<string, unknown> & {
  readonly added_tokens: readonly { readonly id: number; readonly content: string }[];
  readonly model: { readonly vocab: Readonly<Record<string, number>> } & Record<string, unknown>;
};

const added = (id: number, content: string, special = true) => ({
  id,
  content,
  single_word: false,
  lstrip: false,
  rstrip: false,
  normalized: !special,
  special,
});

const template = (before: readonly string[], after: readonly string[], ids: Readonly<Record<string, number>>) => ({
  type: 'TemplateProcessing',
  single: [
    ...before.map((id) => ({ SpecialToken: { id, type_id: 0 } })),
    { Sequence: { id: 'A', type_id: 0 } },
    ...after.map((id) => ({ SpecialToken: { id, type_id: 0 } })),
  ],
  pair: [],
  special_tokens: Object.fromEntries(Object.entries(ids).map(([id, n]) => [id, { id, ids: [n], tokens: [id] }])),
});

/** Some that cross from letters to marks, which the words of a text must never use. */
const letterMerges = [
  't h',
  'th e',
  'l l',
  'e \u0301',
  'c o',
  'e\u0301 co',
  'п р',
  'пр и',
  'т !',
  '! !',
  'о к',
  '\u1112 \u1161',
];

/**
 * The tokenizer of English and Multilingual, with 130 letters and a few merges: `[STOP]` 0, `[UNK]` 1, `[SPACE]` 2,
 * `[START]` 255, then the languages from 700 on and the letters of Cangjie codes from 750 on.
 */
export function letterTokenizer(): TokenizerJson {
  const letters = [
    ...'!\'",-.?()[]_0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ',
    ...'абвгдеёжзийклмнопрстуфхцчшщъыьэюя',
    ...'αβγδεκλμνοςστωあいうえおかきくけこはへとわたし東。\u0301\u0303\u0308\u3099\u1112\u1161\u11AB\u1100\u1173\u11AF',
  ];
  const merged = letterMerges.map((merge) => merge.replace(' ', ''));
  const [first, second] = [letters, merged].map((tokens, list) =>
    tokens.map((token, index) => [token, index + (list === 0 ? 3 : 260)] as const),
  );
  const names = { '[STOP]': 0, '[UNK]': 1, '[SPACE]': 2, '[START]': 255 };
  const steering = { ...names, '[laughter]': 605, '[START_SPEECH]': 6561, '[EXAGGERATION]': 6563 };
  const languages = trainedLanguages.map((language, index) => [languageToken(language), index + 700] as const);
  const codes = [...'abcdefghijklmnopqrstuvwxyz0123456789.'].map(
    (part, index) => [`[cj_${part}]`, index + 750] as const,
  );
  const controls = [...Object.entries(steering), ...languages, ...codes];
  return {
    version: '1.0',
    added_tokens: controls.map(([content, id]) => added(id, content)).sort((a, b) => a.id - b.id),
    normalizer: { type: 'Replace', pattern: { String: ' ' }, content: '[SPACE]' },
    pre_tokenizer: { type: 'Whitespace' },
    post_processor: template(['[EXAGGERATION]', '[START]'], ['[STOP]', '[START_SPEECH]', '[START_SPEECH]'], steering),
    decoder: null,
    model: {
      type: 'BPE',
      unk_token: '[UNK]',
      vocab: Object.fromEntries([...Object.entries(names), ...(first ?? []), ...(second ?? []), ...languages]),
      merges: letterMerges,
    },
  };
}

/** The letters that GPT-2 writes bytes with: printable ones are themselves, the others follow from U+0100 on. */
function byteLetters(): string[] {
  const isPlain = (byte: number) => (byte > 32 && byte < 127) || (byte > 160 && byte !== 173);
  let next = 256;
  return Array.from({ length: 256 }, (_, byte) => String.fromCharCode(isPlain(byte) ? byte : next++));
}

/** The tokenizer of Turbo and Nano: every byte (0–255), two merges, `<|endoftext|>` 50256 and the tags behind it. */
export function byteTokenizer(ends: number): TokenizerJson {
  const end = '<|endoftext|>';
  return {
    version: '1.0',
    added_tokens: [added(50_256, end), ...tags.map((tag, index) => added(50_257 + index, tag, false))],
    normalizer: null,
    pre_tokenizer: { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: true },
    post_processor: {
      type: 'Sequence',
      processors: [
        { type: 'ByteLevel', add_prefix_space: true, trim_offsets: false, use_regex: true },
        template(
          [],
          Array.from({ length: ends }, () => end),
          { [end]: 50_256 },
        ),
      ],
    },
    decoder: null,
    model: {
      type: 'BPE',
      unk_token: null,
      vocab: {
        ...Object.fromEntries(byteLetters().map((letter, byte) => [letter, byte])),
        ...{ He: 256, llo: 257, ll: 258, [end]: 50_256 },
      },
      merges: ['H e', 'l l', 'll o'],
    },
  };
}

/** A folder with those files, as JSON; the caller removes it. */
export function folderOf(files: Readonly<Record<string, unknown>>): { folder: string; remove: () => void } {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'prompt-text-'));
  for (const [name, content] of Object.entries(files)) {
    writeFileSync(path.join(folder, name), typeof content === 'string' ? content : JSON.stringify(content));
  }
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

import { emojiNames } from './emoji-names.ts';

/** How a language sets a name off from the words around it. */
interface Manner {
  readonly column: 1 | 2;
  readonly comma: string;
  /** After a mark that ends something. */
  readonly space: string;
}

/** By primary tag; emoji have names in these languages. */
const manners: Readonly<Record<string, Manner>> = {
  en: { column: 1, comma: ', ', space: ' ' },
  zh: { column: 2, comma: '，', space: '' },
};

/** What `cleanText` drops: © ® ™ ♀ ♂ have names of their own, and ‼ ⁉ are marks. */
const pictograph = String.raw`(?![©®™♀♂‼⁉])\p{Extended_Pictographic}`;
const variation = String.raw`[\uFE0E\uFE0F]?\p{Emoji_Modifier}?`;

/** An emoji (UTS #51): a flag, a pictograph with its skin tone, several joined to one (👩‍🚒, 🏳️‍🌈), a flag of tags (🏴󠁧󠁢󠁥󠁮󠁧󠁿). */
const emoji =
  String.raw`(?:\p{Regional_Indicator}{2}|${pictograph}${variation}(?:[\u{E0020}-\u{E007E}]{1,16}\u{E007F})?` +
  String.raw`(?:\u200D\p{Extended_Pictographic}${variation}){0,9})`;

const eachEmoji = new RegExp(emoji, 'gu');
/** Several with the spaces around them. */
const emojiRun = new RegExp(String.raw`[ \t]{0,3}${emoji}(?:[ \t]{0,3}${emoji}){0,100}[ \t]{0,3}`, 'gu');

/** 1️⃣, with or without its variation selector. */
const keycap = /([\d#*])\uFE0F?\u20E3/gu;

/** Carries no meaning that is heard. */
const appearance = /[\uFE0E\uFE0F]|\p{Emoji_Modifier}/gu;

/** U+E000 stands for words. */
const wordBefore = /[\p{L}\p{N}\p{M}\uE000]$/u;
const wordAfter = /^[\p{L}\p{N}\uE000]/u;
/** What keeps its distance to what follows: brackets, quotes and marks of Markdown. */
const openerBefore = /[\p{Ps}\p{Pi}"'*_#>~`|-]$/u;
const markAfter = /^[.,!?;:…)。，！？；：、）]/u;

/**
 * A text with the emoji in it called by their names, for English and Chinese (`language` is BCP 47); in other languages they are dropped. A
 * name is a phrase of its own: commas set it off from the words around it. The same emoji several times in a row is named once; skin tones are
 * not named; an emoji that is too new for the table is named by its parts, or dropped. Keycaps become their digit.
 *
 * Goes before `cleanText`, which drops emoji. Linear in the text.
 */
export function nameEmoji(text: string, language: string): string {
  const manner = manners[language.toLowerCase().split('-', 1)[0] ?? ''];
  const plain = text.replace(keycap, '$1');
  if (manner === undefined) return plain.replace(eachEmoji, ' ');
  return plain.replace(emojiRun, (run, offset: number) => {
    const names = namesIn(run, manner.column);
    if (names.length === 0) return ' ';
    const before = plain.slice(Math.max(0, offset - 2), offset);
    const after = plain.slice(offset + run.length, offset + run.length + 2);
    return spaceBefore(before, run, manner) + names.join(manner.comma) + spaceAfter(after, run, manner);
  });
}

function spaceBefore(before: string, run: string, { comma, space }: Manner): string {
  if (before === '' || before.endsWith('\n')) return '';
  if (wordBefore.test(before)) return comma;
  return openerBefore.test(before) ? spacesOf(/^[ \t]*/u, run) : space;
}

function spaceAfter(after: string, run: string, { comma }: Manner): string {
  if (after === '' || after.startsWith('\n') || markAfter.test(after)) return '';
  return wordAfter.test(after) ? comma : spacesOf(/[ \t]*$/u, run);
}

function spacesOf(pattern: RegExp, run: string): string {
  return run.match(pattern)?.[0] ?? '';
}

/** What is said for a run: no name twice in a row. */
function namesIn(run: string, column: Manner['column']): string[] {
  const names = (run.match(eachEmoji) ?? []).flatMap((found) => namesOf(found.replace(appearance, ''), column));
  return names.filter((name, index) => name !== names[index - 1]);
}

/** The name of an emoji, or those of its parts. */
function namesOf(plain: string, column: Manner['column']): readonly string[] {
  const whole = nameOf(plain, column);
  if (whole !== undefined) return [whole];
  return plain.split('\u200D').flatMap((part) => nameOf(part, column) ?? []);
}

/** Emoji → its line of the table; made when it is first needed. */
let lines: ReadonlyMap<string, readonly string[]> | undefined;

function nameOf(plain: string, column: Manner['column']): string | undefined {
  lines ??= new Map(
    emojiNames
      .trim()
      .split('\n')
      .map((line) => line.split('\t'))
      .map((line) => [line[0] ?? '', line]),
  );
  return lines.get(plain)?.[column];
}

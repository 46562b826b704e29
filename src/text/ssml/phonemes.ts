import { ordinarily } from './substitutions.ts';
import { ipaOfPinyin } from './pinyin.ts';
import { attributeOf, entryOf, neededAttribute, onlyText, refuse, type Say, type Walk } from './walk.ts';
import { ipaOfXSampa } from './x-sampa.ts';
import type { SsmlElement } from './tree.ts';

/** How a pronunciation is written, and its IPA; undefined when it is not written so. */
interface Alphabet {
  readonly ipa: (written: string) => string | undefined;
  /** As an error describes it. */
  readonly expected: string;
}

const ipa: Alphabet = {
  ipa: (written) => (/\p{L}/u.test(written) ? written : undefined),
  expected: 'IPA such as "təˈmeɪtoʊ"',
};
const xSampa: Alphabet = { ipa: ipaOfXSampa, expected: 'X-SAMPA such as "t@"meItoU"' };
const pinyin: Alphabet = { ipa: ipaOfPinyin, expected: 'pinyin with tones from 1 to 5 such as "zang4" or "shu3 shu4"' };

/** By the names that vendors give them; `sapi` is pinyin where its text is Chinese (Azure), and unknown elsewhere. */
const alphabets: Readonly<Record<string, Alphabet>> = {
  ...{ ipa, 'x-sampa': xSampa, xsampa: xSampa },
  ...{ pinyin, 'x-pinyin': pinyin, 'x-amazon-pinyin': pinyin, sapi: pinyin },
};

const known = 'one of ipa, x-sampa, pinyin, x-amazon-pinyin, or sapi for Chinese (pinyin)';

/** `phoneme`: its text, with its pronunciation for engines that take one; the others read the text. */
export const sayPhoneme: Say = (element, walk) => {
  const example = '<phoneme alphabet="ipa" ph="təˈmeɪtoʊ">tomato</phoneme>';
  neededAttribute(element, 'ph', walk, example);
  const alphabet = entryOf(alphabets, attributeOf(element, 'alphabet') ?? 'ipa');
  if (!alphabet) refuse(element, 'alphabet', walk, known);
  sayPronounced(element, walk, 'ph', alphabet);
};

/** The attribute `name` holds pinyin. */
export function sayPinyin(element: SsmlElement, walk: Walk, name: string): void {
  sayPronounced(element, walk, name, pinyin);
}

function sayPronounced(element: SsmlElement, walk: Walk, name: string, alphabet: Alphabet): void {
  const pronunciation = alphabet.ipa(attributeOf(element, name) ?? '');
  if (!pronunciation) refuse(element, name, walk, alphabet.expected);
  const written = onlyText(element, walk);
  if (written === '') {
    throw walk.source.error(
      element.at,
      `<${element.name}> is empty. Put the word into it: voices that take no phonemes read that.`,
    );
  }
  walk.passages.said({ rule: 'phoneme', written, spoken: ordinarily(written, walk), ipa: pronunciation }, walk.manner);
}

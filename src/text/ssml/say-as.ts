import { cleanText } from '../clean.ts';
import type { SayAs } from '../normalize/rule.ts';
import { isLanguageTag } from '../language-tag.ts';
import { sayPinyin } from './phonemes.ts';
import { interpretationOf, knownInterpretations, type Meaning } from './say-as-kinds.ts';
import type { SsmlElement } from './tree.ts';
import { attributeOf, neededAttribute, onlyText, refuse, type Say, type Walk } from './walk.ts';

/** Seconds of silence in place of what must not be heard; no engine here can bleep. */
const bleepSeconds = 0.5;

/**
 * `say-as`: its text as its writer meant it. Text that cannot be read so is read by the ordinary rules, as Azure and
 * Google do. `detail` has no effect. `pinyin` in place of `interpret-as` is how PaddleSpeech writes a phoneme.
 */
export const saySayAs: Say = (element, walk) => {
  if (element.attributes.has('pinyin')) {
    sayPinyin(element, walk, 'pinyin');
    return;
  }
  const example = '<say-as interpret-as="date" format="mdy">…</say-as>';
  const meaning =
    interpretationOf(neededAttribute(element, 'interpret-as', walk, example), attributeOf(element, 'format')) ??
    refuse(element, 'interpret-as', walk, `one of ${knownInterpretations}`);
  const written = onlyText(element, walk);
  if (written === '') return;
  if (meaning.as === 'hidden') {
    walk.passages.pause(bleepSeconds);
    return;
  }
  const spoken =
    meaning.as === 'plain' ? undefined : spokenAs(written, meaning.as, meaning, languageOf(element, walk), walk);
  if (spoken === undefined) walk.inside();
  else walk.passages.said({ rule: 'say-as', written, spoken }, walk.manner);
};

/** Google writes the language of an amount in `language`. */
function languageOf(element: SsmlElement, walk: Walk): string {
  const own = attributeOf(element, 'language');
  return own !== undefined && isLanguageTag(own) ? own : walk.language();
}

function spokenAs(written: string, as: SayAs, { format }: Meaning, language: string, walk: Walk): string | undefined {
  const spelled = as === 'characters' || as === 'digits';
  // Cleaning drops marks and symbols, which are read where each character is.
  const text = spelled ? written.normalize('NFC') : cleanText(written);
  const spoken = walk.rules(language)?.sayAs[as](text, format);
  return spoken ?? (spelled ? apart(cleanText(written)) : undefined);
}

/** Each character with its accents by itself, where a language has no rules for them. */
function apart(text: string): string | undefined {
  return text.match(/[^\s\p{M}]\p{M}{0,8}/gu)?.join(' ');
}

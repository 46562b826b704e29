import { sayBookmark, sayBreak, sayMark } from './breaks.ts';
import { sayPhoneme } from './phonemes.ts';
import { sayEmphasis, sayProsody } from './prosody.ts';
import { saySayAs } from './say-as.ts';
import { saySub } from './substitutions.ts';
import type { SsmlElement } from './tree.ts';
import { sayLang, sayVoice } from './voices.ts';
import type { Say, Walk } from './walk.ts';

/** The text inside is spoken as it stands. */
const sayInside: Say = (_element, { inside }) => inside();
/** Nothing inside is spoken. */
const saySilence: Say = () => undefined;

const bordered =
  (border: 'sentence' | 'paragraph'): Say =>
  (_element, { inside, passages }) => {
    passages.border(border);
    inside();
    passages.border(border);
  };

/** The elements of W3C's SSML 1.1, and those without a prefix that vendors added. */
const elements: Readonly<Record<string, Say>> = {
  ...{ speak: sayInside, p: bordered('paragraph'), s: bordered('sentence') },
  ...{ break: sayBreak, mark: sayMark, bookmark: sayBookmark },
  ...{ 'say-as': saySayAs, sub: saySub, phoneme: sayPhoneme },
  ...{ prosody: sayProsody, emphasis: sayEmphasis, voice: sayVoice, lang: sayLang },
  // The source of an audio is never fetched: what stands inside is spoken in its place.
  audio: sayInside,
  ...{ lookup: sayInside, token: sayInside, w: sayInside },
  // Google's: spoken one after another.
  ...{ par: sayInside, seq: sayInside, media: sayInside },
  ...{ desc: saySilence, meta: saySilence, metadata: saySilence, lexicon: saySilence, title: saySilence },
};

/** What an element means; a vendor's, with a prefix, has its text spoken as it stands. Throws where it is not known. */
export function sayOf(element: SsmlElement, { source }: Pick<Walk, 'source'>): Say {
  const { name, at } = element;
  if (Object.hasOwn(elements, name)) return elements[name] as Say;
  if (name.includes(':')) return sayInside;
  throw source.error(
    at,
    `<${name}> is not an element of SSML that is known here. Remove it, or use one of ${Object.keys(elements).join(', ')}.`,
  );
}

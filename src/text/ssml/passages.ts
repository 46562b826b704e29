import { rulesOf } from '../normalize/normalize.ts';
import { plainManner, type Manner, type Passage } from '../passage.ts';
import { sayOf } from './elements.ts';
import { parseSsml } from './parse.ts';
import { PassageList } from './passage-list.ts';
import { SentenceLanguages } from './sentence-language.ts';
import { SsmlSource } from './source.ts';
import type { SsmlElement } from './tree.ts';
import { withLanguage } from './voices.ts';
import type { Walk } from './walk.ts';

export interface SsmlOptions {
  /** The request's (BCP 47); what the document marks goes before it. Undefined: guessed where `say-as` needs it. */
  readonly language?: string | undefined;
  /** The rules of a language; Starling's own unless given. */
  readonly rules?: Walk['rules'];
}

/**
 * The passages of an SSML document, whose outermost element is `speak`. Throws a StarlingError `invalid_value` with line and
 * column at the first thing that is not XML, not SSML, or has a value that says nothing. Linear in the document.
 */
export function ssmlPassages(document: string, { language, rules = rulesOf }: SsmlOptions = {}): readonly Passage[] {
  const source = new SsmlSource(document);
  const root = parseSsml(source);
  const sentences = new SentenceLanguages(root);
  const passages = new PassageList();
  say(root, plainManner);
  return passages.finish();

  function say(element: SsmlElement, around: Manner): void {
    const manner = withLanguage(around, element, source);
    const inside = (within: Manner = manner): void => {
      for (const child of element.children) {
        if (child.kind === 'text') passages.text(child.text, within);
        else say(child, within);
      }
    };
    const languageHere = (also?: string): string => manner.language ?? language ?? sentences.of(element, also);
    const walk: Walk = { source, passages, manner, inside, language: languageHere, rules };
    sayOf(element, walk)(element, walk);
  }
}

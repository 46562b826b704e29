import { isLanguageTag } from '../language-tag.ts';
import type { Manner } from '../passage.ts';
import type { SsmlSource } from './source.ts';
import type { SsmlElement } from './tree.ts';
import { attributeOf, neededAttribute, refuse, type Say } from './walk.ts';

/** The manner inside an element: `xml:lang` is in force wherever it stands; an empty one takes the language back. */
export function withLanguage(manner: Manner, element: SsmlElement, source: SsmlSource): Manner {
  const tag = attributeOf(element, 'xml:lang');
  if (tag === undefined) return manner;
  if (tag === '') return { ...manner, language: undefined };
  checkTag(element, 'xml:lang', tag, source);
  return { ...manner, language: tag };
}

function checkTag(element: SsmlElement, name: string, tag: string, source: SsmlSource): void {
  if (isLanguageTag(tag)) return;
  refuse(element, name, { source }, 'a language tag such as "en-US", "de" or "zh-CN"');
}

/**
 * `voice`: the first of its names (W3C allows several, by preference). The language of its text is `xml:lang`, or else
 * what `language` (Google) or `languages` (W3C) ask of the voice. `gender`, `age` and `variant` have no effect.
 */
export const sayVoice: Say = (element, walk) => {
  const [name] = (attributeOf(element, 'name') ?? '').split(' ');
  const voiced = name ? { ...walk.manner, voice: name } : walk.manner;
  walk.inside(element.attributes.has('xml:lang') ? voiced : { ...voiced, language: asked() ?? voiced.language });

  function asked(): string | undefined {
    for (const attribute of ['language', 'languages']) {
      // W3C writes each as "spoken:accent".
      const tag = attributeOf(element, attribute)?.split(/[ :]/u, 1)[0];
      if (!tag) continue;
      checkTag(element, attribute, tag, walk.source);
      return tag;
    }
    return undefined;
  }
};

/** `lang`: its `xml:lang` is in force already. */
export const sayLang: Say = (element, walk) => {
  neededAttribute(element, 'xml:lang', walk, '<lang xml:lang="fr-FR">…</lang>');
  walk.inside();
};

import type { SsmlElement } from './tree.ts';

/** A sentence is looked at so far in each direction, in UTF-16 units. */
const reach = 200;

/** Elements at which a sentence ends whatever the text says. */
const borders: ReadonlySet<string> = new Set(['p', 's', 'voice', 'lang', 'speak']);

const sentenceEnd = /[。！？\n]|[.!?](?=\s)/u;

/**
 * Guesses the language of elements from the sentences they stand in, where nobody says it: Kana is Japanese, Han without
 * Kana is Mandarin, all else is read as English. The tree is read once, at the first guess; each guess is bounded.
 */
export class SentenceLanguages {
  readonly #root: SsmlElement;
  readonly #places = new Map<SsmlElement, { readonly start: number; readonly end: number }>();
  #text: string | undefined;

  constructor(root: SsmlElement) {
    this.#root = root;
  }

  /** `also` is text that is spoken there and stands in an attribute. */
  of(element: SsmlElement, also = ''): string {
    this.#text ??= this.#read(this.#root, 0);
    const { start, end } = this.#places.get(element) ?? { start: 0, end: 0 };
    const before =
      this.#text
        .slice(Math.max(start - reach, 0), start)
        .split(sentenceEnd)
        .at(-1) ?? '';
    const after = this.#text.slice(end, end + reach).split(sentenceEnd, 1)[0] ?? '';
    const sentence = before + this.#text.slice(start, Math.min(end, start + reach)) + also.slice(0, reach) + after;
    if (/[\p{Script=Hiragana}\p{Script=Katakana}]/u.test(sentence)) return 'ja';
    return /\p{Script=Han}/u.test(sentence) ? 'zh' : 'en';
  }

  /** The text of an element that begins at `start` of the whole; notes the places of all elements in it. */
  #read(element: SsmlElement, start: number): string {
    const border = borders.has(element.name) ? '\n' : '';
    let text = border;
    for (const child of element.children) {
      if (child.kind === 'text') text += child.text.replaceAll('\n', ' ');
      else text += this.#read(child, start + text.length);
    }
    text += border;
    this.#places.set(element, { start, end: start + text.length });
    return text;
  }
}

/** An SSML document as a tree: elements and the text between them; comments and processing instructions are gone. */
export interface SsmlElement {
  readonly kind: 'element';
  /** As written, with its prefix: `prosody`, `mstts:express-as`. */
  readonly name: string;
  /** By their names as written, with prefixes: `xml:lang`. */
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly SsmlNode[];
  /** Where its `<` stands in the document, in UTF-16 units. */
  readonly at: number;
}

export interface SsmlText {
  readonly kind: 'text';
  /** With references resolved; white space as written. */
  readonly text: string;
}

export type SsmlNode = SsmlElement | SsmlText;

import { shown, type SsmlSource } from './source.ts';

/** Comments, CDATA sections and processing instructions in a document, at most. */
export const mostSections = 10_000;

/**
 * What is looked for before the document is read: a DTD or another declaration, and a `&` that begins no reference. Sections
 * that may hold both are stepped over; one that never ends is found here, too. Linear: each of these runs to its end or to
 * the end of the document.
 */
const forbidden =
  /(?<section><!--[^]*?(?:-->|$)|<!\[CDATA\[[^]*?(?:\]\]>|$)|<\?[^]*?(?:\?>|$))|(?<declaration><!)|(?<ampersand>&)(?!(?:amp|lt|gt|quot|apos|#\d{1,10}|#x[\dA-Fa-f]{1,8});)/gu;

/** How a section begins, by its third character, and how it ends; shortest whole ones: `<!---->`, `<![CDATA[]]>`, `<??>`. */
const sectionEnds: Readonly<Record<string, readonly [end: string, shortest: number]>> = {
  '<!-': ['-->', 7],
  '<![': [']]>', 12],
};
const instructionEnd = ['?>', 4] as const;

/** A name that ends like a reference: `&nbsp;`. */
const namedReference = /^&[A-Za-z][A-Za-z\d]{0,31};/u;

/**
 * Throws at the first declaration, stray `&` or section without an end. Without declarations there are no entities to
 * expand, and no document that costs more than it is long, and the reader never looks up a name (it would take
 * `&constructor;` for one); without the others the reader never runs on to the end of the
 * document in search of a `;` or `-->`.
 */
export function refuseDeclarations(source: SsmlSource): void {
  let sections = 0;
  for (const { 0: found, index, groups } of source.text.matchAll(forbidden)) {
    if (groups?.['declaration'] !== undefined) {
      throw source.error(
        index,
        'A document type or other declaration ("<!") came; SSML is read without. Remove it, and write "&lt;" for "<".',
      );
    }
    if (groups?.['ampersand'] !== undefined) refuseReference(source, index);
    const [end, shortest] = sectionEnds[found.slice(0, 3)] ?? instructionEnd;
    if (!found.endsWith(end) || found.length < shortest) {
      throw source.error(index, 'The document ends inside what begins here. Send all of it.');
    }
    if (++sections > mostSections) {
      throw source.error(
        index,
        `A document has at most ${mostSections} comments, CDATA sections and processing instructions. Remove some.`,
      );
    }
  }
}

function refuseReference(source: SsmlSource, at: number): never {
  const [reference] = namedReference.exec(source.text.slice(at, at + 40)) ?? [];
  const known = 'XML knows &amp; &lt; &gt; &quot; &apos; and numbers such as &#233;';
  throw source.error(
    at,
    reference === undefined
      ? `A "&" came that begins no reference. Write "&amp;" for the sign itself (${known}).`
      : `The reference ${shown(reference)} is not known. ${known}: write the character itself or its number.`,
  );
}

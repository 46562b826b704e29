import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ssmlPassages } from './passages.ts';
import { parseSsml } from './parse.ts';
import { SsmlSource } from './source.ts';
import type { SsmlNode } from './tree.ts';

/** A document before it is written. */
type Piece = { readonly text: string } | { readonly name: string; readonly pieces: readonly Piece[] };

/** Characters that XML may hold as they are: no controls, no halves of pairs, no line ends that would become others. */
const text = fc
  .string({
    unit: fc.oneof(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }), fc.constantFrom(...'<>&\'" \n中')),
  })
  .map((each) => each.replace(/[\p{Cc}\uE000\uFFFE\uFFFF]/gu, ' ').toWellFormed());
const name = fc.constantFrom(
  'p',
  's',
  'w',
  'emphasis',
  'prosody',
  'voice',
  'audio',
  'token',
  'x:vendor',
  'mstts:express-as',
);

const { document } = fc.letrec<{ document: Piece; piece: Piece }>((tie) => ({
  document: fc.record({ name: fc.constant('speak'), pieces: fc.array(tie('piece'), { maxLength: 5 }) }),
  piece: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    fc.record({ text }),
    fc.record({ name, pieces: fc.array(tie('piece'), { maxLength: 4 }) }),
  ),
}));

const references: Readonly<Record<string, string>> = {
  '<': '&lt;',
  '&': '&#38;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#x27;',
};

const asXml = (piece: Piece): string =>
  'text' in piece
    ? piece.text.replace(/[<&>"']/gu, (sign) => references[sign] ?? sign)
    : `<${piece.name}>${piece.pieces.map(asXml).join('<!-- - -->')}</${piece.name}>`;

const written = (piece: Piece): string => ('text' in piece ? piece.text : piece.pieces.map(written).join(''));
const read = (node: SsmlNode): string => (node.kind === 'text' ? node.text : node.children.map(read).join(''));
const names = (piece: Piece): string[] => ('text' in piece ? [] : [piece.name, ...piece.pieces.flatMap(names)]);
const namesRead = (node: SsmlNode): string[] =>
  node.kind === 'text' ? [] : [node.name, ...node.children.flatMap(namesRead)];

const spaceless = (each: string): string => each.replace(/[ \t\r\n]/gu, '');

describe('a document that was written from a tree', () => {
  it('is read back to the same elements and the same text', () => {
    fc.assert(
      fc.property(document, (tree) => {
        const root = parseSsml(new SsmlSource(asXml(tree)));
        expect(read(root)).toBe(written(tree));
        expect(namesRead(root)).toEqual(names(tree));
      }),
      { numRuns: 500 },
    );
  });

  it('has all its text in its passages, and none of them is empty or has a run of spaces', () => {
    fc.assert(
      fc.property(document, (tree) => {
        const texts = ssmlPassages(asXml(tree)).flatMap((passage) => (passage.kind === 'text' ? [passage.text] : []));
        expect(spaceless(texts.join(''))).toBe(spaceless(written(tree)));
        for (const each of texts) expect(each).toMatch(/[^ ]/u);
        expect(texts.join('|')).not.toMatch(/[\t\r\n]| {2}| $/u);
      }),
      { numRuns: 500 },
    );
  });

  it('has a border only between texts, and never two in a row', () => {
    fc.assert(
      fc.property(document, (tree) => {
        const kinds = ssmlPassages(asXml(tree)).map(({ kind }) => kind[0]);
        expect(kinds.join('')).toMatch(/^(?:t+(?:bt+){0,999})?$/u);
      }),
      { numRuns: 500 },
    );
  });
});

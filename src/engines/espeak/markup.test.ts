import fc from 'fast-check';
import { expect, it } from 'vitest';
import { escapeMarkup } from './markup.ts';

it.each([
  ['Tom & Jerry', 'Tom &amp; Jerry'],
  ['a < b > c', 'a &lt; b > c'],
  ['&lt;', '&amp;lt;'],
  ["[[h@l'oU]]", "[ [h@l'oU]]"],
  ['[[[x', '[ [ [x'],
  ['[one]', '[one]'],
  ['a\0b', 'a b'],
])('%j becomes %j', (text, expected) => {
  expect(escapeMarkup(text)).toBe(expected);
});

it('leaves no tag, no entity of the text and no phonemes', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('&', '<', '[', ']', ';', 'amp', 'x', '\0') }), (text) => {
      const escaped = escapeMarkup(text);
      expect(escaped).not.toMatch(/<|\[\[|\0|&(?!amp;|lt;)/u);
    }),
  );
});

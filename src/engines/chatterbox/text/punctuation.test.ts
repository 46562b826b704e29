import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Variant } from '../variant.ts';
import { normalizePunctuation } from './punctuation.ts';
import { referencePunctuation } from './reference.fixture.ts';

const variants: readonly Variant[] = ['english', 'multilingual', 'turbo', 'nano'];

describe('punctuation', () => {
  it.each(referencePunctuation)('of %j is what chatterbox makes of it', (text, english, multilingual, turbo) => {
    expect(variants.map((variant) => normalizePunctuation(text, variant))).toEqual([
      english,
      multilingual,
      turbo,
      turbo,
    ]);
  });

  it('of nothing is nothing', () => {
    for (const text of ['', ' ', '\n\t ', '\u3000']) expect(normalizePunctuation(text, 'english')).toBe('');
  });

  it('ends every text with a mark, and leaves no white space but single characters of space', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.constantFrom(...variants), (text, variant) => {
        const normal = normalizePunctuation(text, variant);
        if (normal === '') expect(text.trim()).toBe('');
        else expect(normal).toMatch(/[.!?\-,、，。？！]$/u);
        expect(normal).not.toMatch(/[^\S ]/u);
      }),
    );
  });
});

import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { StarlingError } from '../../errors.ts';
import { ssmlPassages } from './passages.ts';

const fixtures = new URL('../../../test/fixtures/ssml/', import.meta.url);
const fixture = (name: string): string => readFileSync(new URL(name, fixtures), 'utf8');

/** The error's message; undefined when the document is spoken. Throws what is no StarlingError `invalid_value`. */
function refusal(document: string): string | undefined {
  try {
    ssmlPassages(document);
    return undefined;
  } catch (thrown) {
    if (thrown instanceof StarlingError && thrown.code === 'invalid_value') return thrown.message;
    throw thrown;
  }
}

const fiveMegabytes = 5 * 1024 * 1024;
const filledWith = (piece: string): string => piece.repeat(Math.ceil(fiveMegabytes / piece.length));

const huge: readonly [what: string, document: string, says: RegExp][] = [
  ['entities that multiply', fixture('entity-bomb.xml'), /^line 2, column 1: .*declaration/u],
  ['an endless DTD', `<!DOCTYPE speak [${filledWith('<!ENTITY a "b">')}`, /^line 1, column 1: .*declaration/u],
  ['endless nesting', `<speak>${filledWith('<prosody>')}`, /at most 32 deep/u],
  ['endless elements', `<speak>${filledWith('<break/>')}`, /at most 10000 elements/u],
  ['endless attributes', `<speak ${filledWith('a="b" ')}`, /at most 32 attributes/u],
  ['an endless value', `<speak a="${filledWith('b')}"/>`, /at most 1000 characters; a has/u],
  ['an endless name', `<${filledWith('b')}>`, /at most 40 characters/u],
  ['endless references', `<speak>${filledWith('&')}`, /^line 1, column 8: .*&amp;/u],
  ['an endless comment', `<speak><!--${filledWith('<!-- & ')}`, /^line 1, column 8: .*ends inside/u],
  ['endless CDATA', `<speak><![CDATA[${filledWith(']]')}`, /^line 1, column 8: .*ends inside/u],
  ['an endless instruction', `<speak><?a ${filledWith('??')}`, /^line 1, column 8: .*ends inside/u],
  ['endless comments', `<speak>${filledWith('<!---->')}`, /at most 10000 comments/u],
  ['endless text before the root', filledWith('a > b '), /outside of <speak>/u],
  ['endless white space', `<speak>${filledWith(' ')}`, /never closed/u],
  ['endless lines', `<speak>${filledWith('\n')}\u0001`, /U\+0001/u],
  ['endless closing tags', `<speak>${filledWith('</p>')}`, /<\/p> came where <\/speak> was expected/u],
];

describe('ssmlPassages, given a document of an enemy,', () => {
  it.each(huge)('refuses %s', (_what, document, says) => {
    expect(refusal(document)).toMatch(says);
  });

  const documents = ['azure.xml', 'google.xml', 'polly.xml', 'w3c.xml', 'mandarin.xml'].map(fixture);
  const signs = fc.constantFrom(
    ...'<>&;"\'/!?[]-= \n\u0000\uE000\uD83D中',
    '<!',
    ']]>',
    '</p>',
    '<speak>',
    '&amp;',
    '%',
    '9',
  );
  const cut = fc.record({ at: fc.nat(4_000), drop: fc.nat(12), put: fc.array(signs, { maxLength: 3 }) });

  it('speaks a damaged document or refuses it, and fails in no other way', () => {
    fc.assert(
      fc.property(fc.constantFrom(...documents), fc.array(cut, { minLength: 1, maxLength: 4 }), (document, cuts) => {
        const damaged = cuts.reduce((text, { at, drop, put }) => {
          const place = at % (text.length + 1);
          return text.slice(0, place) + put.join('') + text.slice(place + drop);
        }, document);
        const message = refusal(damaged);
        if (message !== undefined) expect(message).toMatch(/^line \d+, column \d+: \P{Cc}{20,}$/u);
      }),
      { numRuns: 2_000 },
    );
  });

  it('refuses text that is no SSML, and fails in no other way', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
        expect(refusal(text)).toBeDefined();
        refusal(`<speak>${text}</speak>`);
      }),
      { numRuns: 1_000 },
    );
  });
});

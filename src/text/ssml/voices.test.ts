import { describe, expect, it } from 'vitest';
import { outline, passagesOf } from './outline.fixture.ts';

const spoken = (inside: string): string[] => outline(passagesOf(`<speak>${inside}</speak>`));

describe('voice and language', () => {
  it.each([
    ['a name', '<voice name="rms">a</voice>', '{voice rms}a'],
    ['the first of several names', '<voice name=" rms  slt ">a</voice>', '{voice rms}a'],
    ['the inner of two', '<voice name="rms"><voice name="slt">a</voice></voice>', '{voice slt}a'],
    ['the language of its text', '<voice name="rms" xml:lang="de-AT">a</voice>', '{language de-AT, voice rms}a'],
    ['the language that Google asks for', '<voice language="fr-FR" gender="male">a</voice>', '{language fr-FR}a'],
    ['the languages that W3C asks for', '<voice languages="en:en-gb fr">a</voice>', '{language en}a'],
    ['xml:lang before what is asked', '<voice language="fr" xml:lang="de">a</voice>', '{language de}a'],
    ['nothing of gender, age and variant', '<voice gender="female" age="9" variant="2">a</voice>', 'a'],
    ['the language of a lang', '<lang xml:lang="fr-CA">a</lang>', '{language fr-CA}a'],
    ['the language of a paragraph', '<p xml:lang="ja">a</p>', '{language ja}a'],
    ['the language of a word', '<w xml:lang="ja">a</w>', '{language ja}a'],
    ['no language where it is taken back', '<p xml:lang="ja"><s xml:lang="">a</s></p>', 'a'],
  ])('takes %s', (_what, inside, expected) => {
    expect(spoken(inside)).toEqual([expected]);
  });

  it('takes the language of the document, and leaves the request its own', () => {
    expect(outline(passagesOf('<speak xml:lang="de">a</speak>', { language: 'fr' }))).toEqual(['{language de}a']);
    expect(outline(passagesOf('<speak>a</speak>', { language: 'fr' }))).toEqual(['a']);
  });

  it('refuses what is no language tag', () => {
    expect(() => spoken('<p xml:lang="en_US">a</p>')).toThrow(
      /xml:lang of <p> is a language tag such as "en-US".*"en_US"/u,
    );
    expect(() => spoken('<voice language="?">a</voice>')).toThrow(/language of <voice> is a language tag/u);
    expect(() => spoken('<lang>a</lang>')).toThrow(/<lang> needs xml:lang/u);
  });
});

import { describe, expect, it } from 'vitest';
import { outline, passagesOf } from './outline.fixture.ts';
import { ssmlPassages } from './passages.ts';

const spoken = (inside: string, language?: string): string[] =>
  outline(passagesOf(`<speak>${inside}</speak>`, { language }));

describe('say-as', () => {
  it.each([
    ['cardinal', 'cardinal(7)'],
    ['number', 'cardinal(7)'],
    ['number" format="ordinal', 'ordinal(7)'],
    ['number:digits', 'digits(7)'],
    ['number" format="telephone', 'telephone(7)'],
    ['ordinal', 'ordinal(7)'],
    ['digits', 'digits(7)'],
    ['number_digit', 'digits(7)'],
    ['characters', 'characters(7)'],
    ['spell-out', 'characters(7)'],
    ['verbatim', 'characters(7)'],
    ['fraction', 'fraction(7)'],
    ['date" format="MDY', 'date(7,mdy)'],
    ['date:ymd', 'date(7,ymd)'],
    ['time" format="hms12', 'time(7,hms12)'],
    ['vxml:time', 'time(7)'],
    ['telephone" format="1', 'telephone(7,1)'],
    ['currency', 'currency(7)'],
    ['unit', 'unit(7)'],
    ['measure', 'unit(7)'],
    ['Date', 'date(7)'],
  ])('interpret-as="%s" is read as %s', (attributes, expected) => {
    expect(spoken(`a <say-as interpret-as="${attributes}"> 7 </say-as>.`)).toEqual([`a [say-as 7 = en:${expected}].`]);
  });

  it.each(['address', 'name', 'interjection', 'net', 'net:email', 'boolean', 'duration'])(
    'interpret-as="%s" leaves its text to the ordinary rules',
    (interpretAs) => {
      expect(spoken(`a <say-as interpret-as="${interpretAs}">7 b</say-as>`)).toEqual(['a 7 b']);
    },
  );

  it.each(['expletive', 'bleep'])('interpret-as="%s" is silence', (interpretAs) => {
    expect(spoken(`a <say-as interpret-as="${interpretAs}">rude</say-as> b`)).toEqual(['a', '(0.5s)', ' b']);
  });

  it('leaves text that cannot be read so to the ordinary rules', () => {
    expect(spoken('a <say-as interpret-as="date">7?</say-as> b')).toEqual(['a 7? b']);
    expect(spoken('<say-as interpret-as="date">7.8.</say-as>', 'de')).toEqual(['7.8.']);
  });

  it('says characters apart where a language has no rules for them', () => {
    expect(spoken('<say-as interpret-as="characters">Zoë 12</say-as>', 'de')).toEqual(['[say-as Zoë 12 = Z o ë 1 2]']);
    expect(spoken('<say-as interpret-as="digits">12</say-as>', 'de')).toEqual(['[say-as 12 = 1 2]']);
  });

  it('cleans the text before it is read, but not where each character counts', () => {
    expect(spoken('<say-as interpret-as="cardinal">１２*</say-as>')).toEqual(['[say-as １２* = en:cardinal(12)]']);
    expect(spoken('<say-as interpret-as="characters">a_*</say-as>')).toEqual(['[say-as a_* = en:characters(a_*)]']);
  });

  it('is nothing where it is empty', () => {
    expect(spoken('a<say-as interpret-as="date"> </say-as>b')).toEqual(['ab']);
  });

  it('takes the language that is nearest: its own, the text’s, the document’s, the request’s', () => {
    const seven = '<say-as interpret-as="cardinal">7</say-as>';
    const inChinese = '<say-as interpret-as="currency" language="zh-CN">7</say-as>';
    expect(spoken(inChinese, 'en')).toEqual(['[say-as 7 = zh:currency(7)]']);
    expect(spoken(`<p xml:lang="zh-CN">${seven}</p>`, 'en')).toEqual(['{language zh-CN}[say-as 7 = zh:cardinal(7)]']);
    expect(spoken(seven, 'zh')).toEqual(['[say-as 7 = zh:cardinal(7)]']);
  });

  it.each([
    ['Han in its sentence', '共<mark name="m"/>$人。', 'zh'],
    ['Han in the sentence before', '你好。There are $ people.', 'en'],
    ['Han in the sentence behind', 'There are $ people. 你好。', 'en'],
    ['Han in another paragraph', '<p>你好</p><p>$ people</p><p>你好</p>', 'en'],
    ['Han in an attribute', '<sub alias="你好">Hi</sub> $ people', 'en'],
    ['Han far away', `你好 ${'a '.repeat(300)}$`, 'en'],
  ])('guesses the language by %s', (_where, inside, language) => {
    const document = inside.replace('$', '<say-as interpret-as="cardinal">7</say-as>');
    expect(spoken(document).join('')).toContain(`[say-as 7 = ${language}:cardinal(7)]`);
  });

  it('reads no Japanese as Mandarin', () => {
    expect(spoken('全部で<say-as interpret-as="cardinal">7</say-as>人です。')).toEqual(['全部で7人です。']);
  });

  it('is refused where it is unknown, with the known ones', () => {
    expect(() => spoken('a\n<say-as interpret-as="dates">1</say-as>')).toThrow(
      /^line 2, column 1: interpret-as of <say-as> is one of cardinal, .*telephone.*bleep; "dates" came\.$/u,
    );
    expect(() => spoken('<say-as interpret-as="constructor">1</say-as>')).toThrow(/"constructor" came/u);
    expect(() => spoken('<say-as>1</say-as>')).toThrow(/<say-as> needs interpret-as/u);
  });

  it('is refused where it holds elements', () => {
    expect(() => spoken('<say-as interpret-as="date">1<break/></say-as>')).toThrow(
      /^line 1, column 37: <say-as> holds text only; <break> came/u,
    );
  });
});

describe('sub', () => {
  it('says its alias, which the ordinary rules have read', () => {
    expect(spoken('<sub alias=" about  5 ">5km</sub>!')).toEqual(['[sub 5km = about number-5]!']);
  });

  it('reads an alias of Han as Mandarin', () => {
    expect(spoken('<sub alias="5人">5p</sub>')).toEqual(['[sub 5p = number-5人]']);
  });

  it('is silent with an empty alias, and refused without one', () => {
    expect(spoken('a <sub alias="">b</sub> c')).toEqual(['a c']);
    expect(() => spoken('<sub>b</sub>')).toThrow(/<sub> needs alias/u);
  });
});

describe('Starling’s own rules', () => {
  it.each([
    ['en-GB', 'interpret-as="ordinal"', '10', /^tenth$/u],
    ['en', 'interpret-as="characters"', 'SSML', /^S\W+S\W+M\W+L$/u],
    ['en', 'interpret-as="date" format="mdy"', '9/21/2031', /September.*twenty.first/u],
    ['en', 'interpret-as="date" format="dmy"', '10/9/2031', /September/u],
    ['en', 'interpret-as="unit"', '50 ft', /^fifty feet$/u],
    ['en', 'interpret-as="telephone"', '555-0199', /five.*five.*five.*nine.*nine/u],
    ['zh-CN', 'interpret-as="cardinal"', '12', /^十二$/u],
    ['zh', 'interpret-as="digits"', '120', /^[一幺]二[零〇]$/u],
    ['zh', 'interpret-as="date" format="ymd"', '2031-09-21', /九月二十一[日号]/u],
  ])('are taken where no others are given: %s, %s, %s', (language, attributes, written, spokenForm) => {
    const [passage] = ssmlPassages(`<speak xml:lang="${language}">a <say-as ${attributes}>${written}</say-as></speak>`);
    expect(passage).toMatchObject({
      ...{ kind: 'text', text: 'a \uE000' },
      spans: [{ rule: 'say-as', written, spoken: expect.stringMatching(spokenForm) as string }],
    });
  });
});

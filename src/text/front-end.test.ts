import { readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dataFolder, hasData } from '../../test/data.ts';
import { mixedText } from '../../test/fixtures/mixed-text.ts';
import { isSpeakable } from './clean.ts';
import { describeText } from './describe-text.ts';
import { cleanPassages, frontEnd, plainText, type SpokenSegment } from './front-end.ts';
import { Lexicon } from './lexicon/lexicon.ts';
import { plainManner, type Passage } from './passage.ts';
import { TextReader } from './text-reader.ts';

/** What English and Chinese people write, in any disorder. */
const latinAndHan = fc.string({
  unit: fc.constantFrom(...'0123456789五两你号第年月日点元度个aAeIVXmMkgKhs .,:;-–/%$¥€#@&+*=<>()[]“”\'"~^°²½№'),
  maxLength: 60,
});

const reader = new TextReader({ textTags: true, emoji: 'drop' });

function segmentsOf(passages: readonly Passage[], lexicon = new Lexicon([])): SpokenSegment[] {
  const options = { languageOf: () => 'en', lexicon, lengthsOf: () => ({ maxCharacters: 300 }) };
  return [...frontEnd(cleanPassages(passages, undefined), options)];
}

const read = (input: string) => segmentsOf(reader.read({ input, ssml: false, language: 'en' }));
const readSsml = (input: string) => segmentsOf(reader.read({ input, ssml: true, language: 'en' }));
const describeIt = (input: string, language?: string) => describeText(reader, { input, ssml: false, language });

describe('the front end', () => {
  it('gives the spoken form in segments, with what was said otherwise', () => {
    const [first, second] = read(
      'It is 5 km to the old town, which nobody of us has seen for years. Dr. Lee has a map of 3 streets of it.',
    );
    expect(first?.text).toContain('five kilometers');
    expect(first?.spans.map(({ written }) => written)).toEqual(['5 km']);
    expect(second?.spans.map(({ written }) => written)).toEqual(['Dr.', '3']);
    expect(second?.border).toBe('end');
  });

  it('puts a pause behind the segment before it, and keeps one that comes first', () => {
    expect(read('[pause:2s]Hello there.[pause:1s][pause:0.5s] Bye.')).toMatchObject([
      { text: '', pauseSeconds: 2 },
      { text: 'Hello there.', pauseSeconds: 1.5 },
      { text: 'Bye.', border: 'end' },
    ]);
  });

  it('tells where in a segment a pronunciation belongs', () => {
    const [segment] = read('I like [Nginx](/ˈɛndʒɪn ɛks/) and 5 more.');
    expect(segment?.text).toBe('I like Nginx and five more.');
    expect(segment?.pronunciations).toEqual([{ start: 7, end: 12, ipa: 'ˈɛndʒɪn ɛks' }]);
  });

  it('says the words of the lexicon, and reads them no further', () => {
    const lexicon = new Lexicon([
      { word: '5G', say: 'fifth generation', ipa: undefined, exact: false, language: 'en' },
    ]);
    expect(
      segmentsOf([{ kind: 'text', text: 'A 5G phone for $5.', spans: [], manner: plainManner }], lexicon)[0]?.text,
    ).toBe('A fifth generation phone for five dollars.');
  });

  it('speaks each manner of SSML in segments of its own', () => {
    expect(readSsml('<speak>Hello <prosody rate="200%">quick world</prosody> again.</speak>')).toMatchObject([
      { text: 'Hello', manner: { rate: 1 }, border: 'word' },
      { text: 'quick world', manner: { rate: 2 } },
      { text: 'again.', manner: { rate: 1 }, border: 'end' },
    ]);
  });

  it('leaves the marks behind an element with its words', () => {
    const found = readSsml(
      '<speak>Hello <prosody rate="200%">world</prosody>, you. <lang xml:lang="fr">Bonjour</lang>. 你<lang xml:lang="fr">Bonjour</lang>。好 <prosody rate="2">It is</prosody> .5 of it.</speak>',
    );
    expect(found.map(({ text, border }) => `${text} ${border}`)).toEqual([
      ...['Hello word', 'world, clause', 'you. sentence', 'Bonjour. sentence', '你 word', 'Bonjour。 sentence'],
      ...['好 word', 'It is word', 'point five of it. end'],
    ]);
  });

  it('ends sentences and paragraphs where SSML says so', () => {
    const found = readSsml(
      '<speak><p><s>One thing is here</s><s>Another thing is there</s></p><p>The last</p></speak>',
    );
    expect(found.map(({ border }) => border)).toEqual(['sentence', 'paragraph', 'end']);
  });

  it('keeps the speech of a dialogue together', () => {
    const found = read(
      'It was a long day for all of us in the old town. “I came to the town. I saw the old house. I left it.” Then he went away for good and for ever.',
    );
    expect(found.map(({ text }) => text)).toContain('“I came to the town. I saw the old house. I left it.”');
  });

  it('reads only some sentences ahead of what is spoken', () => {
    const passages: Passage[] = [
      { kind: 'text', text: 'There were 5 of them here. '.repeat(40_000), spans: [], manner: plainManner },
    ];
    let looked = 0;
    const lexicon = new Lexicon([]);
    lexicon.apply = (reading) => {
      looked += reading.text.length;
      return reading;
    };
    const options = { languageOf: () => 'en', lexicon, lengthsOf: () => ({ maxCharacters: 300 }) };
    const found = frontEnd(cleanPassages(passages, undefined), options);
    found.next();
    found.next();
    expect(looked).toBeLessThan(10_000);
  });
});

describe('described', () => {
  it('is what is said', () => {
    expect(describeIt('今天-10°C。', undefined)).toMatchObject({
      language: 'zh',
      spoken: '今天零下十度。',
      segments: ['今天零下十度。'],
    });
  });

  it('is nothing where nothing is said', () => {
    expect(describeIt('...', 'en')).toMatchObject({ spoken: '', segments: [], rules: [] });
  });

  it('is the segments in one, none too long, none cut inside a word or a pair, of any text', () => {
    fc.assert(
      fc.property(mixedText, fc.constantFrom(undefined, 'en', 'zh', 'fr'), (input, language) => {
        const { spoken, segments } = describeIt(input, language);
        expect(segments.join('').replaceAll(/\s/gu, '')).toBe(spoken.replaceAll(/\s/gu, ''));
        for (const segment of segments) {
          expect(segment.length).toBeLessThanOrEqual(300);
          expect(isSpeakable(segment)).toBe(true);
          expect(segment).not.toMatch(/\p{Cs}|\p{Co}|\p{Cn}|\p{Cc}/u);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('has no digit in English and Chinese, and every speakable letter', () => {
    fc.assert(
      fc.property(latinAndHan, fc.constantFrom('en', 'zh'), (input, language) => {
        const passages = reader.read({ input, ssml: false, language });
        const { spoken } = describeIt(input, language);
        if (isSpeakable(plainText(passages))) expect(spoken).not.toBe('');
        expect(spoken).not.toMatch(/[0-9]/u);
      }),
      { numRuns: 1000 },
    );
  });

  it('loses no word, whatever stands between', () => {
    const word = fc.constantFrom('river', 'house', 'Yesterday', 'nobody', '河流', '房子', 'москва', 'größe');
    const between = fc.string({
      unit: fc.constantFrom(...' .,;:!?…-–—/()[]{}<>"“”\'*_~#@&%$€¥+=0159\n\t|^°²½'),
      minLength: 1,
      maxLength: 6,
    });
    fc.assert(
      fc.property(fc.array(fc.tuple(word, between)), fc.constantFrom('en', 'zh', undefined), (pieces, language) => {
        const input = pieces.map(([each, mark]) => `${each} ${mark} `).join('');
        const { spoken } = describeIt(input, language);
        let at = 0;
        for (const [each] of pieces) {
          at = spoken.indexOf(each, at);
          expect(at, each).toBeGreaterThanOrEqual(0);
          at += each.length;
        }
      }),
      { numRuns: 1000 },
    );
  });

  it.skipIf(!hasData)('takes every naughty string (blns.json)', () => {
    const strings = JSON.parse(readFileSync(path.join(dataFolder, 'text', 'blns.json'), 'utf8')) as string[];
    for (const input of strings) {
      for (const language of [undefined, 'en', 'zh']) {
        const { spoken, segments } = describeIt(input, language);
        expect(segments.join('').replaceAll(/\s/gu, '')).toBe(spoken.replaceAll(/\s/gu, ''));
        const letters = plainText(reader.read({ input, ssml: false, language })).match(/\p{L}/gu)?.length ?? 0;
        if (letters > 0) expect(spoken).not.toBe('');
      }
    }
  });

  it.each([
    '1',
    '[',
    '(',
    '.',
    '1-',
    '$1,',
    '1:',
    '<',
    '“',
    '5km ',
    'a1',
    '你1',
    '１：',
    '[pause',
    'www.',
    'a@',
    '//',
    'I',
    'IV ',
  ])('takes 100,000 characters of %j', (unit) => {
    const input = unit.repeat(100_000 / unit.length);
    for (const language of ['en', 'zh']) expect(() => describeIt(input, language)).not.toThrow();
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { spokenText } from '../normalize/apply-rules.ts';
import { said } from '../normalize/rule.ts';
import type { LexiconEntry } from './entry.ts';
import { Lexicon } from './lexicon.ts';

const entry = (word: string, say: string, rest: Partial<LexiconEntry> = {}): LexiconEntry => ({
  ...{ word, say, ipa: undefined, language: undefined, exact: false },
  ...rest,
});

const lexicon = new Lexicon([
  entry('Nginx', 'engine x'),
  entry('US', 'U S', { exact: true, language: 'en' }),
  entry('New York', 'the city'),
  entry('New York City', 'the big city'),
  entry('C', 'see', { language: 'en' }),
  entry('C++', 'see plus plus', { language: 'en' }),
  entry('schedule', 'skedule', { language: 'en' }),
  entry('schedule', 'shedule', { language: 'en-gb' }),
  entry('重庆', '虫庆', { language: 'zh' }),
  entry('重庆大学', '虫大', { language: 'zh' }),
  entry('ราคา', 'ra-kha', { language: 'th' }),
  entry('οδός', 'odos', { language: 'el' }),
  entry('é', 'accent'),
]);

const say = (text: string, language = 'en') => spokenText(lexicon.apply({ text, spans: [] }, language), true).spoken;

describe('Lexicon', () => {
  it.each([
    ['says a word otherwise, however it is capitalised', 'Nginx, NGINX and nginx.', 'engine x, engine x and engine x.'],
    [
      'says it beside marks',
      '(Nginx) "nginx"-based Nginx/x Nginx’s',
      '(engine x) "engine x"-based engine x/x engine x’s',
    ],
    [
      'leaves it inside longer words',
      'nginxs xnginx nginx2 my_nginx nginx\u0301',
      'nginxs xnginx nginx2 my_nginx nginx\u0301',
    ],
    [
      'leaves it inside addresses and names of files',
      'www.nginx.org a@nginx nginx.conf',
      'www.nginx.org a@nginx nginx.conf',
    ],
    ['says it at the end of a sentence', 'We use nginx. Good.', 'We use engine x. Good.'],
    ['minds capitals where it shall', 'The US told us', 'The U S told us'],
    ['takes the longest', 'New York, new york city, New Yorkers', 'the city, the big city, New Yorkers'],
    ['tells C from C++ and C#', 'C C++ C# C+D', 'see see plus plus C# see+D'],
  ])('%s', (_behaviour, written, spoken) => {
    expect(say(written)).toBe(spoken);
  });

  it.each([
    ['en', 'skedule'],
    ['en-US', 'skedule'],
    ['en-GB', 'shedule'],
    ['en-gb-scotland', 'shedule'],
    ['de', 'schedule'],
  ])('goes by the language: %s', (language, spoken) => {
    expect(say('schedule', language)).toBe(spoken);
  });

  it.each([
    ['zh', '在重庆大学和重庆用Nginx吧', '在虫大和虫庆用engine x吧'],
    ['th', 'ราคาที่Nginx', 'ra-khaที่engine x'],
    ['el', 'ΟΔΌΣ οδός', 'odos odos'],
    ['fr', 'é ét É', 'accent ét accent'],
  ])('knows words by their script: %s', (language, written, spoken) => {
    const reading = lexicon.apply({ text: written, spans: [] }, language);
    expect(spokenText(reading, false).spoken).toBe(spoken);
  });

  it('says the word itself where only its pronunciation is given', () => {
    const { spans } = new Lexicon([{ ...entry('gif', ''), say: undefined, ipa: 'dʒɪf' }]).apply(
      { text: 'a GIF', spans: [] },
      'en',
    );
    expect(spans).toEqual([{ rule: 'lexicon', written: 'GIF', spoken: 'GIF', ipa: 'dʒɪf' }]);
  });

  it('never reads again what was said, and keeps the spans in order', () => {
    const spans = ['one', 'two', 'three'].map((spoken) => ({ rule: 'r', written: spoken, spoken }));
    const reading = lexicon.apply({ text: `${said} nginx${said}nginx ${said}`, spans }, 'en');
    expect(reading.text).toBe(`${said} ${said}${said}${said} ${said}`);
    expect(reading.spans.map(({ spoken }) => spoken)).toEqual(['one', 'engine x', 'two', 'engine x', 'three']);
  });

  it('gives back the reading where nothing is found', () => {
    const reading = { text: 'nothing here', spans: [] };
    expect(lexicon.apply(reading, 'en')).toBe(reading);
    expect(new Lexicon([]).apply(reading, 'en')).toBe(reading);
  });

  it('finds what a search of each word finds', () => {
    const word = fc.stringMatching(/^[abAB]{1,3}$/u);
    const text = fc.string({ unit: fc.constantFrom(...'abAB ,'), maxLength: 40 });
    fc.assert(
      fc.property(fc.uniqueArray(word, { selector: (each) => each.toLowerCase() }), text, (words, written) => {
        const spoken = new Lexicon(words.map((each) => entry(each, `<${each.toLowerCase()}>`))).apply(
          { text: written, spans: [] },
          'en',
        );
        const known = new Set(words.map((each) => each.toLowerCase()));
        const expected = written.replace(/[ab]+/giu, (each) =>
          known.has(each.toLowerCase()) ? `<${each.toLowerCase()}>` : each,
        );
        expect(spokenText(spoken, false).spoken).toBe(expected);
      }),
    );
  });

  it('loses nothing of the text', () => {
    const text = fc.string({
      unit: fc.oneof(fc.constantFrom('Nginx', '重庆', said, ' ', 'C++'), fc.string({ unit: 'grapheme', maxLength: 2 })),
    });
    fc.assert(
      fc.property(text, (written) => {
        const spans = Array.from(written.matchAll(new RegExp(said, 'gu')), () => ({
          rule: 'r',
          written: said,
          spoken: 'x',
        }));
        const reading = lexicon.apply({ text: written, spans }, 'zh');
        const pieces = reading.text.split(said);
        expect(pieces).toHaveLength(reading.spans.length + 1);
        expect(pieces.map((piece, index) => piece + (reading.spans[index]?.written ?? '')).join('')).toBe(written);
      }),
    );
  });
});

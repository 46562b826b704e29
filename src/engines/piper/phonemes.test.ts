import { readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Phonemizer } from '../phonemizer/phonemizer.ts';
import { inParts, phonemesOf, textPhonemes } from './phonemes.ts';

/** Stands for eSpeak: the words of a piece without its marks. */
const words = async (pieces: readonly string[]) =>
  pieces.map((piece) => (piece.match(/[\p{L}\p{M}\p{N}]+/gu) ?? []).join(' '));

const sentences = async (text: string) => (await phonemesOf(text, words)).map((sentence) => sentence.join(''));

describe('phonemesOf', () => {
  it.each([
    ['Hello, world. Yes: no', ['Hello, world.', 'Yes: no']],
    ['One; two — three!', ['One; two; three!']],
    ['wait… what, oh… so', ['wait what, oh so']],
    ['你好，世界。再见！', ['你好 世界', '再见']],
    ['Go." He', ['Go.', 'He']],
    ['ends,', ['ends, ']],
    ['…', []],
    ['', []],
  ])('gives the phonemes and marks of each sentence: %j', async (text, expected) => {
    expect(await sentences(text)).toEqual(expected);
  });

  it('speaks a word as its pronunciation says, and reads the rest around it', async () => {
    const text = 'I like Nginx, and Nginx; yes.';
    const said = (word: string, from: number, ipa: string) => {
      const start = text.indexOf(word, from);
      return { start, end: start + word.length, ipa };
    };
    const spans = [said('Nginx', 0, 'ˈɛn.dʒɪn'), said('Nginx', 14, 'x')];
    const spoken = await phonemesOf(text, words, spans);
    expect(spoken.map((sentence) => sentence.join(''))).toEqual(['I like ˈɛndʒɪn, and x; yes.']);
  });

  it('says a word with marks inside whole, in the letters that its voices learnt', async () => {
    const said = (ipa: string) => phonemesOf('We met St. John. He ran.', words, [{ start: 7, end: 15, ipa }]);
    const inOne = async (ipa: string) => (await said(ipa)).map((sentence) => sentence.join(''));
    expect(await inOne('sɪn.dʒən')).toEqual(['We met sɪndʒən.', 'He ran.']);
    expect(await inOne("'ga:g, t͜ʃ!ʤ")).toEqual(['We met ˈɡaːɡ tʃdʒ.', 'He ran.']);
  });

  it('makes each code point of the decomposed text a phoneme', async () => {
    expect(await phonemesOf('Ça 𝔞.', words)).toEqual([['C', '\u0327', 'a', ' ', '𝔞', '.']]);
  });

  it('keeps the mark of a clause without phonemes', async () => {
    expect(await phonemesOf('ab, cd.', async () => ['', 'x'])).toEqual([[',', ' ', 'x', '.']]);
  });

  it('asks once, with pieces that hold the whole text, and never gives an empty sentence', async () => {
    const text = fc.string({ unit: fc.constantFrom(...' .,;:!?…—"\'()aZ1é。，'), maxLength: 80 });
    await fc.assert(
      fc.asyncProperty(text, async (written) => {
        const asked: string[][] = [];
        const found = await phonemesOf(written, (pieces) => {
          asked.push([...pieces]);
          return words(pieces);
        });
        expect(asked.map((pieces) => pieces.join('').replaceAll(' ', ''))).toEqual([written.replaceAll(' ', '')]);
        expect(found.filter(({ length }) => length === 0)).toEqual([]);
        expect(
          found
            .flat()
            .join('')
            .match(/[a-z0-9]/gi),
        ).toEqual(written.normalize('NFD').match(/[a-z0-9]/gi));
      }),
    );
  });

  it('lets an error of eSpeak out', async () => {
    await expect(phonemesOf('Hello.', () => Promise.reject(new Error('gone')))).rejects.toThrow('gone');
  });
});

describe('textPhonemes', () => {
  it('gives the decomposed text as one sentence', () => {
    expect(textPhonemes('Ще. Й!')).toEqual([['Щ', 'е', '.', ' ', 'И', '\u0306', '!']]);
    expect(textPhonemes('')).toEqual([]);
  });
});

/** Texts with the sentences that piper-tts makes of them; the head of the file says how. */
const reference = readFileSync(path.resolve(import.meta.dirname, '../../../test/fixtures/piper-phonemes.tsv'), 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'))
  .map((line) => line.split('\t'))
  .map(([text = '', ...expected]) => ({ text, expected }));

/** Piper runs the words on both sides of `…` together, which sounds like one word; a space keeps them apart here. */
const keptApart: Readonly<Record<string, string>> = {
  'Wait… what did you say?': 'wˈeɪt wˌʌt dˈɪd juː sˈeɪ?',
  'I was thinking... maybe we should go.': 'aɪ wʌz θˈɪŋkɪŋ mˈeɪbiː wiː ʃˌʊd ɡˈoʊ.',
  'So… Let me see.': 'sˈoʊ lˈɛt mˌiː sˈiː.',
  "Well, well, well... Look who's here!": 'wˈɛl, wˈɛl, wˈɛl lˈʊk hˌuːz hˈɪɹ!',
};

describe('English, beside piper-tts', () => {
  let phonemizer: Phonemizer;
  beforeAll(async () => {
    phonemizer = await Phonemizer.start();
  });
  afterAll(() => phonemizer.close());

  it('has the same phonemes in 200 texts, but for what is listed', async () => {
    const found = await Promise.all(
      reference.map(async ({ text, expected }) => {
        const own = await phonemesOf(text, (pieces) => phonemizer.ipa('en-us', pieces));
        return { text, expected, own: own.map((sentence) => sentence.join('')) };
      }),
    );
    const different = found.filter(({ own, expected }) => own.join('|') !== expected.join('|'));
    // The eSpeak of piper-tts is newer: it writes the glide between two vowels (ðɪʲ ˈiːvnɪŋ).
    const [glide, others] = [
      different.filter(({ own, expected }) => own.join('|') === expected.join('|').replaceAll('ʲ', '')),
      different.filter(({ own, expected }) => own.join('|') !== expected.join('|').replaceAll('ʲ', '')),
    ];
    expect(Object.fromEntries(others.map(({ text, own }) => [text, own.join('|')]))).toEqual(keptApart);
    expect({ texts: found.length, glide: glide.length, others: others.length }).toEqual({
      texts: 200,
      glide: 23,
      others: 4,
    });
  });
});

describe('a sentence that eSpeak makes long', () => {
  it('is cut between words, and nothing of it is lost', () => {
    const sentence = [...'naɪn pɚsɛnt '.repeat(100)];
    const parts = inParts(sentence);
    expect(parts.flat()).toEqual(sentence);
    expect(Math.max(...parts.map(({ length }) => length))).toBeLessThanOrEqual(350);
    expect(parts.slice(0, -1).every((part) => part.at(-1) === ' ')).toBe(true);
  });

  it('is cut anywhere where there are no words, and short ones are left alone', () => {
    expect(inParts([...'a'.repeat(800)]).map(({ length }) => length)).toEqual([350, 350, 100]);
    expect(inParts(['a', 'b'])).toEqual([['a', 'b']]);
    expect(inParts([])).toEqual([[]]);
  });
});

import loadPackage, { type EspeakModule } from '@echogarden/espeak-ng-emscripten';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { longestPiece } from './protocol.ts';
import { Transcriber } from './transcriber.ts';
import { identifiersByName } from './voice-names.ts';

const english = 'gmw/en-US';
let module: EspeakModule;
let transcriber: Transcriber;
beforeAll(async () => {
  // The package, with a hold on its memory.
  transcriber = await Transcriber.start(async (options) => (module = await loadPackage(options)));
});

describe('Transcriber', () => {
  it.each([
    ['words', english, 'The birch canoe slid.', 'ðə bˈɜːtʃ kənˈuː slˈɪd'],
    ['the clauses of a piece, joined by a space', english, 'Wait… what? Yes: no', 'wˈeɪt wˌʌt jˈɛs nˈoʊ'],
    ['words of another language without the flags', 'zle/ru', 'Три sala.', 'trʲˈɪ sˈɑːlə'],
    ['markup as it is written', english, 'Tom &amp; <b>', 'tˈɑːm ænd ˈæmp bˈiː'],
    ['phoneme brackets as they are written', english, '[[h@l]]', 'ˈeɪtʃ æt ˈɛl'],
    ['nothing where there is nothing to say', english, ' \n(…)', ''],
    ['a zero and a command character as space', english, 'one\0two\x015P', 'wˈʌn tˈuː fˈaɪv pˈiː'],
  ])('gives %s', (_, identifier, piece, expected) => {
    expect(transcriber.ipa(identifier, piece)).toBe(expected);
  });

  it('has phonemes in every voice', () => {
    const silent = transcriber.voices.filter(({ identifier }) => transcriber.ipa(identifier, '12 a') === '');
    expect(transcriber.voices.length).toBeGreaterThan(130);
    expect(silent).toEqual([]);
  });

  it('refuses an identifier that eSpeak does not have, rather than speak in the voice before', () => {
    expect(() => transcriber.ipa('gmw/zz', 'Hello.')).toThrow('set_voice("gmw/zz") returned 2');
  });

  it('takes a piece of the longest kind whole, and refuses a longer one', () => {
    expect(transcriber.ipa('zle/ru', 'да '.repeat(longestPiece / 3)).split(' ')).toHaveLength(longestPiece / 3);
    expect(transcriber.ipa('sit/cmn', '漢'.repeat(longestPiece))).not.toBe('');
    expect(() => transcriber.ipa('sit/cmn', '漢'.repeat(longestPiece + 1))).toThrow(RangeError);
  });

  it('gives any text the same phonemes at any time, as plain words', { timeout: 120_000 }, () => {
    const voice = fc.constantFrom(...transcriber.voices.map(({ identifier }) => identifier));
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 60 }),
      fc.string({ unit: fc.constantFrom(...' .,?!…—-"\'()[]<>&a1IXé漢я\0\x01\n\ud800'), maxLength: 60 }),
    );
    const seen: [string, string, string][] = [];
    fc.assert(
      fc.property(voice, text, (identifier, piece) => {
        const ipa = transcriber.ipa(identifier, piece);
        expect(ipa).not.toMatch(/[_\0]|^\s|\s$|\s\s|\([a-z-]+\)/u);
        seen.push([identifier, piece, ipa]);
      }),
      { numRuns: 100 },
    );
    for (const [identifier, piece, ipa] of seen.reverse()) expect(transcriber.ipa(identifier, piece)).toBe(ipa);
  });

  it('keeps its memory over thousands of pieces', { timeout: 120_000 }, () => {
    const bytes = module.HEAPU8.length;
    for (let i = 0; i < 2000; i++) transcriber.ipa(i % 100 < 50 ? english : 'roa/fr', `Number ${i}.`);
    expect(module.HEAPU8.length).toBe(bytes);
  });
});

describe('identifiersByName', () => {
  it.each([
    ['gmw/en-us', 'gmw/en-US'],
    ['en-us', 'gmw/en-US'],
    ['en', 'gmw/en'],
    ['en-gb', 'gmw/en'],
    ['en-gb-x-rp', 'gmw/en-GB-x-rp'],
    ['fr', 'roa/fr'],
    ['fr-fr', 'roa/fr'],
    ['es-419', 'roa/es-419'],
    ['es-mx', 'roa/es-419'],
    ['pt', 'roa/pt'],
    ['pt-br', 'roa/pt-BR'],
    ['pt-pt', 'roa/pt'],
    ['nb', 'gmq/nb'],
    ['no', 'gmq/nb'],
    ['cmn', 'sit/cmn'],
    ['zh', 'sit/cmn'],
    ['yue', 'sit/yue'],
    ['vi-vn-x-central', 'aav/vi-VN-x-central'],
    ['zz', undefined],
    ['', undefined],
  ])('takes %j for %j', (name, identifier) => {
    expect(identifiersByName(transcriber.voices).get(name)).toBe(identifier);
  });

  it('knows every name in the configs of published Piper voices', () => {
    const published =
      'ar bg ca cmn cs cy da de el en-gb-x-rp en-us es es-419 eu fa fi fr hi hu id is it ka kk ku lb lv ml nb ne nl pl pt pt-br ro ru sk sl sq sr sv sw te tr uk ur vi';
    const names = identifiersByName(transcriber.voices);
    expect(published.split(' ').filter((name) => !names.has(name))).toEqual([]);
  });

  it('names only what eSpeak has', () => {
    const identifiers = new Set(transcriber.voices.map(({ identifier }) => identifier));
    expect([...identifiersByName(transcriber.voices).values()].filter((name) => !identifiers.has(name))).toEqual([]);
  });
});

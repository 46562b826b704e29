import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { mostLexiconBytes, mostLexiconEntries, readLexicon } from './read-lexicon.ts';
import { UnusableLexicon } from './unusable-lexicon.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'starling-lexicon-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function written(name: string, content: string | Uint8Array): string {
  const file = path.join(folder, name);
  writeFileSync(file, content);
  return file;
}

const yaml = `\uFEFFentries:
  - { word: Nginx, say: engine x }
  - { word: US, say: U S, language: en, case: exact }
  - { word: us, say: you and me, language: en }
  - word: Worcester
    ipa: /ˈwʊstə/
    language: en-GB
  - { word: ＣＰＵ, say: C P U }
`;
const csv = `word,say,ipa,language,case
Nginx,engine x
US,U S,,en,exact
us,"you and me",,en,any

Worcester,,ˈwʊstə,en-GB,
ＣＰＵ , C P U
`;

const entries = [
  { word: 'Nginx', say: 'engine x', exact: false },
  { word: 'US', say: 'U S', language: 'en', exact: true },
  { word: 'us', say: 'you and me', language: 'en', exact: false },
  { word: 'Worcester', ipa: 'ˈwʊstə', language: 'en-gb', exact: false },
  { word: 'CPU', say: 'C P U', exact: false },
];

describe('readLexicon', () => {
  it.each([
    ['a.yaml', yaml],
    ['a.csv', csv],
    ['A.CSV', csv.replaceAll('\n', '\r\n')],
    [
      'a.json',
      JSON.stringify({ entries: entries.map(({ exact, ...rest }) => ({ ...rest, case: exact ? 'exact' : 'any' })) }),
    ],
  ])('reads %s', (name, content) => {
    expect(readLexicon(written(name, content)).entries).toEqual(entries);
  });

  it('reads an empty list', () => {
    expect(readLexicon(written('empty.yml', 'entries: []')).entries).toEqual([]);
  });

  it.each([
    ['names an unknown field', 'entries:\n  - { word: a, sya: b }', /line 2 \(entry 1\): .*"sya".*An entry has/u],
    [
      'asks for quotes around a number',
      'entries:\n  - { word: a, say: b }\n  - { word: 007, say: b }',
      /line 3 \(entry 2\): "word" is wrong: .*string.*number.*quotes/u,
    ],
    [
      'wants something to say',
      'entries: [{ word: a }]',
      /line 1 \(entry 1\): expected "say" or "ipa"; neither is there/u,
    ],
    [
      'wants more than nothing',
      'entries: [{ word: a, say: " " }]',
      /"say" is wrong: expected what is said for the word; came nothing/u,
    ],
    [
      'wants something that can be said',
      'entries: [{ word: a, say: "🙂" }]',
      /"say" is wrong: expected words; came only what nobody says/u,
    ],
    [
      'wants a letter in a pronunciation',
      'entries: [{ word: a, ipa: "//" }]',
      /"ipa" is wrong: expected its pronunciation in IPA, which has a letter/u,
    ],
    [
      'wants a word that can be heard',
      'entries: [{ word: "…", say: b }]',
      /"word" is wrong: expected a word with a letter/u,
    ],
    [
      'bounds a word',
      `entries: [{ word: ${'a'.repeat(101)}, say: b }]`,
      /"word" is wrong: expected at most 100 characters/u,
    ],
    [
      'wants a language tag',
      'entries: [{ word: a, say: b, language: klingon? }]',
      /"language" is wrong: expected a language tag such as en/u,
    ],
    ['wants a case rule', 'entries: [{ word: a, say: b, case: upper }]', /"case" is wrong: .*"any"\|"exact"/u],
    [
      'finds a word twice',
      'entries:\n- { word: Ab, say: b }\n- { word: aB, say: c }',
      /line 3 \(entry 2\): "aB" is already in line 2/u,
    ],
    ['wants a list', '- { word: a, say: b }', /expected "entries:" and under it a list/u],
    ['says where YAML is broken', 'entries:\n  - { word: a', /is not valid YAML: .* line 2/u],
    ['refuses aliases', 'entries: [&a { word: a, say: b }, *a]', /is not a lexicon: .*alias.*Write every entry out/iu],
  ])('%s', (_behaviour, content, message) => {
    const read = () => readLexicon(written('b.yaml', content));
    expect(read).toThrow(UnusableLexicon);
    expect(read).toThrow(message);
  });

  it.each([
    [
      'wants names of columns',
      'Nginx,engine x',
      /line 1: expected the names of the columns, of word, say, ipa, language, case; came "Nginx,engine x"/u,
    ],
    ['wants no more fields than names', 'word,say\na,b,c', /line 2: expected at most 2 fields.*it has 3/u],
    ['says where a quote is out of place', 'word,say\na,b\nc,"d', /line 3: expected a comma or the end of the line/u],
    [
      'says where an entry is wrong',
      'word,say\n\n"a\nb",c\nd,',
      /line 3 \(entry 1\): "word" is wrong: expected one line/u,
    ],
  ])('in CSV %s', (_behaviour, content, message) => {
    expect(() => readLexicon(written('b.csv', content))).toThrow(message);
  });

  it('is bounded', () => {
    const many = (count: number) =>
      ['word,say', ...Array.from({ length: count }, (_, index) => `w${index},s`)].join('\n');
    expect(readLexicon(written('most.csv', many(mostLexiconEntries))).entries).toHaveLength(mostLexiconEntries);
    expect(() => readLexicon(written('more.csv', many(mostLexiconEntries + 1)))).toThrow(
      /at most 10000 entries; it has 10001/u,
    );
    expect(() => readLexicon(written('large.csv', ' '.repeat(mostLexiconBytes + 1)))).toThrow(
      /it has 1048577 bytes; a lexicon has at most/u,
    );
  });

  it('says what the file is', () => {
    expect(() => readLexicon(path.join(folder, 'none.yaml'))).toThrow(/none\.yaml is missing: expected a lexicon/u);
    expect(() => readLexicon(folder)).toThrow(/cannot be read: it is no regular file/u);
    expect(() => readLexicon(written('latin.csv', new Uint8Array([0x77, 0xe9])))).toThrow(/it is not UTF-8/u);
  });
});

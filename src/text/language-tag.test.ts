import { describe, expect, it } from 'vitest';
import { isLanguageTag, matchLanguage } from './language-tag.ts';

const matches: readonly [tag: string, offered: readonly string[], match: string | undefined][] = [
  ['zh-CN', ['en-us', 'cmn'], 'cmn'],
  ['zh-Hans', ['en', 'zh'], 'zh'],
  ['zh', ['cmn-latn-pinyin', 'yue', 'cmn'], 'cmn'],
  ['cmn', ['zh'], 'zh'],
  ['zh-TW', ['yue', 'cmn'], 'cmn'],
  ['zh-HK', ['cmn', 'yue'], 'yue'],
  ['zh-HK', ['cmn'], 'cmn'],
  ['zh-yue', ['cmn', 'yue'], 'yue'],
  ['yue', ['zh-HK'], 'zh-HK'],
  ['yue', ['cmn'], undefined],
  ['no', ['sv', 'nb'], 'nb'],
  ['nb', ['no'], 'no'],
  ['nn', ['nb'], 'nb'],
  ['en', ['en-gb', 'en-us'], 'en-us'],
  ['en', ['en', 'en-US'], 'en-US'],
  ['EN-us', ['en-gb', 'en-us'], 'en-us'],
  ['en-GB', ['en-us', 'en-gb-x-rp', 'en-gb'], 'en-gb'],
  ['en-AU', ['en-us', 'en-gb'], 'en-gb'],
  ['en-KE', ['en-029', 'en-us'], 'en-us'],
  ['pt-BR', ['pt', 'pt-br'], 'pt-br'],
  ['pt', ['pt-br', 'pt'], 'pt'],
  ['pt-AO', ['pt-br', 'pt'], 'pt'],
  ['fr-CA', ['en', 'fr'], 'fr'],
  ['fr-CA', ['fr-be', 'fr-fr'], 'fr-fr'],
  ['es-MX', ['es', 'es-419'], 'es-419'],
  ['iw', ['he'], 'he'],
  ['ms', ['id'], 'id'],
  ['de', ['en', 'fr'], undefined],
  ['de', [], undefined],
  ['not a tag', ['en'], undefined],
  ['en', ['not a tag', 'en-gb'], 'en-gb'],
];

describe('matchLanguage', () => {
  it.each(matches)('%s among %j is %s', (tag, offered, match) => {
    expect(matchLanguage(tag, offered)).toBe(match);
  });
});

describe('isLanguageTag', () => {
  it.each(['en', 'pt-BR', 'zh-Hans-CN', 'zh-yue', 'es-419', 'en-gb-x-rp'])('takes %s', (tag) => {
    expect(isLanguageTag(tag)).toBe(true);
  });

  it.each(['', 'e', 'en_US', 'english language', 'en-', '-en', '../en', 'en\u0000', 5, null, undefined, ['en']])(
    'refuses %j',
    (value) => {
      expect(isLanguageTag(value)).toBe(false);
    },
  );
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mixedText } from '../../test/fixtures/mixed-text.ts';
import { languageRuns } from './language-runs.ts';

const runsOf = (text: string, base: string) => languageRuns(text, base).map((run) => `${run.language}:${run.text}`);

describe('languageRuns', () => {
  it.each<[behaviour: string, base: string, text: string, runs: string[]]>([
    ['one language is one run', 'en', 'It costs 5. Really? Yes.', ['en:It costs 5. Really? Yes.']],
    ['keeps English names in Chinese', 'zh', '我用 iPad Pro 12.9 和 5G。', ['zh:我用 iPad Pro 12.9 和 5G。']],
    [
      'sets English sentences apart',
      'zh',
      '你好。I have 3 cats. 好的。',
      ['zh:你好。', 'en:I have 3 cats. ', 'zh:好的。'],
    ],
    [
      'sets an English phrase inside a Chinese sentence apart',
      'zh',
      '他说 I have 3 cats and 5 dogs 对吧3只',
      ['zh:他说 ', 'en:I have 3 cats and 5 dogs', 'zh: 对吧3只'],
    ],
    [
      'reads Chinese words in English as Chinese',
      'en',
      'The word 你好 means hello here.',
      ['en:The word ', 'zh:你好', 'en: means hello here.'],
    ],
    ['reads numbers without letters in the language of the text', 'zh', '2008/08/08', ['zh:2008/08/08']],
    ['… or of the sentence before', 'zh', 'This is number one. 25.', ['en:This is number one. 25.']],
    ['… units of measure alone as well', 'zh', '5 km。今天 256GB。', ['zh:5 km。今天 256GB。']],
    ['tells Japanese from Chinese by its Kana', 'en', '今日は3時です。', ['ja:今日は3時です。']],
    ['keeps Han characters in Japanese', 'ja', '2008年。東京、3回。', ['ja:2008年。東京、3回。']],
    [
      'reads other scripts by their language',
      'en',
      'Say this: 안녕하세요 여러분 3. Fine.',
      ['ko:Say this: 안녕하세요 여러분 3. ', 'en:Fine.'],
    ],
    ['reads Latin in the language of the text where that has Latin letters', 'fr', 'Bonjour 3.', ['fr:Bonjour 3.']],
    ['does not end a sentence inside a number or a name', 'zh', '用 v2.5 和 node.js。', ['zh:用 v2.5 和 node.js。']],
  ])('%s', (_, base, text, runs) => {
    expect(runsOf(text, base)).toEqual(runs);
  });

  it('loses nothing of any text', () => {
    fc.assert(
      fc.property(mixedText, fc.constantFrom('en', 'zh', 'zh-TW', 'ja', 'fr', 'ru', 'th'), (text, base) => {
        expect(
          languageRuns(text, base)
            .map((run) => run.text)
            .join(''),
        ).toBe(text);
      }),
      { numRuns: 2000 },
    );
  });

  it.each(['a', 'a ', 'a b c 1 ', '你1', '.', '. ', 'a.', '你a', '你a b c ', '\uE000'])(
    'answers 200,000 characters of %j',
    (unit) => {
      const text = unit.repeat(200_000 / unit.length);
      for (const base of ['en', 'zh']) {
        expect(languageRuns(text, base).reduce((sum, run) => sum + run.text.length, 0)).toBe(text.length);
      }
    },
  );
});

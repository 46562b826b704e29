import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanText } from '../clean.ts';
import { emojiNames } from './emoji-names.ts';
import { nameEmoji } from './name-emoji.ts';

const table = emojiNames
  .trim()
  .split('\n')
  .map((line) => line.split('\t'));

describe('nameEmoji', () => {
  it.each([
    ['sets a name off from the words around it', 'Well 😀 then', 'Well, grinning face, then'],
    ['needs no spaces', 'Well😀then', 'Well, grinning face, then'],
    [
      'keeps the marks of the text',
      'Great! 🎉 See you, 😀. Bye.😀',
      'Great! party popper, See you, grinning face. Bye. grinning face',
    ],
    [
      'keeps brackets, quotes and Markdown',
      '(😀) "😀 hi" **🎉 x** # 🎉 Y',
      '(grinning face) "grinning face, hi" **party popper, x** # party popper, Y',
    ],
    [
      'adds nothing at the ends of lines',
      '✅ done\nalso ✅\n✅',
      'check mark button, done\nalso, check mark button\ncheck mark button',
    ],
    ['names several', 'ok 😀🎉 😀', 'ok, grinning face, party popper, grinning face'],
    ['names a repeated one once', 'ok 🎉🎉 🎉!', 'ok, party popper!'],
    ['does not name skin tones', '👋🏽 hi 👋', 'waving hand, hi, waving hand'],
    [
      'names joined ones as one',
      '👩‍🚒 👨‍👩‍👧 🏳️‍🌈 👩🏽‍⚕️ ❤️‍🔥',
      'woman firefighter, family, rainbow flag, woman health worker, heart on fire',
    ],
    ['names what only has a name with skin tones', '🫱🏻‍🫲🏿', 'handshake'],
    ['names flags', '🇨🇳🇺🇸 🏴󠁧󠁢󠁥󠁮󠁧󠁿', 'China flag, United States flag, England flag'],
    ['leaves the digits of keycaps', 'Press 1️⃣, then #️⃣ or 2⃣', 'Press 1, then # or 2'],
    ['names text forms of emoji', '❤ ☎︎', 'red heart, telephone'],
    ['names the parts of an unknown one', '🐙‍🚀', 'octopus, rocket'],
    ['drops one without a name', 'a 🇦🇧 b', 'a b'],
    ['leaves signs that have names of their own', '© ® ™ ♀ 5 * 3 #1', '© ® ™ ♀ 5 * 3 #1'],
  ])('%s', (_behaviour, written, spoken) => {
    expect(nameEmoji(written, 'en-GB')).toBe(spoken);
  });

  it.each([
    ['你好😀世界', '你好，嘿嘿，世界'],
    ['好的！🎉🎉走吧👋🏽。', '好的！拉炮彩带，走吧，挥手。'],
    ['👨‍🦰和🇨🇳', '红发的男人，和，中国旗'],
  ])('names them in Chinese: %s', (written, spoken) => {
    expect(nameEmoji(written, 'zh-Hans-CN')).toBe(spoken);
  });

  it('drops them in other languages', () => {
    expect(cleanText(nameEmoji('Hallo 😀👩‍🚒 Welt 🇩🇪1️⃣', 'de'))).toBe('Hallo Welt 1');
  });

  it('gives every emoji of the table a name that cleaning leaves as it is', () => {
    for (const [emoji = '', english = '', chinese = ''] of table) {
      expect(nameEmoji(emoji, 'en')).toBe(english);
      expect(nameEmoji(emoji, 'zh')).toBe(chinese);
      expect(cleanText(english)).toBe(english);
      expect(cleanText(chinese)).toBe(chinese);
    }
  });

  it('leaves text without emoji as it is', () => {
    const letters = fc.string({ unit: fc.constantFrom(...'aé你ж 1#*.,\n\t©♀') });
    fc.assert(
      fc.property(letters, fc.constantFrom('en', 'zh', 'de'), (text, language) => nameEmoji(text, language) === text),
    );
  });

  it('leaves no emoji and loses no word', () => {
    const words = fc.stringMatching(/^[a-z]{1,5}$/u);
    const emoji = fc.constantFrom(...table.map(([each = '']) => each));
    fc.assert(
      fc.property(fc.array(fc.tuple(words, emoji)), fc.constantFrom('en', 'zh', 'fr'), (pairs, language) => {
        const spoken = nameEmoji(pairs.map(([word, each]) => word + each).join(''), language);
        expect(spoken).not.toMatch(/(?![©®™♀♂])\p{Extended_Pictographic}|\p{Regional_Indicator}/u);
        let at = 0;
        for (const [word] of pairs) {
          at = spoken.indexOf(word, at);
          expect(at).toBeGreaterThanOrEqual(0);
          at += word.length;
        }
      }),
    );
  });
});

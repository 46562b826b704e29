import { expect, it } from 'vitest';
import { nameVoices } from './voices.ts';

const voice = (identifier: string, ...languages: (readonly [string, number])[]) => ({
  name: identifier,
  identifier,
  languages: languages.map(([name, priority]) => ({ name, priority })),
});

it.each([
  [voice('gmw/en-US', ['en-us', 2], ['en', 3]), 'espeak-en-us', ['en-us', 'en']],
  [voice('gmw/en', ['en-gb', 2], ['en', 2]), 'espeak-en-gb', ['en-gb', 'en']],
  [voice('roa/fr', ['fr-fr', 5], ['fr', 5]), 'espeak-fr', ['fr', 'fr-fr']],
  [voice('eu', ['eu', 5]), 'espeak-eu', ['eu']],
  [voice('sit/cmn', ['cmn', 5], ['zh-cmn', 5], ['zh', 5]), 'espeak-cmn', ['cmn', 'zh']],
  [voice('sit/yue', ['yue', 5], ['zh-yue', 5], ['zh', 8]), 'espeak-yue', ['yue']],
  [voice('roa/ca-va', ['ca-va', 5]), 'espeak-ca-va', ['ca-valencia']],
])('names $identifier', (listed, id, languages) => {
  expect(nameVoices([listed])).toEqual([
    { id, name: `${listed.identifier} (eSpeak NG)`, languages, identifier: listed.identifier },
  ]);
});

it('leaves out what is not a language', () => {
  expect(nameVoices([voice('art/xex', ['xex', 5])])).toEqual([]);
});

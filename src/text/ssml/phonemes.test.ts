import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { dataFolder } from '../../../test/data.ts';
import { outline, passagesOf } from './outline.fixture.ts';
import { ipaOfPinyin } from './pinyin.ts';
import { ipaOfXSampa } from './x-sampa.ts';

const spoken = (inside: string): string[] => outline(passagesOf(`<speak>${inside}</speak>`));

describe('phoneme', () => {
  it.each([
    ['ph="təˈmeɪtoʊ"', 'təˈmeɪtoʊ'],
    ['alphabet="ipa" ph="təˈmeɪtoʊ"', 'təˈmeɪtoʊ'],
    ['alphabet="IPA" ph=" a \uE000 b "', 'a b'],
    [`alphabet="x-sampa" ph='t@"meItoU'`, 'təˈmeɪtoʊ'],
    ['alphabet="pinyin" ph="zang4"', 'tsɑŋ˥˩'],
    ['alphabet="x-amazon-pinyin" ph="zang4"', 'tsɑŋ˥˩'],
    ['alphabet="sapi" ph="zang 4"', 'tsɑŋ˥˩'],
  ])('%s is the IPA %s', (attributes, ipa) => {
    expect(spoken(`<phoneme ${attributes}>5</phoneme>`)).toEqual([`[phoneme 5 = number-5 /${ipa}/]`]);
  });

  it.each([
    ['alphabet="arpabet" ph="T AH"', /alphabet of <phoneme> is one of ipa, x-sampa.*"arpabet" came/u],
    ['alphabet="x-sampa" ph="é"', /ph of <phoneme> is X-SAMPA such as.*"é" came/u],
    ['alphabet="sapi" ph="h eh 1 l ow"', /ph of <phoneme> is pinyin with tones/u],
    ['ph="12 {}"', /ph of <phoneme> is IPA such as.*"12 \{\}" came/u],
    ['alphabet="ipa"', /<phoneme> needs ph/u],
    ['ph=""', /<phoneme> needs ph/u],
    ['ph="a"', /<phoneme> is empty/u],
  ])('%s is refused', (attributes, says) => {
    const text = attributes === 'ph="a"' ? '' : 'b';
    expect(() => spoken(`<phoneme ${attributes}>${text}</phoneme>`)).toThrow(says);
  });
});

describe('ipaOfPinyin', () => {
  it.each([
    ['ma1 ma2 ma3 ma4 ma5 ma0', 'ma˥ma˧˥ma˨˩˦ma˥˩mama'],
    ['mā má mǎ mà', 'ma˥ma˧˥ma˨˩˦ma˥˩'],
    ['bo1 wo3 o4', 'pwo˥wo˨˩˦o˥˩'],
    ['zhi1 chi2 shi4 ri4 zi3 ci2 si4', 'ʈʂɻ̩˥ʈʂʰɻ̩˧˥ʂɻ̩˥˩ɻɻ̩˥˩tsɹ̩˨˩˦tsʰɹ̩˧˥sɹ̩˥˩'],
    ['yi1 ya1 ye1 yao1 you1 yan1 yin1 yang1 ying1 yong1', 'i˥ja˥jɛ˥jɑʊ˥joʊ˥jɛn˥in˥jɑŋ˥iŋ˥jʊŋ˥'],
    ['wu1 wa1 wo1 wai1 wei1 wan1 wen1 wang1 weng1', 'u˥wa˥wo˥waɪ˥weɪ˥wan˥wən˥wɑŋ˥wəŋ˥'],
    ['yu1 yue1 yuan1 yun1 ju1 que1 xuan1 jun1', 'y˥ɥɛ˥ɥɛn˥yn˥tɕy˥tɕʰɥɛ˥ɕɥɛn˥tɕyn˥'],
    ['lü4 lv4 lu:4 lǜ nve4 nüe4 lue4', 'ly˥˩ly˥˩ly˥˩ly˥˩nɥɛ˥˩nɥɛ˥˩lɥɛ˥˩'],
    ['er2 nar3 wan2r', undefined],
    ['er2 nar3 wan2 r5', 'ɑɻ˧˥naɻ˨˩˦wan˧˥ɻ'],
    ['fu 4 - mu 3', 'fu˥˩mu˨˩˦'],
    ['Xi1an1', 'ɕi˥an˥'],
  ])('%s is %s', (written, ipa) => {
    expect(ipaOfPinyin(written)).toBe(ipa);
  });

  it.each(['', '4', 'zang', 'zang4 cang', 'zang6', 'bla4', 'ŋ4', 'zang4!', '藏', 'constructor1'])(
    '%j is none',
    (written) => {
      expect(ipaOfPinyin(written)).toBeUndefined();
    },
  );
});

describe('ipaOfXSampa', () => {
  it.each([
    ['pI"kA:n', 'pɪˈkɑːn'],
    ['"fO:r_0tr\\`@`{~', 'ˈfɔːr̥tɻɚæ̃'],
    ['s\\s`S_w', 'ɕʂʃʷ'],
    ['b_<a_Hd_dg', 'ɓáđ'.replace('đ', 'd̪ɡ')],
  ])('%s is %s', (written, ipa) => {
    expect(ipaOfXSampa(written)?.normalize('NFD')).toBe(ipa.normalize('NFD'));
  });

  it.each(['é', 'a_', '5$'])('%s is none', (written) => {
    expect(ipaOfXSampa(written)).toBeUndefined();
  });
});

const file = resolve(dataFolder, 'text', 'paddle', 'sentences_ssml.txt');
const lines = (() => {
  try {
    return readFileSync(file, 'utf8').split('\n').filter(Boolean);
  } catch {
    return [];
  }
})();

describe.skipIf(lines.length === 0)('sentences of PaddleSpeech', () => {
  it.each(lines)('has every pinyin: %s', (line) => {
    // They write text around the element; here the element is put around the text.
    const inside = line.replace(/^\d+ /u, '').replace(/<\/?speak>/gu, '');
    const passages = passagesOf(`<speak>${inside}</speak>`);
    const spans = passages.flatMap((passage) => (passage.kind === 'text' ? passage.spans : []));
    expect(spans).toHaveLength(inside.match(/pinyin=/gu)?.length ?? 0);
    expect(spans.every(({ rule, ipa, written, spoken }) => rule === 'phoneme' && ipa && written === spoken)).toBe(true);
    expect(passages).toHaveLength(1);
  });
});

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { outline, passagesOf } from './outline.fixture.ts';

const spoken = (inside: string): string[] => outline(passagesOf(`<speak>${inside}</speak>`));

const passages: readonly [behaviour: string, inside: string, expected: string[]][] = [
  ['takes runs of white space as one space', 'One\n   two\t three', ['One two three']],
  ['has no space at the ends', '\n  One \n ', ['One']],
  ['writes no space between Han for a line end', '你好，\n  世界。\n  hello\n  世界', ['你好，世界。 hello 世界']],
  ['writes no space between Han for a line end and more', '你好\n<w> 世界</w>', ['你好世界']],
  ['keeps a space between Han that stands in a line', '你好 世界', ['你好 世界']],
  ['joins adjacent text of one manner', 'a<w>b</w> <emphasis>c</emphasis><!-- --> d', ['ab c d']],
  ['makes no passage of nothing', ' <p> </p> <s/> <prosody rate="2"> </prosody> ', []],
  ['ends paragraphs', '<p>a</p> b <p>c</p>', ['a', '---paragraph---', 'b', '---paragraph---', 'c']],
  ['ends sentences', '<s>a</s><s>b</s> c', ['a', '---sentence---', 'b', '---sentence---', 'c']],
  ['takes the strongest of several borders', '<p><s>a</s></p><p><s>b</s></p>', ['a', '---paragraph---', 'b']],
  [
    'says a border once, around pauses and marks as well',
    '<p>a</p><break time="1s"/><mark name="m"/><p>b</p>',
    ['a', '---paragraph---', '(1s)', 'b'],
  ],
  ['raises a border', '<s>a</s><break/><p>b</p>', ['a', '---sentence---', '(0.75s)', '---paragraph---', 'b']],
  ['puts a space before what follows it', 'a <break time="1s"/>b', ['a', '(1s)', ' b']],
  ['puts no space where there is none', 'a<break time="1s"/>b', ['a', '(1s)', 'b']],
  ['keeps a space between two manners', 'a <prosody rate="2">b</prosody> c', ['a', '{rate 2} b', ' c']],
  [
    'joins text of one manner over a space between',
    '<prosody rate="2">a</prosody> <prosody rate="2">b</prosody>',
    ['{rate 2}a b'],
  ],
  ['drops the character that stands for what is said', 'a\uE000b<sub alias="c\uE000d">\uE000</sub>', ['ab[sub  = cd]']],
  [
    'speaks what vendors mark, as it stands',
    '<mstts:express-as style="sad">a <x:y>b</x:y></mstts:express-as>',
    ['a b'],
  ],
  ['speaks what stands inside an audio, in its place', '<audio src="x"><desc>no</desc>yes</audio>', ['yes']],
  [
    'says nothing of what is not spoken',
    '<metadata><a>x</a></metadata><meta/><lexicon uri="x"/><desc>x</desc>y',
    ['y'],
  ],
  ['speaks words and lookups', '<lookup ref="x"><token>a</token><w role="r">b</w></lookup>', ['ab']],
];

const documents: readonly [name: string, expected: string[]][] = [
  [
    'azure.xml',
    [
      '{language en-US, voice en-US-MarthaNeural}Good morning, harbour watch! The tide turns at [say-as 6:40am = en:time(6:40am,hms12)].',
      '{language en-US, voice en-US-MarthaNeural, rate 0.9, gain 1.2, semitones 0.845} Mind the ropes.',
      '(0.5s)',
      '{language de-DE, voice de-DE-OttoNeural} Guten Morgen.',
      '{language en-US, voice de-DE-OttoNeural} The [phoneme 父母 = 父母 /fu˥˩mu˨˩˦/] wait.',
    ],
  ],
  [
    'google.xml',
    [
      'Here are [say-as SSML = en:characters(SSML)] samples. I can pause',
      '(3s)',
      ' . I can play a sound the bell rings.' +
        ' My number is [say-as (555) 010-0199 = en:telephone((555) 010-0199,1)],' +
        ' it costs [say-as $42.01 = en:currency($42.01)]. Your [say-as 10 = en:ordinal(10)] try was',
      '(0.5s)',
      ' . [sub W3C = World Wide Web Consortium]',
      '---paragraph---',
      'This is sentence one.',
      '---sentence---',
      'This is sentence two.',
      '---paragraph---',
      'Who invented the bell? Nobody knows.',
    ],
  ],
  [
    'polly.xml',
    [
      'If you make any noise,',
      '{rate 0.85, gain 1.995} she said',
      ', we read nothing. The [say-as 12 = en:cardinal(12)] ships, [say-as 50 ft = en:unit(50 ft)] each, left on' +
        ' [say-as 9/21/2031 = en:date(9/21/2031,mdy)]. [phoneme pecan = pecan /pɪˈkɑːn/] pie, and [phoneme 薄 = 薄 /pɑʊ˧˥/].',
    ],
  ],
  [
    'w3c.xml',
    [
      '{language fr-FR}Bonjour à tous.',
      '---sentence---',
      '{language en}A lead line.',
      '---paragraph---',
      '{language en-GB}Fish & chips cost',
      '{language en-GB, rate 3, gain 0.501} a lot',
      '{language en-GB}.',
      '(0.75s)',
    ],
  ],
  [
    'mandarin.xml',
    [
      '{language zh-CN}考古人员在西[phoneme 藏 = 藏 /tsɑŋ˥˩/]发现了一个被隐[phoneme 藏 = 藏 /tsʰɑŋ˧˥/]的箱子。',
      '---paragraph---',
      '{language zh-CN}学生在[phoneme 数数 = 数数 /ʂu˨˩˦ʂu˥˩/]，共[say-as 12 = zh:cardinal(12)]人。',
    ],
  ],
];

describe('ssmlPassages', () => {
  it.each(passages)('%s', (_behaviour, inside, expected) => {
    expect(spoken(inside)).toEqual(expected);
  });

  it.each(documents)('speaks a document in the shape of %s', (name, expected) => {
    const document = readFileSync(new URL(`../../../test/fixtures/ssml/${name}`, import.meta.url), 'utf8');
    expect(outline(passagesOf(document))).toEqual(expected);
  });

  it('names the elements that it knows where one is unknown', () => {
    expect(() => spoken('a\n <blink>b</blink>')).toThrow(
      /^line 2, column 2: <blink> is not an element.*speak, p, s, break/u,
    );
  });

  it('shows little of an unknown element with a long name', () => {
    expect(() => spoken(`<${'b'.repeat(60)}/>`)).toThrow(/; "b{40}…" came/u);
  });
});

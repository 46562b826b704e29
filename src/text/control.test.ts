import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  controlPassages,
  mostPauseSeconds,
  removeSoundTags,
  soundNames,
  usualPauseSeconds,
  withoutSounds,
} from './control.ts';
import { said } from './normalize/rule.ts';
import { plainManner, type Passage } from './passage.ts';

const text = (written: string, spans: (Passage & { kind: 'text' })['spans'] = []): Passage => ({
  kind: 'text',
  text: written,
  spans,
  manner: plainManner,
});
const pause = (seconds: number): Passage => ({ kind: 'pause', seconds });
const phoneme = (word: string, ipa: string) => ({ rule: 'phoneme', written: `[${word}](/${ipa}/)`, spoken: word, ipa });

const tagged: readonly [behaviour: string, written: string, passages: readonly Passage[]][] = [
  ['makes one passage of a plain text', 'Hello.', [text('Hello.')]],
  ['makes nothing of an empty text', ' \n', []],
  ['reads a pause in seconds', 'One [pause:1.5s] two', [text('One '), pause(1.5), text(' two')]],
  ['reads a pause in milliseconds', 'One[pause:300ms]two', [text('One'), pause(0.3), text('two')]],
  ['reads a pause without a length', '[pause]two', [pause(usualPauseSeconds), text('two')]],
  ['takes a length without a unit for seconds', '[pause:2]', [pause(2)]],
  ['reads spaces, capitals and a bare fraction', '[PAUSE : .5 S]', [pause(0.5)]],
  ['reads as many decimals as programs write', '[pause:0.30000000000000004s]', [pause(0.1 + 0.2)]],
  ['keeps pauses side by side', '[pause] [pause:1s]', [pause(usualPauseSeconds), pause(1)]],
  ['bounds a pause', '[pause:11s][pause:999999s]', [pause(mostPauseSeconds), pause(mostPauseSeconds)]],
  ['drops a pause of nothing', 'a[pause:0s]b', [text('a'), text('b')]],
  ['leaves what is no length', '[pause:long] [pause:1h] [pause:-1s]', [text('[pause:long] [pause:1h] [pause:-1s]')]],
  ['leaves a tag behind a backslash', String.raw`\[pause] \[a](/b/)`, [text(String.raw`\[pause] \[a](/b/)`)]],
  [
    'reads the pronunciation of words',
    'In [Misaki](/misˈɑːki/) and [New York](/njuː jˈɔːk/).',
    [text(`In ${said} and ${said}.`, [phoneme('Misaki', 'misˈɑːki'), phoneme('New York', 'njuː jˈɔːk')])],
  ],
  [
    'keeps spans with their passage',
    '[a](/ə/)[pause:1s][重庆](/ʈʂʰʊŋ˧˥ tɕʰiŋ˥˩/)',
    [text(said, [phoneme('a', 'ə')]), pause(1), text(said, [phoneme('重庆', 'ʈʂʰʊŋ˧˥ tɕʰiŋ˥˩')])],
  ],
  [
    'leaves links',
    '[words](https://a.b/c) [docs](/a/b/) [x](/v2/) [y](/-/)',
    [text('[words](https://a.b/c) [docs](/a/b/) [x](/v2/) [y](/-/)')],
  ],
  ['leaves tags of sounds', 'Oh [sigh] well', [text('Oh [sigh] well')]],
  ["drops the text's own U+E000", `a${said}b [c](/d${said}/)`, [text(`ab ${said}`, [phoneme('c', 'd')])]],
];

describe('controlPassages', () => {
  it.each(tagged)('%s', (_behaviour, written, passages) => {
    expect(controlPassages(written, { tags: true })).toEqual(passages);
  });

  it.each<[behaviour: string, written: string, passages: readonly Passage[]]>([
    ['drops pauses', 'One [pause:1.5s] two[pause]three', [text('One   two three')]],
    ['keeps the word of a pronunciation', 'In [Misaki](/misˈɑːki/).', [text('In Misaki.')]],
    ['drops U+E000', `a${said}b`, [text('ab')]],
    [
      'leaves everything else',
      '[words](https://a.b) [laugh] [pause:long]',
      [text('[words](https://a.b) [laugh] [pause:long]')],
    ],
  ])('without tags: %s', (_behaviour, written, passages) => {
    expect(controlPassages(written, { tags: false })).toEqual(passages);
  });

  const pieces = fc.oneof(
    fc.constantFrom('[pause]', '[pause:2s]', '[a b](/ˈɛj/)', '[', ']', '](/', '/)', '[pause:', '\\', said, '\n', ' '),
    fc.string({ unit: 'grapheme' }),
  );

  it('loses nothing but tags', () => {
    fc.assert(
      fc.property(
        fc.array(pieces).map((all) => all.join('')),
        (written) => {
          const passages = controlPassages(written, { tags: true });
          let rest = written.replaceAll(said, '');
          for (const passage of passages) {
            if (passage.kind === 'pause') {
              expect(rest).toMatch(/^\s*\[pause/iu);
              rest = rest.replace(/^\s*\[pause[^\]]*\]/iu, '');
            } else if (passage.kind === 'text') {
              const [first = '', ...others] = passage.text.split(said);
              expect(passage.spans).toHaveLength(others.length);
              const whole =
                first + others.map((piece, index) => (passage.spans[index]?.written ?? '') + piece).join('');
              rest = rest.slice(rest.indexOf(whole.trimStart()));
              expect(rest.startsWith(whole.trimStart())).toBe(true);
              rest = rest.slice(whole.trimStart().length);
            }
          }
          expect(rest.trim()).toBe('');
        },
      ),
    );
  });

  it('makes one passage without spans when tags are off', () => {
    fc.assert(
      fc.property(
        fc.array(pieces).map((all) => all.join('')),
        (written) => {
          const passages = controlPassages(written, { tags: false });
          expect(passages.length).toBeLessThanOrEqual(1);
          for (const passage of passages) expect(passage).toMatchObject({ kind: 'text', spans: [] });
          expect(JSON.stringify(passages)).not.toContain(said);
        },
      ),
    );
  });
});

describe('removeSoundTags', () => {
  it.each([
    ['Oh [sigh] well', 'Oh well'],
    ['Oh [sigh] [laugh] well', 'Oh well'],
    ['[laugh] Hi', 'Hi'],
    ['Hi [laugh].', 'Hi.'],
    ['Hi[laugh]there', 'Hi there'],
    ['Hi [laugh]there', 'Hi there'],
    ['Hi [laugh][sigh]there', 'Hi there'],
    ['好的 [clear throat]，走吧[Laugh]', '好的，走吧'],
    ['a\n[gasp]\nb', 'a\n\nb'],
    ['[laughter] [pause] [laugh', '[laughter] [pause] [laugh'],
  ])('makes %j %j', (written, rest) => {
    expect(removeSoundTags(written)).toBe(rest);
  });

  it('removes every tag and no other letter', () => {
    const words = fc.stringMatching(/^[a-z]{1,5}$/u);
    fc.assert(
      fc.property(fc.array(fc.tuple(words, fc.constantFrom(...soundNames))), (pairs) => {
        const rest = removeSoundTags(pairs.map(([word, name]) => `${word} [${name}]`).join(' '));
        expect(rest).toBe(pairs.map(([word]) => word).join(' '));
      }),
    );
  });
});

describe('withoutSounds', () => {
  it('keeps pronunciations at their words', () => {
    const text = '[laugh] I like [sigh] Nginx, [cough]and Nginx[gasp] too. [laugh]';
    const at = (of: string, from: number) => ({ start: of.indexOf('Nginx', from), end: of.indexOf('Nginx', from) + 5 });
    const heard = 'I like Nginx, and Nginx too.';
    expect(
      withoutSounds({
        text,
        pronunciations: [
          { ...at(text, 0), ipa: 'a' },
          { ...at(text, 30), ipa: 'b' },
        ],
      }),
    ).toEqual({
      text: heard,
      pronunciations: [
        { ...at(heard, 0), ipa: 'a' },
        { ...at(heard, 15), ipa: 'b' },
      ],
    });
  });
});

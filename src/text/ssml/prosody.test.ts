import { describe, expect, it } from 'vitest';
import { outline, passagesOf } from './outline.fixture.ts';

const spoken = (inside: string): string[] => outline(passagesOf(`<speak>${inside}</speak>`));

describe('prosody', () => {
  it.each([
    ['rate="x-slow"', '{rate 0.5}'],
    ['rate="Slow"', '{rate 0.64}'],
    ['rate="medium"', ''],
    ['rate="default"', ''],
    ['rate="fast"', '{rate 1.55}'],
    ['rate="x-fast"', '{rate 2}'],
    ['rate="1.2"', '{rate 1.2}'],
    ['rate=".5"', '{rate 0.5}'],
    ['rate="80%"', '{rate 0.8}'],
    ['rate="+10%"', '{rate 1.1}'],
    ['rate="1.1500000000000001"', '{rate 1.15}'],
    ['rate="-12.5%"', '{rate 0.875}'],
    ['rate="100"', '{rate 4}'],
    ['rate="1%"', '{rate 0.25}'],
    ['volume="silent"', '{gain 0}'],
    ['volume="x-soft"', '{gain 0.251}'],
    ['volume="soft"', '{gain 0.501}'],
    ['volume="medium"', ''],
    ['volume="loud"', '{gain 1.995}'],
    ['volume="x-loud"', '{gain 3.981}'],
    ['volume="+6dB"', '{gain 1.995}'],
    ['volume="-6.0 db"', '{gain 0.501}'],
    ['volume="+90dB"', '{gain 10}'],
    ['volume="50"', '{gain 0.5}'],
    ['volume="0"', '{gain 0}'],
    ['volume="100"', ''],
    ['volume="+20"', '{gain 1.2}'],
    ['volume="-20%"', '{gain 0.8}'],
    ['pitch="x-low"', '{semitones -10.35}'],
    ['pitch="low"', '{semitones -3.863}'],
    ['pitch="medium"', ''],
    ['pitch="high"', '{semitones 3.156}'],
    ['pitch="x-high"', '{semitones 6.433}'],
    ['pitch="+2st"', '{semitones 2}'],
    ['pitch="-0.5st"', '{semitones -0.5}'],
    ['pitch="-50%"', '{semitones -12}'],
    ['pitch="+900%"', '{semitones 12}'],
    ['contour="(0%,+20%)" range="high" duration="2s"', ''],
  ])('%s is the manner %s', (attributes, manner) => {
    expect(spoken(`<prosody ${attributes}>a</prosody>`)).toEqual([`${manner}a`]);
  });

  it.each(['rate="0"', 'rate="-100%"', 'rate="quick"', 'rate="+1"', 'rate="1.2.3"', 'rate=""', 'rate="constructor"'])(
    '%s is refused with what a rate looks like',
    (attributes) => {
      expect(() => spoken(`<prosody ${attributes}>a</prosody>`)).toThrow(
        /rate of <prosody> is x-slow.*"\+20%".*; ".*" came/u,
      );
    },
  );

  it.each(['volume="101"', 'volume="-101%"', 'volume="50%"', 'volume="louder"'])('%s is refused', (attributes) => {
    expect(() => spoken(`<prosody ${attributes}>a</prosody>`)).toThrow(/volume of <prosody> is silent.*"\+6dB"/u);
  });

  it.each(['pitch="+20Hz"', 'pitch="200Hz"', 'pitch="110%"', 'pitch="-100%"'])('%s is refused', (attributes) => {
    expect(() => spoken(`<prosody ${attributes}>a</prosody>`)).toThrow(/pitch of <prosody> is x-low.*write \+10%/u);
  });

  it.each(['rate="2"', 'volume="50"', 'pitch="+1st"'])('begins a passage where only %s differs', (attributes) => {
    expect(spoken(`a <prosody ${attributes}>b</prosody> c`)).toHaveLength(3);
  });

  it('multiplies rate and volume with those around, adds pitch, and keeps the whole in its bounds', () => {
    const twice = '<prosody rate="1.5" volume="+50%" pitch="+3st">';
    expect(spoken(`${twice}a${twice}b${twice}${twice}c</prosody></prosody></prosody>d</prosody>e`)).toEqual([
      '{rate 1.5, gain 1.5, semitones 3}a',
      '{rate 2.25, gain 2.25, semitones 6}b',
      '{rate 4, gain 5.063, semitones 12}c',
      '{rate 1.5, gain 1.5, semitones 3}d',
      'e',
    ]);
  });
});

describe('emphasis', () => {
  it('is spoken as it stands, at each level', () => {
    for (const level of ['', 'level="strong"', 'level="moderate"', 'level="reduced"', 'level="none"']) {
      expect(spoken(`a <emphasis ${level}>b</emphasis>`)).toEqual(['a b']);
    }
  });

  it('is refused at a level that there is not', () => {
    expect(() => spoken('<emphasis level="loud">a</emphasis>')).toThrow(
      /one of strong, moderate, none, reduced; "loud"/u,
    );
  });
});

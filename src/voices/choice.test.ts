import { describe, expect, it } from 'vitest';
import type { EngineInfo } from '../engines/engine.ts';
import { chooseVoice, type Preference } from './choice.ts';

/** An engine with voices as `id: languages`; those in capitals read Latin letters only. */
function engine(id: string, voices: Record<string, string[]>): EngineInfo {
  return {
    id,
    slots: 1,
    parallel: 1,
    maxSegmentCharacters: 300,
    secondsPerCharacter: 0.01,
    nativeSpeed: undefined,
    parameters: [],
    faults: [],
    properties: {},
    voices: Object.entries(voices).map(([name, languages]) => ({
      id: name,
      name,
      languages,
      sampleRate: 22_050,
      latinOnly: name === name.toUpperCase(),
    })),
  };
}

const engines = [
  engine('piper', { JOE: ['en-us', 'en'], ALAN: ['en-gb', 'en'], THORSTEN: ['de-de', 'de'] }),
  engine('flite', { RMS: ['en-us', 'en'] }),
  engine('espeak', { 'e-en': ['en-us'], 'e-de': ['de'], 'e-zh': ['cmn', 'zh'] }),
];

describe('who speaks', () => {
  const firm = (id: string): Preference => ({ id, firm: true });
  const loose = (id: string): Preference => ({ id, firm: false });
  it.each([
    ['English', undefined, ['en'], 'Hello', 'JOE'],
    ['British English', undefined, ['en-gb'], 'Hello', 'ALAN'],
    ['German', undefined, ['de'], 'Hallo', 'THORSTEN'],
    ['Chinese', undefined, ['zh'], '你好', 'e-zh'],
    ['a language that nobody speaks, with another to fall back to', undefined, ['tl', 'en'], 'Linda', 'JOE'],
    ['English with a default voice', firm('ALAN'), ['en'], 'Hello', 'ALAN'],
    ['English with a default voice of a later engine', firm('RMS'), ['en'], 'Hello', 'RMS'],
    ['English with an alias of a later engine', loose('RMS'), ['en'], 'Hello', 'JOE'],
    ['English with an alias of the first engine', loose('ALAN'), ['en'], 'Hello', 'ALAN'],
    ['German with an English default voice', firm('ALAN'), ['de'], 'Hallo', 'THORSTEN'],
    ['English in letters that Latin voices cannot read', firm('JOE'), ['en'], 'Привет', 'e-en'],
  ])('%s', (_, preferred, languages, text, expected) => {
    expect(chooseVoice(engines, { preferred, languages, text })?.voice.id).toBe(expected);
  });

  it('nobody, where nobody speaks the language', () => {
    expect(chooseVoice(engines, { preferred: undefined, languages: ['tl'], text: 'Kumusta' })).toBeUndefined();
  });

  it('is chosen anew when an engine has other voices', () => {
    const spoken = (voices: Record<string, string[]>) =>
      chooseVoice([engine('piper', voices)], { preferred: undefined, languages: ['de'], text: 'Hallo' })?.voice.id;
    expect([spoken({ JOE: ['en'] }), spoken({ JOE: ['en'], THORSTEN: ['de'] }), spoken({ EVA: ['de'] })]).toEqual([
      undefined,
      'THORSTEN',
      'EVA',
    ]);
  });

  it('is the same for each text of a language, whatever was chosen for texts with other letters', () => {
    const chosen = ['Hello', 'Привет', 'Hello'].map(
      (text) => chooseVoice(engines, { preferred: undefined, languages: ['en'], text })?.voice.id,
    );
    expect(chosen).toEqual(['JOE', 'e-en', 'JOE']);
  });
});

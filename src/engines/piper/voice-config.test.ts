import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { tinyConfig } from './tiny-voice.fixture.ts';
import { UnusableVoice, readVoiceConfig } from './voice-config.ts';

const folder = mkdtempSync(path.join(os.tmpdir(), 'voice-config-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const file = path.join(folder, 'voice.onnx.json');

function read(config: unknown) {
  writeFileSync(file, typeof config === 'string' ? config : JSON.stringify(config));
  return readVoiceConfig(file);
}

const espeak = { phoneme_type: 'espeak', espeak: { voice: 'en-us' } };

describe("a voice's config", () => {
  it('is read, with the defaults of Piper for what it leaves out', () => {
    const bare = { ...tinyConfig({ config: espeak }), inference: undefined, speaker_id_map: undefined };
    expect(read(bare)).toMatchObject({
      sampleRate: 8000,
      espeakVoice: 'en-us',
      phonemeType: 'espeak',
      speakers: [{ name: '', id: 0 }],
      noiseScale: 0.667,
      lengthScale: 1,
      noiseW: 0.8,
      language: 'en-us',
    });
  });

  it("may have Python's name of the phoneme type", () => {
    expect(read(tinyConfig({ config: { ...espeak, phoneme_type: 'PhonemeType.ESPEAK' } })).phonemeType).toBe('espeak');
  });

  it('takes the language from eSpeak where it names none', () => {
    expect(read({ ...tinyConfig({ config: espeak }), language: undefined }).language).toBe('en-us');
  });

  it('names speakers in the order of their numbers, by their number where they have no name', () => {
    const map = { zoe: 1, ann: 0 };
    expect(read({ ...tinyConfig(), num_speakers: 2, speaker_id_map: map }).speakers.map(({ name }) => name)).toEqual([
      'ann',
      'zoe',
    ]);
    expect(read({ ...tinyConfig(), num_speakers: 2 }).speakers.map(({ name }) => name)).toEqual(['0', '1']);
  });

  it.each([
    ['not JSON', '{', 'cannot be read: it is not JSON'],
    ['a list', [], 'expected object'],
    ['without audio', { audio: undefined }, '"audio"'],
    ['a negative rate', { audio: { sample_rate: -22_050 } }, '"audio.sample_rate"'],
    ['a rate of zero', { audio: { sample_rate: 0 } }, '"audio.sample_rate"'],
    ['a rate of half a sample', { audio: { sample_rate: 22_050.5 } }, '"audio.sample_rate"'],
    ['a rate that is a text', { audio: { sample_rate: '22050' } }, '"audio.sample_rate"'],
    ['a phoneme type that nobody knows', { phoneme_type: 'pinyin' }, '"phoneme_type" is "pinyin"'],
    ['eSpeak without a voice', { phoneme_type: 'espeak' }, '"espeak.voice" is missing'],
    ['an eSpeak voice that is a path', { espeak: { voice: '../../etc/passwd' } }, '"espeak.voice"'],
    ['no phonemes', { phoneme_id_map: undefined }, '"phoneme_id_map"'],
    ['phonemes without a start', { phoneme_id_map: { _: [0], $: [2] } }, 'has no ids for "^"'],
    ['a negative id', { phoneme_id_map: { _: [0], '^': [1], $: [2], a: [-3] } }, '"phoneme_id_map.a.0"'],
    ['a negative noise scale', { inference: { noise_scale: -1 } }, '"inference.noise_scale"'],
    ['noise that would never end', { inference: { noise_w: 3 } }, '"inference.noise_w"'],
    ['a length scale of zero', { inference: { length_scale: 0 } }, '"inference.length_scale"'],
    ['no speakers at all', { num_speakers: 0 }, '"num_speakers"'],
    ['a speaker beyond their number', { num_speakers: 2, speaker_id_map: { x: 2 } }, '"speaker_id_map.x" is 2'],
    ['a language that is none', { language: { code: 'English!' } }, '"language.code"'],
    ['a language that only looks like one', { language: { code: 'en-ab-ab' } }, '"language.code"'],
  ])('is refused with %s, by the names of file and field', (_, change, expected) => {
    const config = typeof change === 'object' && !Array.isArray(change) ? { ...tinyConfig(), ...change } : change;
    expect(() => read(config)).toThrow(UnusableVoice);
    expect(() => read(config)).toThrow(expected);
    expect(() => read(config)).toThrow(file);
  });

  it('that is missing is named, with what to do', () => {
    const missing = path.join(folder, 'none.onnx.json');
    expect(() => readVoiceConfig(missing)).toThrow(`${missing} is missing: a Piper voice is two files`);
  });

  it('may begin with a byte order mark', () => {
    expect(read(`\uFEFF${JSON.stringify(tinyConfig())}`).sampleRate).toBe(8000);
  });

  it('that is a pipe is refused, not waited for', () => {
    const pipe = path.join(folder, 'pipe.onnx.json');
    execFileSync('mkfifo', [pipe]);
    expect(() => readVoiceConfig(pipe)).toThrow(`${pipe} cannot be read: it is no regular file.`);
  });

  it('that is a folder is refused', () => {
    expect(() => readVoiceConfig(folder)).toThrow(`${folder} cannot be read`);
  });
});

import { readFileSync } from 'node:fs';
import path from 'node:path';
import loadPackage, { type EspeakModule } from '@echogarden/espeak-ng-emscripten';
import { beforeAll, describe, expect, it } from 'vitest';
import { dataFolder, hasData } from '../../../test/data.ts';
import { EngineUnavailable, type Engine } from '../engine.ts';
import { speakWith, startedSegment } from '../speaking.fixture.ts';
import { loadEspeak } from './espeak.ts';
import type { LoadModule } from './package.ts';

let engine: Engine;
/** The package, with a hold on the memory of each instance. */
const modules: EspeakModule[] = [];
const load: LoadModule = async (options) => {
  const module = await loadPackage(options);
  modules.push(module);
  return module;
};
beforeAll(async () => {
  engine = await loadEspeak(async () => ({ default: load }));
});

const english = { text: 'The birch canoe slid on the smooth planks.', voice: 'espeak-en-us' };
const mandarin = { text: '今天天气很好，我们去公园散步吧。', voice: 'espeak-cmn' };

describe('eSpeak', () => {
  it('has a voice for each of its languages, under stable ids', () => {
    const { voices } = engine.info;
    expect(voices.length).toBeGreaterThan(130);
    expect(new Set(voices.map(({ id }) => id)).size).toBe(voices.length);
    for (const { id, name, languages } of voices) {
      expect(id).toMatch(/^espeak-[a-z0-9][a-z0-9-]*$/u);
      expect(name).toMatch(/ \(eSpeak NG\)$/u);
      expect(Intl.getCanonicalLocales([...languages]).length).toBeGreaterThan(0);
    }
    const ids = [
      'cmn',
      'yue',
      'en-us',
      'en-gb',
      'fr',
      'de',
      'ja',
      'ko',
      'ru',
      'ar',
      'hi',
      'pt',
      'pt-br',
      'es',
      'es-419',
    ];
    expect(voices.map(({ id }) => id)).toEqual(expect.arrayContaining(ids.map((id) => `espeak-${id}`)));
    expect(voices.find(({ id }) => id === 'espeak-cmn')?.languages).toEqual(['cmn', 'zh']);
    expect(engine.info).toMatchObject({ slots: 8, nativeSpeed: undefined, parameters: [] });
  });

  it.each([
    ['English', english, 0.04, 0.2],
    ['Mandarin', mandarin, 0.1, 0.5],
  ])('speaks %s: audible, of plausible length, in short frames', async (_, segment, least, most) => {
    const { samples, frames } = await speakWith(engine, segment);
    const secondsPerCharacter = samples.length / 22_050 / segment.text.length;
    expect(secondsPerCharacter).toBeGreaterThan(least);
    expect(secondsPerCharacter).toBeLessThan(most);
    expect(Math.max(...samples)).toBeGreaterThan(0.1);
    expect(Math.max(...frames.map((frame) => frame.length))).toBeLessThanOrEqual(11_025);
    expect(frames[0]).toHaveLength(1102);
  });

  it('speaks with every voice', { timeout: 120_000 }, async () => {
    for (const { id } of engine.info.voices) {
      const { samples } = await speakWith(engine, { text: '12 a', voice: id });
      expect([id, samples.some((sample) => Math.abs(sample) > 0.05)]).toEqual([id, true]);
    }
  });

  it('gives the same bytes every time, whatever was spoken between, and in another instance', async () => {
    const spoken = async (by: Engine) =>
      Buffer.concat([(await speakWith(by, english)).bytes, (await speakWith(by, mandarin)).bytes]);
    const first = await spoken(engine);
    await speakWith(engine, { text: 'Привет, как дела?', voice: 'espeak-ru' });
    await speakWith(engine, { text: 'Ω &&& '.repeat(50), voice: 'espeak-ja' });
    await speakWith(engine, { ...mandarin, abortAfterFrames: 1 });
    expect(Buffer.compare(await spoken(engine), first)).toBe(0);
    expect(Buffer.compare(await spoken(await loadEspeak()), first)).toBe(0);
  });

  it('speaks markup and phoneme brackets as they are written', async () => {
    const lengthOf = async (text: string) => (await speakWith(engine, { text, voice: 'espeak-en-us' })).samples.length;
    const pause = await lengthOf('a <break time="9s"/> b');
    expect(pause).toBeGreaterThan(await lengthOf('a b'));
    expect(pause).toBeLessThan(9 * 22_050);
    expect(await lengthOf("[[h@l'oU]]")).toBeGreaterThan(1.5 * (await lengthOf('hello')));
    expect(await lengthOf('&#65;')).toBeGreaterThan(1.5 * (await lengthOf('A')));
  });

  it('delivers nothing more once it is cancelled', async () => {
    const stopped = await speakWith(engine, { ...english, abortAfterFrames: 2 });
    expect(stopped.frames).toHaveLength(2);
    const whole = await speakWith(engine, english);
    expect(Buffer.compare(stopped.bytes, whole.bytes.subarray(0, stopped.bytes.length))).toBe(0);
    expect((await speakWith(engine, { ...english, abortAfterFrames: 0 })).frames).toEqual([]);
  });

  it('lets an error of the receiver out, and speaks the next segment from its beginning', async () => {
    const before = await speakWith(engine, english);
    const failing = () =>
      engine.speak(
        startedSegment(english),
        () => {
          throw new RangeError('full');
        },
        new AbortController().signal,
      );
    expect(failing).toThrow(new RangeError('full'));
    expect(Buffer.compare((await speakWith(engine, english)).bytes, before.bytes)).toBe(0);
  });

  it('says so when eSpeak crashes, without the text, and starts it again', async () => {
    const before = await speakWith(engine, english);
    // Both of its instances, so that none is left; the one that was used last is used next.
    for (const { HEAPU8 } of modules.slice(0, 2).reverse()) {
      const damage = () => {
        HEAPU8.fill(0xff);
      };
      const crashing = () => engine.speak(startedSegment(english), damage, new AbortController().signal);
      expect(crashing).toThrow(/^eSpeak failed on a segment of 42 characters: \w+Error/u);
    }
    expect(Buffer.compare((await speakWith(engine, english)).bytes, before.bytes)).toBe(0);
  });

  it('refuses a voice that it does not have', async () => {
    await expect(speakWith(engine, { text: 'Hello.', voice: 'espeak-zz' })).rejects.toThrow('no voice "espeak-zz"');
  });

  it('keeps its memory over hundreds of segments', async () => {
    const speakMany = async (count: number) => {
      for (let i = 0; i < count; i++) await speakWith(engine, { text: `Number ${i}.`, voice: 'espeak-en-us' });
      return [process.memoryUsage.rss(), Math.max(...modules.map(({ HEAPU8 }) => HEAPU8.length))] as const;
    };
    const [before, heapBefore] = await speakMany(50);
    const [after, heapAfter] = await speakMany(300);
    expect(after - before).toBeLessThan(60 * 1024 * 1024);
    expect(heapAfter).toBe(heapBefore);
  });

  const odd = [
    '\0',
    '\ud800',
    '𓀀𓀁',
    '   ',
    '',
    '[[',
    'W'.repeat(300),
    '漢'.repeat(300),
    '&'.repeat(300),
    '\u0301'.repeat(300),
  ];
  it.each(['en-us', 'cmn', 'ar', 'ja'])('survives odd and naughty strings: %s', { timeout: 120_000 }, async (tag) => {
    const before = await speakWith(engine, mandarin);
    const list = hasData
      ? (JSON.parse(readFileSync(path.join(dataFolder, 'text', 'blns.json'), 'utf8')) as string[])
      : [];
    // Every string is for two of the four.
    const naughty = list.filter((_, index) => index % 2 === (['en-us', 'ar'].includes(tag) ? 0 : 1));
    for (const text of [...odd, ...naughty]) {
      await speakWith(engine, { text: text.slice(0, 300), voice: `espeak-${tag}`, abortAfterFrames: 40 });
    }
    expect(Buffer.compare((await speakWith(engine, mandarin)).bytes, before.bytes)).toBe(0);
  });
});

describe('without the optional package', () => {
  it('says what is missing and what to do', async () => {
    const missing = loadEspeak(() => Promise.reject(Object.assign(new Error('x'), { code: 'ERR_MODULE_NOT_FOUND' })));
    await expect(missing).rejects.toThrow(EngineUnavailable);
    await expect(missing).rejects.toMatchObject({ remedy: 'Run npm install @echogarden/espeak-ng-emscripten.' });
  });

  it('does not hide other failures', async () => {
    await expect(loadEspeak(() => Promise.reject(new Error('disk on fire')))).rejects.toThrow('disk on fire');
  });
});

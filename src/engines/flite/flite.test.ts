import { readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { dataFolder, hasData } from '../../../test/data.ts';
import type { Engine } from '../engine.ts';
import { speakWith } from '../speaking.fixture.ts';
import { loadFlite } from './flite.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await loadFlite();
});

const sentence = 'The birch canoe slid on the smooth planks.';

describe('flite', () => {
  it('has three voices of English', () => {
    expect(engine.info.voices.map(({ id, languages }) => [id, ...languages])).toEqual([
      ['rms', 'en-us', 'en'],
      ['awb', 'en-gb', 'en'],
      ['slt', 'en-us', 'en'],
    ]);
    expect(engine.info).toMatchObject({ slots: 8, nativeSpeed: undefined, parameters: [] });
  });

  it.each(['rms', 'awb', 'slt'])('speaks with %s: audible, of plausible length, in short frames', async (voice) => {
    const { samples, frames } = await speakWith(engine, { text: sentence, voice });
    const secondsPerCharacter = samples.length / 16_000 / sentence.length;
    expect(secondsPerCharacter).toBeGreaterThan(0.04);
    expect(secondsPerCharacter).toBeLessThan(0.2);
    expect(Math.max(...samples)).toBeGreaterThan(0.1);
    expect(Math.max(...samples.map(Math.abs))).toBeLessThanOrEqual(1);
    expect(Math.max(...frames.map((frame) => frame.length))).toBeLessThanOrEqual(8000);
    expect(frames[0]).toHaveLength(800);
  });

  it('gives the same bytes every time, whatever was spoken between', async () => {
    const first = await speakWith(engine, { text: sentence, voice: 'rms' });
    await speakWith(engine, { text: 'Something else & <odd>, 12.5%!', voice: 'slt' });
    await speakWith(engine, { text: '9'.repeat(300), voice: 'awb' });
    const second = await speakWith(engine, { text: sentence, voice: 'rms' });
    expect(Buffer.compare(first.bytes, second.bytes)).toBe(0);
    const another = await speakWith(await loadFlite(), { text: sentence, voice: 'rms' });
    expect(Buffer.compare(first.bytes, another.bytes)).toBe(0);
  });

  it('voices differ', async () => {
    const spoken = await Promise.all(
      ['rms', 'awb', 'slt'].map((voice) => speakWith(engine, { text: 'Hello.', voice })),
    );
    expect(new Set(spoken.map(({ bytes }) => bytes.toString('base64'))).size).toBe(3);
  });

  it('speaks accents and typographic marks as their plain forms', async () => {
    const plain = await speakWith(engine, { text: "Cafe, it's 5 euros...", voice: 'rms' });
    const fancy = await speakWith(engine, { text: 'Café, it’s €5…', voice: 'rms' });
    expect(Buffer.compare(plain.bytes, fancy.bytes)).toBe(0);
  });

  it.each(['...', '!', '—', '你好。', '', ' '])('delivers nothing for %j', async (text) => {
    expect((await speakWith(engine, { text, voice: 'rms' })).frames).toEqual([]);
  });

  it('delivers nothing more once it is cancelled', async () => {
    const stopped = await speakWith(engine, { text: sentence, voice: 'rms', abortAfterFrames: 2 });
    expect(stopped.frames).toHaveLength(2);
    const whole = await speakWith(engine, { text: sentence, voice: 'rms' });
    expect(Buffer.compare(stopped.bytes, whole.bytes.subarray(0, stopped.bytes.length))).toBe(0);
    expect((await speakWith(engine, { text: sentence, voice: 'rms', abortAfterFrames: 0 })).frames).toEqual([]);
  });

  it('refuses a voice that it does not have', async () => {
    await expect(speakWith(engine, { text: 'Hello.', voice: 'kal' })).rejects.toThrow('flite has no voice "kal"');
  });

  it('keeps its memory over hundreds of segments', async () => {
    const speakMany = async (count: number) => {
      for (let i = 0; i < count; i++) await speakWith(engine, { text: `Number ${i}.`, voice: 'slt' });
      return process.memoryUsage.rss();
    };
    const before = await speakMany(30);
    expect((await speakMany(250)) - before).toBeLessThan(60 * 1024 * 1024);
  });

  // All of them go through the server in test/ugly-input.test.ts.
  it.skipIf(!hasData)('survives every second of the naughty strings', async () => {
    const list = JSON.parse(readFileSync(path.join(dataFolder, 'text', 'blns.json'), 'utf8')) as string[];
    const strings = list.filter((_, index) => index % 2 === 0);
    const before = await speakWith(engine, { text: sentence, voice: 'rms' });
    let spoken = 0;
    for (const text of strings) {
      const { frames } = await speakWith(engine, { text: text.slice(0, 300), voice: 'rms', abortAfterFrames: 3 });
      if (frames.length > 0) spoken++;
    }
    expect(spoken).toBeGreaterThan(strings.length / 2);
    const after = await speakWith(engine, { text: sentence, voice: 'rms' });
    expect(Buffer.compare(before.bytes, after.bytes)).toBe(0);
  });
});

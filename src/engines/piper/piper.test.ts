import { copyFileSync, mkdtempSync, rmSync, symlinkSync, truncateSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { voiceFiles } from '../../../test/data.ts';
import { onnxRuntime } from '../../onnx/library.ts';
import type { EngineOptions, StartedSegment } from '../engine.ts';
import { engineOptions, speakWith, startedSegment } from '../speaking.fixture.ts';
import { loadPiper } from './piper.ts';
import { writeTinyVoice } from './tiny-voice.fixture.ts';

const root = mkdtempSync(path.join(os.tmpdir(), 'piper-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
let modelDir: string;
let notes: { message: string; fields?: Readonly<Record<string, unknown>> }[];
let number = 0;
beforeEach(() => {
  modelDir = path.join(root, String(number++));
  notes = [];
});

const load = (options: Partial<EngineOptions> = {}) =>
  loadPiper({
    options: { ...engineOptions, modelDir, cacheDir: path.join(root, 'cache'), ...options },
    measured: () => undefined,
    note: (_level, message, fields) => notes.push({ message, ...(fields && { fields }) }),
  });
const loadedVoices = () =>
  notes
    .filter(({ message }) => /^voice-(un)?loaded$/.test(message))
    .map(({ message, fields }) => `${message} ${String(fields!['voice'])}`);

describe('the engine', () => {
  const text = 'the small birds sing in the old trees.';

  it('speaks the same bytes for the same seed, alone and among sixteen others', async () => {
    writeTinyVoice(modelDir, 'tiny');
    const engine = await load();
    const say = (seed: number, more: Partial<StartedSegment> = {}) =>
      speakWith(engine, { voice: 'tiny', text, seed, ...more });
    const alone = await say(5);
    expect(alone.samples.length).toBeGreaterThan(4000);
    const crowd = await Promise.all(Array.from({ length: 17 }, (_, seed) => say(seed)));
    expect(crowd[5]!.bytes.equals(alone.bytes)).toBe(true);
    expect(new Set(crowd.map(({ bytes }) => bytes.toString('base64'))).size).toBe(17);
    // Who waits and who does not hear the same, in other chunks.
    const later = await say(5, { opening: false, dueInSeconds: 3 });
    expect(later.frames.length).toBeLessThan(alone.frames.length);
    expect(later.samples.length).toBe(alone.samples.length);
    expect(later.samples.every((value, at) => Math.abs(value - alone.samples[at]!) < 1e-4)).toBe(true);
  });

  it('obeys noise and speed: none and the seed changes nothing, twice the speed and it takes half', async () => {
    writeTinyVoice(modelDir, 'tiny');
    const engine = await load();
    const still = { noise_scale: 0, noise_w: 0 };
    const say = (more: Partial<StartedSegment>) =>
      speakWith(engine, { voice: 'tiny', text, parameters: still, ...more });
    const [one, other, fast, varied] = [
      await say({ seed: 1 }),
      await say({ seed: 2 }),
      await say({ speed: 2 }),
      await say({ parameters: { noise_scale: 0 } }),
    ];
    expect(one.bytes.equals(other.bytes)).toBe(true);
    expect(fast.samples.length / one.samples.length).toBeCloseTo(0.5, 1);
    expect(varied.samples.length).not.toBe(one.samples.length);
  });

  it('says nothing where there is nothing to say, and refuses a voice that it does not have', async () => {
    writeTinyVoice(modelDir, 'tiny');
    const engine = await load();
    expect((await speakWith(engine, { voice: 'tiny', text: '?! … ()' })).samples).toHaveLength(0);
    await expect(speakWith(engine, { voice: 'nobody', text })).rejects.toThrow('Piper has no voice "nobody".');
  });

  it('notes once that a voice has no sound for something in a text, and never the text', async () => {
    writeTinyVoice(modelDir, 'tiny');
    const engine = await load();
    for (let turn = 0; turn < 3; turn++) await speakWith(engine, { voice: 'tiny', text: 'der süße brei' });
    const noted = notes.filter(({ message }) => message === 'phonemes-left-out');
    expect(noted).toHaveLength(1);
    expect(JSON.stringify(noted)).not.toContain('ß');
  });

  it('gives its cores back when a segment is cancelled, before its first sound and after it', async () => {
    writeTinyVoice(modelDir, 'tiny');
    vi.spyOn(os, 'availableParallelism').mockReturnValue(1);
    const engine = await load();
    vi.restoreAllMocks();
    const [before, after, whole] = await Promise.all([
      speakWith(engine, { voice: 'tiny', text: text.repeat(7), abortAfterFrames: 0 }),
      speakWith(engine, { voice: 'tiny', text: text.repeat(7), abortAfterFrames: 1 }),
      speakWith(engine, { voice: 'tiny', text: text.repeat(7) }),
    ]);
    expect(before.frames).toHaveLength(0);
    expect(after.frames).toHaveLength(1);
    expect(whole.frames.length).toBeGreaterThan(3);
  });

  it('lets an error of the receiver out, and stays usable', async () => {
    writeTinyVoice(modelDir, 'tiny');
    const engine = await load();
    const full = () => {
      throw new RangeError('full');
    };
    const segment = startedSegment({ voice: 'tiny', text });
    await expect(engine.speak(segment, full, new AbortController().signal)).rejects.toThrow('full');
    expect((await speakWith(engine, { voice: 'tiny', text })).samples.length).toBeGreaterThan(4000);
  });

  it('loads one voice at the start, the preferred one, and others when they are asked for', async () => {
    for (const name of ['anna', 'bert', 'carl']) writeTinyVoice(modelDir, name);
    const engine = await load({ preferredVoice: 'bert' });
    expect(loadedVoices()).toEqual(['voice-loaded bert']);
    await speakWith(engine, { voice: 'carl', text });
    expect(loadedVoices()).toEqual(['voice-loaded bert', 'voice-loaded carl']);
  });

  it('keeps as many voices loaded as the memory allows, and no handle of the others', async () => {
    for (const name of ['anna', 'bert']) writeTinyVoice(modelDir, name);
    const before = onnxRuntime().handles;
    const engine = await load({ modelMemoryBytes: os.availableParallelism() * 120 * 2 ** 20 });
    const ofOne = onnxRuntime().handles;
    for (const voice of ['bert', 'anna', 'bert']) await speakWith(engine, { voice, text });
    expect(loadedVoices()).toEqual(
      [
        'loaded anna',
        'unloaded anna',
        'loaded bert',
        'unloaded bert',
        'loaded anna',
        'unloaded anna',
        'loaded bert',
      ].map((each) => `voice-${each}`),
    );
    expect(ofOne.Session! - (before.Session ?? 0)).toBe(3);
    expect(onnxRuntime().handles).toEqual(ofOne);
  });

  it('tells of voices that it cannot use, and speaks with the others', async () => {
    for (const name of ['anna', 'bert', 'carl']) writeTinyVoice(modelDir, name);
    writeTinyVoice(modelDir, 'dora', {
      nodes: (nodes) => nodes.map((node) => ({ ...node, op: node.op.replace('Tanh', 'Tonh') })),
    });
    writeTinyVoice(modelDir, 'emil', { config: { phoneme_type: 'espeak', espeak: { voice: 'xx-none' } } });
    truncateSync(path.join(modelDir, 'anna.onnx'), 1000);
    const engine = await load({ preferredVoice: 'dora' });
    expect(engine.info.voices.map(({ id }) => id)).toEqual(['bert', 'carl']);
    expect(engine.info.faults.map(({ voice }) => voice)).toEqual(['anna', 'emil', 'dora']);
    expect(engine.info.faults[1]!.reason).toContain('"espeak.voice" is "xx-none", which eSpeak NG does not know');
    expect((await speakWith(engine, { voice: 'bert', text })).samples.length).toBeGreaterThan(4000);
  });

  it('refuses a voice that is larger than the memory, with both figures', async () => {
    writeTinyVoice(modelDir, 'tiny');
    const engine = await load({ modelMemoryBytes: 10_000 });
    expect(engine.info.voices).toEqual([]);
    expect(engine.info.faults[0]!.reason).toContain('modelMemoryMb');
  });

  it('says what is missing when CUDA is asked for and cannot be had', async () => {
    writeTinyVoice(modelDir, 'tiny');
    await expect(load({ device: 'cuda' })).rejects.toThrow('The setting device says cuda');
  });
});

describe.skipIf(voiceFiles.length === 0)('a published voice', () => {
  it('speaks English, with many sounds at once and the first one before the last', async () => {
    const engine = await loadJoe();
    const text = 'The birch canoe slid on the smooth planks, and nobody said a word. Was it so? It was.';
    const spoken = await speakWith(engine, { voice: 'joe', text });
    expect(spoken.frames.length).toBeGreaterThan(4);
    expect(spoken.samples.length / 22_050).toBeGreaterThan(3);
    expect(Math.max(...spoken.samples.map(Math.abs))).toBeGreaterThan(0.1);
    const again = await Promise.all([
      speakWith(engine, { voice: 'joe', text }),
      speakWith(engine, { voice: 'joe', text, seed: 2 }),
    ]);
    expect(again[0].bytes.equals(spoken.bytes)).toBe(true);
    expect(again[1].bytes.equals(spoken.bytes)).toBe(false);
  });

  async function loadJoe() {
    const [model, config] = voiceFiles as [string, string];
    writeTinyVoice(modelDir, 'other');
    symlinkSync(model, path.join(modelDir, 'joe.onnx'));
    copyFileSync(config, path.join(modelDir, 'joe.onnx.json'));
    return load({ preferredVoice: 'joe' });
  }
});

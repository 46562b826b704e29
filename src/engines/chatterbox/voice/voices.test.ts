import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { vowel } from '../../../../test/fixtures/audio.ts';
import { floatWav } from '../../../audio/wav.fixture.ts';
import { cpu } from '../../../onnx/device.ts';
import { onnxRuntime } from '../../../onnx/library.ts';
import { PreparedCache } from '../../prepared-cache.ts';
import { UnusableModel } from '../unusable-model.ts';
import type { Variant } from '../variant.ts';
import { UnusableClip } from './clip.ts';
import { findClips } from './clips.ts';
import { encodeVoice } from './speech-encoder.ts';
import { tinySpeechEncoder } from './tiny-speech-encoder.fixture.ts';
import { ModelVoices, type ModelVoicesParts } from './voices.ts';

const root = mkdtempSync(path.join(os.tmpdir(), 'model-voices-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
let folder: string;
let notes: string[];
/** Seconds of the clips that were encoded. */
let encoded: number[];
/** How many encoders were at work at the same time. */
let most: number;
let number = 0;
beforeEach(() => {
  folder = path.join(root, String(number++));
  mkdirSync(path.join(folder, 'voices'), { recursive: true });
  writeFileSync(path.join(folder, 'speech_encoder.onnx'), tinySpeechEncoder());
  clip('ann', 1.5);
  clip('bob', 2);
  notes = [];
  encoded = [];
  most = 0;
});

const fileOf = (name: string) => path.join(folder, 'voices', `${name}.wav`);

function clip(name: string, seconds: number): void {
  writeFileSync(fileOf(name), floatWav(vowel(24_000, seconds)));
}

/** The voices as after a start; what is encoded is written down. */
function start(parts: Partial<ModelVoicesParts> & { variant?: Variant } = {}): ModelVoices {
  const { variant = 'english' } = parts;
  let running = 0;
  return new ModelVoices({
    model: {
      ...{ variant, languageModel: { width: 32 } },
      files: { graphs: { speech_encoder: path.join(folder, 'speech_encoder.onnx') } },
    },
    clips: findClips(folder, folder).clips,
    cache: new PreparedCache(path.join(folder, 'cache')),
    device: cpu,
    note: (_level, message) => notes.push(message),
    encode: async (encoder, samples, signal) => {
      most = Math.max(most, ++running);
      encoded.push(samples.length / 24_000);
      return encodeVoice(encoder, samples, signal).finally(() => running--);
    },
    ...parts,
  });
}

/** A file that a reader would wait for. */
function pipe(file: string): void {
  rmSync(file);
  execFileSync('mkfifo', [file]);
}

const handles = onnxRuntime().handles;

describe('the voices of a model', () => {
  it('are each encoded once, held in memory, and found on disk after a start', async () => {
    const voices = start();
    const ann = await voices.conditionals('ann');
    expect(ann.promptTokens).toHaveLength(37);
    expect(await voices.conditionals('ann')).toBe(ann);
    expect(await voices.conditionals('bob')).not.toEqual(ann);
    expect(encoded).toEqual([1.5, 2]);
    expect(notes).toEqual(['voice-encoded', 'voice-encoded']);
    expect(await start().conditionals('ann')).toEqual(ann);
    expect(encoded).toHaveLength(2);
    expect(onnxRuntime().handles).toEqual(handles);
  });

  it('are encoded once for all who ask at the same time, and one after another', async () => {
    const voices = start();
    const asked = ['ann', 'bob', 'ann', 'bob', 'ann'].map((name) => voices.conditionals(name));
    const got = await Promise.all(asked);
    expect(got[2]).toBe(got[0]);
    expect(got[3]).toBe(got[1]);
    expect([...encoded].sort()).toEqual([1.5, 2]);
    expect(most).toBe(1);
  });

  it('are made again when their clip is another', async () => {
    const voices = start();
    const before = await voices.conditionals('ann');
    clip('ann', 1.75);
    const after = await voices.conditionals('ann');
    expect(after.promptTokens).toHaveLength(43);
    clip('new', 1.5);
    renameSync(fileOf('new'), fileOf('ann'));
    // The first clip again, which the cache still has.
    expect(await voices.conditionals('ann')).toEqual(before);
    expect(encoded).toEqual([1.5, 1.75]);
  });

  it('are not made again when only the time of their clip is another', async () => {
    const voices = start();
    const before = await voices.conditionals('ann');
    utimesSync(fileOf('ann'), 1e9, 1e9);
    expect(await voices.conditionals('ann')).toEqual(before);
    expect(encoded).toHaveLength(1);
  });

  it('are made again when the encoder is another', async () => {
    await start().conditionals('ann');
    writeFileSync(path.join(folder, 'speech_encoder.onnx'), tinySpeechEncoder({ rows: 6 }));
    expect((await start().conditionals('ann')).prefixRows).toBe(6);
  });

  it('are held up to a number, and those used last stay', async () => {
    clip('cleo', 1.25);
    const voices = start({ mostHeld: 2 });
    const [ann, bob] = [await voices.conditionals('ann'), await voices.conditionals('bob')];
    expect(await voices.conditionals('ann')).toBe(ann);
    await voices.conditionals('cleo');
    expect(await voices.conditionals('ann')).toBe(ann);
    const again = await voices.conditionals('bob');
    expect(again).not.toBe(bob);
    expect(again).toEqual(bob);
    expect(encoded).toHaveLength(3);
  });

  it('are made without a cache that can be written, and that is said', async () => {
    writeFileSync(path.join(folder, 'cache'), 'in the way');
    const voices = start();
    const ann = await voices.conditionals('ann');
    expect(await voices.conditionals('ann')).toBe(ann);
    expect(notes).toEqual(['voice-encoded', 'cache-not-written']);
  });

  it('that nobody has are an error', async () => {
    for (const name of ['nobody', '__proto__', '../ann', '']) {
      await expect(start().conditionals(name)).rejects.toThrow(`no voice "${name}"`);
    }
  });
});

describe('who asks for a voice', () => {
  /** An encoder that stays at work until it is let go, or aborted. */
  function blocked() {
    const signals: AbortSignal[] = [];
    let letGo = (): void => undefined;
    const free = new Promise<void>((resolve) => (letGo = resolve));
    const encode: typeof encodeVoice = async (encoder, samples, signal) => {
      signals.push(signal!);
      await free;
      return encodeVoice(encoder, samples, signal);
    };
    return { encode, signals, letGo };
  }

  /** Until something is so; the turns of the loop are what passes. */
  async function until(isSo: () => boolean): Promise<void> {
    while (!isSo()) await new Promise(setImmediate);
  }

  it('may leave, and the voice is made for the others', async () => {
    const { encode, signals, letGo } = blocked();
    const voices = start({ encode });
    const abort = new AbortController();
    const leaving = voices.conditionals('ann', abort.signal);
    const staying = voices.conditionals('ann');
    await until(() => signals.length > 0);
    abort.abort(new Error('gone'));
    await expect(leaving).rejects.toThrow('gone');
    expect(signals[0]!.aborted).toBe(false);
    letGo();
    expect((await staying).promptTokens).toHaveLength(37);
  });

  it('ends the work by leaving last, and who comes then starts anew', async () => {
    const { encode, signals, letGo } = blocked();
    const voices = start({ encode });
    const abort = new AbortController();
    const both = [voices.conditionals('ann', abort.signal), voices.conditionals('ann', abort.signal)];
    await until(() => signals.length > 0);
    abort.abort(new Error('gone'));
    for (const each of both) await expect(each).rejects.toThrow('gone');
    expect(signals[0]!.aborted).toBe(true);
    const later = voices.conditionals('ann');
    letGo();
    expect((await later).promptTokens).toHaveLength(37);
    expect(signals).toHaveLength(2);
  });

  it('does not begin anything once aborted, nor when the turn comes after that', async () => {
    const { encode, signals, letGo } = blocked();
    const voices = start({ encode });
    await expect(voices.conditionals('ann', AbortSignal.abort(new Error('gone')))).rejects.toThrow('gone');
    const ann = voices.conditionals('ann');
    await until(() => signals.length > 0);
    const abort = new AbortController();
    const bob = voices.conditionals('bob', abort.signal);
    abort.abort(new Error('gone'));
    await expect(bob).rejects.toThrow('gone');
    letGo();
    expect(await voices.conditionals('ann')).toBe(await ann);
    expect(signals).toHaveLength(1);
  });

  it.each([
    ['is gone', () => rmSync(fileOf('ann')), 'It cannot be read: ENOENT'],
    ['is a pipe', () => pipe(fileOf('ann')), 'It is no file'],
    ['is no WAV file', () => writeFileSync(fileOf('ann'), '<html>'), 'This is no WAV file'],
    ['is too short', () => clip('ann', 0.5), 'more than 1 s of speech, and has 0.50 s'],
    ['is silent', () => writeFileSync(fileOf('ann'), floatWav(new Float32Array(48_000))), 'The clip is silent'],
  ])('hears which clip is wrong when it %s, and is served once it is right', async (_, damage, expected) => {
    const voices = start();
    damage();
    const failure: unknown = await voices.conditionals('ann').catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(UnusableClip);
    expect((failure as Error).message).toContain(`${fileOf('ann')} is no clip for the voice "ann". `);
    expect((failure as Error).message).toContain(expected);
    // The same is known before anybody asks for the voice.
    await expect(voices.check('ann')).rejects.toThrow((failure as Error).message);
    rmSync(fileOf('ann'), { force: true });
    clip('ann', 1.5);
    await voices.check('ann');
    expect(encoded).toEqual([]);
    expect((await voices.conditionals('ann')).promptTokens).toHaveLength(37);
  });

  it('hears how long a clip of its variant must be', async () => {
    await expect(start({ variant: 'turbo' }).conditionals('ann')).rejects.toThrow('more than 5 s of speech');
  });

  it('hears that the encoder cannot be used, and others are served when it can', async () => {
    const file = path.join(folder, 'speech_encoder.onnx');
    const voices = start();
    writeFileSync(file, 'no model');
    await expect(voices.conditionals('ann')).rejects.toThrow(UnusableModel);
    rmSync(file);
    await expect(voices.conditionals('ann')).rejects.toThrow(/speech_encoder\.onnx cannot be read/);
    writeFileSync(file, tinySpeechEncoder());
    expect((await voices.conditionals('ann')).promptTokens).toHaveLength(37);
    expect(onnxRuntime().handles).toEqual(handles);
  });
});

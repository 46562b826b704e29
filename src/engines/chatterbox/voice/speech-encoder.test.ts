import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { vowel } from '../../../../test/fixtures/audio.ts';
import { cpu } from '../../../onnx/device.ts';
import { onnxRuntime } from '../../../onnx/library.ts';
import { modelOf, nodeModel, type Declared, type NodeParts } from '../../../onnx/model.fixture.ts';
import { UnusableModel } from '../unusable-model.ts';
import { encodeVoice } from './speech-encoder.ts';
import { otherNames, tinySpeechEncoder, type TinySpeechEncoder } from './tiny-speech-encoder.fixture.ts';

const folder = mkdtempSync(path.join(os.tmpdir(), 'speech-encoder-'));
const file = path.join(folder, 'speech_encoder.onnx');
const handles = onnxRuntime().handles;
afterAll(() => rmSync(folder, { recursive: true, force: true }));
afterEach(() => {
  expect(onnxRuntime().handles).toEqual(handles);
});

const clip = vowel(24_000, 2);

function encode(model: TinySpeechEncoder | Uint8Array = {}, samples = clip, signal?: AbortSignal) {
  writeFileSync(file, model instanceof Uint8Array ? model : tinySpeechEncoder(model));
  return encodeVoice({ file, width: 32, device: cpu }, samples, signal);
}

async function refusal(model: TinySpeechEncoder | Uint8Array): Promise<string> {
  const failure: unknown = await encode(model).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(UnusableModel);
  expect((failure as Error).message).toContain(file);
  return (failure as Error).message;
}

/** The same encoder with another node in one place. */
const changed = (output: string, change: Partial<NodeParts>): TinySpeechEncoder => ({
  nodes: (nodes) => nodes.map((node) => (node.outputs[0] === output ? { ...node, ...change } : node)),
});

describe('a voice from a clip', () => {
  it('has the shapes that the models want', async () => {
    const voice = await encode();
    expect(voice.prefixRows).toBe(5);
    expect(voice.prefix).toHaveLength(5 * 32);
    expect(voice.promptTokens).toHaveLength(50);
    expect(voice.promptFeatures).toHaveLength(100 * 80);
    expect(voice.speakerEmbedding).toHaveLength(192);
    expect(new Set(voice.promptTokens).size).toBeGreaterThan(3);
    expect(voice.prefix.every((value) => value !== 0)).toBe(true);
  });

  it('is the same whatever the outputs are called', async () => {
    const voice = await encode();
    expect(await encode({ names: otherNames })).toEqual(voice);
    expect(await encode({ names: ['a', 'b', 'c', 'd'] })).toEqual(voice);
  });

  it('has two frames a token where the encoder gave a token too many', async () => {
    const longer = vowel(24_000, 2.02);
    const voice = await encode({}, longer);
    // 101 frames and 51 tokens came.
    expect(voice.promptTokens).toHaveLength(50);
    expect(voice.promptFeatures).toHaveLength(100 * 80);
  });

  it('is nearly the same from an encoder that reads and gives half precision', async () => {
    // Half precision would be lost where large parts of a wave cancel each other out.
    const above = clip.map(Math.abs);
    const voice = await encode({}, above);
    const half = await encode({ floats: 'float16' }, above);
    expect(half.prefixRows).toBe(5);
    for (const name of ['prefix', 'promptFeatures', 'speakerEmbedding'] as const) {
      expect(half[name]).toHaveLength(voice[name].length);
      const scale = Math.max(...voice[name].map(Math.abs));
      expect(half[name].every((value, i) => Math.abs(value - voice[name][i]!) < 0.002 * scale)).toBe(true);
    }
  });

  it('is not made once the signal is aborted, nor finished when that comes while the encoder is loaded', async () => {
    await expect(encode({}, clip, AbortSignal.abort(new Error('gone')))).rejects.toThrow('gone');
    const abort = new AbortController();
    const work = encode({}, clip, abort.signal);
    abort.abort(new Error('gone'));
    await expect(work).rejects.toThrow('gone');
  });
});

describe('a speech encoder', () => {
  it('with an operator that this device lacks is refused, and the message says what to take', async () => {
    const sound: Declared = ['float32', ['batch', 'n']];
    const lacking = modelOf({
      nodes: [
        { op: 'GemmFastGelu', domain: 'com.microsoft', inputs: ['audio_values', 'audio_values'], outputs: ['b'] },
      ],
      inputs: { audio_values: sound },
      outputs: { b: sound },
    });
    const message = await refusal(lacking);
    expect(message).toContain('GemmFastGelu');
    expect(message).toMatch(/lacks an operator .* fp32 encoder \(speech_encoder\.onnx\) or the q8 one/);
  });

  it('that is no model, or not there, is refused', async () => {
    expect(await refusal(Buffer.from('no graph'))).toMatch(/cannot be loaded: .* download it again/);
    expect(await refusal(Buffer.from('<html>'))).toMatch(/is a web page. Download the file itself/);
    const gone = encodeVoice({ file: path.join(folder, 'gone.onnx'), width: 32, device: cpu }, clip);
    await expect(gone).rejects.toThrow(UnusableModel);
  });

  const add = nodeModel('Add', { a: ['float32', [1]], b: ['float32', [1]] }, { c: ['float32', [1]] });
  const counts = nodeModel('Abs', { a: ['int64', ['batch', 'n']] }, { b: ['int64', ['batch', 'n']] });
  const abs = nodeModel('Abs', { a: ['float32', ['batch', 'n']] }, { b: ['float32', ['batch', 'n']] });
  it.each<[string, TinySpeechEncoder | Uint8Array, string[]]>([
    ['has two inputs', add, ['one input of floats', 'has a (float32), b (float32)']],
    ['reads whole numbers', counts, ['one input of floats', 'has a (int64)']],
    ['gives something else', abs, ['no output could be prompt tokens', 'there are b float32 [1, 48000]']],
    ['is of another width', { width: 48 }, ['as wide as the language model, 32, and is [1, 5, 48]']],
    ['gives ids that are no sound', { firstToken: 6_600 }, ['"audio_tokens"', 'ids from 0 to 6560, and holds 6']],
    ['gives ids under 0', { firstToken: -900 }, ['ids from 0 to 6560, and holds -']],
    [
      'gives what is no number',
      changed('mean', { op: 'ReduceLogSum' }),
      ['"audio_features" has values that are no numbers'],
    ],
    [
      'fails at the clip',
      changed('flat', { inputs: ['mean', 'embedding.weight'] }),
      ['failed at a clip of 2.0 s', 'fp32'],
    ],
  ])('that %s is refused with what is wrong', async (_, model, expected) => {
    const message = await refusal(model);
    for (const part of expected) expect(message).toContain(part);
  });
});

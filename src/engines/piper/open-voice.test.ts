import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { cpu } from '../../onnx/device.ts';
import { onnxRuntime } from '../../onnx/library.ts';
import { PreparedCache } from '../prepared-cache.ts';
import { openVoice } from './open-voice.ts';
import { tinyModel, writeTinyVoice, type TinyVoice } from './tiny-voice.fixture.ts';
import { readVoiceConfig, UnusableVoice } from './voice-config.ts';
import { CutModel, WholeModel } from './voice-model.ts';

const root = mkdtempSync(path.join(os.tmpdir(), 'open-voice-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
let folder: string;
let cacheDir: string;
let notes: string[];
let number = 0;
beforeEach(() => {
  folder = path.join(root, String(number++));
  cacheDir = path.join(folder, 'cache');
  notes = [];
});

/** Opens a voice, and closes it again; returns it with what was noted meanwhile. */
async function opened(name = 'tiny') {
  const model = path.join(folder, `${name}.onnx`);
  const config = `${model}.json`;
  notes = [];
  const voice = await openVoice({ name, model, config }, readVoiceConfig(config), {
    cache: new PreparedCache(cacheDir),
    device: cpu,
    note: (_level, message) => notes.push(message),
  });
  await voice.release();
  return voice;
}

const handles = onnxRuntime().handles;
const cached = () => readdirSync(cacheDir);

describe('a voice that is opened', () => {
  it('is cut and probed once, and then comes from the cache', async () => {
    writeTinyVoice(folder, 'tiny');
    const first = (await opened()) as CutModel;
    expect(notes).toEqual(['voice-prepared']);
    expect(first.plan).toMatchObject({ hop: 8, context: { flow: 8, decoder: 4 } });
    const second = (await opened()) as CutModel;
    expect(notes).toEqual([]);
    expect(second.plan).toEqual(first.plan);
    expect(cached()).toHaveLength(1);
    expect(onnxRuntime().handles).toEqual(handles);
  });

  it('is prepared again where the cache was deleted or damaged', async () => {
    writeTinyVoice(folder, 'tiny');
    await opened();
    const [key] = cached();
    truncateSync(path.join(cacheDir, key!, 'flow.part'), 10);
    await opened();
    expect(notes).toEqual(['voice-prepared']);
    rmSync(cacheDir, { recursive: true });
    await opened();
    expect(notes).toEqual(['voice-prepared']);
    expect(cached()).toEqual([key]);
  });

  it('is prepared again when its file is another, or has another name', async () => {
    writeTinyVoice(folder, 'tiny');
    await opened();
    copyFileSync(path.join(folder, 'tiny.onnx'), path.join(folder, 'twin.onnx'));
    copyFileSync(path.join(folder, 'tiny.onnx.json'), path.join(folder, 'twin.onnx.json'));
    await opened('twin');
    expect(notes).toEqual(['voice-prepared']);
    writeTinyVoice(folder, 'tiny', { speakers: 2 });
    await opened();
    expect(notes).toEqual(['voice-prepared']);
    expect(cached()).toHaveLength(3);
  });

  it('speaks without a cache that can be written, and says so', async () => {
    writeTinyVoice(folder, 'tiny');
    writeFileSync(cacheDir, 'in the way');
    expect(await opened()).toBeInstanceOf(CutModel);
    expect(notes).toEqual(['voice-prepared', 'cache-not-written']);
  });

  it('may be a link, as in the cache of a hub', async () => {
    writeTinyVoice(path.join(folder, 'blobs'), 'abcdef');
    mkdirSync(path.join(folder, 'snapshot'));
    for (const ending of ['.onnx', '.onnx.json']) {
      symlinkSync(path.join(folder, `blobs/abcdef${ending}`), path.join(folder, `snapshot/tiny${ending}`));
    }
    folder = path.join(folder, 'snapshot');
    expect(await opened()).toBeInstanceOf(CutModel);
    await opened();
    expect(notes).toEqual([]);
  });

  /** The same voice with another operator in one place. */
  const swapped =
    (name: string, op: string): TinyVoice['nodes'] =>
    (nodes) =>
      nodes.map((node) => (node.name === name ? { ...node, op } : node));
  it.each([
    ['one random node', swapped('duration.noise', 'Identity')],
    ['a latent that is made otherwise', swapped('noise.spread', 'Add')],
    ['a decoder that reads no masked product', swapped('decodable', 'Add')],
  ])('with %s is spoken whole, and the log says so', async (_, nodes) => {
    writeTinyVoice(folder, 'tiny', { nodes: nodes! });
    expect(await opened()).toBeInstanceOf(WholeModel);
    expect(notes).toEqual(['voice-not-streamed']);
    expect(onnxRuntime().handles).toEqual(handles);
  });

  it('whose decoder looks at the whole sentence is decoded whole, and the log says so', async () => {
    const level: TinyVoice['nodes'] = (nodes) =>
      nodes.flatMap((node) =>
        node.name === 'tanh'
          ? [
              { op: 'ReduceMean', inputs: node.inputs!, outputs: ['level'], attributes: { axes: [2] } },
              { op: 'Sub', inputs: [node.inputs![0]!, 'level'], outputs: ['levelled'] },
              { ...node, inputs: ['levelled'] },
            ]
          : [node],
      );
    writeTinyVoice(folder, 'tiny', { nodes: level });
    expect(((await opened()) as CutModel).plan).toMatchObject({ hop: 8, context: undefined });
    expect(notes).toEqual(['voice-prepared', 'voice-not-streamed']);
  });

  it('whose decoder gives no whole number of samples a frame is spoken whole', async () => {
    const wider: TinyVoice['nodes'] = (nodes) =>
      nodes.map((node) => (node.name === 'decoder.post' ? { ...node, attributes: { pads: [2, 2] } } : node));
    writeTinyVoice(folder, 'tiny', { nodes: wider });
    expect(await opened()).toBeInstanceOf(WholeModel);
    expect(notes).toEqual(['voice-not-streamed']);
    expect(onnxRuntime().handles).toEqual(handles);
  });

  it('whose decoder gives what is no number is not taken for exact', async () => {
    const logarithm: TinyVoice['nodes'] = (nodes) =>
      nodes.map((node) => (node.name === 'tanh' ? { ...node, op: 'Log' } : node));
    writeTinyVoice(folder, 'tiny', { nodes: logarithm });
    expect(((await opened()) as CutModel).plan.context).toBeUndefined();
  });

  it('that fails when it is probed leaves nothing open', async () => {
    const torn: TinyVoice['nodes'] = (nodes) =>
      nodes.flatMap((node) =>
        node.name === 'tanh'
          ? [
              { op: 'Reshape', inputs: [node.inputs![0]!, 'two.end'], outputs: ['torn'] },
              { ...node, inputs: ['torn'] },
            ]
          : [node],
      );
    writeTinyVoice(folder, 'tiny', { nodes: torn });
    await expect(opened()).rejects.toThrow(/tiny\.onnx cannot be loaded/);
    expect(onnxRuntime().handles).toEqual(handles);
  });

  it('that ONNX Runtime refuses is an error with its file, and leaves nothing open', async () => {
    writeTinyVoice(folder, 'tiny', { nodes: swapped('tanh', 'Tonh')! });
    await expect(opened()).rejects.toThrow(UnusableVoice);
    await expect(opened()).rejects.toThrow(/tiny\.onnx cannot be loaded: .*Tonh/);
    expect(onnxRuntime().handles).toEqual(handles);
  });

  it('that cannot be read is an error with its file', async () => {
    writeTinyVoice(folder, 'tiny');
    const file = path.join(folder, 'tiny.onnx');
    truncateSync(file, tinyModel().length - 100);
    await expect(opened()).rejects.toThrow('tiny.onnx');
    rmSync(file);
    await expect(opened()).rejects.toThrow('tiny.onnx');
  });
});

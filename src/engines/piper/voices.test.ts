import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { nodeModel } from '../../onnx/model.fixture.ts';
import { tinyConfig, tinyModel, writeTinyVoice } from './tiny-voice.fixture.ts';
import { findVoices } from './voices.ts';

const root = mkdtempSync(path.join(os.tmpdir(), 'voices-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
let folder: string;
let number = 0;
beforeEach(() => {
  folder = path.join(root, String(number++));
  mkdirSync(folder);
});

const ids = () => findVoices(folder).voices.map(({ id }) => id);

describe('voices in the model folder', () => {
  it('are found in folders as they are published, and through links to files', () => {
    writeTinyVoice(path.join(folder, 'en/en_US/joe/medium'), 'joe');
    writeTinyVoice(path.join(root, 'elsewhere'), 'far');
    for (const ending of ['.onnx', '.onnx.json']) {
      symlinkSync(path.join(root, `elsewhere/far${ending}`), path.join(folder, `far${ending}`));
    }
    writeTinyVoice(path.join(folder, '.hidden'), 'hidden');
    writeFileSync(path.join(folder, '._joe.onnx'), 'left by another system');
    writeFileSync(path.join(folder, 'README.md'), 'No voice.');
    expect(findVoices(folder)).toMatchObject({ voices: [{ id: 'far' }, { id: 'joe' }], faults: [] });
  });

  it('are none where there is no folder', () => {
    expect(findVoices(path.join(folder, 'absent'))).toEqual({ voices: [], faults: [] });
  });

  it('are not the ONNX files of other models', () => {
    const other = path.join(folder, 'whisper');
    mkdirSync(path.join(other, 'onnx'), { recursive: true });
    writeFileSync(path.join(other, 'config.json'), '{}');
    for (const name of ['encoder.onnx', 'onnx/decoder.onnx']) writeFileSync(path.join(other, name), tinyModel());
    writeTinyVoice(path.join(other, 'onnx'), 'voice');
    expect(findVoices(folder)).toMatchObject({ voices: [{ id: 'voice' }], faults: [] });
  });

  it('with many speakers are a voice for each', () => {
    writeTinyVoice(folder, 'choir', { speakers: 3 });
    expect(findVoices(folder).voices.map(({ id, speaker, name }) => [id, speaker, name])).toEqual([
      ['choir:ann', 0, 'choir, speaker ann (Piper)'],
      ['choir:bob', 1, 'choir, speaker bob (Piper)'],
      ['choir:cleo', 2, 'choir, speaker cleo (Piper)'],
    ]);
  });

  it('call speakers by their numbers when a URL could not hold every name', () => {
    writeTinyVoice(folder, 'choir', { speakers: 3, config: { speaker_id_map: { '1': 0, 'Zoë B': 1, x: 2 } } });
    expect(ids()).toEqual(['choir:0', 'choir:1', 'choir:2']);
  });

  it('may name fewer speakers than there are', () => {
    writeTinyVoice(folder, 'choir', { speakers: 2, config: { speaker_id_map: { bob: 1 } } });
    expect(findVoices(folder)).toMatchObject({ voices: [{ id: 'choir:bob', speaker: 1 }], faults: [] });
  });

  it('have ids without accents, and reasons of a length that can be read', () => {
    writeTinyVoice(folder, 'tugão');
    writeTinyVoice(folder, 'loud', {
      config: { phoneme_id_map: { _: [0], '^': [1], $: [2], ['é\n'.repeat(5000)]: [99] } },
    });
    const { voices, faults } = findVoices(folder);
    expect(voices.map(({ id }) => id)).toEqual(['tugao']);
    expect(faults[0]!.reason.length).toBeLessThan(520);
    expect(faults[0]!.reason).not.toContain('\n');
  });

  it('say which languages they speak, and whether they read Latin letters only', () => {
    writeTinyVoice(folder, 'de', { config: { language: { code: 'de_DE' } } });
    writeTinyVoice(folder, 'zh', { config: { language: { code: 'zh_CN' } } });
    expect(findVoices(folder).voices.map(({ languages, latinOnly }) => [languages, latinOnly])).toEqual([
      [['de-de', 'de'], true],
      [['zh-cn', 'zh'], false],
    ]);
  });

  const add = nodeModel('Add', { a: ['float32', [1]], b: ['float32', [1]] }, { c: ['float32', [1]] });
  const broken: [string, () => void, string[]][] = [
    ['has no config', () => writeFileSync(file('bad.onnx'), tinyModel()), ['bad.onnx.json is missing']],
    ['is empty', () => write(new Uint8Array()), ['bad.onnx', 'no valid ONNX model']],
    ['is a text', () => write(Buffer.from('<html>Not found</html>')), ['bad.onnx', 'no valid ONNX model']],
    ['is cut off', cutOff, ['bad.onnx', 'claims', 'are left']],
    ['is another ONNX file', () => write(add), ['bad.onnx is not this Piper voice', 'no input "input"', 'a, b']],
    ['has an opset of the future', () => write(tinyModel({ opset: 99 })), ['"opset_import" is 99', '7 to 26']],
    ['has an opset of the past', () => write(tinyModel({ opset: 3 })), ['"opset_import" is 3']],
    ['belongs to another config', otherIds, ['bad.onnx.json', '"phoneme_id_map" gives "a" the id 700', '0 to 63']],
    ['has speakers that its config lacks', () => write(tinyModel({ speakers: 2 })), ['"sid"', '"num_speakers"']],
    ['lacks speakers that its config has', tooManySpeakers, ['no input "sid"', '"num_speakers"']],
    ['has fewer speakers than its config', fewerSpeakers, ['"num_speakers" is 3', 'has 2']],
    ['is a folder', () => mkdirSync(file('bad.onnx')), []],
    ['has a name that no URL could hold', () => writeTinyVoice(folder, 'bad voice'), ['Rename both files']],
  ];
  const file = (name: string) => path.join(folder, name);
  const write = (model: Uint8Array) => {
    writeTinyVoice(folder, 'bad');
    writeFileSync(file('bad.onnx'), model);
  };
  function cutOff() {
    writeTinyVoice(folder, 'bad');
    truncateSync(file('bad.onnx'), 9000);
  }
  function otherIds() {
    const map = { _: [0], '^': [1], $: [2], a: [700] };
    writeTinyVoice(folder, 'bad', { config: { phoneme_id_map: map } });
  }
  function fewerSpeakers() {
    write(tinyModel({ speakers: 2 }));
    writeFileSync(file('bad.onnx.json'), JSON.stringify(tinyConfig({ speakers: 3 })));
  }
  function tooManySpeakers() {
    writeTinyVoice(folder, 'bad');
    writeFileSync(file('bad.onnx.json'), JSON.stringify(tinyConfig({ speakers: 3 })));
  }
  it.each(broken)('of which one %s keep the others', (_, damage, expected) => {
    writeTinyVoice(folder, 'good');
    damage();
    const { voices, faults } = findVoices(folder);
    expect(voices.map(({ id }) => id)).toEqual(['good']);
    expect(faults).toHaveLength(expected.length > 0 ? 1 : 0);
    for (const part of expected) expect(faults[0]!.reason).toContain(part);
  });

  it('of the same name are one, and the other is named', () => {
    writeTinyVoice(path.join(folder, 'a'), 'twin');
    writeTinyVoice(path.join(folder, 'b'), 'twin');
    const { voices, faults } = findVoices(folder);
    expect(voices).toHaveLength(1);
    expect(faults[0]!.reason).toMatch(/b.twin\.onnx has the same name as .*a.twin\.onnx/);
  });

  it('may be copies of each other', () => {
    writeTinyVoice(folder, 'one');
    for (const ending of ['.onnx', '.onnx.json']) copyFileSync(file(`one${ending}`), file(`two${ending}`));
    expect(ids()).toEqual(['one', 'two']);
  });
});

import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { findClips, mostClipBytes } from './clips.ts';

const root = mkdtempSync(path.join(os.tmpdir(), 'clips-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
let modelDir: string;
let model: string;
let number = 0;
beforeEach(() => {
  modelDir = path.join(root, String(number++));
  model = path.join(modelDir, 'chatterbox');
  for (const folder of [modelDir, model]) mkdirSync(path.join(folder, 'voices'), { recursive: true });
});

const put = (...parts: string[]) => writeFileSync(path.join(modelDir, ...parts), 'RIFF');
const found = () => findClips(model, modelDir);
const names = () => found().clips.map(({ name }) => name);
const faults = () => found().faults;

describe('reference clips', () => {
  it("are the model's own one, those beside it and those for all models", () => {
    put('chatterbox/default_voice.wav');
    put('chatterbox/voices/zoe.wav');
    put('chatterbox/voices/ann.WAV');
    put('voices/bob.wav');
    expect(found()).toEqual({
      clips: [
        { name: 'default', file: path.join(model, 'default_voice.wav') },
        { name: 'ann', file: path.join(model, 'voices/ann.WAV') },
        { name: 'zoe', file: path.join(model, 'voices/zoe.wav') },
        { name: 'bob', file: path.join(modelDir, 'voices/bob.wav') },
      ],
      faults: [],
    });
  });

  it('are none where there are no folders', () => {
    expect(findClips(path.join(root, 'absent'), path.join(root, 'gone'))).toEqual({ clips: [], faults: [] });
  });

  it('are each found once where the model lies in the model folder itself', () => {
    put('voices/bob.wav');
    expect(findClips(modelDir, `${modelDir}/`)).toMatchObject({ clips: [{ name: 'bob' }], faults: [] });
  });

  it('may be links to files, as in the cache of a hub', () => {
    put('blob');
    symlinkSync(path.join(modelDir, 'blob'), path.join(model, 'default_voice.wav'));
    expect(names()).toEqual(['default']);
  });

  it('are not hidden files, other files, or what lies deeper', () => {
    mkdirSync(path.join(model, 'voices/more'));
    for (const name of ['.hidden.wav', '._ann.wav', 'notes.txt', 'ann.mp3', 'wav', 'more/deep.wav']) {
      put('chatterbox/voices', name);
    }
    put('chatterbox/other.wav');
    expect(found()).toEqual({ clips: [], faults: [] });
  });

  it('have names without accents', () => {
    put('voices/tugão.wav');
    expect(names()).toEqual(['tugao']);
  });

  it.each(['my voice', '-ann', 'ann?', '李', '..', 'a'.repeat(101), 'a\nb'])('named "%s" are faults', (name) => {
    put('voices', `${name}.wav`);
    put('voices/good.wav');
    expect(names()).toEqual(['good']);
    const all = faults();
    // A name that begins with a dot is a hidden file.
    expect(all).toHaveLength(name.startsWith('.') ? 0 : 1);
    for (const { reason } of all) expect(reason).toMatch(/^The name of [^\n]*voices.* Rename it\.$/);
  });

  it('of the same name are one, and the other is named', () => {
    put('chatterbox/voices/ann.wav');
    put('voices/ann.wav');
    put('voices/ann.WAV');
    expect(found().clips).toEqual([{ name: 'ann', file: path.join(model, 'voices/ann.wav') }]);
    expect(faults()).toHaveLength(2);
    for (const { voice, reason } of faults()) {
      expect(voice).toBe('ann');
      expect(reason).toMatch(/voices.ann\.wav has the same name as .*chatterbox.voices.ann\.wav\. Remove or rename/i);
    }
  });

  const bad: [string, (file: string) => void, string][] = [
    ['folders', (file) => mkdirSync(file), 'is no file'],
    ['pipes, which would never end', (file) => execFileSync('mkfifo', [file]), 'is no file'],
    ['links to nothing', (file) => symlinkSync('gone', file), 'cannot be read: ENOENT'],
    [
      'too large',
      (file) => {
        writeFileSync(file, '');
        truncateSync(file, mostClipBytes + 1);
      },
      `has ${mostClipBytes + 1} bytes, and a clip at most ${mostClipBytes}`,
    ],
  ];
  it.each(bad)('that are %s are faults', (_, make, reason) => {
    make(path.join(modelDir, 'voices/bad.wav'));
    expect(found().clips).toEqual([]);
    expect(faults()).toMatchObject([{ voice: 'bad', reason: expect.stringContaining(reason) as string }]);
  });

  it('are at most 500, and the rest is told once', () => {
    for (let i = 0; i < 503; i++) put('voices', `v${i}.wav`);
    expect(found().clips).toHaveLength(500);
    expect(faults()).toHaveLength(1);
    expect(faults()[0]!.reason).toContain('at most 500');
  });
});

import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { LogFile } from './log-file.ts';
import { createLog } from './log.ts';

const folder = mkdtempSync(path.join(os.tmpdir(), 'log-file-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const at = (name: string) => path.join(folder, name);
const read = (name: string) => readFileSync(at(name), 'utf8');

describe('a log file', () => {
  it('is appended to, in a folder that is made', () => {
    for (const line of ['one\n', 'two\n']) {
      const file = new LogFile(at('new/folder/starling.log'));
      file.write(line);
      file.close();
    }
    expect(read('new/folder/starling.log')).toBe('one\ntwo\n');
  });

  it('goes on in a new file once it was moved away and opened again, and loses no line', () => {
    const file = new LogFile(at('rotated.log'));
    file.write('before\n');
    renameSync(at('rotated.log'), at('rotated.log.1'));
    file.write('between\n');
    file.reopen();
    file.write('after\n');
    file.close();
    expect([read('rotated.log.1'), read('rotated.log')]).toEqual(['before\nbetween\n', 'after\n']);
  });

  it('writes on where it did when it cannot be opened again, and says so', () => {
    const said: string[] = [];
    mkdirSync(at('gone'));
    const file = new LogFile(at('gone/a.log'), (text) => void said.push(text));
    renameSync(at('gone'), at('moved'));
    file.reopen();
    file.write('still here\n');
    file.close();
    expect(read('moved/a.log')).toBe('still here\n');
    expect(said).toEqual([expect.stringMatching(/cannot be opened again: ENOENT/)]);
  });

  it.skipIf(!existsSync('/dev/full'))('on a full disk is told of once, and the program goes on', () => {
    const said: string[] = [];
    const file = new LogFile('/dev/full', (text) => void said.push(text));
    file.write('lost\n');
    file.write('lost\n');
    file.close();
    expect(said).toEqual([expect.stringMatching(/cannot be written: ENOSPC.*Starling goes on/)]);
  });

  it.each([
    ['a folder in the place of a file', () => mkdirSync(at('is-folder')), 'is-folder'],
    ['a pipe that nobody reads', () => execFileSync('mkfifo', [at('pipe')]), 'pipe'],
    ['a file in the place of its folder', () => writeFileSync(at('plain'), ''), 'plain/x.log'],
  ])('that is %s is an error at start that says what to do', (_, make, name) => {
    make();
    const opening = () => new LogFile(at(name));
    expect(opening).toThrow(expect.objectContaining({ code: 'invalid_settings' }));
    expect(opening).toThrow(/^The log file cannot be written: .*set logFile to another place\.$/);
  });

  it('gets the same lines as the other destination', () => {
    const lines: string[] = [];
    const file = new LogFile(at('both.log'));
    const log = createLog('debug', { write: (line) => void lines.push(line) }, file);
    log.debug({ count: 1 }, 'first');
    log.trace('too fine');
    log.error('second');
    file.close();
    expect(lines.map((line) => (JSON.parse(line) as { msg: string }).msg)).toEqual(['first', 'second']);
    expect(read('both.log')).toBe(lines.join(''));
  });
});

import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { checkWritable, writeWhole } from './report-file.ts';

const folder = mkdtempSync(path.join(os.tmpdir(), 'starling-report-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const inFolder = (name: string) => path.join(folder, name);
mkdirSync(inFolder('folder'));
writeFileSync(inFolder('earlier.json'), 'earlier');

describe('a file for a report', () => {
  it('may be new or there already, and the check leaves both as they were', () => {
    expect(() => [undefined, inFolder('new.json'), inFolder('earlier.json')].forEach(checkWritable)).not.toThrow();
    expect(readdirSync(folder)).toEqual(['earlier.json', 'folder']);
    expect(readFileSync(inFolder('earlier.json'), 'utf8')).toBe('earlier');
  });

  it.each(['folder', 'nowhere/new.json', 'earlier.json/new.json'])('is refused before the work: %s', (name) => {
    expect(() => checkWritable(inFolder(name))).toThrow(/^The file ".*" cannot be written \(E[A-Z]+: /);
  });

  it('is refused without a name', () => {
    expect(() => checkWritable('')).toThrow(/cannot be written/);
  });

  it('is written in place of what was there, through a link too, and nothing else is left', () => {
    writeFileSync(inFolder('folder/pointed-at'), 'before');
    symlinkSync('pointed-at', inFolder('folder/link'));
    writeWhole(inFolder('folder/link'), 'after');
    writeWhole(inFolder('folder/new'), 'new');
    expect(readdirSync(inFolder('folder'))).toEqual(['link', 'new', 'pointed-at']);
    expect(readFileSync(inFolder('folder/pointed-at'), 'utf8')).toBe('after');
    expect(readFileSync(inFolder('folder/new'), 'utf8')).toBe('new');
  });

  it('stays away when it cannot be written whole', () => {
    mkdirSync(inFolder('folder/taken'));
    expect(() => writeWhole(inFolder('folder/taken'), 'text')).toThrow();
    expect(readdirSync(inFolder('folder')).filter((name) => name.endsWith('.part'))).toEqual([]);
  });

  it.runIf(process.platform === 'linux')('may be a device, which is not replaced', () => {
    checkWritable('/dev/null');
    writeWhole('/dev/null', 'text');
    expect(() => writeWhole('/dev/full', 'text')).toThrow(/ENOSPC/);
  });
});

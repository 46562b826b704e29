import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { freeMemory, memoryLimit } from './memory.ts';

const folder = mkdtempSync(path.join(os.tmpdir(), 'memory-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The limit of a group with these files. */
function limitOf(bytes: number, files: Readonly<Record<string, string>>) {
  const group = mkdtempSync(path.join(folder, 'group-'));
  mkdirSync(group, { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(group, name), `${text}\n`);
  return { bytes, file: path.join(group, 'limit') };
}

describe('the memory limit', () => {
  it('is that of the control group, unless the machine has less', () => {
    expect(memoryLimit({ value: 2 ** 29, file: '/group/memory.max' })).toEqual({
      bytes: 2 ** 29,
      file: '/group/memory.max',
    });
    const machine = { bytes: os.totalmem(), file: undefined };
    expect(memoryLimit({ value: 2 ** 60, file: '/group/memory.max' })).toEqual(machine);
  });
});

describe('free memory', () => {
  it.each([
    ['version 2', { 'memory.current': '600', 'memory.stat': 'anon 1\ninactive_file 50' }],
    ['version 1', { 'memory.usage_in_bytes': '600', 'memory.stat': 'inactive_file 7\ntotal_inactive_file 50' }],
  ])('of %s is what is not in use, with what is kept of files', (version, files) => {
    // Version 1 has the figure with and without the groups below.
    expect(freeMemory(limitOf(1000, files))).toBe(version === 'version 1' ? 407 : 450);
  });

  it('is never less than nothing, and that of the machine without a limit', () => {
    expect(freeMemory(limitOf(1000, { 'memory.current': '2000' }))).toBe(0);
    expect(freeMemory({ bytes: 1, file: undefined })).toBeGreaterThan(0);
  });
});

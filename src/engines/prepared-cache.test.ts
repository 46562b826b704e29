import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { PreparedCache } from './prepared-cache.ts';

const root = mkdtempSync(path.join(os.tmpdir(), 'prepared-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

let folder: string;
let cache: PreparedCache;
let number = 0;
beforeEach(() => {
  folder = path.join(root, String(number++), 'cache');
  cache = new PreparedCache(folder);
});

const prepared = { plan: { hop: 256 }, files: { 'a.onnx': Buffer.from('aaa'), 'b.onnx': Buffer.from('bb') } };
const names = ['a.onnx', 'b.onnx'];

describe('prepared models', () => {
  it('are kept and found again', async () => {
    expect(await cache.read('key', names)).toBeUndefined();
    await cache.write('key', prepared);
    await cache.write('key', prepared);
    expect(await cache.read('key', names)).toEqual(prepared);
    expect(readdirSync(folder)).toEqual(['key']);
  });

  it('are told apart by kind, version and content', async () => {
    const file = path.join(root, 'model');
    writeFileSync(file, 'one');
    const one = await cache.keyOf(file, 'piper', 1);
    expect(one).toMatch(/^piper-1-[0-9a-f]{40}$/);
    expect(await cache.keyOf(file, 'piper', 2)).not.toBe(one);
    writeFileSync(file, 'two');
    expect(await cache.keyOf(file, 'piper', 1)).not.toBe(one);
  });

  it.each([
    ['a file is missing', () => rmSync(path.join(folder, 'key', 'a.onnx'))],
    ['a file is damaged', () => writeFileSync(path.join(folder, 'key', 'b.onnx'), 'bx')],
    ['the plan is no JSON', () => writeFileSync(path.join(folder, 'key', 'plan.json'), '{')],
    [
      'the plan is another',
      () => writeFileSync(path.join(folder, 'key', 'plan.json'), '{"plan":{"hop":1},"digest":"0"}'),
    ],
    ['all is deleted', () => rmSync(folder, { recursive: true })],
  ])('are made again when %s', async (_, damage) => {
    await cache.write('key', prepared);
    damage();
    expect(await cache.read('key', names)).toBeUndefined();
    await cache.write('key', prepared);
    expect(await cache.read('key', names)).toEqual(prepared);
  });

  it('leave nothing half-made behind, not even that of a process that died', async () => {
    const old = path.join(folder, '.partial-old');
    const young = path.join(folder, '.partial-young');
    mkdirSync(old, { recursive: true });
    mkdirSync(young);
    utimesSync(old, new Date(0), new Date(0));
    await cache.write('key', prepared);
    expect(readdirSync(folder).sort()).toEqual(['.partial-young', 'key']);
  });

  it('make room for those of another version of their kind, and the oldest for new ones', async () => {
    const key = (kind: string, number: number) => `${kind}-${String(number).padStart(40, '0')}`;
    const folders = [
      ...['notes', 'my-1-folder'],
      ...Array.from({ length: 500 }, (_, i) => key('piper-2', i)),
      ...[key('piper-1', 0), key('other-1', 0)],
    ];
    for (const [age, name] of folders.entries()) {
      mkdirSync(path.join(folder, name), { recursive: true });
      utimesSync(path.join(folder, name), 1e9 + age, 1e9 + age);
    }
    await cache.write(key('piper-2', 1000), prepared);
    const left = readdirSync(folder);
    const stay = ['notes', 'my-1-folder', key('piper-2', 1000), key('piper-2', 499), key('other-1', 0)];
    expect(left).toEqual(expect.arrayContaining(stay));
    // 500 of its kind, one of another, and two that are none of ours.
    expect(left).toHaveLength(503);
    expect(left).not.toContain(key('piper-1', 0));
    expect(left).not.toContain(key('piper-2', 0));
  });

  it('cannot be kept where there is a file in the way', async () => {
    mkdirSync(path.dirname(folder), { recursive: true });
    writeFileSync(folder, '');
    await expect(cache.write('key', prepared)).rejects.toThrow(/EEXIST|ENOTDIR/);
  });
});

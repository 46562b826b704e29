import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  closeSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  renameSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { FileSource, MemorySource } from './byte-source.ts';
import { problemOf, temporaryFolder, timesOpen } from './graph.fixture.ts';

const folder = temporaryFolder();
const content = Uint8Array.from({ length: 70_000 }, (_, index) => (index * 7) % 251);
let file: string;
let number = 0;
beforeEach(() => {
  file = path.join(folder, `file-${number++}`);
  writeFileSync(file, content);
});

describe.each([
  ['a file', () => new FileSource(file)],
  ['memory', () => new MemorySource(content)],
])('%s', (_, open) => {
  it('gives the bytes that are asked for, whatever was asked before', () => {
    const source = open();
    expect(source.size).toBe(content.length);
    const place = fc.nat(content.length - 1);
    fc.assert(
      fc.property(place, place, fc.constantFrom('byte', 'read', 'into'), (one, other, how) => {
        const [start, end] = [Math.min(one, other), Math.max(one, other)];
        const target = new Uint8Array(end - start);
        if (how === 'byte') expect(source.byteAt(start)).toBe(content[start]);
        else if (how === 'read') expect(Buffer.compare(source.read(start, end), content.subarray(start, end))).toBe(0);
        else {
          source.readInto(target, start);
          expect(Buffer.compare(target, content.subarray(start, end))).toBe(0);
        }
      }),
    );
    source.close();
  });

  it('can still be read after it was closed, once or twice', () => {
    const source = open();
    source.close();
    source.close();
    expect(source.byteAt(69_999)).toBe(content[69_999]);
    source.close();
  });
});

describe('a file', () => {
  it('leaves views as they are when it reads on', () => {
    const source = new FileSource(file);
    const view = source.read(0, 100);
    source.byteAt(60_000);
    expect(Buffer.compare(view, content.subarray(0, 100))).toBe(0);
    source.close();
  });

  it('may be larger than memory: what is asked for is read', () => {
    const handle = openSync(file, 'w');
    ftruncateSync(handle, 2 ** 40);
    writeSync(handle, Uint8Array.of(1, 2, 3), 0, 3, 2 ** 40 - 3);
    closeSync(handle);
    const source = new FileSource(file);
    expect(source.size).toBe(2 ** 40);
    expect([...source.read(2 ** 40 - 3, 2 ** 40)]).toEqual([1, 2, 3]);
    expect(source.byteAt(2 ** 40 - 1)).toBe(3);
    source.close();
  });

  it.runIf(process.platform === 'linux')('is let go of when it is closed', () => {
    const source = new FileSource(file);
    source.byteAt(0);
    expect(timesOpen(file)).toBe(1);
    source.close();
    expect(timesOpen(file)).toBe(0);
  });

  it('that becomes shorter while it is open is refused', () => {
    const source = new FileSource(file);
    truncateSync(file, 20_000);
    expect(problemOf(() => source.read(19_000, 21_000))).toBe(`${file}: the file became shorter than 20001 bytes`);
    source.close();
  });

  it.each([
    ['grew', () => appendFileSync(file, 'x'), 'the file was changed after its structure was read; load it again'],
    ['shrank', () => truncateSync(file, 10), 'the file was changed after its structure was read'],
    [
      'was replaced by one of the same size',
      () => {
        writeFileSync(`${file}-new`, content);
        renameSync(`${file}-new`, file);
      },
      'the file was changed after its structure was read',
    ],
    ['was moved away', () => renameSync(file, `${file}-gone`), 'there is no such file'],
  ])('that %s while it was closed is refused, and let go of', (_, change, problem) => {
    const source = new FileSource(file);
    source.close();
    change();
    expect(problemOf(() => source.byteAt(0))).toContain(`${file}: ${problem}`);
    if (process.platform === 'linux') expect(timesOpen(file)).toBe(0);
  });

  it.each([
    ['is missing', () => undefined, 'there is no such file'],
    ['is a folder', (at: string) => mkdirSync(at), 'this is a folder; expected an ONNX file'],
    [
      'is a pipe, which would wait for a writer',
      (at: string) => execFileSync('mkfifo', [at]),
      'this is no regular file',
    ],
    ['lies in a file', (at: string) => writeFileSync(path.dirname(at), ''), 'it cannot be read (ENOTDIR'],
  ])('that %s is refused', (what, make, problem) => {
    const at = what === 'lies in a file' ? path.join(`${file}-not-a-folder`, 'model') : `${file}-other`;
    make(at);
    expect(problemOf(() => new FileSource(at))).toContain(`${at}: ${problem}`);
  });
});

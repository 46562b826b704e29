import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { ExternalFiles } from './external-data.ts';
import { problemOf, temporaryFolder, timesOpen } from './graph.fixture.ts';

const root = temporaryFolder();
writeFileSync(path.join(root, 'secret'), 'secret');

let folder: string;
let model: string;
let number = 0;
beforeEach(() => {
  folder = path.join(root, `models-${number++}`);
  model = path.join(folder, 'model.onnx');
  mkdirSync(path.join(folder, 'parts'), { recursive: true });
  writeFileSync(model, '');
  writeFileSync(path.join(folder, 'weights'), '0123456789');
  writeFileSync(path.join(folder, 'parts', 'weights'), 'abc');
});

/** The text at a place. */
function textAt(location: string, offset = 0, length?: number): string {
  const files = new ExternalFiles(model);
  try {
    const { source, start, end } = files.span({ location, offset, length }, 'a tensor');
    return Buffer.from(source.read(start, end)).toString();
  } finally {
    files.close();
  }
}

describe('external data', () => {
  it('lies in files beside the model, or below', () => {
    expect(textAt('weights')).toBe('0123456789');
    expect(textAt('./weights', 3, 4)).toBe('3456');
    expect(textAt('parts/weights', 1)).toBe('bc');
    expect(textAt('weights', 10, 0)).toBe('');
  });

  it.each([
    '',
    '../secret',
    'parts/../../secret',
    '..',
    '/etc/passwd',
    'parts//weights',
    'parts/',
    String.raw`..\secret`,
    String.raw`parts\weights`,
    'C:secret',
    '*/_ORT_MEM_ADDR_/*',
    'weights\0',
    'weights\n',
    'file:///etc/passwd',
  ])('at %j is refused', (location) => {
    const problem = `the external data of a tensor is in ${JSON.stringify(location)}, which is no path in the model's folder`;
    expect(problemOf(() => textAt(location))).toBe(`${model}: ${problem}; it is refused`);
  });

  it.each([
    [
      'a link out of the folder',
      () => symlinkSync('../secret', path.join(folder, 'at')),
      '"at", a link out of its folder',
    ],
    [
      'below a link out of the folder',
      () => symlinkSync('..', path.join(folder, 'up')),
      '"up/secret", a link out of its folder',
      'up/secret',
    ],
    [
      'a folder that is named like ours',
      () => {
        mkdirSync(`${folder}-2`);
        writeFileSync(`${folder}-2/secret`, '');
        symlinkSync(`../${path.basename(folder)}-2/secret`, path.join(folder, 'at'));
      },
      '"at", a link out of its folder',
    ],
    ['a folder', () => mkdirSync(path.join(folder, 'at')), 'at: this is a folder'],
    ['the folder of the model', () => undefined, 'a link out of its folder', '.'],
    ['a pipe', () => execFileSync('mkfifo', [path.join(folder, 'at')]), 'at: this is no regular file'],
    ['a link to itself', () => symlinkSync('at', path.join(folder, 'at')), 'cannot be read (ELOOP'],
    ['missing', () => undefined, 'at is missing'],
    ['in a file', () => undefined, 'cannot be read (ENOTDIR', 'weights/at'],
    ['a name that no file can have', () => undefined, 'cannot be read (ENAMETOOLONG', 'x'.repeat(5000)],
  ])('that is %s is refused', (_, make, problem, location = 'at') => {
    make();
    expect(problemOf(() => textAt(location))).toContain(problem);
  });

  it.each([
    [11, undefined],
    [0, 11],
    [9, 2],
    [2 ** 52, 1],
  ])('at byte %s of 10, %s bytes long, is refused', (offset, length) => {
    expect(problemOf(() => textAt('weights', offset, length))).toMatch(
      /a tensor is bytes \d+ to \d+ of .*weights, which has 10$/,
    );
  });

  it('may be links when the model is one too, as in the cache of Hugging Face', () => {
    const snapshot = path.join(root, `snapshot-${number}`);
    mkdirSync(snapshot);
    symlinkSync(model, path.join(snapshot, 'model.onnx'));
    symlinkSync(path.join(folder, 'weights'), path.join(snapshot, 'weights-link'));
    symlinkSync(path.join(root, 'secret'), path.join(snapshot, 'secret-link'));
    model = path.join(snapshot, 'model.onnx');
    expect(textAt('weights-link')).toBe('0123456789');
    expect(problemOf(() => textAt('secret-link'))).toContain('a link out of its folder');
  });

  it('of a model in memory has no folder to lie in', () => {
    const files = new ExternalFiles(undefined);
    expect(problemOf(() => files.span({ location: 'weights', offset: 0 }, 'a tensor'))).toBe(
      'The model: the data of a tensor is in "weights", but a model in memory has no folder',
    );
  });

  it.runIf(process.platform === 'linux')('is opened once a file, until it is closed', () => {
    const files = new ExternalFiles(model);
    for (const offset of [0, 1, 2]) files.span({ location: 'weights', offset }, 'a tensor');
    expect(timesOpen(path.join(folder, 'weights'))).toBe(1);
    files.close();
    expect(timesOpen(path.join(folder, 'weights'))).toBe(0);
  });
});

import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

it('garbage collection takes nothing away that runs use', async () => {
  const program = path.join(import.meta.dirname, 'collection.fixture.ts');
  const flags = ['--expose-gc', '--import', 'tsx', program];
  const { stdout } = await promisify(execFile)(process.execPath, flags, { timeout: 50_000 });
  expect(JSON.parse(stdout)).toEqual({ right: 350, wrong: 0 });
});

import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll } from 'vitest';

/** A folder for the models of a test file, which goes when its tests are over. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'models-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

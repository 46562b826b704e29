import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

/**
 * Facts and recordings of others that tests read but the repository does not hold: `STARLING_TEST_DATA`, by default
 * `../shared/data` beside the checkout. Tests that need them are skipped by name where they are absent.
 */
export const dataFolder: string =
  process.env['STARLING_TEST_DATA'] ?? resolve(import.meta.dirname, '..', '..', 'shared', 'data');

/** True when the test data is there. */
export const hasData: boolean = existsSync(dataFolder);

/** Real models: `STARLING_TEST_MODELS`, by default a folder of the test data. */
export const modelsFolder: string = process.env['STARLING_TEST_MODELS'] ?? resolve(dataFolder, 'models');

/** The two files of a real Piper voice; none where the test data is absent. */
export const voiceFiles: readonly string[] = ['', '.json'].flatMap((ending) => {
  const file = resolve(modelsFolder, `piper-en_US-joe-medium/en_US-joe-medium.onnx${ending}`);
  return existsSync(file) ? [file] : [];
});

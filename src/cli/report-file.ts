import { closeSync, existsSync, openSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { StarlingError, messageOf } from '../errors.ts';

/** Files that a command writes at its end, after minutes perhaps: asked for at the beginning, and written whole or not at all. */

/** Throws `invalid_settings` where a file could not be written; before a measurement and not after it, when all would be lost. */
export function checkWritable(file: string | undefined): void {
  if (file === undefined) return;
  const before = existsSync(file);
  // Whoever reads a pipe would take the end of the trial for the end of the report.
  if (before && isDevice(file)) return;
  try {
    // Rights alone do not tell: a folder is writable, too, and /proc is to whoever is root.
    closeSync(openSync(file, 'a'));
  } catch (error) {
    throw new StarlingError(
      'invalid_settings',
      `The file "${file}" cannot be written (${messageOf(error)}); its folder must exist and be writable. Make it, or name another file.`,
    );
  }
  if (!before) rmSync(file);
}

/** Writes a text in place of what was there, which stays as it was when this fails. */
export function writeWhole(file: string, text: string): void {
  const there = existsSync(file);
  if (there && isDevice(file)) return writeFileSync(file, text);
  // What a link points to, not the link.
  const target = there ? realpathSync(file) : file;
  const part = `${target}.${process.pid}.part`;
  try {
    writeFileSync(part, text);
    renameSync(part, target);
  } catch (error) {
    rmSync(part, { force: true });
    throw error;
  }
}

/** A pipe, a terminal or the like. */
function isDevice(file: string): boolean {
  const found = statSync(file);
  return !found.isFile() && !found.isDirectory();
}

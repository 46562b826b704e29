import { closeSync, constants, mkdirSync, openSync, writeSync } from 'node:fs';
import path from 'node:path';
import { StarlingError, messageOf } from '../errors.ts';

/** Not to wait for a reader where somebody has put a pipe. */
const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_APPEND | constants.O_NONBLOCK;

/**
 * Log lines in a file: appended, each written at once. `reopen` begins the file anew once `logrotate` has moved it away.
 * What cannot be written (the disk is full) is left out and told once on stderr; the server goes on.
 */
export class LogFile {
  readonly #file: string;
  readonly #complain: (text: string) => void;
  #descriptor: number;
  /** The last line was cut off by a full disk. */
  #torn = false;
  #lost = 0;

  /** Makes the folder when there is none. Throws `invalid_settings` when the file cannot be written. */
  constructor(file: string, complain = (text: string) => void process.stderr.write(`starling: ${text}\n`)) {
    this.#file = file;
    this.#complain = complain;
    try {
      mkdirSync(path.dirname(file), { recursive: true });
      this.#descriptor = openSync(file, flags, 0o644);
    } catch (error) {
      throw new StarlingError(
        'invalid_settings',
        `The log file cannot be written: ${messageOf(error)}. Give the user that runs Starling the right to write in ${path.dirname(file)}, or set logFile to another place.`,
        { cause: error },
      );
    }
  }

  write(line: string): void {
    const bytes = Buffer.from(this.#torn ? `\n${line}` : line);
    let written = 0;
    try {
      while (written < bytes.length) written += writeSync(this.#descriptor, bytes, written);
      this.#torn = false;
      if (this.#lost > 0) this.#complain(`the log file can be written again; ${this.#lost} lines are not in it.`);
      this.#lost = 0;
    } catch (error) {
      this.#torn ||= written > 0;
      if (this.#lost++ === 0) this.#complain(`the log file cannot be written: ${messageOf(error)}. Starling goes on.`);
    }
  }

  /** Opens the file by its name again; keeps the old one when that fails. */
  reopen(): void {
    try {
      const before = this.#descriptor;
      this.#descriptor = openSync(this.#file, flags, 0o644);
      this.#torn = false;
      closeSync(before);
    } catch (error) {
      this.#complain(`the log file cannot be opened again: ${messageOf(error)}. Starling writes on where it did.`);
    }
  }

  close(): void {
    closeSync(this.#descriptor);
  }
}

import { spawn, type ChildProcessByStdio } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';

/** Running ffmpeg as a child process: no shell, no terminal, no files or network, errors kept short. */

/** An encoder that is a program of its own is not installed here. */
export class EncoderUnavailable extends Error {
  override readonly name = 'EncoderUnavailable';
}

export interface Ffmpeg {
  readonly stdin: Writable;
  readonly stdout: Readable;
  /** Settles when the process is gone and its pipes are closed: rejects when it failed, and says why. */
  readonly finished: Promise<void>;
  /** Ends the process at once. Harmless when it is gone. */
  readonly kill: () => void;
}

/** Only the end of what ffmpeg says is kept, in characters. */
const maxComplaint = 2_000;

/**
 * Starts ffmpeg. Its only way in and out are the pipes. A program that is missing shows up in `finished`, as
 * EncoderUnavailable.
 */
export function startFfmpeg(program: string, args: readonly string[]): Ffmpeg {
  const child: ChildProcessByStdio<Writable, Readable, Readable> = spawn(
    program,
    ['-hide_banner', '-loglevel', 'error', '-nostdin', '-protocol_whitelist', 'pipe', ...args],
    { stdio: ['pipe', 'pipe', 'pipe'], env: { PATH: process.env['PATH'] }, windowsHide: true },
  );
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (complaint = (complaint + text).slice(-maxComplaint)));
  // A process that stops reading breaks this pipe; its exit status tells more.
  child.stdin.on('error', () => undefined);
  const finished = new Promise<void>((resolve, reject) => {
    child.on('error', (error: NodeJS.ErrnoException) => reject(error.code === 'ENOENT' ? missing(program) : error));
    child.on('close', (code, signal) => {
      if (code === 0) resolve();
      else reject(new Error(`ffmpeg ended with ${signal ?? `status ${String(code)}`}: ${complaint.trim()}`));
    });
  });
  finished.catch(() => undefined);
  return { stdin: child.stdin, stdout: child.stdout, finished, kill: () => child.kill('SIGKILL') };
}

function missing(program: string): EncoderUnavailable {
  return new EncoderUnavailable(
    `AAC needs the program ffmpeg, and "${program}" was not found. Install it (Debian and Ubuntu: apt-get install ffmpeg; ` +
      'Alpine: apk add ffmpeg; macOS: brew install ffmpeg) or ask for another format.',
  );
}

/** True when ffmpeg can be started. Looked up once for each program name. */
export function ffmpegAvailable(program = 'ffmpeg'): Promise<boolean> {
  let known = availability.get(program);
  if (!known) {
    known = canStart(program);
    availability.set(program, known);
  }
  return known;
}

const availability = new Map<string, Promise<boolean>>();

async function canStart(program: string): Promise<boolean> {
  const ffmpeg = startFfmpeg(program, ['-version']);
  ffmpeg.stdout.resume();
  return ffmpeg.finished.then(
    () => true,
    () => false,
  );
}

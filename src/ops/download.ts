import { createHash } from 'node:crypto';
import { createReadStream, type Stats } from 'node:fs';
import { lstat, open, readFile, rename, rm, statfs, writeFile, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { StarlingError, messageOf } from '../errors.ts';

/** No byte for so long is a broken connection. */
const silenceMs = 60_000;
const longestPauseMs = 30_000;
/** Answers that another try may turn into a good one. */
const passing = new Set([408, 425, 429, 500, 502, 503, 504]);

export interface DownloadOptions {
  readonly url: URL;
  readonly folder: string;
  /** The file's name in the folder. */
  readonly name: string;
  /** In lower case; without one the length that the server says is all that is checked. */
  readonly sha256: string | undefined;
  /** How often a download that broke off is taken up again. */
  readonly retries: number;
  /** Milliseconds of the first pause before a retry; each one after it is twice as long. */
  readonly pauseMs?: number;
  readonly signal: AbortSignal;
  /** `total` is undefined while the server does not say. */
  readonly onProgress?: (bytes: number, total: number | undefined) => void;
  /** A try broke off and another follows. */
  readonly onRetry?: (reason: string) => void;
}

export interface Downloaded {
  readonly bytes: number;
  /** Bytes that were there from a try before, of this run or an earlier one. */
  readonly resumedAt: number;
  /** It was there already, and nothing was downloaded. */
  readonly skipped: boolean;
}

/** Trying once more may help. */
class Broken extends Error {}

/**
 * Downloads a file whole or not at all: into `NAME.part` beside it, which is renamed once it is complete, on the disk and
 * what it should be. A `.part` is taken up again where it ends as long as the server has the same file, by its ETag, which
 * is kept in `NAME.part.etag`. Throws `download_failed`; the reason of the signal when it is aborted, and the part stays.
 */
export async function download(options: DownloadOptions): Promise<Downloaded> {
  const { retries, pauseMs = 1000, signal, onRetry } = options;
  const file = path.join(options.folder, options.name);
  const there = await regular(file);
  if (there && options.sha256 !== undefined && (await sha256Of(file, signal)) === options.sha256) {
    return { bytes: there.size, resumedAt: 0, skipped: true };
  }
  let resumedAt = 0;
  for (let attempt = 0; ; attempt++) {
    try {
      const done = await attemptOnce(options, file, there);
      return { ...done, resumedAt: Math.max(resumedAt, done.resumedAt) };
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof Broken)) throw error;
      if (attempt >= retries) {
        throw failure(`${options.name} could not be downloaded: ${error.message}. ${attempt + 1} tries were made.`);
      }
      onRetry?.(error.message);
      await pause(Math.min(longestPauseMs, pauseMs * 2 ** attempt), signal);
      resumedAt = (await regular(partOf(file)))?.size ?? 0;
    }
  }
}

async function attemptOnce(options: DownloadOptions, file: string, there: Stats | undefined): Promise<Downloaded> {
  const { name, signal } = options;
  const part = partOf(file);
  const etag = await textOf(etagOf(file));
  const left = await regular(part);
  const begun = etag === undefined ? 0 : (left?.size ?? 0);
  const silence = new AbortController();
  const timer = setTimeout(() => silence.abort(), silenceMs);
  try {
    const headers: Record<string, string> = { 'accept-encoding': 'identity' };
    if (begun > 0 && etag !== undefined) Object.assign(headers, { range: `bytes=${begun}-`, 'if-range': etag });
    const answer = await fetch(options.url, { headers, signal: AbortSignal.any([signal, silence.signal]) });
    timer.refresh();
    if (answer.status === 416) {
      // The part is not of this file, or longer than it.
      await Promise.all([rm(part, { force: true }), rm(etagOf(file), { force: true })]);
      throw new Broken('the server has no such part of the file');
    }
    const resumed = checkAnswer(answer, name, begun, etag);
    const length = lengthOf(answer);
    const total = length === undefined ? undefined : length + resumed;
    if (there && options.sha256 === undefined && total !== undefined && total === there.size) {
      await answer.body?.cancel();
      return { bytes: there.size, resumedAt: 0, skipped: true };
    }
    await checkSpace(options.folder, name, length);
    const newTag = answer.headers.get('etag');
    // A weak one does not promise the same bytes.
    if (newTag !== null && !newTag.startsWith('W/')) await writeFile(etagOf(file), newTag);
    else await rm(etagOf(file), { force: true });
    const bytes = await take(answer, part, resumed, total, options, timer);
    if (total !== undefined && bytes !== total) throw new Broken(`it ended after ${bytes} of ${total} bytes`);
    if (bytes === 0) throw failure(`The server has an empty file for ${name}.`);
    await finish(options, file, part);
    return { bytes, resumedAt: resumed, skipped: false };
  } catch (error) {
    if (error instanceof StarlingError || error instanceof Broken || signal.aborted) throw error;
    if (silence.signal.aborted) throw new Broken(`the server was silent for ${silenceMs / 1000} s`);
    // The system refused a file; the network's failures have their code in the cause.
    if (error instanceof Error && 'syscall' in error) throw error;
    const reason = reasonOf(error);
    if (/redirect count/.test(reason)) throw failure(`The address of ${name} leads in a circle.`);
    throw new Broken(reason);
  } finally {
    clearTimeout(timer);
  }
}

/** Where the answer begins in the file. Throws for what is no answer to take. */
function checkAnswer(answer: Response, name: string, begun: number, etag: string | undefined): number {
  const { status, headers } = answer;
  if (passing.has(status)) throw new Broken(`the server answered HTTP ${status}`);
  if (!answer.ok) {
    const hint = status === 401 || status === 403 ? ' It may want an account, or its terms to be accepted.' : '';
    throw failure(`${name} could not be downloaded: the server answered HTTP ${status}. Check the address.${hint}`);
  }
  if (/^(text\/html|application\/xhtml)/i.test(headers.get('content-type') ?? '')) {
    throw failure(
      `The address of ${name} gives a web page, not a file. Take the address of the download itself (on Hugging Face it has /resolve/, not /blob/).`,
    );
  }
  const encoding = headers.get('content-encoding') ?? 'identity';
  if (encoding !== 'identity') throw failure(`The server gives ${name} only as ${encoding}, which was not asked for.`);
  if (status !== 206) return 0;
  const [, from] = /^bytes (\d+)-/.exec(headers.get('content-range') ?? '') ?? [];
  if (begun > 0 && Number(from) === begun && headers.get('etag') === etag) return begun;
  throw new Broken('the server gave another part of the file than was asked for');
}

/** Writes the body behind what is there. Returns the length of the part. */
async function take(
  answer: Response,
  part: string,
  resumed: number,
  total: number | undefined,
  { onProgress, signal }: DownloadOptions,
  timer: NodeJS.Timeout,
): Promise<number> {
  const handle = await open(part, resumed > 0 ? 'r+' : 'w');
  let bytes = resumed;
  try {
    await handle.truncate(resumed);
    onProgress?.(bytes, total);
    for await (const chunk of (answer.body ?? []) as AsyncIterable<Uint8Array>) {
      signal.throwIfAborted();
      timer.refresh();
      await writeWhole(handle, chunk, bytes);
      bytes += chunk.length;
      onProgress?.(bytes, total);
    }
    return bytes;
  } finally {
    await handle.sync();
    await handle.close();
  }
}

async function writeWhole(handle: FileHandle, chunk: Uint8Array, at: number): Promise<void> {
  for (let done = 0; done < chunk.length;) {
    done += (await handle.write(chunk, done, chunk.length - done, at + done)).bytesWritten;
  }
}

/** From the part to the file. */
async function finish({ name, sha256, folder, signal }: DownloadOptions, file: string, part: string): Promise<void> {
  await rm(etagOf(file), { force: true });
  if (sha256 !== undefined) {
    const found = await sha256Of(part, signal);
    if (found !== sha256) {
      await rm(part, { force: true });
      throw failure(
        `${name} is not what it should be: its SHA-256 is ${found}, expected was ${sha256}. It was removed; check both the address and the sum.`,
      );
    }
  }
  await rename(part, file);
  // The name is on the disk, too.
  const handle = await open(folder, 'r');
  await handle.sync().finally(() => handle.close());
}

async function checkSpace(folder: string, name: string, bytes: number | undefined): Promise<void> {
  if (bytes === undefined) return;
  const { bavail, bsize } = await statfs(folder);
  if (bytes <= bavail * bsize) return;
  const mb = (count: number) => Math.ceil(count / 1e6);
  throw failure(
    `There is too little room for ${name}: ${mb(bytes)} MB are to come, ${mb(bavail * bsize)} MB are free in ${folder}.`,
  );
}

/** What is there under this name, if anything. Throws for what must not be written over. */
async function regular(file: string): Promise<Stats | undefined> {
  const found = await lstat(file).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  });
  if (found && !found.isFile()) throw failure(`${file} is there and is no file; nothing was written.`);
  return found;
}

async function sha256Of(file: string, signal: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file, { signal })) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

async function textOf(file: string): Promise<string | undefined> {
  return (await regular(file)) && readFile(file, 'utf8');
}

function lengthOf(answer: Response): number | undefined {
  const text = answer.headers.get('content-length');
  return text !== null && /^\d+$/.test(text) ? Number(text) : undefined;
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(done, milliseconds);
    signal.addEventListener('abort', done, { once: true });
    function done(): void {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      if (signal.aborted) reject(signal.reason as Error);
      else resolve();
    }
  });
}

/** `fetch failed` says nothing; its causes do. */
function reasonOf(error: unknown): string {
  return error instanceof Error && error.cause !== undefined ? reasonOf(error.cause) : messageOf(error);
}

function failure(message: string): StarlingError {
  return new StarlingError('download_failed', message);
}

function partOf(file: string): string {
  return `${file}.part`;
}

function etagOf(file: string): string {
  return `${file}.part.etag`;
}

import { Presets, SingleBar } from 'cli-progress';
import { constants } from 'node:fs';
import { access, mkdir } from 'node:fs/promises';
import path from 'node:path';
import { StarlingError, messageOf } from '../errors.ts';
import { download } from '../ops/download.ts';
import type { Settings } from '../settings.ts';

/** The options of the command as they were typed. */
export interface PullFlags {
  readonly into?: string;
  readonly sha256: readonly string[];
  readonly retries: string;
}

/** A file to fetch. */
export interface Pull {
  readonly url: URL;
  readonly name: string;
  readonly sha256: string | undefined;
}

/** Downloads files into the model folder, one after another, and stops at the first that fails. Returns the exit code. */
export async function pullCommand(
  urls: readonly string[],
  flags: PullFlags,
  { modelDir }: Pick<Settings, 'modelDir'>,
): Promise<number> {
  const pulls = pullsOf(urls, flags.sha256);
  const retries = retriesOf(flags.retries);
  const folder = path.resolve(flags.into ?? modelDir);
  await makeFolder(folder);
  const controller = new AbortController();
  const onInterrupt = () => controller.abort(new StarlingError('client_gone', 'Interrupted.'));
  process.once('SIGINT', onInterrupt).once('SIGTERM', onInterrupt);
  try {
    for (const pull of pulls) await pullOne(pull, { folder, retries, signal: controller.signal });
    return 0;
  } catch (error) {
    if (!controller.signal.aborted) throw error;
    say('interrupted; what came stays in a file .part, and the same command goes on from there.');
    return 130;
  } finally {
    process.off('SIGINT', onInterrupt).off('SIGTERM', onInterrupt);
  }
}

async function pullOne(
  pull: Pull,
  options: { readonly folder: string; readonly retries: number; readonly signal: AbortSignal },
): Promise<void> {
  const { name } = pull;
  const bar = progressBar(name);
  try {
    const { bytes, resumedAt, skipped } = await download({
      ...pull,
      ...options,
      onRetry: (reason) => say(`${name}: ${reason}; trying again.`),
      onProgress: (done, total) => {
        bar?.setTotal(total ?? Math.max(done, 1));
        bar?.update(done, { done: megabytes(done), total: total === undefined ? '?' : megabytes(total) });
      },
    });
    bar?.stop();
    const checked = pull.sha256 === undefined ? '' : ', SHA-256 as expected';
    const how = resumedAt > 0 ? `, taken up at ${megabytes(resumedAt)} MB` : '';
    if (skipped) say(`${name}: already there (${megabytes(bytes)} MB${checked || ', the same size'}); skipped.`);
    else say(`${name}: ${megabytes(bytes)} MB in ${options.folder}${how}${checked}.`);
  } finally {
    bar?.stop();
  }
}

/** What is to be fetched. Throws `invalid_value` for an address or a sum that cannot be right. */
export function pullsOf(urls: readonly string[], sums: readonly string[]): Pull[] {
  if (sums.length > 0 && sums.length !== urls.length) {
    throw new StarlingError(
      'invalid_value',
      `--sha256 must be given once for each address, in their order; there are ${urls.length} addresses and ${sums.length} sums.`,
    );
  }
  const pulls = urls.map((text, index) => {
    const url = urlOf(text);
    return { url, name: fileNameOf(url), sha256: sumOf(sums[index]) };
  });
  const twice = pulls.find(({ name }, index) => pulls.findIndex((each) => each.name === name) < index);
  if (twice) throw new StarlingError('invalid_value', `Two addresses end in ${twice.name}; pull them one by one.`);
  return pulls;
}

function urlOf(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !['http:', 'https:'].includes(url.protocol)) {
    throw new StarlingError(
      'invalid_value',
      `"${text}" is no address of a file; it must begin with https:// or http://.`,
    );
  }
  // Not quoted: it holds a password.
  if (url.username !== '' || url.password !== '') {
    throw new StarlingError(
      'invalid_value',
      `The address at ${url.host} holds a name or password, which is not supported.`,
    );
  }
  return url;
}

/** The last piece of the path. It never leads out of the folder and never hides. */
export function fileNameOf({ pathname }: URL): string {
  const last = pathname.slice(pathname.lastIndexOf('/') + 1);
  let name: string;
  try {
    name = decodeURIComponent(last);
  } catch {
    name = '';
  }
  // Room for .part.etag in the 255 bytes that file systems allow.
  const usable = /^[^./\\\p{C}:*?"<>|][^/\\\p{C}:*?"<>|]*$/u.test(name) && Buffer.byteLength(name) <= 240;
  if (usable && !/\.part(\.etag)?$/.test(name)) return name;
  throw new StarlingError(
    'invalid_value',
    `The address does not end in a file name that can be used ("${last.slice(0, 60)}"); it must not be empty, begin with a dot, hold / or \\, or end in .part.`,
  );
}

function sumOf(text: string | undefined): string | undefined {
  if (text === undefined || /^[0-9a-f]{64}$/i.test(text)) return text?.toLowerCase();
  throw new StarlingError('invalid_value', `--sha256 must be 64 hexadecimal digits; "${text.slice(0, 80)}" came.`);
}

function retriesOf(text: string): number {
  const retries = Number(text);
  if (text.trim() !== '' && Number.isInteger(retries) && retries >= 0 && retries <= 100) return retries;
  throw new StarlingError('invalid_value', `--retries must be a whole number from 0 to 100; "${text}" came.`);
}

async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
    await access(folder, constants.W_OK);
  } catch (error) {
    throw new StarlingError(
      'invalid_settings',
      `No files can be put into ${folder}: ${messageOf(error)}. Give this user the right to write there (in a container, mount it without :ro), or name another folder with --into.`,
    );
  }
}

function progressBar(name: string): SingleBar | undefined {
  if (!process.stderr.isTTY) {
    say(`${name} …`);
    return undefined;
  }
  const format = `${name} {bar} {percentage} %  {done} of {total} MB`;
  const bar = new SingleBar(
    { format, stream: process.stderr, hideCursor: true, clearOnComplete: true },
    Presets.shades_classic,
  );
  bar.start(1, 0, { done: '0', total: '?' });
  return bar;
}

function megabytes(bytes: number): string {
  return bytes < 100_000 ? (bytes / 1e6).toPrecision(2) : (bytes / 1e6).toFixed(1);
}

function say(text: string): void {
  process.stderr.write(`starling: ${text}\n`);
}

import { SingleBar, Presets } from 'cli-progress';
import { once } from 'node:events';
import { createReadStream, createWriteStream, rmSync } from 'node:fs';
import { open, realpath, rename, stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import path from 'node:path';
import { audioFormatNames, audioFormatOf, formats, type AudioFormatName } from '../audio/encode/formats.ts';
import type { Config } from '../config.ts';
import { StarlingError } from '../errors.ts';
import { createLog } from '../ops/log.ts';
import { speak, type Speech } from '../speech/speak.ts';
import { compose } from './compose.ts';

export interface SpeakOptions {
  readonly output: string;
  readonly file?: string;
  readonly format?: string;
  readonly model?: string;
  readonly voice?: string;
  readonly language?: string;
  readonly speed?: string;
  readonly sampleRate?: string;
  readonly seed?: string;
  readonly ssml?: boolean;
}

/** Speaks a text into a file or to stdout, without a server. Returns the exit code. */
export async function speakCommand(text: string | undefined, options: SpeakOptions, config: Config): Promise<number> {
  const format = formatOf(options);
  const sampleRate = rateOf(options.sampleRate, format);
  const input = await readText(text, options.file);
  // One segment plays and one is ahead: more processes would have nothing to do.
  const engineProcesses = Math.min(2, config.settings.engineProcesses);
  const parts = compose({ ...config.settings, engineProcesses }, createLog('silent'));
  await parts.scheduler.start();
  const controller = new AbortController();
  const onInterrupt = () => controller.abort(new StarlingError('client_gone', 'Interrupted.'));
  process.once('SIGINT', onInterrupt).once('SIGTERM', onInterrupt);
  const startedAt = performance.now();
  try {
    const speech = speak(
      parts,
      {
        input,
        ssml: options.ssml ?? false,
        format,
        model: options.model,
        voice: options.voice,
        language: options.language,
        sampleRate,
        speed: inRange('speed', options.speed, 1, 0.25, 4),
        seed: options.seed === undefined ? undefined : wholeNumber('seed', options.seed, 0, 0, 2 ** 32 - 1),
        parameters: {},
        priority: 'interactive',
        delivery: options.output === '-' ? 'stream' : 'file',
        key: 'local',
      },
      controller.signal,
    );
    if (options.output === '-') await toStdout(speech);
    else await toFile(speech, options.output, format);
    report(speech, options.output, (performance.now() - startedAt) / 1000);
    return 0;
  } catch (error) {
    if (!controller.signal.aborted) throw error;
    process.stderr.write('starling: interrupted; nothing was written.\n');
    return 130;
  } finally {
    await parts.scheduler.close();
  }
}

function formatOf({ format, output }: SpeakOptions): AudioFormatName {
  const name = format ?? (output === '-' ? 'wav' : undefined);
  const found = name === undefined ? audioFormatOf(output) : audioFormatNames.find((each) => each === name);
  if (found) return found;
  throw new StarlingError(
    'invalid_value',
    `No audio format is known for "${name ?? path.basename(output)}". Use a file name that ends in .${audioFormatNames.join(', .')}, or --format.`,
  );
}

function rateOf(text: string | undefined, format: AudioFormatName): number {
  const rate = wholeNumber('sample-rate', text, 24_000, 8000, 48_000);
  const allowed = formats[format].sampleRates;
  if (!allowed || allowed.includes(rate)) return rate;
  throw new StarlingError(
    'invalid_value',
    `--sample-rate for ${format} must be one of ${allowed.join(', ')}; ${rate} came.`,
  );
}

async function readText(text: string | undefined, file: string | undefined): Promise<string> {
  if (text !== undefined && file !== undefined) {
    throw new StarlingError('invalid_value', 'There is a text as an argument and one in --file; give one of them.');
  }
  if (text !== undefined && text !== '-') return text;
  if (file === undefined && process.stdin.isTTY) {
    throw new StarlingError('missing_field', 'There is no text: give it as an argument, with --file, or on stdin.');
  }
  const chunks: Buffer[] = [];
  const source = file === undefined || file === '-' ? process.stdin : createReadStream(file);
  for await (const chunk of source) chunks.push(chunk as Buffer);
  const content = Buffer.concat(chunks).toString('utf8');
  if (content.trim() === '') throw new StarlingError('missing_field', 'The text is empty.');
  return content;
}

function inRange(name: string, text: string | undefined, fallback: number, min: number, max: number): number {
  const value = text === undefined ? fallback : Number(text);
  if (value >= min && value <= max) return value;
  throw new StarlingError('invalid_value', `--${name} must be a number from ${min} to ${max}; "${text ?? ''}" came.`);
}

function wholeNumber(name: string, text: string | undefined, fallback: number, min: number, max: number): number {
  const value = inRange(name, text, fallback, min, max);
  if (Number.isInteger(value)) return value;
  throw new StarlingError('invalid_value', `--${name} must be a whole number; "${text ?? ''}" came.`);
}

async function toStdout(speech: Speech): Promise<void> {
  for await (const bytes of speech.bytes) if (!process.stdout.write(bytes)) await once(process.stdout, 'drain');
}

/**
 * Writes beside the target and renames at the end: a half-written file never has the name that was asked for. A link is
 * followed; a device or a pipe is written to as it is.
 */
async function toFile(speech: Speech, output: string, format: AudioFormatName): Promise<void> {
  const existing = await stat(output).catch(() => undefined);
  if (existing && !existing.isFile()) return pipeline(speech.bytes, createWriteStream(output));
  const target = existing ? await realpath(output) : output;
  const partial = `${target}.${process.pid}.partial`;
  const bar = progressBar();
  async function* observed(): AsyncGenerator<Uint8Array> {
    bar?.start(100, 0, { audio: '0.0' });
    for await (const bytes of speech.bytes) {
      yield bytes;
      bar?.update(Math.round(speech.progress * 100), { audio: speech.playback.audioSeconds.toFixed(1) });
    }
  }
  try {
    await pipeline(observed, createWriteStream(partial, { flags: 'wx' }));
    if (format === 'wav') await writeWavSizes(partial);
    await rename(partial, target);
    bar?.update(100);
  } catch (error) {
    rmSync(partial, { force: true });
    throw error;
  } finally {
    bar?.stop();
  }
}

/** A file can be sought in, so its WAV header tells the true sizes. */
async function writeWavSizes(file: string): Promise<void> {
  const handle = await open(file, 'r+');
  try {
    const { size } = await handle.stat();
    const sizes = Buffer.alloc(8);
    sizes.writeUInt32LE(size - 8, 0);
    sizes.writeUInt32LE(size - 44, 4);
    await handle.write(sizes, 0, 4, 4);
    await handle.write(sizes, 4, 4, 40);
  } finally {
    await handle.close();
  }
}

function progressBar(): SingleBar | undefined {
  if (!process.stderr.isTTY) return undefined;
  const format = '{bar} {percentage} %  {audio} s of audio';
  return new SingleBar({ format, stream: process.stderr, hideCursor: true }, Presets.shades_classic);
}

function report(speech: Speech, output: string, seconds: number): void {
  const audio = speech.playback.audioSeconds;
  const note = speech.nothingToSpeak ? ' (there was nothing speakable in the text)' : '';
  const where = output === '-' ? '' : ` → ${output}`;
  process.stderr.write(
    `${audio.toFixed(1)} s of audio in ${seconds.toFixed(2)} s (RTF ${(seconds / audio).toFixed(3)}), voice ${speech.voice}${note}${where}\n`,
  );
}

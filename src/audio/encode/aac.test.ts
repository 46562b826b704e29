import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BlockedSource, collect, inChunks, vowel } from '../../../test/fixtures/audio.ts';
import { createAacFormat } from './aac.ts';
import { EncoderUnavailable, ffmpegAvailable, startFfmpeg } from './ffmpeg.ts';

const sampleRate = 24_000;
const ffmpeg = await ffmpegAvailable();

/** The processes named `program` that this one has started and that are still there, unreaped ones too. */
async function childrenNamed(program: string): Promise<string[]> {
  const { stdout } = await promisify(execFile)('ps', ['-e', '-o', 'ppid=,comm=']);
  return stdout.split('\n').filter((line) => new RegExp(`^\\s*${process.pid} .*${program}`).test(line));
}

describe('AAC without ffmpeg', () => {
  it('names what is missing and how to get it', async () => {
    const { signal } = new AbortController();
    const spoken = new BlockedSource([vowel(sampleRate, 3)], signal);
    const stream = createAacFormat('ffmpeg-that-is-not-there').encode(spoken, { sampleRate, signal });
    const failure = await stream.next().catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(EncoderUnavailable);
    expect(String(failure)).toMatch(/ffmpeg-that-is-not-there.*apt-get install ffmpeg/);
    expect(await ffmpegAvailable('ffmpeg-that-is-not-there')).toBe(false);
  });

  it('refuses a rate that ADTS does not have', async () => {
    const { signal } = new AbortController();
    const stream = createAacFormat().encode(inChunks(vowel(9_000, 1), 100), { sampleRate: 9_000, signal });
    await expect(stream.next()).rejects.toThrow(RangeError);
  });
});

describe('AAC by a program that hangs', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'starling-aac-'));
    await writeFile(join(folder, 'ffmpeg'), '#!/bin/sh\necho some bytes\nexec sleep 1000\n', { mode: 0o755 });
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('ends the process when the reader leaves', async () => {
    const { signal } = new AbortController();
    const source = new BlockedSource([vowel(sampleRate, 1)], signal);
    const stream = createAacFormat(join(folder, 'ffmpeg')).encode(source, { sampleRate, signal });
    await stream.next();
    expect((await childrenNamed('sleep')).length).toBe(1);
    await stream.return();
    expect(await childrenNamed('sleep')).toEqual([]);
  });

  it('ends the process when the request is aborted, though the source has not noticed', async () => {
    const abort = new AbortController();
    const source = new BlockedSource([vowel(sampleRate, 1)], new AbortController().signal);
    const stream = createAacFormat(join(folder, 'ffmpeg')).encode(source, { sampleRate, signal: abort.signal });
    await stream.next();
    const next = stream.next();
    abort.abort(new Error('client gone'));
    await expect(next).rejects.toThrow('client gone');
    expect(await childrenNamed('sleep')).toEqual([]);
  });
});

describe.skipIf(!ffmpeg)('AAC by ffmpeg', () => {
  const aac = createAacFormat();

  it('gives out the first second before any more comes in', async () => {
    const abort = new AbortController();
    const source = new BlockedSource([vowel(sampleRate, 1)], abort.signal);
    const stream = aac.encode(source, { sampleRate, signal: abort.signal });
    const { value } = await stream.next();
    // The twelve bits with which every ADTS frame begins.
    expect(((value![0]! << 8) | value![1]!) >> 4).toBe(0xfff);
    abort.abort(new Error('client gone'));
    await expect(stream.next()).rejects.toThrow('client gone');
    await nextTurn();
    expect(source.closed).toBe(true);
    expect(await childrenNamed('ffmpeg')).toEqual([]);
  });

  it('ends its process when the source fails, and passes the failure on', async () => {
    const { signal } = new AbortController();
    const failing = (async function* () {
      yield* inChunks(vowel(sampleRate, 1), 2_400);
      throw new Error('engine lost');
    })();
    await expect(collect(aac.encode(failing, { sampleRate, signal }))).rejects.toThrow('engine lost');
    expect(await childrenNamed('ffmpeg')).toEqual([]);
  });

  it('starts no process for a stream that is over before it began', async () => {
    const abort = new AbortController();
    abort.abort(new Error('client gone'));
    const stream = aac.encode(inChunks(vowel(sampleRate, 1), 100), { sampleRate, signal: abort.signal });
    await expect(stream.next()).rejects.toThrow('client gone');
    const empty = aac.encode(inChunks(new Float32Array(0), 1), { sampleRate, signal: new AbortController().signal });
    expect((await collect(empty)).length).toBe(0);
  });

  it('stops reading when its reader stops', async () => {
    const { signal } = new AbortController();
    let taken = 0;
    const endless = (async function* () {
      for (;;) {
        taken++;
        yield vowel(sampleRate, 0.1);
        await nextTurn();
      }
    })();
    const stream = aac.encode(endless, { sampleRate, signal });
    await stream.next();
    const before = taken;
    for (let turn = 0; turn < 200; turn++) await nextTurn();
    // One pull may have been under way.
    expect(taken - before).toBeLessThanOrEqual(1);
    await stream.return();
  });

  it('says why it failed, in few words', async () => {
    const { stdin, stdout, finished } = startFfmpeg('ffmpeg', ['-i', 'pipe:0', '-f', 'no-such-format', 'pipe:1']);
    stdin.end();
    stdout.resume();
    const failure = await finished.catch((error: unknown) => error);
    expect(String(failure)).toMatch(/ffmpeg ended with status [1-9]\d*: \S/);
    expect(String(failure).length).toBeLessThan(2_100);
  });

  it('cannot be made to open a file or a network address', async () => {
    const { stdout, finished } = startFfmpeg('ffmpeg', ['-i', 'file:/etc/passwd', '-f', 'adts', 'pipe:1']);
    stdout.resume();
    await expect(finished).rejects.toThrow(/not on whitelist/i);
  });
});

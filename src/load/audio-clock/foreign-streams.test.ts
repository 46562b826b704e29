import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import { ffmpegAvailable } from '../../audio/encode/ffmpeg.ts';
import { clockAfter, readings } from './streams.fixture.ts';

const ffmpeg = await ffmpegAvailable();
const folder = mkdtempSync(path.join(os.tmpdir(), 'audio-clock-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const seconds = 3.3;
const sweep = ['-f', 'lavfi', '-i', `aevalsrc=0.4*sin(t*t*2000)+0.1*random(0):d=${seconds}:s=48000`];

async function fileOf(name: string, args: readonly string[]): Promise<string> {
  const file = path.join(folder, name);
  await promisify(execFile)('ffmpeg', ['-nostdin', '-v', 'error', '-y', ...sweep, ...args, file]);
  return file;
}

/** As a server sends it that makes it while it sends: ffmpeg cannot go back to fill in lengths. */
async function pipedOf(args: readonly string[]): Promise<Buffer> {
  const child = spawn('ffmpeg', ['-nostdin', '-v', 'error', ...sweep, ...args, 'pipe:1']);
  return buffer(child.stdout);
}

/** The sum over all packets, since the duration of a file without a header is but a guess from its bit rate. */
async function probedSeconds(file: string): Promise<number> {
  const args = ['-v', 'error', '-show_entries', 'packet=duration_time', '-of', 'csv=p=0', file];
  const { stdout } = await promisify(execFile)('ffprobe', args);
  return stdout.split('\n').reduce((sum, line) => sum + Number(line.split(',')[0]), 0);
}

const podcast = ['-metadata', 'title=A title', '-metadata', `comment=${'long '.repeat(2_000)}`];
const frames: Readonly<Record<string, readonly [mediaType: string, args: readonly string[]]>> = {
  'cbr.mp3': ['audio/mpeg', ['-b:a', '128k', '-ar', '44100', ...podcast]],
  'vbr.mp3': ['audio/mpeg', ['-q:a', '4', '-ar', '24000', ...podcast, '-write_id3v1', '1', '-id3v2_version', '3']],
  'stereo.mp3': ['audio/mpeg', ['-q:a', '2', '-ac', '2', '-ar', '48000']],
  'low.mp3': ['audio/mpeg', ['-b:a', '16k', '-ar', '8000']],
  'least.mp3': ['audio/mpeg', ['-b:a', '8k', '-ar', '24000']],
  'bare.mp3': ['audio/mpeg', ['-b:a', '64k', '-ar', '22050', '-write_xing', '0', '-id3v2_version', '0']],
  'mono.aac': ['audio/aac', ['-ar', '24000']],
  'stereo.aac': ['audio/aac', ['-ar', '44100', '-ac', '2', '-b:a', '160k']],
};
const exact: Readonly<Record<string, readonly [mediaType: string, args: readonly string[]]>> = {
  'mono.opus': ['audio/opus', ['-c:a', 'libopus', '-b:a', '24k', '-f', 'opus']],
  'stereo.opus': ['audio/ogg; codecs=opus', ['-c:a', 'libopus', '-ac', '2', '-frame_duration', '60', '-f', 'ogg']],
  'vorbis.ogg': ['audio/ogg', ['-c:a', 'libvorbis', '-ar', '44100', '-f', 'ogg']],
  'flac.ogg': ['application/ogg', ['-c:a', 'flac', '-ar', '24000', '-f', 'ogg']],
  'mono.flac': ['audio/flac', ['-ar', '24000', '-f', 'flac']],
  'stereo.flac': ['audio/x-flac', ['-ac', '2', '-ar', '44100', '-compression_level', '12', '-f', 'flac']],
  'deep.flac': ['audio/flac', ['-sample_fmt', 's32', '-ar', '96000', '-f', 'flac']],
  'odd.flac': ['audio/flac', ['-ar', '23456', '-frame_size', '1000', '-f', 'flac']],
  'mono.wav': ['audio/wav', ['-ar', '24000', '-f', 'wav']],
  'float.wav': ['audio/x-wav', ['-c:a', 'pcm_f32le', '-ac', '2', '-f', 'wav']],
  'deep.wav': ['audio/vnd.wave', ['-c:a', 'pcm_s24le', '-ar', '44100', '-f', 'wav']],
  'telephone.wav': ['audio/wave', ['-c:a', 'pcm_mulaw', '-ar', '8000', '-f', 'wav']],
};

describe.skipIf(!ffmpeg)('what ffmpeg makes', () => {
  it.each(Object.entries(frames))('%s is as long as ffprobe says', async (name, [mediaType, args]) => {
    const file = await fileOf(name, args);
    const bytes = readFileSync(file);
    const clock = clockAfter(mediaType, bytes);
    expect(clock.seconds).toBeCloseTo(await probedSeconds(file), 3);
    expect(clock.seconds).toBeGreaterThanOrEqual(seconds);
    expect(clock.complete).toBe(true);
    expect(clockAfter(mediaType, bytes.subarray(0, name === 'vbr.mp3' ? -129 : -1)).complete).toBe(false);
  });

  it.each(Object.entries(exact))('%s is as long as the sound, as a file and piped', async (name, [mediaType, args]) => {
    for (const bytes of [readFileSync(await fileOf(name, args)), await pipedOf(args)]) {
      const clock = clockAfter(mediaType, bytes);
      expect(clock.seconds).toBeCloseTo(seconds, 4);
      expect(clock.complete).toBe(true);
      expect(readings(mediaType, bytes, [1]).at(-1)).toMatchObject({ seconds: clock.seconds, complete: true });
      const cut = clockAfter(mediaType, bytes.subarray(0, -5));
      expect(cut.seconds).toBeGreaterThan(seconds - 1.1);
      // A piped WAV file of bytes ends anywhere.
      if (name !== 'telephone.wav') expect(cut.complete).toBe(false);
    }
  });

  it('a FLAC file that ends after a frame is not complete where its header promises more', async () => {
    const bytes = readFileSync(await fileOf('promised.flac', ['-ar', '24000']));
    expect(readings('audio/flac', bytes, [1]).filter(({ complete }) => complete)).toHaveLength(1);
  });
});

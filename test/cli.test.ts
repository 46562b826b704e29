import { execFileSync, spawn } from 'node:child_process';
import {
  lstatSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { ModelFolder } from './fixtures/model-folder.ts';

const main = path.resolve(import.meta.dirname, '../dist/main.js');
const folder = mkdtempSync(path.join(os.tmpdir(), 'starling-cli-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Outcome {
  readonly code: number | null;
  readonly stdout: Buffer;
  readonly stderr: string;
}

/** Runs the built program in a folder of its own. */
function starling(
  args: readonly string[],
  options: { input?: string; env?: Record<string, string> } = {},
): Promise<Outcome> {
  const child = spawn(process.execPath, [main, ...args], { cwd: folder, env: { ...process.env, ...options.env } });
  const stdout: Buffer[] = [];
  let stderr = '';
  child.stdout.on('data', (part: Buffer) => stdout.push(part));
  child.stderr.on('data', (part: Buffer) => (stderr += part.toString()));
  child.stdin.end(options.input ?? '');
  return new Promise((resolve) =>
    child.on('close', (code) => resolve({ code, stdout: Buffer.concat(stdout), stderr })),
  );
}

describe('starling speak', () => {
  it('writes a file whose ending names the format, and tells the real-time factor', async () => {
    const { code, stderr } = await starling(['speak', 'Hello there, my friend.', '-o', 'hello.wav']);
    expect(stderr).toMatch(/s of audio in .* \(RTF 0\.\d+\), voice rms → hello\.wav/);
    expect(code).toBe(0);
    const wav = readFileSync(path.join(folder, 'hello.wav'));
    expect(wav.readUInt32LE(4)).toBe(wav.length - 8);
    expect(wav.readUInt32LE(40)).toBe(wav.length - 44);
    expect(wav.length).toBeGreaterThan(24_000 * 2);
  });

  it('follows a link, and writes into a pipe instead of replacing it', async () => {
    symlinkSync('linked.wav', path.join(folder, 'link.wav'));
    writeFileSync(path.join(folder, 'linked.wav'), 'old');
    expect((await starling(['speak', 'Hello.', '-o', 'link.wav'])).code).toBe(0);
    expect(lstatSync(path.join(folder, 'link.wav')).isSymbolicLink()).toBe(true);
    expect(readFileSync(path.join(folder, 'linked.wav')).subarray(0, 4).toString()).toBe('RIFF');
    const pipe = path.join(folder, 'pipe.wav');
    execFileSync('mkfifo', [pipe]);
    const reader = spawn('cat', [pipe]);
    const parts: Buffer[] = [];
    reader.stdout.on('data', (part: Buffer) => parts.push(part));
    const read = new Promise((resolve) => reader.once('close', resolve));
    expect((await starling(['speak', 'Hello.', '-o', 'pipe.wav'])).code).toBe(0);
    await read;
    expect(Buffer.concat(parts).subarray(0, 4).toString()).toBe('RIFF');
    expect(lstatSync(pipe).isFIFO()).toBe(true);
  });

  it('reads stdin and writes stdout', async () => {
    const { code, stdout } = await starling(['speak', '-o', '-', '--format', 'flac'], { input: 'Text from a pipe.' });
    expect(code).toBe(0);
    expect(stdout.subarray(0, 4).toString()).toBe('fLaC');
  });

  it('reads a file, and speaks another language in its own voice', async () => {
    writeFileSync(path.join(folder, 'text.txt'), '你好，我是椋鸟。');
    const { code, stderr } = await starling(['speak', '--file', 'text.txt', '-o', 'chinese.ogg']);
    expect(stderr).toContain('voice espeak-cmn');
    expect(code).toBe(0);
    expect(readFileSync(path.join(folder, 'chinese.ogg')).subarray(0, 4).toString()).toBe('OggS');
  });

  it.each([
    ['an unknown ending', ['speak', 'x', '-o', 'x.m4a'], /No audio format/],
    ['an unknown voice', ['speak', 'x', '-o', 'x.mp3', '--voice', 'nobody'], /There is no voice "nobody"/],
    ['a speed out of range', ['speak', 'x', '-o', 'x.mp3', '--speed', '9'], /--speed must be a number from 0.25 to 4/],
    ['an empty text', ['speak', '-o', 'x.mp3'], /text is empty/],
    ['a folder that is not there', ['speak', 'x', '-o', 'nowhere/x.mp3'], /nowhere/],
    ['a missing text file', ['speak', '-f', 'nowhere.txt', '-o', 'x.mp3'], /nowhere\.txt/],
  ])('refuses %s in one line and leaves no file', async (_, args, message) => {
    const { code, stderr } = await starling(args);
    expect(code).toBe(1);
    expect(stderr).toMatch(message);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(readdirSync(folder).filter((name) => name.startsWith('x.'))).toEqual([]);
  });
});

describe('starling, about itself', () => {
  it('lists voices and models', async () => {
    const voices = await starling(['voices', '--language', 'zh', '--json']);
    const ids = (JSON.parse(voices.stdout.toString()) as { voices: { id: string }[] }).voices.map((voice) => voice.id);
    expect(ids).toContain('espeak-cmn');
    expect(ids).not.toContain('rms');
    const models = await starling(['models']);
    expect(models.stdout.toString()).toMatch(/builtin +ready/);
  });

  it('shows where each setting came from, and never a key', async () => {
    writeFileSync(path.join(folder, 'starling.yaml'), 'maxStallMs: 1234\n');
    const env = { STARLING_API_KEYS: 'secret-key', STARLING_PORT: '8123' };
    const { code, stdout } = await starling(['check-config', '--max-utterances', '7'], { env });
    rmSync(path.join(folder, 'starling.yaml'));
    expect(code).toBe(0);
    expect(stdout.toString()).toMatch(/maxStallMs +1234 +file .*starling\.yaml/);
    expect(stdout.toString()).toMatch(/port +8123 +environment STARLING_PORT/);
    expect(stdout.toString()).toMatch(/maxUtterances +7 +flag --max-utterances/);
    expect(stdout.toString()).not.toContain('secret-key');
  });

  it('names the nearest setting for an unknown one', async () => {
    const { code, stderr } = await starling(['check-config'], { env: { STARLING_MAX_STAL_MS: '5' } });
    expect(code).toBe(2);
    expect(stderr).toContain('Did you mean "STARLING_MAX_STALL_MS"?');
  });

  it('examines the machine and says what to do', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => taken.once('listening', resolve));
    const { port } = taken.address() as AddressInfo;
    const { code, stdout } = await starling(['doctor', '--port', String(port)], { env: { PATH: folder } });
    taken.close();
    const text = stdout.toString();
    expect(text).toMatch(/✓ flite +3 voices/);
    expect(text).toMatch(/✓ espeak +1\d\d voices/);
    expect(text).toMatch(/– ffmpeg +not found.*\n +→ Install it/);
    expect(text).toMatch(new RegExp(`✗ port +cannot listen on 127.0.0.1:${port}`));
    expect(text).toMatch(/memory +(limit|no limit)/);
    expect(code).toBe(1);
  });

  it('tells of the voices in the model folder: which speak, which do not and why, and who speaks by default', async () => {
    using models = new ModelFolder().with('anna').with('torn');
    truncateSync(path.join(models.modelDir, 'torn.onnx'), 5000);
    const flags = ['--model-dir', models.modelDir, '--cache-dir', models.cacheDir];
    const [doctor, voices, config, spoken] = await Promise.all([
      starling(['doctor', '--port', '0', ...flags]),
      starling(['voices', ...flags]),
      starling(['check-config', ...flags]),
      starling(['speak', 'the birds sing.', '-o', 'anna.wav', ...flags]),
    ]);
    const found = doctor.stdout.toString();
    expect(found).toMatch(/✓ piper +1 voice\n/);
    expect(found).toMatch(/– piper +torn\.onnx: this is no valid ONNX model/);
    expect(found).toMatch(/✓ onnx runtime +1\.\d+\.\d+; models run on cpu: there is no libonnxruntime_providers_cuda/);
    expect(found).toMatch(/i memory +.*; loaded models may take \d/);
    expect(voices.stdout.toString()).toMatch(/anna +piper +en-us,en +anna \(Piper\)/);
    expect(config.stdout.toString()).toContain(
      'auto (anna, torn for their languages where they can be used, builtin for all others)',
    );
    expect([spoken.code, spoken.stderr]).toEqual([0, expect.stringContaining('voice anna → anna.wav')]);
  });

  it('refuses to be open to a network without a key, unless told so', async () => {
    const { code, stderr } = await starling(['serve', '--host', '0.0.0.0', '--port', '0']);
    expect(code).toBe(2);
    expect(stderr).toContain('No API key is configured');
  });

  it('ends quietly when nobody reads on', async () => {
    const child = spawn(process.execPath, [main, 'voices'], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
    let stderr = '';
    child.stderr.on('data', (part: Buffer) => (stderr += part.toString()));
    child.stdout.destroy();
    const code = await new Promise((resolve) => child.once('close', resolve));
    expect([code, stderr]).toEqual([0, '']);
  });
});

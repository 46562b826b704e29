import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadConfig } from '../src/config.ts';
import { voiceFiles } from './data.ts';
import { startServer, type TestServer } from './fixtures/server.ts';

const root = path.resolve(import.meta.dirname, '..');
const readme = readFileSync(path.join(root, 'README.md'), 'utf8');
const blocks = (language: string) =>
  [...readme.matchAll(new RegExp(`\`\`\`${language}\\n([^]*?)\`\`\``, 'g'))].map((match) => match[1]!.trim());
const commands = blocks('bash').flatMap((block) => block.split('\n'));

/** The extension that a file's first bytes call for. */
function isAudio(file: Buffer): string {
  if (file.subarray(0, 4).toString() === 'RIFF') return '.wav';
  if (file.subarray(0, 4).toString() === 'OggS') return '.opus';
  return (file.readUInt16BE(0) & 0xffe0) === 0xffe0 ? '.mp3' : 'unknown';
}

/** Runs what a reader would type, in an empty folder. */
describe('the examples of the README', () => {
  let server: TestServer;
  let folder: string;
  beforeAll(async () => {
    server = await startServer({ real: ['flite', 'espeak'] });
    folder = mkdtempSync(path.join(os.tmpdir(), 'starling-readme-'));
    symlinkSync(path.join(root, 'node_modules'), path.join(folder, 'node_modules'));
    mkdirSync(path.join(folder, 'models'));
    for (const file of voiceFiles) symlinkSync(file, path.join(folder, 'models', path.basename(file)));
  });
  afterAll(async () => {
    await server[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true, force: true });
  });

  async function shell(command: string): Promise<{ code: number | null; stdout: Buffer }> {
    const typed = command
      .replaceAll('http://127.0.0.1:8000', server.url)
      .replace(/npm start/, `npm --prefix "${root}" start`);
    const child = spawn('bash', ['-c', typed], { cwd: folder, stdio: ['ignore', 'pipe', 'ignore'] });
    const parts: Buffer[] = [];
    child.stdout.on('data', (part: Buffer) => parts.push(part));
    const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
    return { code, stdout: Buffer.concat(parts) };
  }

  it('curl makes a file that is mp3', async () => {
    const [curl] = commands.filter((command) => command.startsWith('curl'));
    expect((await shell(curl!)).code).toBe(0);
    const mp3 = readFileSync(path.join(folder, 'hello.mp3'));
    expect(mp3.length).toBeGreaterThan(5000);
    expect(isAudio(mp3)).toBe('.mp3');
    const { headers } = await server.speech({ input: 'Hello, I am Starling.' });
    expect(headers.get('starling-voice')).toBe('rms');
  });

  it('the JavaScript example streams Opus', async () => {
    const [script] = blocks('js');
    writeFileSync(path.join(folder, 'example.mjs'), script!.replaceAll('http://127.0.0.1:8000', server.url));
    const { code, stdout } = await shell(`"${process.execPath}" example.mjs`);
    expect(code).toBe(0);
    expect(stdout.subarray(0, 4).toString()).toBe('OggS');
  });

  const spoken = commands.filter((command) =>
    /npm start (--silent )?-- (speak|text|voices|doctor|check-config|bench|plan)/.test(command),
  );
  const here = voiceFiles.length > 0 ? spoken : spoken.filter((command) => !command.includes('en_US-joe-medium'));
  it.each(here)('%s', async (command) => {
    const { code, stdout } = await shell(command);
    // `doctor` may find this machine's port 8000 taken, which is its business to say.
    if (!command.includes('doctor')) expect(code).toBe(0);
    const [, file] = /(?:-o|>) (\S+\.\w+)/.exec(command) ?? [];
    if (file) expect(isAudio(readFileSync(path.join(folder, file)))).toBe(path.extname(file));
    else expect(stdout.length).toBeGreaterThan(100);
  });

  it('every example of a command was run, but for those that serve or download', () => {
    const notRun = [
      // Downloads, and containers (`npm run test:containers` runs those).
      ...commands.filter((command) => /^(curl -fL|npm start -- pull|docker compose) /.test(command)),
      'npm start',
      'npm test',
      'STARLING_API_KEYS=my-secret-key npm start -- --host 0.0.0.0',
    ];
    const run = commands.filter((command) => command.startsWith('curl http') || spoken.includes(command));
    expect([...run, ...notRun].sort()).toEqual([...commands].sort());
  });

  it('the settings example is accepted', () => {
    writeFileSync(path.join(folder, 'starling.yaml'), blocks('yaml')[0]!);
    const { settings } = loadConfig({ environment: {}, flags: {}, folder });
    expect(settings.maxQueueSeconds).toBe(20);
    rmSync(path.join(folder, 'starling.yaml'));
  });
});

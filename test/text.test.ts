import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TextDescription } from '../src/text/describe-text.ts';
import { bytesOf, expectError } from './fixtures/answers.ts';
import { startServer, type TestServer } from './fixtures/server.ts';

/** The text front end through the whole server and the command line. The fake engines speak 0.05 s for each character. */

let server: TestServer;
beforeAll(async () => {
  server = await startServer({ settings: { textTags: true } });
});
afterAll(async () => server[Symbol.asyncDispose]());

const documents = readdirSync(path.join(import.meta.dirname, 'fixtures/ssml'));

const post = (body: object, to: TestServer = server): Promise<Response> =>
  fetch(`${to.url}/v1/audio/text`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

async function described(body: object): Promise<TextDescription> {
  const response = await post(body);
  expect(response.status).toBe(200);
  return (await response.json()) as TextDescription;
}

/** Seconds of pcm at 24 kHz. */
async function seconds(body: object, to: TestServer = server): Promise<number> {
  const response = await to.speech({ response_format: 'pcm', sample_rate: 24_000, ...body });
  expect(response.status).toBe(200);
  return (await bytesOf(response)).length / 2 / 24_000;
}

async function samples(body: object): Promise<Int16Array> {
  const response = await server.speech({ response_format: 'pcm', sample_rate: 24_000, ...body });
  expect(response.status).toBe(200);
  const bytes = await bytesOf(response);
  return new Int16Array(bytes.buffer, bytes.byteOffset, bytes.length / 2);
}

const loudest = (of: Int16Array): number => of.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);

describe('POST /v1/audio/text', () => {
  it('shows the language, the spoken form, the segments and the rules that fired', async () => {
    expect(await described({ input: 'Dr. Lee paid $5.' })).toEqual({
      text: 'Dr. Lee paid $5.',
      language: 'en',
      spoken: 'Doctor Lee paid five dollars.',
      segments: ['Doctor Lee paid five dollars.'],
      rules: [
        { rule: 'title', written: 'Dr.', spoken: 'Doctor' },
        { rule: 'money', written: '$5', spoken: 'five dollars' },
      ],
    });
    expect((await described({ input: '今天-10°C，2个人。' })).spoken).toBe('今天零下十度，两个人。');
  });

  it('reads SSML where it is asked to', async () => {
    const input = '<speak>On <say-as interpret-as="date" format="dmy">5/6/2024</say-as>.</speak>';
    expect((await described({ input, ssml: true })).spoken).toBe('On the fifth of June twenty twenty four.');
  });

  it.each<[what: string, body: object, code: string, param: string | null]>([
    ['no text', {}, 'missing_field', 'input'],
    ['white space', { input: ' ' }, 'invalid_value', 'input'],
    ['too long a text', { input: 'a'.repeat(5000) }, 'input_too_long', 'input'],
    ['a language that is none', { input: 'Hi.', language: '!' }, 'invalid_value', 'language'],
    ['SSML that is none', { input: '<speak>Hi', ssml: true }, 'invalid_value', 'input'],
    ['an hour of silence', { input: '[pause:10s]'.repeat(30) }, 'invalid_value', 'input'],
  ])('refuses %s', async (_, body, code, param) => {
    await expectError(await post(body), 400, code, param);
  });

  it('leaves turns to others while it reads a long text', async () => {
    await using large = await startServer({ settings: { maxInputChars: 1_000_000 } });
    await post({ input: 'Warm up.' }, large);
    const long = post({ input: 'Dr. Lee paid $5.20 at 3:30 pm. '.repeat(10_000) }, large);
    const whole = long.then(() => true);
    const health = async () => {
      await fetch(`${large.url}/health`);
      return false;
    };
    let served = 0;
    while (!(await Promise.race([whole, health()]))) served++;
    expect((await long).status).toBe(200);
    expect(served).toBeGreaterThan(20);
  });

  it('says where in the SSML the mistake is', async () => {
    const message = await expectError(
      await post({ input: '<speak>\n  <break time="soon"/></speak>', ssml: true }),
      400,
      'invalid_value',
      'input',
    );
    expect(message).toMatch(/line 2, column \d+/);
  });
});

describe('speech', () => {
  it('is of the spoken form', async () => {
    expect(await seconds({ input: 'It is 5 km away.' })).toBeCloseTo(
      await seconds({ input: 'It is five kilometers away.' }),
    );
  });

  it('pauses where a tag or SSML says so, and where both are off it does not', async () => {
    const plain = await seconds({ input: 'Hello there. And good bye to all.' });
    expect((await seconds({ input: 'Hello there.[pause:2s] And good bye to all.' })) - plain).toBeGreaterThan(1.5);
    const input = '<speak>Hello there.<break time="2s"/> And good bye to all.</speak>';
    expect((await seconds({ input, ssml: true })) - plain).toBeGreaterThan(1.5);
    await using off = await startServer();
    expect((await seconds({ input: 'Hello there.[pause:2s] And good bye to all.' }, off)) - plain).toBeLessThan(0.5);
  });

  it('is nothing but silence where only a pause is asked for', async () => {
    const silence = await samples({ input: '<speak><break time="700ms"/></speak>', ssml: true });
    expect(silence.length / 24_000).toBeCloseTo(0.7);
    expect(loudest(silence)).toBe(0);
  });

  it('has the rate, the volume and the pitch of SSML', async () => {
    const of = (attributes: string) => ({
      input: `<speak><prosody ${attributes}>The old house by the river.</prosody></speak>`,
      ssml: true,
    });
    const plain = await samples(of('rate="100%"'));
    const fast = await samples(of('rate="200%"'));
    expect(fast.length / plain.length).toBeGreaterThan(0.4);
    expect(fast.length / plain.length).toBeLessThan(0.62);
    expect(loudest(await samples(of('volume="-6dB"'))) / loudest(plain)).toBeCloseTo(0.5, 1);
    const high = await samples(of('pitch="+12st"'));
    const crossings = (sound: Int16Array) =>
      sound.reduce((count, sample, index) => count + (sample >= 0 !== (sound[index - 1] ?? 0) >= 0 ? 1 : 0), 0) /
      sound.length;
    expect(crossings(high) / crossings(plain)).toBeCloseTo(2, 0);
    expect(high.length / plain.length).toBeCloseTo(1, 1);
  });

  it.each([
    ['fast and low', 'rate="400%" pitch="-12st"', 4],
    ['slow and high', 'rate="25%" pitch="+12st"', 0.25],
  ])('is %s at the ends of both scales at once', async (_, attributes, rate) => {
    const of = (inside: string) => seconds({ input: `<speak>${inside}</speak>`, ssml: true });
    const text = 'The old house by the river.';
    const plain = await of(text);
    expect(((await of(`<prosody ${attributes}>${text}</prosody>`)) * rate) / plain).toBeCloseTo(1, 0);
  });

  it('is by the voices that SSML names, and refused where one does not exist', async () => {
    const input = '<speak><voice name="slt">Hello.</voice> <voice name="rms">Hello.</voice></speak>';
    const response = await server.speech({ input, ssml: true, response_format: 'pcm' });
    expect(response.headers.get('starling-voice')).toBe('slt');
    await bytesOf(response);
    const missing = '<speak>Hi. <voice name="nobody">Hello.</voice></speak>';
    await expectError(await server.speech({ input: missing, ssml: true }), 404, 'voice_not_found', 'voice');
  });

  it('names phonemes that the engine cannot speak, and says the word', async () => {
    const response = await server.speech({ input: 'I like [Nginx](/ɛndʒɪnɛks/).', response_format: 'pcm' });
    expect(response.headers.get('starling-ignored')).toBe('phoneme');
    expect((await bytesOf(response)).length).toBeGreaterThan(10_000);
  });

  it('has no sounds that only Turbo knows', async () => {
    expect(await seconds({ input: 'Well, [laugh] here we are.' })).toBeCloseTo(
      await seconds({ input: 'Well, here we are.' }),
    );
  });

  it('is refused for an entity bomb', async () => {
    const input = readFileSync(path.join(import.meta.dirname, 'fixtures/ssml/entity-bomb.xml'), 'utf8');
    await expectError(await server.speech({ input, ssml: true }), 400, 'invalid_value', 'input');
  });
});

describe('documents in the shapes of Azure, Google, Polly and W3C', () => {
  let real: TestServer;
  beforeAll(async () => {
    real = await startServer({ real: ['espeak'] });
  });
  afterAll(async () => real[Symbol.asyncDispose]());

  it.each(documents.filter((file) => file !== 'entity-bomb.xml'))('are spoken: %s', async (file) => {
    const input = readFileSync(path.join(import.meta.dirname, 'fixtures/ssml', file), 'utf8');
    // The voices of other vendors are not here.
    const here = input.replace(/(<voice\b[^>]*?) name="[^"]*"/gu, '$1');
    expect(await seconds({ input: here, ssml: true, model: 'espeak' }, real)).toBeGreaterThan(0.5);
  });
});

describe('starling text', () => {
  const main = path.resolve(import.meta.dirname, '../dist/main.js');
  const folder = mkdtempSync(path.join(os.tmpdir(), 'starling-text-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  function starling(
    args: readonly string[],
    input = '',
  ): Promise<{ code: number | null; stdout: string; stderr: string }> {
    const child = spawn(process.execPath, [main, ...args], { cwd: folder });
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (part: Buffer) => (stdout += part.toString()));
    child.stderr.on('data', (part: Buffer) => (stderr += part.toString()));
    child.stdin.end(input);
    return new Promise((resolve) => child.on('close', (code) => resolve({ code, stdout, stderr })));
  }

  it('shows a text to people', async () => {
    const { code, stdout } = await starling(['text', 'It is 5 km away.']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/language +en\n.*five kilometers away\.\n.*\n +measure +5 km +→ five kilometers/);
  });

  it('shows what docs/text.md shows', async () => {
    const page = readFileSync(path.resolve(import.meta.dirname, '../docs/text.md'), 'utf8');
    const typed = /-- text "(.*)"/u.exec(page)?.[1]?.replaceAll('\\$', '$');
    const shown = /```\n(language[^]*?)```/u.exec(page)?.[1];
    expect((await starling(['text', typed ?? ''])).stdout).toBe(shown);
  });

  it('answers each line of stdin with a JSON object, one that is no SSML too', async () => {
    const lines = ['<speak>5 km</speak>', '<speak>', '', '<speak lang="x">你好</speak>'];
    const { code, stdout } = await starling(['text', '--json', '--ssml', '--language', 'en'], `${lines.join('\n')}\n`);
    const answers = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Partial<TextDescription> & { error?: string });
    expect(answers.map(({ text }) => text)).toEqual(lines);
    expect(answers[0]).toMatchObject({ language: 'en', spoken: 'five kilometers', segments: ['five kilometers'] });
    expect(answers[1]?.error).toMatch(/line 1/);
    expect(code).toBe(1);
  });

  it('takes a line for one whatever it holds', async () => {
    const { stdout } = await starling(['text', '--json'], '\uFEFFa\u2028b\rc\r\n\0\n5 km');
    const answers = stdout.trim().split('\n');
    const texts = answers.map((line) => (JSON.parse(line) as TextDescription).text);
    expect(texts).toEqual(['a\u2028b\rc', '\0', '5 km']);
  });

  it('gives the same as the server', async () => {
    const text = 'Am 3. Mai kostet es 2,50 €. Dr. Lee 说 5 km。';
    const { stdout } = await starling(['text', '--json'], text);
    expect(JSON.parse(stdout)).toEqual(await described({ input: text }));
  });

  it('says the words of a lexicon, and what is wrong with one', async () => {
    writeFileSync(path.join(folder, 'words.yaml'), 'entries:\n  - { word: Nginx, say: engine x }\n');
    const { stdout } = await starling(['text', 'I run nginx.', '--lexicon', 'words.yaml']);
    expect(stdout).toContain('I run engine x.');
    writeFileSync(path.join(folder, 'broken.yaml'), 'entries:\n  - { word: Nginx, sya: engine x }\n');
    const { code, stderr } = await starling(['text', 'I run nginx.', '--lexicon', 'broken.yaml']);
    expect(code).toBe(2);
    expect(stderr).toMatch(/setting lexicon .*broken\.yaml/s);
  });

  it('refuses a language that is none', async () => {
    const { code, stderr } = await starling(['text', 'Hi.', '--language', '!']);
    expect(code).toBe(1);
    expect(stderr).toContain('--language');
  });

  it('a running server reads a lexicon again when it changes, and keeps the one it has when it breaks', async () => {
    const file = path.join(folder, 'live.yaml');
    const write = (text: string) => {
      writeFileSync(`${file}.new`, text);
      renameSync(`${file}.new`, file);
    };
    write('entries:\n  - { word: Nginx, say: first }\n');
    const child = spawn(process.execPath, [main, 'serve', '--port', '0', '--lexicon', file, '--log-level', 'info'], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    let log = '';
    child.stdout.on('data', (part: Buffer) => (log += part.toString()));
    const logged = async (pattern: RegExp) => {
      await expect.poll(() => log, { timeout: 20_000 }).toMatch(pattern);
      return pattern.exec(log)?.[1];
    };
    try {
      const port = await logged(/"port":(\d+)[^\n]*"msg":"ready"/);
      const spoken = async () => {
        const response = await fetch(`http://127.0.0.1:${port}/v1/audio/text`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: '{"input":"Nginx."}',
        });
        return ((await response.json()) as TextDescription).spoken;
      };
      expect(await spoken()).toBe('first.');
      write('entries:\n  - { word: Nginx, say: second }\n');
      await logged(/"msg":"lexicon-(read)"/);
      expect(await spoken()).toBe('second.');
      write('entries: 7\n');
      await logged(/"msg":"lexicon-(unusable)"/);
      expect(await spoken()).toBe('second.');
    } finally {
      child.kill('SIGTERM');
    }
    expect(await new Promise((resolve) => child.on('close', resolve))).toBe(0);
  });
});

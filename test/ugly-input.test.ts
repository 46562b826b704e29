import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dataFolder, hasData } from './data.ts';
import { startServer, type TestServer } from './fixtures/server.ts';

const bytesPerSecond = 24_000 * 2;

/** Ugly input through the whole server and the real engines: speech, a 400 that says why, or the marked silence. */
describe('ugly input', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startServer({ real: ['flite', 'espeak'] });
  });
  afterAll(() => server[Symbol.asyncDispose]());

  async function outcome(body: object): Promise<'speech' | 'refused' | 'marked silence'> {
    const response = await server.speech({ response_format: 'pcm', ...body });
    const bytes = Buffer.from(await response.arrayBuffer());
    if (response.status === 400) {
      const { error } = JSON.parse(bytes.toString()) as { error: { message: string; param: string } };
      expect(error.message.length).toBeGreaterThan(20);
      expect(error.param).not.toBeNull();
      return 'refused';
    }
    expect(response.status).toBe(200);
    const samples = new Int16Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
    const silent = samples.every((sample) => Math.abs(sample) < 33);
    if (response.headers.get('starling-note') === 'nothing-to-speak') {
      expect(silent).toBe(true);
      expect(bytes.length).toBe(0.2 * bytesPerSecond);
      return 'marked silence';
    }
    expect(silent, 'silence without a mark').toBe(false);
    return 'speech';
  }

  it.each<[string, string, Awaited<ReturnType<typeof outcome>>]>([
    ['one letter', 'a', 'speech'],
    ['one digit', '7', 'speech'],
    ['one Chinese character', '好', 'speech'],
    ['NUL inside', 'be\0fore', 'speech'],
    ['only NUL', '\0', 'marked silence'],
    ['a lone surrogate', 'x \ud800 y', 'speech'],
    ['only a lone surrogate', '\udfff', 'marked silence'],
    ['only emoji', '🎉🎉👩‍👩‍👧', 'marked silence'],
    ['emoji between words', 'Well done 🎉 everybody', 'speech'],
    ['4096 letters without a space', 'a'.repeat(4096), 'speech'],
    ['4096 digits', '1'.repeat(4096), 'speech'],
    ['4096 Chinese characters without a mark', '的'.repeat(4096), 'speech'],
    ['4096 dots', '.'.repeat(4096), 'marked silence'],
    ['mixed Chinese and English', '我昨天用 iPhone 打了一个 call 给 John。', 'speech'],
    ['right to left', 'مرحبا بالعالم، كيف حالك اليوم؟', 'speech'],
    ['right-to-left marks around English', '\u202eabc\u202c \u200fdef', 'speech'],
    ['combining marks piled up', 'Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢L̠ͨͧͩ͘G̴̻͈͍͔̹̑͗̎̅͛́Ǫ̵̹̻̝̳͂̌̌͘', 'speech'],
    ['hieroglyphs', '𓂀𓃭𓆣', 'speech'],
    ['markup', '<speak><break time="5s"/>&amp;&lt; hello</speak>', 'speech'],
    ['espeak phoneme brackets', "[[h@l'oU]] hello", 'speech'],
  ])('%s', async (_, input, expected) => {
    const got = await outcome({ input });
    expect([expected, 'refused']).toContain(got);
  });

  it.skipIf(!hasData)('every string of the big list of naughty strings', { timeout: 240_000 }, async () => {
    const strings = JSON.parse(readFileSync(path.join(dataFolder, 'text/blns.json'), 'utf8')) as string[];
    const seen = { speech: 0, refused: 0, 'marked silence': 0 };
    const wrong: string[] = [];
    const queue = [...strings.entries()];
    const worker = async () => {
      for (let next = queue.pop(); next; next = queue.pop()) {
        const [index, input] = next;
        const got = await outcome({ input }).catch((error: unknown) => `#${index}: ${String(error)}`);
        if (got in seen) seen[got as keyof typeof seen]++;
        else wrong.push(got);
        if (got === 'refused' && input.trim() !== '') wrong.push(`#${index} was refused`);
      }
    };
    await Promise.all([worker(), worker(), worker(), worker()]);
    process.stderr.write(`naughty strings: ${JSON.stringify(seen)}\n`);
    expect(wrong).toEqual([]);
    expect(seen.speech).toBeGreaterThan(300);
  });
});

import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { expectError } from './fixtures/answers.ts';
import { startServer, until, type TestServer } from './fixtures/server.ts';
import { pcmOf, untilIdle } from './fixtures/streams.ts';

/** Sends all at once; counts the whole answers and the refusals. Anything else fails the test. */
async function storm(server: TestServer, inputs: readonly string[]): Promise<{ whole: number; refused: number }> {
  const outcomes = await Promise.all(
    inputs.map(async (input): Promise<'whole' | 'refused'> => {
      const response = await server.speech({ input, response_format: 'pcm' });
      if (response.status === 200) {
        const { byteLength } = await response.arrayBuffer();
        // 0.05 s a character, and pauses.
        expect(byteLength / 2 / 24_000).toBeGreaterThan(input.length * 0.05 * 0.95);
        return 'whole';
      }
      const seconds = Number(response.headers.get('retry-after'));
      expect(seconds >= 1 && seconds <= 60 && Number.isInteger(seconds)).toBe(true);
      expect(response.headers.get('retry-after-ms')).toBe(String(seconds * 1000));
      expect(response.headers.get('x-should-retry')).toBe('true');
      expect(await expectError(response, 429, 'overloaded')).toContain(`Try again in ${seconds} s.`);
      return 'refused';
    }),
  );
  const whole = outcomes.filter((outcome) => outcome === 'whole').length;
  return { whole, refused: outcomes.length - whole };
}

describe('ten times the load that fits', () => {
  it('in number is answered with whole audio or 429, and leaves nothing behind', async () => {
    await using server = await startServer({ settings: { maxUtterances: 10 } });
    const rejected = () => server.metric('starling_rejected_total{reason="overloaded"}');
    const outcome = storm(
      server,
      Array.from({ length: 100 }, (_, i) => `At the Waitgate stands number ${i}.`),
    );
    await until('all others are refused', async () => (await rejected()) === 90);
    writeFileSync(path.join(server.folder, 'gate'), '');
    expect(await outcome).toEqual({ whole: 10, refused: 90 });
    await untilIdle(server);
    expect(await storm(server, ['Room again.'])).toEqual({ whole: 1, refused: 0 });
  });

  it('in work is answered with whole audio or 429, and leaves nothing behind', async () => {
    await using server = await startServer({ settings: { maxQueueSeconds: 0.55 } });
    // 0.12 s of work for the first segment of each, at the first guess of 0.001 s a character.
    const text = 'At the Waitgate a few of these, of a few hundred characters, fill the whole queue. '.repeat(5);
    const outcome = storm(
      server,
      Array.from({ length: 20 }, () => text),
    );
    await until('all others are refused', async () => {
      return (await server.metric('starling_rejected_total{reason="overloaded"}')) === 15;
    });
    writeFileSync(path.join(server.folder, 'gate'), '');
    expect(await outcome).toEqual({ whole: 5, refused: 15 });
    await untilIdle(server);
  });

  it('shows in /health/ready while it lasts', async () => {
    await using server = await startServer({ settings: { maxUtterances: 1 } });
    const abort = new AbortController();
    const stream = server.speech({ input: 'Hang on.' }, { signal: abort.signal });
    await until('it is inside', () => server.parts.lifecycle.active === 1);
    const full = await fetch(`${server.url}/health/ready`);
    expect([full.status, await full.json()]).toEqual([503, { status: 'full' }]);
    abort.abort();
    await expect(stream).rejects.toThrow('aborted');
    await untilIdle(server);
    expect((await fetch(`${server.url}/health/ready`)).status).toBe(200);
  });
});

describe('many at once', () => {
  it('all get their own audio, whole', async () => {
    await using server = await startServer({ settings: { engineProcesses: 2 } });
    const texts = [...'ABCDEFGH'].map((letter) => `${letter} has its own pitch. ${letter} goes on a little.`);
    const own: Buffer[] = [];
    for (const text of texts) own.push(await pcmOf(server, text));
    expect(new Set(own.map((audio) => audio.toString('base64'))).size).toBe(texts.length);
    const heard = await Promise.all(Array.from({ length: 100 }, async (_, i) => pcmOf(server, texts[i % 8]!)));
    expect(heard.map((audio, i) => audio.equals(own[i % 8]!))).toEqual(heard.map(() => true));
    await untilIdle(server);
    expect(await server.metric('starling_cancelled_total')).toBe(0);
  });
});

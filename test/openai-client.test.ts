import OpenAI from 'openai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ffmpegAvailable } from '../src/audio/encode/ffmpeg.ts';
import { audioFormatNames } from '../src/audio/encode/formats.ts';
import { decodeAs } from './fixtures/audio.ts';
import { startServer, type TestServer } from './fixtures/server.ts';

const ffmpeg = await ffmpegAvailable();
const input = 'The official client needs nothing but another address. It hears every word.';

describe.skipIf(!ffmpeg)('the official OpenAI client, unmodified', () => {
  let server: TestServer;
  let client: OpenAI;
  let seconds: number;

  beforeAll(async () => {
    server = await startServer({ real: ['flite'] });
    client = new OpenAI({ baseURL: `${server.url}/v1`, apiKey: 'none' });
    const pcm = await client.audio.speech.create({ model: 'tts-1', voice: 'alloy', input, response_format: 'pcm' });
    seconds = (await pcm.arrayBuffer()).byteLength / 2 / 24_000;
  });
  afterAll(() => server[Symbol.asyncDispose]());

  it('hears a plausible length of speech', () => {
    expect(seconds).toBeGreaterThan(3);
    expect(seconds).toBeLessThan(8);
  });

  it.each(audioFormatNames)(
    'gets %s that ffmpeg decodes without a complaint, at the right length',
    async (response_format) => {
      const response = await client.audio.speech.create({ model: 'tts-1', voice: 'alloy', input, response_format });
      const bytes = Buffer.from(await response.arrayBuffer());
      const samples = await decodeAs(response_format, bytes, 24_000);
      // Lossy codecs pad the ends by a few of their frames.
      expect(samples.length / 24_000).toBeGreaterThan(seconds - 0.001);
      expect(samples.length / 24_000).toBeLessThan(seconds + 0.15);
      expect(Math.max(...samples.map(Math.abs))).toBeGreaterThan(0.1);
    },
  );

  it('streams over SSE', async () => {
    const response = await client.audio.speech.create({
      model: 'gpt-4o-mini-tts',
      voice: 'nova',
      input,
      response_format: 'pcm',
      stream_format: 'sse',
    });
    const events = (await response.text())
      .split('\n\n')
      .filter(Boolean)
      .map((event) => JSON.parse(event.slice(6)) as { type: string; audio?: string });
    const audio = Buffer.concat(events.flatMap((event) => (event.audio ? [Buffer.from(event.audio, 'base64')] : [])));
    expect(events.at(-1)?.type).toBe('speech.audio.done');
    expect(audio.length / 2 / 24_000).toBeCloseTo(seconds, 0);
  });

  it('meets its own error classes', async () => {
    await expect(client.audio.speech.create({ model: 'tts-1', voice: 'nobody', input })).rejects.toThrow(
      OpenAI.NotFoundError,
    );
    await expect(client.audio.speech.create({ model: 'tts-1', voice: 'alloy', input: ' ' })).rejects.toThrow(
      OpenAI.BadRequestError,
    );
  });

  it('lists the models', async () => {
    const ids = (await client.models.list()).data.map((model) => model.id);
    expect(ids).toContain('builtin');
  });
});

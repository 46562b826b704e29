import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { decode } from './fixtures/audio.ts';
import { startServer, type TestServer } from './fixtures/server.ts';
import { openStream, pcmOf, queuedSegments, untilIdle, untilWaiting } from './fixtures/streams.ts';

const sampleRate = 24_000;
/** About 2,000 characters. Only the first sentence is spoken before the gate opens. */
const story = `Here begins the story. ${'At the Waitgate they stood, and nobody knew how long it would take. '.repeat(29)}`;

let server: TestServer;
let seconds: number;
const gate = () => path.join(server.folder, 'gate');

beforeAll(async () => {
  server = await startServer();
  writeFileSync(gate(), '');
  seconds = (await pcmOf(server, story)).length / 2 / sampleRate;
});
afterAll(() => server[Symbol.asyncDispose]());
beforeEach(() => rmSync(gate()));
afterEach(() => {
  writeFileSync(gate(), '');
  vi.restoreAllMocks();
});

/** Reads the first bytes while the gate is shut, then opens it and reads the rest. */
async function throughTheGate(body: object): Promise<{ audio: Buffer; type: string | null }> {
  const finished = await server.metric('starling_rtf_count{engine="flite"}');
  const queued = queuedSegments(server);
  const stream = await openStream(server, { input: story, ...body });
  await untilWaiting(server, 0);
  expect(queued().map((text) => text.includes('Waitgate'))).toEqual([false, true]);
  expect(await server.metric('starling_rtf_count{engine="flite"}')).toBe(finished + 1);
  writeFileSync(gate(), '');
  const audio = await stream.whole();
  expect(queued().length).toBeGreaterThan(20);
  await untilIdle(server);
  return { audio, type: stream.response.headers.get('content-type') };
}

describe('a long text', () => {
  it('is about 2,000 characters and its speech over a minute and a half', () => {
    expect(story.length).toBeGreaterThan(1950);
    expect(seconds).toBeGreaterThan(90);
  });

  it.each([
    ['mp3', 'audio/mpeg', []],
    ['opus', 'audio/ogg', []],
    ['aac', 'audio/aac', []],
    ['flac', 'audio/flac', []],
    ['wav', 'audio/wav', ['-ignore_length', '1']],
    ['pcm', 'audio/pcm;rate=24000;channels=1', ['-f', 's16le', '-ar', '24000', '-ac', '1']],
  ])('streams as %s before its second segment is spoken, and then comes whole', async (format, type, reading) => {
    const answer = await throughTheGate({ response_format: format });
    expect(answer.type).toBe(type);
    const heard = await decode(answer.audio, sampleRate, reading);
    // Encoders add up to two frames.
    expect(heard.length / sampleRate).toBeGreaterThanOrEqual(seconds - 0.001);
    expect(heard.length / sampleRate).toBeLessThan(seconds + 0.2);
  });

  it('streams as events before its second segment is spoken, and then comes whole', async () => {
    const { audio: events, type } = await throughTheGate({ response_format: 'pcm', stream_format: 'sse' });
    expect(type).toBe('text/event-stream');
    const lines = events.toString().split('\n\n');
    expect(lines.pop()).toBe('');
    const payloads = lines.map((line) => JSON.parse(line.replace(/^data: /, '')) as { type: string; audio?: string });
    expect(payloads.pop()?.type).toBe('speech.audio.done');
    expect(new Set(payloads.map((each) => each.type))).toEqual(new Set(['speech.audio.delta']));
    const audio = Buffer.concat(payloads.map((each) => Buffer.from(each.audio ?? '', 'base64')));
    expect(audio.length / 2 / sampleRate).toBe(seconds);
  });
});

import { expect, it } from 'vitest';
import { StarlingError } from '../errors.ts';
import { errorEvent, speechEvents } from './sse.ts';

const usage = { input_tokens: 1, output_tokens: 2, total_tokens: 3 };

async function eventsOf(...chunks: Uint8Array[]): Promise<string[]> {
  async function* audio() {
    yield* chunks;
  }
  const events: string[] = [];
  for await (const event of speechEvents(audio(), () => usage)) events.push(Buffer.from(event).toString());
  return events;
}

it('writes each event as one line of JSON between "data: " and a blank line', async () => {
  expect(await eventsOf(Buffer.from('abc'))).toEqual([
    'data: {"type":"speech.audio.delta","audio":"YWJj"}\n\n',
    'data: {"type":"speech.audio.done","usage":{"input_tokens":1,"output_tokens":2,"total_tokens":3}}\n\n',
  ]);
});

it('cuts long audio into events without padding inside, and takes views on larger memory as they are', async () => {
  const memory = Uint8Array.from({ length: 100_000 }, (_, i) => i % 251);
  const view = memory.subarray(7, 70_008);
  const deltas = (await eventsOf(view))
    .slice(0, -1)
    .map((event) => (JSON.parse(event.slice(6)) as { audio: string }).audio);
  expect(deltas.length).toBe(3);
  expect(deltas.slice(0, -1).join('')).not.toContain('=');
  expect(Buffer.from(deltas.join(''), 'base64').equals(view)).toBe(true);
});

it('asks for the usage when all audio is out', async () => {
  let heard = 0;
  async function* audio() {
    yield Buffer.from('a');
    heard = 5;
  }
  const events: string[] = [];
  const last = () => ({ ...usage, output_tokens: heard });
  for await (const event of speechEvents(audio(), last)) events.push(Buffer.from(event).toString());
  expect(events.at(-1)).toContain('"output_tokens":5');
});

it('keeps line ends inside an error message inside the one line', () => {
  const text = Buffer.from(errorEvent(new StarlingError('segment_failed', 'two\nlines\r\n\r\nmore'))).toString();
  expect(text).toMatch(/^data: \{"type":"speech\.audio\.error","error":\{[^\r\n]*\}\}\n\n$/);
});

import { expect, it } from 'vitest';
import { RawConnection, rawSpeech } from './fixtures/raw.ts';
import { startServer, until } from './fixtures/server.ts';

/** No text of a user, no key and no name of a client's own making ever reaches a log line. */

const mark = 'Zebrafish';

it('no log line holds what a user sent, whether it was spoken, refused or broken', async () => {
  await using server = await startServer({
    settings: { apiKeys: [`key-${mark}`], maxUtterances: 4, maxInputChars: 300 },
  });
  const authorization = `Bearer key-${mark}`;
  const headers = { 'content-type': 'application/json', authorization };
  const post = async (body: unknown, more: Record<string, string> = {}) => {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const response = await server.speech({}, { body: text, headers: { ...headers, ...more } });
    await response.arrayBuffer().catch(() => undefined);
    return response.status;
  };
  const first = `${mark} and many words to begin with. `.repeat(4);
  const statuses = [
    await post({ input: mark }),
    await post({ input: `${mark}.`, stream_format: 'sse', instructions: mark, [mark]: mark, [`${mark}\n`]: 1 }),
    await post({ input: `${mark} Mute` }),
    await post({ input: `你好 ${mark} привет`, language: 'zh' }),
    // Failures of the engine before and after the first byte, and its death.
    await post({ input: `${mark} Refuse` }),
    await post({ input: `${first}\n\n${mark} Refuse` }),
    await post({ input: `${first}\n\n${mark} Refuse`, stream_format: 'sse' }),
    await post({ input: `${mark} Diealways` }),
    // Refusals of fields, and of names and values of the client's own making.
    await post({ input: mark.repeat(40) }),
    await post({ input: [mark] }),
    await post({ input: mark, model: mark }),
    await post({ input: mark, voice: mark }),
    await post({ input: mark, voice: { id: mark } }),
    await post({ input: mark, language: mark.slice(0, 8) }),
    await post({ input: mark, response_format: mark }),
    await post({ input: mark, speed: mark }),
    await post({ input: `<speak>${mark}</speak>`, ssml: true }),
    await post({ input: `${mark} 你好`, voice: 'rms' }),
    // Bodies and headers that are broken.
    await post(`{"input":"${mark}`),
    await post(`{"${mark}":`),
    await post(mark, { 'content-type': 'text/plain' }),
    await post({ input: mark }, { authorization: `Bearer ${mark}` }),
    await post({ input: mark }, { 'x-request-id': `${mark} ${mark}`, 'user-agent': mark, referer: `http://${mark}/` }),
    ...(await Promise.all(
      [
        `/${mark}`,
        `/v1/models/${mark}`,
        `/v1/audio/voices/${mark}?q=${mark}`,
        `/v1/models/%ff${mark}`,
        `/health?${mark}`,
      ].map(async (url) => (await fetch(server.url + url, { headers })).status),
    )),
  ];
  expect([...new Set(statuses)].sort()).toEqual([200, 400, 401, 404, 415, 500]);

  // A client that goes away, HTTP that breaks, and a body that never comes.
  const gone = new RawConnection(server.port);
  gone.send(rawSpeech({ input: `${mark} Hang` }, [`Authorization: ${authorization}`]));
  await until('it is spoken', async () => (await server.metric('starling_slots{engine="flite",state="busy"}')) === 1);
  gone[Symbol.dispose]();
  using broken = new RawConnection(server.port);
  broken.send(`${mark} ${mark}\r\n\r\n`);
  await broken.closed;
  const half = new RawConnection(server.port);
  half.send(
    `POST /v1/audio/speech HTTP/1.1\r\nHost: ${mark}\r\nAuthorization: ${authorization}\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{"${mark}`,
  );
  half[Symbol.dispose]();

  await until('the one that went away is logged', () => server.log.some((line) => line.includes('client_gone')));
  const log = server.log.join('');
  expect(log.match(/"msg":"request"/g)?.length).toBeGreaterThanOrEqual(statuses.length);
  expect(log).toMatch(/"msg":"stream-failed"/);
  expect(log).toMatch(/"msg":"engine-died"/);
  expect(log).toMatch(/"characters":9\b/);
  expect(log.split('\n').filter((line) => /zebrafish|привет|你好/i.test(line))).toEqual([]);
});

it('a defect is logged by its place, not by its message, which may quote the user', async () => {
  await using server = await startServer({ start: false });
  Object.defineProperty(server.parts.catalog, 'speaker', {
    value: ({ text }: { text: string }) => {
      throw new TypeError(`cannot speak ${text}`);
    },
  });
  const response = await server.speech({ input: mark });
  expect(response.status).toBe(500);
  expect(await response.text()).not.toContain(mark);
  await until('it is logged', () => server.log.some((line) => line.includes('request-failed')));
  const line = server.log.find((each) => each.includes('request-failed'))!;
  expect(line).toMatch(/TypeError\\n +at .*api-privacy/);
  expect(server.log.join('')).not.toContain(mark);
});

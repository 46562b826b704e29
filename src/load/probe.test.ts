import { describe, expect, it } from 'vitest';
import type { LevelOptions } from './level.ts';
import { probe } from './probe.ts';
import { SpeechServer, beginAudio, hangs, refusal, silence, whole, type Answer } from './speech-server.fixture.ts';

const options: Omit<LevelOptions, 'url'> = {
  body: { response_format: 'pcm' },
  texts: ['A longer text.', 'Short.'],
  warmUpSeconds: 0,
  durationSeconds: 1,
  thinkSeconds: 0,
  realtime: false,
  playerBufferSeconds: 5,
  prebufferSeconds: 0,
  ttfaLimitSeconds: 1,
  timeoutSeconds: 5,
  maxOpen: 1,
  seed: 1,
};

const endless =
  (type: string): Answer =>
  (response) => {
    response.writeHead(200, { 'content-type': type });
    const timer = setInterval(() => response.write(silence(0.01)), 10);
    response.once('close', () => clearInterval(timer));
  };

async function probed(answer: Answer, more: Partial<LevelOptions> = {}): Promise<SpeechServer> {
  await using server = await SpeechServer.answering(answer);
  await probe({ ...options, ...more, url: server.url }, new AbortController().signal);
  return server;
}

describe('the request before a measurement', () => {
  it('speaks the shortest text, once', async () => {
    const { asked } = await probed(whole(0.1));
    expect(asked.map(({ body }) => body['input'])).toEqual(['Short.']);
  });

  it.each([429, 503, 500])('lets a server pass that answers %i', async (status) => {
    await expect(probed(refusal(status, 'busy'))).resolves.toBeDefined();
  });

  it('ends though the audio does not', async () => {
    await expect(probed(endless('audio/pcm'), { timeoutSeconds: 0.1 })).resolves.toBeDefined();
  });

  it.each<[string, Answer, RegExp, Partial<LevelOptions>?]>([
    [
      'no key',
      refusal(401, 'invalid_api_key'),
      /wants another key \(401 invalid_api_key\)\. Give a key with --key.*It says: This is/,
    ],
    ['a wrong key', refusal(401, 'invalid_api_key'), /key that was given is not accepted/, { key: 'wrong' }],
    [
      'an unknown model',
      refusal(404, 'model_not_found'),
      /no such model or voice.*\(404 model_not_found\)\. Check --model/,
    ],
    ['an unknown format', refusal(501, 'format_unavailable'), /does not accept these requests.*--format/],
    ['fields that it does not take', refusal(422, 'x'), /does not accept these requests \(422 x\)/],
    [
      'a page instead of audio',
      (response) => response.writeHead(200, { 'content-type': 'text/html' }).end('x'),
      /without audio \(not audio\)/,
    ],
    ['an address that has moved', (response) => response.writeHead(302).end(), /sends requests elsewhere \(302\)/],
    [
      'a server of something else',
      (response) => response.socket?.end('220 Welcome\r\n'),
      /cannot be understood \(HPE_/,
    ],
    [
      'a server that stops in the middle',
      (response) => {
        beginAudio(response);
        response.write(silence(0.1));
      },
      /began to speak and stopped in the middle: nothing came for 0\.1 s/,
      { timeoutSeconds: 0.1 },
    ],
    [
      'an endless stream of nothing that sounds',
      endless('audio/mpeg'),
      /without audio \(no audio\)/,
      { timeoutSeconds: 0.1 },
    ],
    ['silence', hangs, /No server answers .* \(it sent nothing for 0\.1 s\)/, { timeoutSeconds: 0.1 }],
  ])('says what is wrong for %s', async (_, answer, message, more) => {
    await expect(probed(answer, more)).rejects.toThrow(message);
  });

  it('does not repeat the key, though the server may', async () => {
    const told = probed(refusal(401, 'secret-key'), { key: 'secret-key' });
    await expect(told).rejects.toThrow(/It says: This is …\./);
  });

  it('says when no server is there', async () => {
    const unused = 'http://127.0.0.1:1';
    await expect(probe({ ...options, url: unused }, new AbortController().signal)).rejects.toThrow(
      /No server answers at http:\/\/127\.0\.0\.1:1 \(refused\)\. Check --url/,
    );
  });

  it('says nothing when it was interrupted', async () => {
    await using server = await SpeechServer.answering(hangs);
    await expect(probe({ ...options, url: server.url }, AbortSignal.abort())).resolves.toBeUndefined();
  });
});

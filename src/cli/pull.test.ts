import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { download, type Downloaded } from '../ops/download.ts';
import { fileNameOf, pullsOf } from './pull.ts';

const content = Buffer.from(Array.from({ length: 300_000 }, (_, index) => index % 251));
const sha256 = createHash('sha256').update(content).digest('hex');
const etag = '"one"';

type Answer = (request: IncomingMessage, response: ServerResponse) => void;
let folder: string;
let server: Server;
/** The answers of the server, one for each request; the last one for all that follow. */
let answers: Answer[];
let asked: IncomingMessage[];

beforeEach(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'pull-'));
  [answers, asked] = [[], []];
  server = createServer((request, response) => {
    asked.push(request);
    answers[Math.min(asked.length, answers.length) - 1]?.(request, response);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

const urlOf = (name: string) => new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/${name}`);
const at = (name: string) => path.join(folder, name);
const left = () => readdirSync(folder).sort();

function get(options: Partial<Parameters<typeof download>[0]> = {}): Promise<Downloaded> {
  const signal = new AbortController().signal;
  const name = 'voice.onnx';
  return download({ url: urlOf(name), folder, name, sha256: undefined, retries: 2, pauseMs: 1, signal, ...options });
}

/** The file, or the rest of it when a rest of this very file is asked for. */
const whole: Answer = (request, response) => {
  const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
  if (from > 0 && request.headers['if-range'] === etag) {
    const range = { 'content-range': `bytes ${from}-${content.length - 1}/${content.length}` };
    response.writeHead(206, { etag, 'content-length': content.length - from, ...range }).end(content.subarray(from));
  } else response.writeHead(200, { etag, 'content-length': content.length }).end(content);
};

/** The connection breaks in the middle. */
const broken: Answer = (_, response) => {
  response.writeHead(200, { etag, 'content-length': content.length });
  response.write(content.subarray(0, 100_000), () => setTimeout(() => response.destroy(), 20));
};

describe('a download', () => {
  it('is there whole under its name, and nothing else is', async () => {
    answers = [whole];
    const progress: (number | undefined)[][] = [];
    const done = await get({ sha256, onProgress: (...each) => void progress.push(each) });
    expect(done).toEqual({ bytes: content.length, resumedAt: 0, skipped: false });
    expect(readFileSync(at('voice.onnx')).equals(content)).toBe(true);
    expect(left()).toEqual(['voice.onnx']);
    expect([progress[0], progress.at(-1)]).toEqual([
      [0, content.length],
      [content.length, content.length],
    ]);
  });

  it('that breaks off goes on where it stopped', async () => {
    answers = [broken, whole];
    const reasons: string[] = [];
    const done = await get({ sha256, onRetry: (reason) => void reasons.push(reason) });
    expect([done.resumedAt > 0, asked[1]?.headers.range]).toEqual([true, `bytes=${done.resumedAt}-`]);
    expect(reasons).toHaveLength(1);
    expect(readFileSync(at('voice.onnx')).equals(content)).toBe(true);
  });

  it('goes on with what an earlier run left, and begins anew when the server has another file by now', async () => {
    for (const tag of [etag, '"older"']) {
      rmSync(at('voice.onnx'), { force: true });
      const same = tag === etag;
      writeFileSync(at('voice.onnx.part'), same ? content.subarray(0, 1000) : 'of another file');
      writeFileSync(at('voice.onnx.part.etag'), tag);
      answers = [whole];
      expect(await get()).toMatchObject({ resumedAt: same ? 1000 : 0, skipped: false });
      expect(readFileSync(at('voice.onnx')).equals(content)).toBe(true);
    }
    // What it belongs to is not known: it is not used.
    writeFileSync(at('other.onnx.part'), 'of nobody knows what');
    expect(await get({ name: 'other.onnx' })).toMatchObject({ resumedAt: 0 });
    expect(left()).toEqual(['other.onnx', 'voice.onnx']);
  });

  it('gives up after its retries, keeps what came, and never has the name', async () => {
    answers = [broken];
    await expect(get()).rejects.toThrow(/^voice\.onnx could not be downloaded: .*\. 3 tries were made\.$/);
    expect(asked).toHaveLength(3);
    expect(left()).toEqual(['voice.onnx.part', 'voice.onnx.part.etag']);
  });

  it('begins anew when the server refuses the rest or gives another one', async () => {
    for (const refuse of [
      (_: IncomingMessage, response: ServerResponse) => void response.writeHead(416).end(),
      (_: IncomingMessage, response: ServerResponse) =>
        void response.writeHead(206, { etag: '"other"', 'content-range': 'bytes 1000-1/2' }).end(),
    ]) {
      rmSync(at('voice.onnx'), { force: true });
      writeFileSync(at('voice.onnx.part'), content.subarray(0, 1000));
      writeFileSync(at('voice.onnx.part.etag'), etag);
      asked = [];
      answers = [refuse, whole];
      expect(await get({ sha256 })).toMatchObject({ bytes: content.length });
    }
  });

  it('of a wrong sum is removed and named', async () => {
    answers = [whole];
    const wrong = '0'.repeat(64);
    await expect(get({ sha256: wrong })).rejects.toThrow(`its SHA-256 is ${sha256}, expected was ${wrong}`);
    expect(left()).toEqual([]);
  });

  it('that is there already is skipped: by its sum, else by its size; and replaced when it is another', async () => {
    writeFileSync(at('voice.onnx'), content);
    answers = [whole];
    expect(await get({ sha256 })).toMatchObject({ skipped: true });
    expect(asked).toHaveLength(0);
    expect(await get()).toMatchObject({ skipped: true });
    writeFileSync(at('voice.onnx'), 'an older one');
    expect(await get({ sha256 })).toMatchObject({ skipped: false });
    expect(readFileSync(at('voice.onnx')).equals(content)).toBe(true);
  });

  it.each<[string, Answer, RegExp, number]>([
    ['404', (_, response) => void response.writeHead(404).end('no'), /answered HTTP 404\. Check the address/, 1],
    ['403', (_, response) => void response.writeHead(403).end('no'), /It may want an account/, 1],
    ['503', (_, response) => void response.writeHead(503).end('later'), /answered HTTP 503\. 3 tries/, 3],
    [
      'a web page',
      (_, response) => void response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end('<html>'),
      /gives a web page, not a file.*\/resolve\//,
      1,
    ],
    ['nothing', (_, response) => void response.writeHead(200, { 'content-length': 0 }).end(), /empty file/, 1],
    [
      'redirects in a circle',
      (_, response) => void response.writeHead(302, { location: '/again' }).end(),
      /leads in a circle/,
      21,
    ],
    [
      'packed bytes',
      (_, response) => void response.writeHead(200, { 'content-encoding': 'gzip' }).end('x'),
      /only as gzip/,
      1,
    ],
    [
      'more than fits on the disk',
      (_, response) => response.writeHead(200, { 'content-length': 2 ** 52 }).flushHeaders(),
      /too little room for voice\.onnx: \d+ MB are to come, \d+ MB are free/,
      1,
    ],
    [
      'fewer bytes than it said',
      (_, response) => {
        response.writeHead(200, { 'content-length': 10 }).write('five5', () => response.destroy());
      },
      /could not be downloaded/,
      3,
    ],
  ])('that is answered with %s fails with the reason, and leaves no file', async (_, answer, message, requests) => {
    answers = [answer];
    await expect(get()).rejects.toThrow(message);
    await expect(get({ retries: 0 })).rejects.toMatchObject({ code: 'download_failed' });
    expect(asked.length).toBeGreaterThanOrEqual(requests);
    expect(left()).not.toContain('voice.onnx');
  });

  it('follows a redirect', async () => {
    answers = [(_, response) => void response.writeHead(302, { location: '/elsewhere?signed=1' }).end(), whole];
    expect(await get({ sha256 })).toMatchObject({ bytes: content.length });
    expect(asked[1]?.url).toBe('/elsewhere?signed=1');
  });

  it('ends when it is interrupted, and what came stays', async () => {
    const controller = new AbortController();
    answers = [
      (_, response) => {
        response.writeHead(200, { etag, 'content-length': content.length }).write(content.subarray(0, 1000));
      },
    ];
    const reason = new Error('enough');
    const onProgress = (bytes: number) => {
      if (bytes > 0) controller.abort(reason);
    };
    await expect(get({ signal: controller.signal, onProgress })).rejects.toBe(reason);
    expect(left()).toEqual(['voice.onnx.part', 'voice.onnx.part.etag']);
    expect(readFileSync(at('voice.onnx.part')).length).toBe(1000);
  });

  it('writes over no link and no folder', async () => {
    answers = [whole];
    symlinkSync(at('elsewhere'), at('voice.onnx.part'));
    await expect(get()).rejects.toThrow('is no file; nothing was written');
    mkdirSync(at('folder.onnx'));
    await expect(get({ name: 'folder.onnx' })).rejects.toThrow('is no file; nothing was written');
    expect(left()).toEqual(['folder.onnx', 'voice.onnx.part']);
  });
});

describe('what to pull', () => {
  it.each([
    ['https://host.example/a/b/en_US-joe-medium.onnx?download=true', 'en_US-joe-medium.onnx'],
    ['https://host.example/a/en_US-joe-medium.onnx.json', 'en_US-joe-medium.onnx.json'],
    ['https://host.example/%E6%A4%8B%20%E9%B8%9F.onnx', '椋 鸟.onnx'],
  ])('gets its name from the end of %s', (url, name) => {
    expect(fileNameOf(new URL(url))).toBe(name);
  });

  it.each([
    ['a folder', 'https://host.example/a/'],
    ['a folder above', 'https://host.example/..%2f..%2fetc%2fpasswd'],
    ['a folder above, for Windows', 'https://host.example/..%5cx'],
    ['a hidden name', 'https://host.example/.bashrc'],
    ['a zero byte', 'https://host.example/a%00.onnx'],
    ['no text', 'https://host.example/%ff'],
    ['a part', 'https://host.example/a.onnx.part'],
    ['a name too long', `https://host.example/${'x'.repeat(250)}`],
    ['a file of this machine', 'file:///etc/passwd'],
    ['no address', 'models/joe.onnx'],
    ['an address with a password', 'https://me:secret@host.example/a.onnx'],
  ])('is not %s', (_, url) => {
    const asking = () => pullsOf([url], []);
    expect(asking).toThrow(expect.objectContaining({ code: 'invalid_value' }));
    expect(asking).not.toThrow(/secret/);
  });

  it('has a sum for each address or none, and no name twice', () => {
    const [first, second] = ['https://host.example/a.onnx', 'https://host.example/b.onnx'];
    expect(pullsOf([first], [sha256.toUpperCase()])).toEqual([{ url: new URL(first), name: 'a.onnx', sha256 }]);
    expect(() => pullsOf([first, second], [sha256])).toThrow('there are 2 addresses and 1 sums');
    expect(() => pullsOf([first], ['abc'])).toThrow('64 hexadecimal digits');
    expect(() => pullsOf([first, `${first}?x`], [])).toThrow('Two addresses end in a.onnx');
  });
});

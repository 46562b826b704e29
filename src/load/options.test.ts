import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { benchPlan, type BenchFlags } from './options.ts';

const usual: BenchFlags = {
  url: 'http://127.0.0.1:8000',
  format: 'pcm',
  maxOpen: '1000',
  duration: '60',
  warmUp: '5',
  think: '0',
  playerBuffer: '5',
  prebuffer: '0.2',
  ttfaLimit: '1',
  timeout: '120',
  seed: '1',
  share: '0.95',
  from: '1',
};

const plan = (flags: Partial<BenchFlags> = {}, environment: Record<string, string> = {}) =>
  benchPlan({ ...usual, ...flags }, environment);

describe('the options of a measurement', () => {
  it('have defaults for all', () => {
    const { target, workload, level, loads, search } = plan();
    expect(target).toEqual({ url: 'http://127.0.0.1:8000', format: 'pcm' });
    expect(workload).toMatchObject({
      seed: 1,
      realtime: false,
      thinkSeconds: 0,
      prebufferSeconds: 0.2,
      ttfaLimitSeconds: 1,
    });
    expect(workload.texts).toBeGreaterThan(8);
    expect(workload.meanCharacters).toBeGreaterThan(20);
    expect(level).toMatchObject({ durationSeconds: 60, warmUpSeconds: 5, timeoutSeconds: 120, maxOpen: 1000 });
    expect(level.body).toEqual({ response_format: 'pcm' });
    expect([loads, search]).toEqual([[{ kind: 'users', users: 10 }], undefined]);
  });

  it.each([
    ['http://localhost:8000/', 'http://localhost:8000'],
    ['http://localhost:8000/v1', 'http://localhost:8000'],
    ['https://example.com/speech/v1/', 'https://example.com/speech'],
    ['http://[::1]:80', 'http://[::1]'],
  ])('take %s for %s', (url, expected) => {
    expect(plan({ url }).level.url).toBe(expected);
  });

  it('make levels', () => {
    expect(plan({ users: '10,50, 100' }).loads.map((load) => load.kind === 'users' && load.users)).toEqual([
      10, 50, 100,
    ]);
    expect(plan({ rate: '2,0.5' }).loads).toEqual([
      { kind: 'rate', requestsPerSecond: 2 },
      { kind: 'rate', requestsPerSecond: 0.5 },
    ]);
  });

  it('make a search, at playback speed, within bounds', () => {
    expect(plan({ findCapacity: true })).toMatchObject({
      loads: [],
      search: { share: 0.95, from: 1, least: 1, most: 100_000 },
    });
    expect(plan({ findCapacity: true, users: '200' }).search).toMatchObject({ least: 1, most: 200 });
    const bounded = plan({ findCapacity: true, users: '10,200', share: '0.99', from: '20' });
    expect(bounded.search).toEqual({ share: 0.99, from: 20, least: 10, most: 200 });
    expect([bounded.level.realtime, bounded.workload.realtime]).toEqual([true, true]);
  });

  it('read times with units', () => {
    const times = ['60', '60s', '1m', '0.5h', '500ms', '.5'].map(
      (duration) => plan({ duration }).level.durationSeconds,
    );
    expect(times).toEqual([60, 60, 60, 1800, 0.5, 0.5]);
  });

  it('put fields into every request, of which extra ones win', () => {
    const { body } = plan({ model: 'm', voice: 'v', language: 'zh', extra: '{"priority":"batch","voice":"w"}' }).level;
    expect(body).toEqual({ model: 'm', voice: 'w', language: 'zh', response_format: 'pcm', priority: 'batch' });
    expect(plan({ language: 'zh-CN' }).level.texts[0]).toMatch(/\p{Script=Han}/u);
  });

  it('take the key from the command line, else from the environment, and keep it out of what is written', () => {
    const environment = { STARLING_BENCH_KEY: 'bench', OPENAI_API_KEY: 'openai' };
    expect(plan({ key: 'typed' }, environment).level.key).toBe('typed');
    expect(plan({}, environment).level.key).toBe('bench');
    expect(plan({}, { ...environment, STARLING_BENCH_KEY: '' }).level.key).toBe('openai');
    expect(plan().level.key).toBeUndefined();
    const { target, workload } = plan({ key: 'typed' });
    expect(JSON.stringify({ target, workload })).not.toContain('typed');
  });

  it('read texts from a file', () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'starling-bench-'));
    const file = path.join(folder, 'texts.txt');
    try {
      writeFileSync(file, 'One.\nTwo.\n');
      expect(plan({ file })).toMatchObject({
        workload: { texts: 2, meanCharacters: 4 },
        level: { texts: ['One.', 'Two.'] },
      });
      writeFileSync(file, '\n');
      expect(() => plan({ file })).toThrow(/is empty/);
      expect(() => plan({ file: path.join(folder, 'nowhere') })).toThrow(/--file cannot be read: .*nowhere/);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it.each<[Partial<BenchFlags>, RegExp]>([
    [{ url: 'localhost:8000' }, /--url must be http:\/\/host:port/],
    [{ url: 'ftp://host' }, /--url must be/],
    [{ url: 'http://host/?a=b' }, /--url must be/],
    [{ format: 'ogg' }, /--format must be one of .*pcm.*; "ogg" came/],
    [{ users: '0' }, /--users must be a whole number from 1 to 100000; "0" came/],
    [{ users: '10,' }, /--users must be/],
    [{ users: '1.5' }, /--users must be/],
    [{ rate: '-1' }, /--rate must be a number/],
    [{ users: '1', rate: '1' }, /Both --users and --rate came/],
    [{ rate: '1', findCapacity: true }, /--rate does not go with it/],
    [{ duration: '0' }, /--duration must be a time from 0.1 s/],
    [{ duration: '2 weeks' }, /--duration must be a time .* such as 60, 60s or 2m; "2 weeks" came/],
    [{ warmUp: '-1' }, /--warm-up must be/],
    [{ timeout: '' }, /--timeout must be/],
    [{ prebuffer: '6' }, /--prebuffer must not be more than --player-buffer/],
    [{ seed: '0.5' }, /--seed must be a whole number/],
    [{ share: '95', findCapacity: true }, /--share must be a number from 0.01 to 1/],
    [{ extra: '[1]' }, /--extra must be a JSON object/],
    [{ extra: 'priority=batch' }, /--extra must be a JSON object/],
    [{ pid: '2147483647' }, /--pid must be the id of a process/],
    [{ pid: 'x' }, /--pid must be a whole number/],
    [{ key: 'two words' }, /The key must be of visible ASCII/],
  ])('refuse %j', (flags, message) => {
    expect(() => plan(flags)).toThrow(message);
    expect(() => plan(flags)).toThrow(expect.objectContaining({ code: 'invalid_settings' }));
  });

  it('do not repeat an address that holds a password, nor a key', () => {
    expect(() => plan({ url: 'http://me:secret@host' })).toThrow(/^(?!.*secret)/);
    expect(() => plan({ key: 'sécret' })).toThrow(/^(?!.*cret)/);
  });
});

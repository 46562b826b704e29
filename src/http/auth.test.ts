import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { settingsSchema, type Settings } from '../settings.ts';
import { Keys, checkExposure } from './auth.ts';

const folder = mkdtempSync(path.join(os.tmpdir(), 'starling-auth-'));
afterAll(() => rmSync(folder, { recursive: true }));

const settings = (changes: Partial<Settings>): Settings => settingsSchema.parse(changes);
const sha256 = (text: string) => `sha256:${createHash('sha256').update(text).digest('hex')}`;

function keysOf(content: string): Keys {
  const file = path.join(folder, 'keys');
  writeFileSync(file, content);
  return new Keys(settings({ apiKeysFile: file }));
}

describe('a file of keys', () => {
  const keys = keysOf(
    `\ufeff# a comment\r\nplain-key\r\n\r\n  indented-key  \nphone: named-key\nhashed: ${sha256('secret')}\nkey:with:colons\n${sha256('other').toUpperCase().replace('SHA256', 'sha256')}`,
  );

  it.each([
    ['plain-key', 'file-key-1'],
    ['indented-key', 'file-key-2'],
    ['named-key', 'phone'],
    ['secret', 'hashed'],
    ['key:with:colons', 'file-key-5'],
    ['other', 'file-key-6'],
  ])('opens with %s, which is %s', (key, name) => {
    expect(keys.check(`Bearer ${key}`)).toBe(name);
  });

  it.each(['phone', 'phone:', '#', 'a comment', sha256('secret'), ''])('does not open with %j', (key) => {
    expect(() => keys.check(`Bearer ${key}`)).toThrow(expect.objectContaining({ code: 'invalid_api_key' }) as Error);
  });

  it('adds to the keys of the settings', () => {
    const file = path.join(folder, 'more');
    writeFileSync(file, 'from-file\n');
    const both = new Keys(settings({ apiKeysFile: file, apiKeys: ['from-settings', sha256('from-hash')] }));
    expect(both.count).toBe(3);
    expect(['from-settings', 'from-hash', 'from-file'].map((key) => both.check(`Bearer ${key}`))).toEqual([
      'key-1',
      'key-2',
      'file-key-1',
    ]);
  });

  it.each([
    ['no key', '# only a comment\n\n', /holds no key/],
    ['a key that no header can carry', 'two words', /white space/],
    ['a hash that is cut off', 'sha256:abcdef', /64 hexadecimal digits/],
    ['a named hash with a letter too many', `phone: ${sha256('x')}0`, /phone.*64 hexadecimal digits/],
  ])('is refused with %s, not half used', (_what, content, message) => {
    expect(() => keysOf(content)).toThrow(message);
  });

  it('that is not there is refused, by its name and not its content', () => {
    const missing = path.join(folder, 'missing');
    expect(() => new Keys(settings({ apiKeysFile: missing }))).toThrow(/apiKeysFile .*missing/);
  });
});

describe('an address beyond this machine', () => {
  it.each(['127.0.0.1', '127.8.9.1', '::1', 'localhost'])('is not %s, which may be open', (host) => {
    expect(() => checkExposure(settings({ host }), new Keys(settings({})))).not.toThrow();
  });

  it.each(['0.0.0.0', '::', '192.168.1.2', 'example.com', '127.0.0.1.example.com', '1270.0.0.1'])(
    '%s is refused without keys, and not with them or when told so',
    (host) => {
      const none = new Keys(settings({}));
      expect(() => checkExposure(settings({ host }), none)).toThrow(/No API key is configured/);
      expect(() => checkExposure(settings({ host, allowOpen: true }), none)).not.toThrow();
      expect(() => checkExposure(settings({ host }), new Keys(settings({ apiKeys: ['key'] })))).not.toThrow();
    },
  );
});

import { createHash, timingSafeEqual } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { StarlingError, messageOf } from '../errors.ts';
import type { Settings } from '../settings.ts';

interface Key {
  readonly name: string;
  readonly hash: Buffer;
}

/** The configured API keys, as SHA-256 hashes. With none, everybody on this machine may call. */
export class Keys {
  readonly #keys: readonly Key[];

  constructor(settings: Pick<Settings, 'apiKeys' | 'apiKeysFile'>) {
    const fromFile = settings.apiKeysFile ? keysFile(settings.apiKeysFile) : [];
    const fromSettings = settings.apiKeys.map((text, index) => ({ name: `key-${index + 1}`, text }));
    this.#keys = [...fromSettings, ...fromFile].map(({ name, text }) => ({ name, hash: hashOf(name, text) }));
  }

  get count(): number {
    return this.#keys.length;
  }

  get names(): readonly string[] {
    return this.#keys.map(({ name }) => name);
  }

  /** The name of the caller's key, for limits and logs. Throws `invalid_api_key`. */
  check(authorization: string | undefined): string {
    if (this.#keys.length === 0) return 'open';
    const [, given] = /^Bearer +(\S+)\s*$/i.exec(authorization ?? '') ?? [];
    if (given === undefined) {
      throw new StarlingError(
        'invalid_api_key',
        'This server needs a key: send the header "Authorization: Bearer <key>".',
      );
    }
    const hash = createHash('sha256').update(given).digest();
    // Every key is compared, each in constant time, so that the time tells nothing.
    let name: string | undefined;
    for (const key of this.#keys) if (timingSafeEqual(key.hash, hash)) name = key.name;
    if (name === undefined) {
      throw new StarlingError(
        'invalid_api_key',
        'The key is not one of the keys of this server. Check the key and its spelling.',
      );
    }
    return name;
  }
}

function keysFile(file: string): { name: string; text: string }[] {
  let content: string;
  try {
    content = readFileSync(file, 'utf8');
  } catch (error) {
    throw new StarlingError(
      'invalid_settings',
      `The setting apiKeysFile names a file that cannot be read: ${messageOf(error)}.`,
    );
  }
  const lines = content.split(/\r?\n/).map((line) => line.trim());
  const keys = lines
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line, index) => {
      const [, name, text] = /^([^:\s]+):\s+(\S+)$/.exec(line) ?? [undefined, `file-key-${index + 1}`, line];
      return { name, text };
    });
  if (keys.length === 0) {
    throw new StarlingError(
      'invalid_settings',
      `The file ${file} (apiKeysFile) holds no key; write one a line, as "key" or "name: key".`,
    );
  }
  return keys;
}

function hashOf(name: string, text: string): Buffer {
  if (/\s/.test(text)) {
    // No header could carry it: it would be a key that never opens.
    throw new StarlingError(
      'invalid_settings',
      `The API key ${name} has white space inside. In a file write one a line, as "key" or "name: key".`,
    );
  }
  if (!/^sha256:/i.test(text)) return createHash('sha256').update(text).digest();
  const [, hex] = /^sha256:([0-9a-f]{64})$/i.exec(text) ?? [];
  if (hex) return Buffer.from(hex, 'hex');
  throw new StarlingError(
    'invalid_settings',
    `The API key ${name} begins with "sha256:" and must go on with 64 hexadecimal digits.`,
  );
}

/** Refuses to be open to the network by accident. Throws `invalid_settings`. */
export function checkExposure(settings: Settings, keys: Keys): void {
  if (keys.count > 0 || settings.allowOpen || isLoopback(settings.host)) return;
  throw new StarlingError(
    'invalid_settings',
    `No API key is configured, so everybody who reaches ${settings.host} could use this server. ` +
      'Set STARLING_API_KEYS (or apiKeysFile), or listen on 127.0.0.1, or say --allow-open true if that is what you want.',
  );
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}

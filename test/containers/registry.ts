import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { until } from './speech.ts';
import { freePort } from './free-port.ts';

/** A registry on loopback, in a temporary folder: Debian's docker-registry. */
export class Registry implements AsyncDisposable {
  readonly #folder: string;
  readonly #end: () => Promise<void>;
  /** `127.0.0.1:PORT`, as the first part of an image's name. */
  readonly host: string;

  private constructor(folder: string, host: string, end: () => Promise<void>) {
    [this.#folder, this.host, this.#end] = [folder, host, end];
  }

  static async start(): Promise<Registry> {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'starling-registry-'));
    const host = `127.0.0.1:${await freePort()}`;
    const storage = { filesystem: { rootdirectory: path.join(folder, 'data') } };
    // JSON is YAML, too.
    const config = {
      version: 0.1,
      log: { level: 'error', accesslog: { disabled: true } },
      storage,
      http: { addr: host },
    };
    const file = path.join(folder, 'config.yml');
    writeFileSync(file, JSON.stringify(config));
    const child = spawn('docker-registry', ['serve', file], { stdio: 'ignore' });
    const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()).once('error', () => resolve()));
    const registry = new Registry(folder, host, async () => {
      child.kill('SIGTERM');
      await ended;
    });
    await until('registry', 20_000, async () => (await fetch(`http://${host}/v2/`)).ok || undefined);
    return registry;
  }

  /** Of all that was ever pushed. */
  get bytes(): number {
    const files = readdirSync(path.join(this.#folder, 'data'), { recursive: true, withFileTypes: true });
    const blobs = files.filter((entry) => entry.isFile() && entry.name === 'data');
    return blobs.reduce((sum, { parentPath, name }) => sum + statSync(path.join(parentPath, name)).size, 0);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#end();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

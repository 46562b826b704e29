import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, readFile, readdir, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';

/** The file that tells a complete folder from others; written with the rest before the folder gets its name. */
const planFile = 'plan.json';
/** Of each kind; what is prepared takes 1 MB, and of a Chatterbox decoder in 8 bits 70. The oldest go first. */
const mostKept = 500;
/** Half-made folders of processes that died are cleared after this time. */
const staleMs = 60 * 60_000;

/** What was prepared of a model file: some small files, and what is known of them. */
export interface Prepared<Plan> {
  readonly plan: Plan;
  readonly files: Readonly<Record<string, Uint8Array>>;
}

/**
 * Keeps what preparing a model takes time to find out, by the hash of the model's file. Folders appear whole, by a
 * rename, and may be deleted at any time: what is missing or damaged is made again.
 */
export class PreparedCache {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /**
   * `kind` and `version` of the preparation and the file's bytes and name, by which prepared models point to it. `context`: what else
   * it depends on.
   */
  async keyOf(file: string, kind: string, version: number, context = ''): Promise<string> {
    const hash = createHash('sha256')
      .update(path.basename(await realpath(file)))
      .update(context);
    await pipeline(createReadStream(file, { highWaterMark: 2 ** 20 }), hash);
    return `${kind}-${version}-${hash.digest('hex').slice(0, 40)}`;
  }

  /** What was kept, or undefined when it is not there or not whole. */
  async read<Plan>(key: string, names: readonly string[]): Promise<Prepared<Plan> | undefined> {
    const folder = path.join(this.#folder, key);
    try {
      const plan = JSON.parse(await readFile(path.join(folder, planFile), 'utf8')) as { digest: string; plan: Plan };
      const files: Record<string, Uint8Array> = {};
      for (const name of names) files[name] = await readFile(path.join(folder, name));
      return plan.digest === digestOf(plan.plan, files) ? { plan: plan.plan, files } : undefined;
    } catch {
      return undefined;
    }
  }

  /** Keeps it; throws when the folder cannot be written, which costs no more than the time to prepare again. */
  async write<Plan>(key: string, { plan, files }: Prepared<Plan>): Promise<void> {
    await mkdir(this.#folder, { recursive: true });
    await this.#clear(key);
    const partial = path.join(this.#folder, `.partial-${randomUUID()}`);
    try {
      await mkdir(partial);
      for (const [name, bytes] of Object.entries(files)) await writeFile(path.join(partial, name), bytes);
      await writeFile(path.join(partial, planFile), JSON.stringify({ digest: digestOf(plan, files), plan }));
      await rm(path.join(this.#folder, key), { recursive: true, force: true });
      await rename(partial, path.join(this.#folder, key));
    } catch (error) {
      await rm(partial, { recursive: true, force: true });
      // Another process was quicker, with the same content.
      if (!['ENOTEMPTY', 'EEXIST'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
    }
  }

  async remove(key: string): Promise<void> {
    await rm(path.join(this.#folder, key), { recursive: true, force: true });
  }

  /** Removes what was left half-made, what older versions of this kind kept, and the oldest of too many. */
  async #clear(key: string): Promise<void> {
    const [kind = '', version = ''] = key.split('-');
    const kept: { full: string; mtimeMs: number }[] = [];
    // The folder may be one that others use as well.
    const ours = /^[a-z]+-\d+-[0-9a-f]{40}$/u;
    for (const name of await readdir(this.#folder)) {
      const full = path.join(this.#folder, name);
      const { mtimeMs } = await stat(full).catch(() => ({ mtimeMs: Infinity }));
      const half = name.startsWith('.partial-');
      const old = ours.test(name) && name.startsWith(`${kind}-`) && !name.startsWith(`${kind}-${version}-`);
      if (old || (half && Date.now() - mtimeMs > staleMs)) await rm(full, { recursive: true, force: true });
      else if (ours.test(name) && name.startsWith(`${kind}-`) && name !== key) kept.push({ full, mtimeMs });
    }
    const newestFirst = kept.sort((a, b) => b.mtimeMs - a.mtimeMs);
    for (const { full } of newestFirst.slice(mostKept - 1)) await rm(full, { recursive: true, force: true });
  }
}

/** Of everything that was kept, so that damage is seen. */
function digestOf(plan: unknown, files: Readonly<Record<string, Uint8Array>>): string {
  const hash = createHash('sha256').update(JSON.stringify(plan));
  for (const name of Object.keys(files).sort()) hash.update(name).update(files[name] as Uint8Array);
  return hash.digest('hex');
}

import { appendFileSync, cpSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { buildImage } from './build-image.ts';
import { output } from './command.ts';
import { docker } from './docker.ts';
import { megabytes, record, seconds } from './figures.ts';
import { Registry } from './registry.ts';
import { nameFor, root, session } from './session.ts';

const megabyte = 1e6;
/** How layers can be packed; zstd 12 is what docker-bake.hcl asks for. */
const packings = [
  { format: 'gzip', level: 6, bound: undefined },
  { format: 'gzip', level: 9, bound: undefined },
  { format: 'zstd', level: 3, bound: undefined },
  { format: 'zstd', level: 12, bound: 100 * megabyte },
] as const;

describe('the image', () => {
  it('is small', async () => {
    const bytes = Number(await docker(['image', 'inspect', '--format', '{{.Size}}', session.image]));
    record('image', 'uncompressed', megabytes(bytes), '≤ 250 MB');
    const sizes = (await docker(['history', '--format', '{{.Size}}', '--human=false', session.image])).split('\n');
    // What changes most often comes last, and is smallest.
    const layers = sizes
      .map(Number)
      .filter((size) => size > 0)
      .reverse();
    record('image', 'of it each layer, first to last', layers.map(megabytes).join(', '));
    expect(bytes).toBeLessThanOrEqual(250 * megabyte);
  });

  it.each(packings)('packed with $format $level', async ({ format, level, bound }) => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'starling-oci-'));
    try {
      const daemon = process.env['DOCKER_HOST'];
      const began = performance.now();
      await output('skopeo', [
        ...[
          'copy',
          '--insecure-policy',
          '--quiet',
          '--dest-compress-format',
          format,
          '--dest-compress-level',
          String(level),
        ],
        ...(daemon ? ['--src-daemon-host', daemon] : []),
        ...[`docker-daemon:${session.image}`, `oci:${folder}:packed`],
      ]);
      const took = performance.now() - began;
      const blobs = path.join(folder, 'blobs/sha256');
      const bytes = readdirSync(blobs).reduce((sum, name) => sum + statSync(path.join(blobs, name)).size, 0);
      record(
        'image',
        `${format} ${level}`,
        `${megabytes(bytes)} in ${seconds(took)}`,
        bound === undefined ? undefined : `≤ ${megabytes(bound)}`,
      );
      expect(bytes).toBeGreaterThan(10 * megabyte);
      if (bound !== undefined) expect(bytes).toBeLessThanOrEqual(bound);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('pushes little again after a change of one line of code', async () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'starling-changed-'));
    const left = new Set(['.git', 'node_modules', 'dist', 'coverage', 'models'].map((name) => path.join(root, name)));
    cpSync(root, folder, { recursive: true, filter: (source) => !left.has(source) });
    // Exported, so that it is in what is built.
    appendFileSync(path.join(folder, 'src/version.ts'), "export const changed = 'one line more';\n");
    const changed = nameFor('changed');
    await using registry = await Registry.start();
    try {
      const began = performance.now();
      await buildImage({ tag: changed, nodeImage: session.nodeImage, context: folder });
      record('image', 'built again after a change of one line', seconds(performance.now() - began));
      const [first, second] = [`${registry.host}/starling:1`, `${registry.host}/starling:2`];
      await docker(['tag', session.image, first]);
      await docker(['tag', changed, second]);
      await docker(['push', '--quiet', first]);
      const before = registry.bytes;
      await docker(['push', '--quiet', second]);
      const pushed = registry.bytes - before;
      await docker(['image', 'rm', first, second, changed]);
      record('image', 'first push (gzip)', megabytes(before));
      record('image', 'push after a change of one line', megabytes(pushed), '≤ 5 MB');
      expect(pushed).toBeGreaterThan(0);
      expect(pushed).toBeLessThanOrEqual(5 * megabyte);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

import path from 'node:path';

/**
 * What a run of the checks shares: the launcher (run.ts) puts it into the environment. The defaults let one check be run
 * alone, against an image that is there: `npx vitest run --config test/containers/vitest.config.ts inside`.
 */
export const session = {
  /** Of all containers, networks and images that a run makes, so that it can remove them all and nothing else. */
  prefix: process.env['STARLING_CHECK_PREFIX'] ?? `starling-check-${process.pid}`,
  /** The image to check. */
  image: process.env['STARLING_CHECK_IMAGE'] ?? 'starling:check',
  /** The image with Node that it was built from. */
  nodeImage: process.env['NODE_IMAGE'] ?? 'node:22-bookworm-slim',
} as const;

export const root = path.resolve(import.meta.dirname, '../..');

/** What is slow to make and stays good: gone with `npm ci`, like all of node_modules. */
export const cacheFolder = path.join(root, 'node_modules', '.cache', 'starling-containers');

let made = 0;

/** A name of this run for a container, a project or an image. */
export function nameFor(what: string): string {
  return `${session.prefix}-${what}-${process.pid}-${++made}`;
}

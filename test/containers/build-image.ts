import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { outcomeOf } from './command.ts';
import { docker } from './docker.ts';
import { root } from './session.ts';

export interface BuildOptions {
  readonly tag: string;
  readonly nodeImage: string;
  /** The checkout to build; this one by default. */
  readonly context?: string;
  readonly target?: string;
  readonly file?: string;
  readonly args?: Readonly<Record<string, string>>;
}

/** Builds an image from a checkout, as deploy/docker/README.md says. Throws with the end of the build's log. */
export async function buildImage({
  tag,
  nodeImage,
  context = root,
  target = 'cpu',
  file,
  args = {},
}: BuildOptions): Promise<void> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'starling-secrets-'));
  try {
    const buildArgs = Object.entries({ NODE_IMAGE: nodeImage, ...args });
    await docker(
      [
        ...['build', '--progress', 'plain', '--network', 'host', '--target', target, '--tag', tag],
        ...['--file', file ?? path.join(context, 'deploy/docker/Dockerfile')],
        ...buildArgs.flatMap(([name, value]) => ['--build-arg', `${name}=${value}`]),
        ...(await secrets(folder)),
        context,
      ],
      { timeoutMs: 1_800_000 },
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Behind a proxy that signs with a certificate of its own, npm inside the build needs that certificate. */
async function secrets(folder: string): Promise<string[]> {
  const configured = (await outcomeOf('npm', ['config', 'get', 'cafile'], { cwd: root })).stdout.trim();
  const certificates = [process.env['NODE_EXTRA_CA_CERTS'], configured].find((file) => file && existsSync(file));
  if (certificates === undefined) return [];
  const npmrc = path.join(folder, 'npmrc');
  writeFileSync(npmrc, 'cafile=/etc/ssl/certs/ca-certificates.crt\n');
  return ['--secret', `id=ca,src=${certificates}`, '--secret', `id=npmrc,src=${npmrc}`];
}

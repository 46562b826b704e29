import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import path from 'node:path';
import { output } from './command.ts';
import { docker, dockerOutcome, hasImage } from './docker.ts';
import { baseNeeds, install } from './needs.ts';
import { during, say } from './progress.ts';
import { cacheFolder } from './session.ts';

const published = 'node:22-bookworm-slim';
/** Another name than the published image's: nobody shall take it for that one. */
const standIn = 'starling-check-node:22-bookworm-slim';

/**
 * The image to build from: NODE_IMAGE or the published one, from the daemon or pulled; where no registry can be reached, a
 * stand-in of the same layout, made of Debian's packages and of the node program as npm has it. Returns its name.
 */
export async function findOrMakeBase(): Promise<string> {
  const wanted = process.env['NODE_IMAGE'] ?? published;
  if (await hasImage(wanted)) return wanted;
  const pull = await during(`pulling ${wanted}`, () =>
    dockerOutcome(['pull', '--quiet', wanted], { timeoutMs: 300_000 }),
  );
  if (pull.code === 0) return wanted;
  if (wanted !== published)
    throw new Error(`The image ${wanted} (NODE_IMAGE) is not there and cannot be pulled: ${pull.stderr}`);
  say(`${wanted} cannot be pulled: building on a stand-in of Debian's packages and npm's node`);
  if (await hasImage(standIn)) return standIn;
  const saved = path.join(cacheFolder, 'base.tar');
  if (existsSync(saved)) {
    await docker(['load', '--quiet', '--input', saved]);
    return standIn;
  }
  await install(baseNeeds);
  await during('making the stand-in (mmdebstrap)', () => makeStandIn(saved));
  return standIn;
}

async function makeStandIn(saved: string): Promise<void> {
  mkdirSync(cacheFolder, { recursive: true });
  const folder = mkdtempSync(path.join(cacheFolder, 'base-'));
  try {
    await Promise.all([makeDebian(path.join(folder, 'debian.tar')), unpackNode(folder)]);
    cpSync(path.join(import.meta.dirname, 'base.Dockerfile'), path.join(folder, 'Dockerfile'));
    const { version } = JSON.parse(readFileSync(path.join(folder, 'node.json'), 'utf8')) as { version: string };
    await docker(['build', '--quiet', '--tag', standIn, '--build-arg', `NODE_VERSION=${version}`, folder]);
    await docker(['save', '--output', path.join(folder, 'base.tar'), standIn]);
    // Whole or not at all, so that an interrupted run leaves nothing broken behind.
    renameSync(path.join(folder, 'base.tar'), saved);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function makeDebian(target: string): Promise<void> {
  const left = ['doc', 'man', 'locale', 'info'].map((name) => `--dpkgopt=path-exclude=/usr/share/${name}/*`);
  await output('mmdebstrap', [
    ...['--variant=minbase', '--include=ca-certificates,libstdc++6', '--aptopt=Acquire::Languages "none"'],
    ...left,
    '--customize-hook=rm -rf "$1"/var/lib/apt/lists/* "$1"/var/cache/* "$1"/var/log/*',
    '--customize-hook=chroot "$1" groupadd -g 1000 node',
    '--customize-hook=chroot "$1" useradd -u 1000 -g 1000 -m -s /bin/bash node',
    ...['bookworm', target],
  ]);
}

/** node and npm under `folder`/node, as they lie in the published image. */
async function unpackNode(folder: string): Promise<void> {
  const [programs, modules] = [
    path.join(folder, 'node/usr/local/bin'),
    path.join(folder, 'node/usr/local/lib/node_modules'),
  ];
  const unpack = async (name: string, target: string) => {
    const unpacked = mkdtempSync(path.join(folder, 'npm-'));
    await output('npm', ['pack', '--silent', '--pack-destination', unpacked, name], { cwd: folder });
    const [archive] = readdirSync(unpacked);
    await output('tar', ['-xzf', path.join(unpacked, archive!), '-C', unpacked]);
    mkdirSync(path.dirname(target), { recursive: true });
    renameSync(path.join(unpacked, 'package'), target);
  };
  await unpack(`node-linux-${process.arch}@22`, path.join(folder, 'package'));
  renameSync(path.join(folder, 'package/package.json'), path.join(folder, 'node.json'));
  mkdirSync(programs, { recursive: true });
  renameSync(path.join(folder, 'package/bin/node'), path.join(programs, 'node'));
  chmodSync(path.join(programs, 'node'), 0o755);
  await unpack('npm@10', path.join(modules, 'npm'));
  for (const name of ['npm', 'npx']) {
    chmodSync(path.join(modules, `npm/bin/${name}-cli.js`), 0o755);
    symlinkSync(`../lib/node_modules/npm/bin/${name}-cli.js`, path.join(programs, name));
  }
}

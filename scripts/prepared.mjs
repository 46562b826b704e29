// Brings a checkout to the point where it runs: packages installed, TypeScript built. Quick when nothing changed.
// Used by start.mjs, test.mjs and bench.mjs; needs nothing but Node.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const stamps = path.join(root, 'node_modules', '.cache', 'starling');
const npm = process.env.npm_execpath;

/** Installs the packages of the lockfile unless they are there already. */
export function install() {
  needNode();
  const wanted = createHash('sha256')
    .update(readFileSync(path.join(root, 'package-lock.json')))
    .digest('hex');
  if (stampOf('installed') === `${wanted} ${process.version}`) return;
  say('installing packages (npm ci) …');
  // `npm ci` must not see the settings of the npm that runs us, and never its production mode.
  const [command, ...args] = npm ? [process.execPath, npm] : ['npm'];
  run(command, [...args, 'ci', '--no-audit', '--no-fund', '--include=dev', '--loglevel=error']);
  writeStamp('installed', `${wanted} ${process.version}`);
}

/** Compiles src/ to dist/ unless dist/ is newer than every source. */
export function build() {
  const newest = newestUnder(
    path.join(root, 'src'),
    path.join(root, 'tsconfig.json'),
    path.join(root, 'tsconfig.build.json'),
  );
  if (existsSync(path.join(root, 'dist', 'main.js')) && stampOf('built') === String(newest)) return;
  say('building …');
  run(process.execPath, [path.join(root, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.build.json']);
  writeStamp('built', String(newest));
}

/** Runs a program in the checkout, its output shown; ends this process with its code when it fails. */
export function run(command, args, options = {}) {
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: 'inherit', ...options });
  if (error) fail(`${command} could not be started: ${error.message}`);
  if (status !== 0) process.exit(status ?? 1);
}

/** Runs programs in the checkout at once; when one fails, ends this process with its code after all have ended. */
export async function runAll(...commands) {
  const ended = commands.map(
    ([command, ...args]) =>
      new Promise((resolve) => {
        spawn(command, args, { cwd: root, stdio: 'inherit' })
          .once('error', (error) => {
            say(`${command} could not be started: ${error.message}`);
            resolve(1);
          })
          .once('close', (status) => resolve(status ?? 1));
      }),
  );
  const failed = (await Promise.all(ended)).find((status) => status !== 0);
  if (failed !== undefined) process.exit(failed);
}

export function say(text) {
  process.stderr.write(`starling: ${text}\n`);
}

export function fail(text) {
  say(text);
  process.exit(1);
}

function needNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  fail(`Starling needs Node 20.19 or newer; this is ${process.version}.`);
}

function newestUnder(...paths) {
  let newest = 0;
  for (const each of paths) {
    const found = statSync(each);
    newest = Math.max(newest, found.mtimeMs);
    if (found.isDirectory())
      newest = Math.max(newest, newestUnder(...readdirSync(each).map((name) => path.join(each, name))));
  }
  return newest;
}

function stampOf(name) {
  const file = path.join(stamps, name);
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}

function writeStamp(name, content) {
  mkdirSync(stamps, { recursive: true });
  writeFileSync(path.join(stamps, name), content);
}

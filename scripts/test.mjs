// `npm test [-- file …]`: installs and builds if needed, then checks style, types and every test.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { build, install, root, run, runAll, say } from './prepared.mjs';

install();
installTools();
build();
const bin = (name) => path.join(root, 'node_modules', '.bin', name);
const files = process.argv.slice(2);
if (files.length === 0) {
  say('style and types …');
  await runAll(
    [bin('eslint'), '--max-warnings', '0', '--cache', '--cache-location', 'node_modules/.cache/eslint/', '.'],
    [bin('prettier'), '--check', '--log-level', 'warn', '--cache', '.'],
    [bin('tsc'), '-p', 'tsconfig.json'],
  );
}
say('tests …');
run(bin('vitest'), ['run', ...files]);

/** ffmpeg checks what the encoders make. On Debian as root it is installed; elsewhere its tests are reported as skipped. */
function installTools() {
  const missing = ['ffmpeg', 'ffprobe'].filter((tool) => spawnSync(tool, ['-version'], { stdio: 'ignore' }).error);
  if (missing.length === 0) return;
  const canInstall = process.getuid?.() === 0 && !spawnSync('apt-get', ['--version'], { stdio: 'ignore' }).error;
  if (!canInstall)
    return say(`${missing.join(' and ')} not found: tests that need them are skipped. Install ffmpeg to run all.`);
  say('installing ffmpeg (apt-get) …');
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const apt = (...args) =>
    spawnSync('apt-get', ['-qq', ...args], { env, stdio: ['ignore', 'ignore', 'inherit'] }).status === 0;
  const installed = apt('install', '-y', '--no-install-recommends', 'ffmpeg');
  if (!installed && !(apt('update') && apt('install', '-y', '--no-install-recommends', 'ffmpeg'))) {
    say('ffmpeg could not be installed: tests that need it are skipped.');
  }
}

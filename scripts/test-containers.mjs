// `npm run test:containers [-- --quick] [CHECK …]`: builds the image and checks it in real containers, as root on Debian from nothing.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { build, install, root } from './prepared.mjs';

install();
// The load generator that the checks use is the built program's.
build();
const main = path.join(root, 'test', 'containers', 'run.ts');
const child = spawn(process.execPath, ['--import', 'tsx', main, ...process.argv.slice(2)], {
  cwd: root,
  stdio: 'inherit',
});
// It cleans up after Ctrl-C; this process waits for it.
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
child.once('close', (code) => (process.exitCode = code ?? 1));

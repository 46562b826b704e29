// `npm start [-- command …]`: installs and builds if needed, then runs `starling` where the user stands.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { build, install, root } from './prepared.mjs';

install();
build();
const cwd = process.env.INIT_CWD ?? process.cwd();
const child = spawn(process.execPath, [path.join(root, 'dist', 'main.js'), ...process.argv.slice(2)], {
  cwd,
  stdio: 'inherit',
});
// A Ctrl-C reaches the child by itself, as part of the terminal's group; a second signal would end it at once.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => child.kill('SIGTERM'));
child.on('exit', (code, signal) => {
  process.exitCode = signal ? 1 : (code ?? 1);
});
child.on('error', (error) => {
  process.stderr.write(`starling: ${error.message}\n`);
  process.exitCode = 1;
});
// npm ended by a signal does not pass it on: when this process is handed to another parent, the server is stopped too.
const parent = process.ppid;
const watch = setInterval(() => process.ppid !== parent && child.kill('SIGTERM'), 500);
child.on('exit', () => clearInterval(watch));

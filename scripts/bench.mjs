// Runs a benchmark of bench/ against the built program, with the arguments that follow its name.
import path from 'node:path';
import { build, install, root, run } from './prepared.mjs';

install();
build();
const [file, ...args] = process.argv.slice(2);
run(process.execPath, ['--expose-gc', '--import', 'tsx', path.join(root, file), ...args]);

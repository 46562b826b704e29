import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { findOrMakeBase } from './base-image.ts';
import { buildImage } from './build-image.ts';
import { allChecks, figuresFile, quickChecks, runCheck, type CheckOutcome } from './checks.ts';
import { removeEverything } from './cleaning.ts';
import { findOrStartDaemon } from './daemon.ts';
import { docker } from './docker.ts';
import { megabytes, readFigures, record, seconds, table } from './figures.ts';
import { install } from './needs.ts';
import { during, say } from './progress.ts';

const usage = `usage: npm run test:containers -- [--quick] [--keep] [--json FILE] [CHECK …]

Builds the image and checks it in real containers. On Debian as root it installs what it needs, and starts a Docker daemon
of its own when none answers.

CHECK        one or more of ${allChecks().join(', ')}; all when none is named
--quick      only ${quickChecks.join(', ')}
--keep       leave the image, and a daemon's containers that an interrupted check left
--json FILE  write the outcome and all figures

DOCKER_HOST names another daemon, NODE_IMAGE another image with Node to build from.
`;
const tag = 'starling:check';

interface Options {
  readonly checks: readonly string[];
  readonly keep: boolean;
  readonly json: string | undefined;
}

/** Prepares → builds → checks → tells → cleans up. Returns the exit code. */
async function main(options: Options, interrupt: AbortSignal): Promise<number> {
  await install();
  await using daemon = await findOrStartDaemon();
  Object.assign(process.env, daemon.env);
  const folder = mkdtempSync(path.join(os.tmpdir(), 'starling-checks-'));
  process.env['STARLING_CHECK_FIGURES'] = figuresFile(folder);
  try {
    interrupt.throwIfAborted();
    await prepare();
    const outcomes: CheckOutcome[] = [];
    for (const check of options.checks) {
      // What is known by then is told.
      if (interrupt.aborted) break;
      outcomes.push(await runCheck(check, tag, folder, interrupt));
    }
    await tell(outcomes, folder, options.json);
    return outcomes.every(({ passed }) => passed) ? 0 : 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
    if (!options.keep) await during('cleaning up', () => removeEverything([tag]));
  }
}

/** The image, and how long it took to have it. */
async function prepare(): Promise<void> {
  const base = performance.now();
  const nodeImage = await findOrMakeBase();
  // The checks build on it and borrow its shell.
  process.env['NODE_IMAGE'] = nodeImage;
  const build = performance.now();
  await during(`building ${tag} on ${nodeImage}`, () => buildImage({ tag, nodeImage }));
  record('run', 'base image found or made', seconds(build - base));
  record('run', 'image built', seconds(performance.now() - build));
  const bytes = Number(await docker(['image', 'inspect', '--format', '{{.Size}}', tag]));
  say(`built: ${megabytes(bytes)}`);
}

async function tell(outcomes: readonly CheckOutcome[], folder: string, json: string | undefined): Promise<void> {
  const figures = readFigures(figuresFile(folder));
  const rows = outcomes.map(({ check, passed, seconds: taken, tests }) => ({
    check,
    what: passed ? 'passed' : 'FAILED',
    measured: `${tests.filter(({ status }) => status === 'passed').length} of ${tests.length} tests, ${taken.toFixed(0)} s`,
  }));
  process.stdout.write(`\n${table([...figures, ...rows])}\n\n`);
  if (json === undefined) return;
  const machine = `${os.cpus()[0]?.model.trim() ?? ''}, ${os.availableParallelism()} cores`;
  const server = await docker(['version', '--format', '{{.Server.Version}}']);
  const image = await docker(['image', 'inspect', '--format', '{{.Id}}', tag]);
  const report = { kind: 'starling-containers', date: new Date().toISOString(), machine, docker: server, image };
  writeFileSync(json, `${JSON.stringify({ ...report, checks: outcomes, figures }, null, 2)}\n`);
}

/** The options, or what is wrong with them. */
function optionsOf(words: readonly string[]): Options | string {
  try {
    const { values, positionals } = parseArgs({
      args: [...words],
      allowPositionals: true,
      options: {
        quick: { type: 'boolean', default: false },
        keep: { type: 'boolean', default: false },
        json: { type: 'string' },
      },
    });
    const unknown = positionals.filter((name) => !allChecks().includes(name));
    if (unknown.length > 0) return `There is no check "${unknown.join('", "')}"; there are ${allChecks().join(', ')}.`;
    const all = values.quick ? quickChecks : allChecks();
    return { checks: positionals.length > 0 ? positionals : all, keep: values.keep, json: values.json };
  } catch (error) {
    return (error as Error).message;
  }
}

const words = process.argv.slice(2);
const options = words.includes('--help') ? usage : optionsOf(words);
if (typeof options === 'string') {
  process.stderr.write(options === usage ? usage : `starling: ${options}\n\n${usage}`);
  process.exit(options === usage ? 0 : 2);
}
const interrupted = new AbortController();
// The terminal may send one to us, and npm another.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => interrupted.abort());
try {
  process.exitCode = await main(options, interrupted.signal);
} catch (error) {
  if (!interrupted.signal.aborted) say((error as Error).message);
  process.exitCode = 1;
}
if (interrupted.signal.aborted) {
  say(options.keep ? 'interrupted' : 'interrupted; all containers and images of this run are gone');
  process.exitCode = 130;
}

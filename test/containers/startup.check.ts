import { request } from 'node:http';
import { expect, it } from 'vitest';
import { noRights, startContainer, type Container } from './container.ts';
import { median, record, seconds } from './figures.ts';
import { until } from './speech.ts';

const times = 10;
const body = JSON.stringify({ input: 'Hello, I am Starling.' });

it('speaks soon after its start', async () => {
  const firstAudio: number[] = [];
  const stages = new Map<string, number[]>();
  for (let time = 0; time < times; time++) {
    const [began, beganAt] = [performance.now(), Date.now()];
    await using container = await startContainer({ options: noRights });
    const url = await container.url();
    // A client that asks until it is answered, as the first one of a new replica does.
    await until('first audio', 60_000, () => hears(url));
    firstAudio.push(performance.now() - began);
    for (const [stage, at] of await reached(container)) {
      stages.set(stage, [...(stages.get(stage) ?? []), at - beganAt]);
    }
  }
  record('startup', `docker run to first audio, median of ${times}`, seconds(median(firstAudio)), '≤ 1.5 s, no bound');
  record(
    'startup',
    'fastest and slowest',
    `${seconds(Math.min(...firstAudio))} to ${seconds(Math.max(...firstAudio))}`,
  );
  const told = [...stages].map(([stage, all]) => `${stage} ${seconds(median(all))}`);
  record('startup', 'on the way, medians', told.join(', '));
  expect(median(firstAudio)).toBeLessThan(15_000);
});

/**
 * True at the first byte of audio; undefined when it is refused. Each time on a connection of its own: before the server listens,
 * Docker accepts connections for it and closes them, and a client that keeps connections trips over those.
 */
function hears(url: string): Promise<true | undefined> {
  return new Promise((resolve) => {
    const headers = { 'content-type': 'application/json' };
    const sent = request(`${url}/v1/audio/speech`, { method: 'POST', headers, agent: false }, (response) => {
      response.on('error', () => resolve(undefined));
      if (response.statusCode === 200) response.once('data', () => (resolve(true), sent.destroy()));
      else response.resume().once('end', () => resolve(undefined));
    });
    sent.on('error', () => resolve(undefined)).end(body);
  });
}

/** When Docker had started the process, and when the server's log says what; milliseconds since 1970. */
async function reached(container: Container): Promise<[string, number][]> {
  const lines = (await container.logs()).split('\n').filter((line) => line.startsWith('{'));
  const log = lines.map((line) => JSON.parse(line) as { time: string; msg: string });
  const told = ['listening', 'ready'].flatMap((stage): [string, number][] => {
    const line = log.find(({ msg }) => msg === stage);
    return line ? [[stage, Date.parse(line.time)]] : [];
  });
  return [['started', Date.parse((await container.inspect()).State.StartedAt)], ...told];
}

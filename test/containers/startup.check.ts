import { expect, it } from 'vitest';
import { noRights, startContainer } from './container.ts';
import { median, record, seconds } from './figures.ts';
import { pieces, speech, until } from './speech.ts';

const times = 10;

it('speaks soon after its start', async () => {
  const firstAudio: number[] = [];
  /** Milliseconds since `docker run` was called, until each line of the log. */
  const stages = { started: [] as number[], listening: [] as number[], ready: [] as number[] };
  for (let time = 0; time < times; time++) {
    const [began, beganAt] = [performance.now(), Date.now()];
    await using container = await startContainer({ options: noRights });
    const url = await container.url();
    // A client that asks until it is answered, as the first one of a new replica does.
    const response = await until('answer', 60_000, async () => {
      const answer = await speech(url, { input: 'Hello, I am Starling.' });
      if (answer.status === 200) return answer;
      await answer.body?.cancel();
      return undefined;
    });
    const parts = pieces(response);
    expect((await parts.next()).value?.length).toBeGreaterThan(0);
    firstAudio.push(performance.now() - began);
    await parts.return();
    stages.started.push(Date.parse((await container.inspect()).State.StartedAt) - beganAt);
    const lines = (await container.logs()).split('\n').filter((line) => line.startsWith('{'));
    const log = lines.map((line) => JSON.parse(line) as { time: string; msg: string });
    for (const stage of ['listening', 'ready'] as const) {
      const line = log.find(({ msg }) => msg === stage);
      if (line) stages[stage].push(Date.parse(line.time) - beganAt);
    }
  }
  record('startup', `docker run to first audio, median of ${times}`, seconds(median(firstAudio)), '≤ 1.5 s, no bound');
  record(
    'startup',
    'fastest and slowest',
    `${seconds(Math.min(...firstAudio))} to ${seconds(Math.max(...firstAudio))}`,
  );
  const told = Object.entries(stages).map(([stage, times]) => `${stage} ${seconds(median(times))}`);
  record('startup', 'on the way, medians', told.join(', '));
  expect(median(firstAudio)).toBeLessThan(15_000);
});

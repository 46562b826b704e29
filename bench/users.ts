import { benchTable } from '../src/load/bench-table.ts';
import { runLevel, type LevelOptions } from '../src/load/level.ts';
import type { LevelResult } from '../src/load/result.ts';
import { builtinTexts } from '../src/load/texts.ts';
import { benchArguments, report, startServer } from './harness.ts';

/**
 * The table that people know from load tests of speech servers: 10, 50, 100 and 500 users, each asking for a short text as mp3, thinking, and
 * asking again. Where the machine still has capacity there must be no error, and beyond it nothing but 429.
 */
const bench = benchArguments();
const thinkSeconds = 10;
const texts = builtinTexts('en').filter(({ length }) => length < 150);
const results: Record<string, LevelResult[]> = {};

for (const engine of ['flite', 'espeak'].filter((each) => bench.only?.includes(each) ?? true)) {
  const server = await startServer();
  const options: LevelOptions = {
    ...{ url: server.url, key: undefined, pid: server.pid, body: { model: engine, response_format: 'mp3' }, texts },
    ...{ warmUpSeconds: 10, durationSeconds: bench.quick ? 10 : 30, thinkSeconds, realtime: false },
    ...{
      playerBufferSeconds: 5,
      prebufferSeconds: 0.2,
      ttfaLimitSeconds: 1,
      timeoutSeconds: 60,
      maxOpen: 1000,
      seed: 1,
    },
  };
  const levels: LevelResult[] = [];
  for (const users of [10, 50, 100, 500]) levels.push(await runLevel({ kind: 'users', users }, options));
  console.log(`\n${engine}, mp3, ${thinkSeconds} s between an answer and the next request\n${benchTable(levels)}`);
  console.log(`exit status after SIGTERM: ${await server.stop()}`);
  results[engine] = levels;
}
report('users', results, bench);

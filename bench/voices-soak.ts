import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { loadPiper } from '../src/engines/piper/piper.ts';
import { onnxRuntime } from '../src/onnx/library.ts';
import { benchArguments, report } from './harness.ts';
import { installedVoice } from './installed-voice.ts';

/**
 * Two thousand sentences while garbage is collected every 7 ms: what FFI can do wrong shows here. Native handles must be
 * as many at the end as at the start, and memory must stay flat. Every tenth sentence is cancelled on its way.
 */
const bench = benchArguments();
const count = bench.quick ? 200 : 2000;
const { options, voice, modelDir } = installedVoice(mkdtempSync(path.join(os.tmpdir(), 'voices-soak-')));
const collect = (globalThis as { gc?: () => void }).gc;
if (!collect) throw new Error('Run it with --expose-gc, as npm run bench:voices-soak does.');

const words = ['Yes', 'of course', 'the birds', 'sing', 'in the old trees', 'and nobody', 'knows', 'what they say'];
const engine = await loadPiper({ options, note: () => undefined, measured: () => undefined });
const handlesBefore = onnxRuntime().handles;
let collections = 0;
const timer = setInterval(() => {
  collect();
  collections++;
}, 7);
const points: { sentences: number; megabytes: number }[] = [];
let next = 0;
let cancelled = 0;
let samples = 0;

async function listener(): Promise<void> {
  while (next < count) {
    const turn = next++;
    if (turn % Math.ceil(count / 20) === 0) sample(turn);
    const text = `${words.slice(turn % 5, (turn % 5) + 1 + (turn % 3)).join(' ')}.`;
    const controller = new AbortController();
    const cancel = turn % 10 === 9;
    const deliver = (chunk: Float32Array) => {
      samples += chunk.length;
      if (cancel) controller.abort();
    };
    const segment = { text, voice, language: 'en-us', parameters: {}, seed: turn, speed: 1, opening: turn % 2 === 0 };
    await engine.speak(
      { ...segment, stream: turn, dueInSeconds: 0, heardSeconds: 0, batch: false, pace: 1 },
      deliver,
      controller.signal,
    );
    if (cancel) cancelled++;
  }
}

function sample(done: number): void {
  const megabytes = Math.round(process.memoryUsage.rss() / 1e6);
  points.push({ sentences: done, megabytes });
  console.log(`${String(done).padStart(6)} sentences   ${megabytes} MB`);
}

await Promise.all(Array.from({ length: 3 }, listener));
sample(count);
clearInterval(timer);
const handlesAfter = onnxRuntime().handles;
const settled = points.slice(Math.ceil(points.length / 5));
const half = Math.floor(settled.length / 2);
const mean = (part: typeof points) => part.reduce((sum, point) => sum + point.megabytes, 0) / part.length;
const growth = mean(settled.slice(half)) / mean(settled.slice(0, half));
const same = JSON.stringify(handlesBefore) === JSON.stringify(handlesAfter);
console.log(
  `${count} sentences (${cancelled} cancelled), ${collections} collections: no crash; handles ${same ? 'as before' : 'NOT AS BEFORE'} ${JSON.stringify(handlesAfter)}; memory, second half ÷ first half after warm-up: ${growth.toFixed(3)} (aim ≤ 1.10)`,
);
report(
  'voices-soak',
  {
    modelDir: path.basename(modelDir),
    count,
    cancelled,
    collections,
    samples,
    points,
    growth,
    handlesBefore,
    handlesAfter,
  },
  bench,
);
rmSync(options.cacheDir, { recursive: true, force: true });
process.exit(same ? 0 : 1);

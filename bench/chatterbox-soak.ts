import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { loadChatterbox } from '../src/engines/chatterbox/chatterbox.ts';
import type { Variant } from '../src/engines/chatterbox/variant.ts';
import type { Engine } from '../src/engines/engine.ts';
import { Random } from '../src/engines/random.ts';
import { onnxRuntime } from '../src/onnx/library.ts';
import { ModelFolder, memoryForSlots } from '../test/fixtures/model-folder.ts';
import { report, sentences } from './harness.ts';
import { fullChatterbox } from './models/full-chatterbox.ts';

/**
 * What Chatterbox leaves behind: many requests at once against the memory that was allowed, then 500 sequences, every tenth of which is
 * aborted at a random moment, while garbage is collected now and then. Tiny models with cut decoders; with `--full` a Turbo of full size, and a
 * tenth as many.
 */
const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    full: { type: 'boolean', default: false },
    json: { type: 'string' },
  },
});
const collect = (globalThis as { gc?: () => void }).gc;
if (!collect) throw new Error('Run it with --expose-gc, as npm run bench:chatterbox-soak does.');

const scale = (values.quick ? 0.2 : 1) * (values.full ? 0.1 : 1);
const crowdSize = Math.ceil(200 * scale);
const sequences = Math.ceil(500 * scale);
const slots = 4;
const listeners = 6;
const mebibyte = 2 ** 20;
const variants: readonly Variant[] = values.full ? ['turbo'] : ['turbo', 'english'];
const root = mkdtempSync(path.join(os.tmpdir(), 'chatterbox-soak-'));
const folder = new ModelFolder();
const modelDir = values.full ? (process.env['MODEL_DIR'] ?? path.join(root, 'models')) : folder.modelDir;
for (const variant of variants) {
  if (values.full) fullChatterbox(modelDir, variant);
  else folder.withChatterbox(variant, { defaultVoice: true });
}

/** An engine, and what it told of its model and its arena. */
interface Speaker {
  readonly engine: Engine;
  readonly budgetBytes: number;
  isLoaded: boolean;
  arena: { readonly usedBytes: number; readonly freeBytes: number };
}

/** Starts an engine with as much memory as its model takes for a few slots. */
async function start(variant: Variant): Promise<Speaker> {
  const modelMemoryBytes = memoryForSlots(modelDir, variant, slots);
  const told = { isLoaded: false, arena: { usedBytes: Number.NaN, freeBytes: Number.NaN } };
  const engine = await loadChatterbox(variant, {
    note: (_, message) => {
      if (message === 'model-loaded') told.isLoaded = true;
      if (message === 'model-unloaded') told.isLoaded = false;
    },
    measured: (measurement) => {
      if (measurement.kind === 'kv') told.arena = measurement;
    },
    options: {
      ...{ modelDir, cacheDir: path.join(root, 'cache'), modelMemoryBytes, modelIdleSeconds: 0.5 },
      ...{ device: 'cpu', quality: 'balanced', preferredVoice: undefined },
    },
  });
  return Object.assign(told, { engine, budgetBytes: modelMemoryBytes });
}

let samples = 0;
/** Speaks the sentence of a turn; the models take turns. */
async function speak(turn: number, { signal } = new AbortController()): Promise<void> {
  const { engine } = speakers[turn % speakers.length] as Speaker;
  const segment = {
    ...{ text: sentences[turn % sentences.length] as string, voice: `${engine.info.id}:default`, language: 'en' },
    ...{
      parameters: {},
      seed: turn,
      speed: 1,
      opening: turn % 2 === 0,
      stream: turn,
      dueInSeconds: 0,
      heardSeconds: 0,
      batch: false,
      pace: 1,
    },
  };
  await engine.speak(segment, (chunk) => void (samples += chunk.length), signal);
}

/** Waits until every model is unloaded, as it is when nobody uses it; tells the native handles that are left. */
async function handlesWhenUnloaded(): Promise<object> {
  while (speakers.some(({ isLoaded }) => isLoaded)) await sleep(50);
  return onnxRuntime().handles;
}

const rss = () => process.memoryUsage.rss();
const speakers: Speaker[] = [];
onnxRuntime();
collect();
const emptyBytes = rss();
for (const variant of variants) speakers.push(await start(variant));
const budgetBytes = speakers.reduce((sum, each) => sum + each.budgetBytes, 0);
const handlesBefore = await handlesWhenUnloaded();

// Many at once: all but a few wait.
let peakBytes = rss();
const watch = setInterval(() => (peakBytes = Math.max(peakBytes, rss())), 10);
await Promise.all(Array.from({ length: crowdSize }, (_, turn) => speak(turn)));
clearInterval(watch);
const ratio = (peakBytes - emptyBytes) / budgetBytes;
const crowd = { requests: crowdSize, peakBytes, emptyBytes, budgetBytes, ratio };

// One after another for as long as it takes.
const random = new Random(1);
const points: { readonly sequences: number; readonly bytes: number }[] = [];
let next = 0;
let aborted = 0;
let typicalMs = 200;
function sample(done: number): void {
  collect?.();
  points.push({ sequences: done, bytes: rss() });
  console.log(`${String(done).padStart(6)} sequences   ${Math.round(rss() / mebibyte)} MiB`);
}
async function listener(): Promise<void> {
  while (next < sequences) {
    const turn = next++;
    if (turn % Math.ceil(sequences / 20) === 0) sample(turn);
    const controller = new AbortController();
    const aborts = turn % 10 === 9;
    const startedAt = performance.now();
    const spoken = speak(turn, controller);
    if (aborts) {
      aborted++;
      await Promise.race([sleep(random.uniform() * typicalMs), spoken]);
      controller.abort();
    }
    await spoken;
    if (!aborts) typicalMs += (performance.now() - startedAt - typicalMs) / 10;
  }
}
await Promise.all(Array.from({ length: listeners }, listener));
sample(sequences);

const settled = points.slice(Math.ceil(points.length / 5));
const half = Math.floor(settled.length / 2);
const mean = (part: typeof points) => part.reduce((sum, { bytes }) => sum + bytes, 0) / part.length;
const growth = mean(settled.slice(half)) / mean(settled.slice(0, half));
const arenas = speakers.map(({ engine, arena: { usedBytes, freeBytes } }) => ({
  ...{ engine: engine.info.id, usedBytes, bytes: usedBytes + freeBytes },
}));
const handlesAfter = await handlesWhenUnloaded();
const sameHandles = JSON.stringify(handlesBefore) === JSON.stringify(handlesAfter);
const allFree = arenas.every(({ usedBytes }) => usedBytes === 0);

type Row = readonly [what: string, result: string, aim: string, kept: boolean];
const inMebibytes = (bytes: number) => `${Math.round(bytes / mebibyte)} MiB`;
const rows: readonly Row[] = [
  [
    `memory, second half ÷ first half, ${sequences} sequences (${aborted} aborted)`,
    growth.toFixed(3),
    '≤ 1.05',
    growth <= 1.05,
  ],
  [
    'native handles when the models are unloaded',
    JSON.stringify(handlesAfter),
    JSON.stringify(handlesBefore),
    sameHandles,
  ],
  ...arenas.map(({ engine, usedBytes, bytes }): Row => {
    const what = `${engine}: arena in use when the last has ended, of ${inMebibytes(bytes)}`;
    return [what, inMebibytes(usedBytes), '0 MiB', usedBytes === 0];
  }),
  [
    `${crowdSize} at once: peak memory − before loading, ÷ ${inMebibytes(budgetBytes)} allowed`,
    `${inMebibytes(peakBytes - emptyBytes)}, ${ratio.toFixed(2)}`,
    '≤ 1.00',
    ratio <= 1,
  ],
];
console.log(`\n${'what'.padEnd(72)}${'result'.padEnd(30)}aim`);
for (const [what, result, aim, kept] of rows)
  console.log(`${what.padEnd(72)}${result.padEnd(30)}${aim}${kept ? '' : '   NOT MET'}`);
const results = { sequences, aborted, samples, growth, points, handlesBefore, handlesAfter, arenas, crowd };
report(
  'chatterbox-soak',
  { full: values.full, ...results },
  { quick: values.quick, json: values.json, only: undefined },
);
folder[Symbol.dispose]();
rmSync(root, { recursive: true, force: true });
process.exit(sameHandles && allFree ? 0 : 1);

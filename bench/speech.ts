import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { loadChatterbox } from '../src/engines/chatterbox/chatterbox.ts';
import { openDecoder } from '../src/engines/chatterbox/decoder/open-decoder.ts';
import { WholeDecoder } from '../src/engines/chatterbox/decoder/whole-decoder.ts';
import { engineIdOf, installedModels } from '../src/engines/chatterbox/installed-models.ts';
import { ModelCard } from '../src/engines/chatterbox/reference.fixture.ts';
import { PromptText } from '../src/engines/chatterbox/text/prompt-text.ts';
import { speech, type Variant } from '../src/engines/chatterbox/variant.ts';
import { findClips } from '../src/engines/chatterbox/voice/clips.ts';
import { ModelVoices } from '../src/engines/chatterbox/voice/voices.ts';
import type { EngineOptions, Measurement, Quality } from '../src/engines/engine.ts';
import { PreparedCache } from '../src/engines/prepared-cache.ts';
import { cpu } from '../src/onnx/device.ts';
import { Session } from '../src/onnx/session.ts';
import { benchArguments, median, report, sentences } from './harness.ts';
import { fullChatterbox } from './models/full-chatterbox.ts';
import { stackedChart, type StackedBar } from './stacked-chart.ts';

/**
 * Chatterbox the whole way, tokens and decoder, on models of full size with random weights: as published, one request after another (the
 * model card's loop, the whole decoder graph, the full prompt), against Starling at each preset with 1, 4 and 8 listeners of two sentences.
 */
const bench = benchArguments();
const modelDir = process.env['MODEL_DIR'] ?? mkdtempSync(path.join(os.tmpdir(), 'bench-speech-'));
const cacheDir = mkdtempSync(path.join(os.tmpdir(), 'bench-speech-cache-'));
const cores = os.availableParallelism();
const aims: Readonly<Record<string, Partial<Record<Quality, number>>>> = {
  turbo: { balanced: 3, fast: 4 },
  english: { balanced: 3, fast: 8 },
};
const cache = new PreparedCache(cacheDir);
const never = new AbortController().signal;

interface Spoken {
  readonly audioSeconds: number;
  readonly wallSeconds: number;
  /** Of all cores together: what other programs on the machine do not change much. */
  readonly coreSeconds: number;
  readonly firstSeconds: readonly number[];
  readonly load?: { readonly wholeSeconds: number; readonly cutSeconds: number };
}

/** One request after another, as the published files are used. */
async function published(variant: Variant, texts: readonly string[]): Promise<Spoken> {
  const model = installedModels(modelDir).models.get(variant);
  if (!model) throw new Error(`There is no ${variant} model.`);
  const { files, embedder } = model;
  const { clips } = findClips(files.folder, modelDir);
  const voices = new ModelVoices({ model, clips, cache, device: cpu, note: () => undefined });
  const voice = await voices.conditionals('default');
  const text = await PromptText.open({ folder: files.folder, variant, textRows: embedder.textRows });
  const card = await ModelCard.open(files.graphs.embed_tokens, files.graphs.language_model);
  const file = files.graphs.conditional_decoder;
  // The first time it is cut, too.
  await (await openDecoder(file, { cache, device: cpu, note: () => undefined })).release();
  let loadedAt = performance.now();
  await (await openDecoder(file, { cache, device: cpu, note: () => undefined })).release();
  const cutSeconds = (performance.now() - loadedAt) / 1000;
  loadedAt = performance.now();
  const decoder = new WholeDecoder(await Session.open(file, { threads: cores }));
  const wholeSeconds = (performance.now() - loadedAt) / 1000;
  console.log(
    `\n${variant}: the decoder loads in ${wholeSeconds.toFixed(1)} s whole and in ${cutSeconds.toFixed(2)} s cut: ${(wholeSeconds / cutSeconds).toFixed(0)} times${variant === 'english' ? ' (aim ≥ 20)' : ''}`,
  );
  const firstSeconds: number[] = [];
  let samples = 0;
  const startedAt = performance.now();
  const startedCpu = process.cpuUsage();
  for (const each of texts) {
    const began = performance.now();
    const { ids } = await text.encode(each, 'en');
    const tokens = await card.tokens(ids, voice, { most: 200 });
    const sound = await decoder.decode([...voice.promptTokens, ...tokens], voice);
    samples += sound.length;
    firstSeconds.push((performance.now() - began) / 1000);
  }
  const wallSeconds = (performance.now() - startedAt) / 1000;
  const coreSeconds = coreSecondsSince(startedCpu);
  await Promise.all([card.release(), decoder.release()]);
  return {
    audioSeconds: samples / speech.sampleRate,
    wallSeconds,
    coreSeconds,
    firstSeconds,
    load: { wholeSeconds, cutSeconds },
  };
}

function coreSecondsSince(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

/**
 * Starling at a preset, with each number of listeners. `guidance`: none by default, since the published loop has none and works on one row
 * a request only.
 */
async function starling(variant: Variant, quality: Quality, listeners: readonly number[], guidance = 0) {
  const stages = new Map<string, number>();
  const add = (stage: string, seconds: number) => stages.set(stage, (stages.get(stage) ?? 0) + seconds);
  const measured = (measurement: Measurement) => {
    if (measurement.kind === 'stage') add(measurement.stage, measurement.seconds);
    if (measurement.kind === 'decode-step') add('decode steps', measurement.seconds);
  };
  const options: EngineOptions = {
    ...{ modelDir, cacheDir, modelMemoryBytes: 8e9, modelIdleSeconds: 1, device: 'cpu', quality },
    preferredVoice: undefined,
  };
  const engine = await loadChatterbox(variant, { options, note: () => undefined, measured });
  /** A listener of two sentences; the second is begun when the first sounds, as the server does it. */
  const speak = async (texts: readonly string[], seed: number) => {
    const startedAt = performance.now();
    let first = 0;
    let samples = 0;
    const base = { voice: `${engineIdOf(variant)}:default`, language: 'en', seed, speed: 1, stream: seed };
    const segment = (text: string, opening: boolean, dueInSeconds: number, heard: () => void) =>
      engine.speak(
        {
          ...base,
          text,
          parameters: { cfg_weight: guidance },
          opening,
          dueInSeconds,
          heardSeconds: 0,
          batch: false,
          pace: 1,
        },
        (chunk) => {
          first ||= (performance.now() - startedAt) / 1000;
          samples += chunk.length;
          heard();
        },
        never,
      );
    let following: Promise<void> | undefined;
    const [opening = '', next] = texts;
    const begin = (): void => {
      if (next !== undefined) following ??= Promise.resolve(segment(next, false, 4, () => undefined));
    };
    await segment(opening, true, 0, begin);
    await following;
    return { first, seconds: samples / speech.sampleRate };
  };
  await speak(['Warm.'], 1);
  const rows = [];
  for (const count of listeners) {
    stages.clear();
    const delay = monitorEventLoopDelay({ resolution: 1 });
    delay.enable();
    const startedAt = performance.now();
    const startedCpu = process.cpuUsage();
    const spoken = await Promise.all(
      Array.from({ length: count }, (_, index) =>
        speak([sentences[index % sentences.length] ?? '', sentences[(index + 3) % sentences.length] ?? ''], index),
      ),
    );
    const wallSeconds = (performance.now() - startedAt) / 1000;
    delay.disable();
    const audioSeconds = spoken.reduce((sum, { seconds }) => sum + seconds, 0);
    rows.push({
      listeners: count,
      ...{ audioSeconds, wallSeconds, rate: audioSeconds / wallSeconds },
      coreSecondsPerSecond: coreSecondsSince(startedCpu) / audioSeconds,
      firstSeconds: median(spoken.map(({ first }) => first)),
      stages: Object.fromEntries([...stages].map(([stage, seconds]) => [stage, seconds / audioSeconds])),
      eventLoopP99Ms: delay.percentile(99) / 1e6,
    });
  }
  // Its memory is given back after a second without a request, before the next model is loaded.
  await new Promise((resolve) => setTimeout(resolve, 2500));
  return rows;
}

type Row = Awaited<ReturnType<typeof starling>>[number];

const chart = { prefill: 'p', 'decode steps': 'L', 'flow-encoder': 'e', 'flow-step': 'F', vocoder: 'V' } as const;

/** Core seconds for a second of audio, by stage: a letter for each 0.02. */
function bar(stages: Readonly<Record<string, number>>): string {
  return Object.entries(chart)
    .map(([stage, letter]) => letter.repeat(Math.round((stages[stage] ?? 0) / 0.02)))
    .join('');
}

const results: Record<string, unknown> = {};
const bars: StackedBar[] = [];
const variants: readonly Variant[] = process.env['VARIANT']
  ? [process.env['VARIANT'] as Variant]
  : ['turbo', 'english'];
try {
  for (const variant of variants) {
    fullChatterbox(modelDir, variant);
    const slow = variant === 'english';
    const base = await published(variant, sentences.slice(0, bench.quick || slow ? 1 : 3));
    const rate = base.audioSeconds / base.wallSeconds;
    const first = median(base.firstSeconds);
    const cost = base.coreSeconds / base.audioSeconds;
    console.log(
      `\n${variant}, as published, one after another: ${rate.toFixed(2)} audio s/s; ${cost.toFixed(2)} core s/audio s; first audio ${first.toFixed(2)} s (all of it)`,
    );
    console.log(
      'preset     listeners   audio s/s   ÷ published   core s/audio s   published ÷   first audio s   ÷ published   loop p99 ms   s by stage for each audio s',
    );
    const presetRows: (Row & { name: string; toPublished: number; firstToPublished: number })[] = [];
    const print = (quality: Quality, name: string, row: Row) => {
      const ratio = row.rate / rate;
      const aim = aims[variant]?.[quality];
      if (row.listeners === 8) bars.push({ name: `${variant}, ${name}`, parts: row.stages });
      presetRows.push({ name, ...row, toPublished: ratio, firstToPublished: row.firstSeconds / first });
      console.log(
        `${name.padEnd(17)}${String(row.listeners).padStart(3)}${row.rate.toFixed(2).padStart(12)}${ratio.toFixed(2).padStart(12)}${(aim && row.listeners > 1 ? ` (≥ ${aim})` : '').padEnd(8)}${row.coreSecondsPerSecond.toFixed(2).padStart(10)}${(cost / row.coreSecondsPerSecond).toFixed(2).padStart(15)}${row.firstSeconds.toFixed(2).padStart(15)}${(row.firstSeconds / first).toFixed(2).padStart(14)}${row.eventLoopP99Ms.toFixed(1).padStart(14)}   ${bar(row.stages)}`,
      );
    };
    for (const quality of ['high', 'balanced', 'fast'] as const) {
      const listeners = bench.quick ? [4] : quality === 'high' && slow ? [1] : [1, 4, 8];
      for (const row of await starling(variant, quality, listeners)) print(quality, quality, row);
    }
    if (slow && !bench.quick) {
      for (const row of await starling(variant, 'balanced', [8], 0.5)) print('balanced', 'balanced, guided', row);
    }
    results[variant] = { published: { ...base, rate }, presets: presetRows };
  }
  console.log('\np prefill, L decode steps, e flow encoder, F flow steps, V vocoder: 0.02 s each');
  report('speech', results, bench);
  if (bench.json) {
    const file = bench.json.replace(/(\.json)?$/u, '.svg');
    writeFileSync(file, stackedChart('Seconds of work for a second of audio, 8 listeners', 's', bars));
    console.log(`The picture of it is in ${file}.`);
  }
} finally {
  rmSync(cacheDir, { recursive: true, force: true });
  if (!process.env['MODEL_DIR']) rmSync(modelDir, { recursive: true, force: true });
}
process.exit();

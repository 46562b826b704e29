import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Engine } from '../src/engines/engine.ts';
import { CoreQueue } from '../src/engines/core-queue.ts';
import { Phonemizer } from '../src/engines/phonemizer/phonemizer.ts';
import { cutVoice } from '../src/engines/piper/cut-voice.ts';
import { phonemeIds } from '../src/engines/piper/phoneme-ids.ts';
import { phonemesOf } from '../src/engines/piper/phonemes.ts';
import { loadPiper } from '../src/engines/piper/piper.ts';
import { probe } from '../src/engines/piper/probe.ts';
import { streamSentence } from '../src/engines/piper/stream.ts';
import { readVoiceConfig } from '../src/engines/piper/voice-config.ts';
import { CutModel, WholeModel } from '../src/engines/piper/voice-model.ts';
import { Random } from '../src/engines/random.ts';
import { weightsFolder } from '../src/onnx/graph-write.ts';
import { readGraph } from '../src/onnx/graph.ts';
import { Session } from '../src/onnx/session.ts';
import { benchArguments, median, percentile, report, sentences, speech, startServer } from './harness.ts';
import { installedVoice } from './installed-voice.ts';
import { Sherpa } from './sherpa.ts';

/**
 * Neural voices: first audio streamed inside the sentence against the whole sentence, listeners together against one
 * after another, and ours against sherpa-onnx, all in this process (but sherpa) and in turns, so that noise hits all.
 */
const bench = benchArguments();
const rounds = bench.quick ? 5 : 15;
const texts: Readonly<Record<number, string>> = {
  3: 'Yes, of course.',
  15: 'Please remember that the last train to the big city leaves from platform four tonight.',
  30: 'Starling is a self hosted speech server that turns text into spoken audio in real time for many listeners at once, and it runs on any machine that you own.',
};
const cacheDir = mkdtempSync(path.join(os.tmpdir(), 'bench-voices-'));
const { options, voice, files, modelDir } = installedVoice(cacheDir);

interface Timed {
  readonly firstMs: number;
  readonly totalMs: number;
  readonly audioSeconds: number;
}

async function speak(engine: Engine, text: string, opening: boolean): Promise<Timed> {
  const startedAt = performance.now();
  let firstMs = 0;
  let samples = 0;
  const segment = {
    text,
    voice,
    language: 'en-us',
    parameters: {},
    seed: 1,
    speed: 1,
    opening,
    stream: 1,
    dueInSeconds: opening ? 0 : 5,
    heardSeconds: 0,
    batch: false,
    pace: 1,
  };
  const deliver = (chunk: Float32Array) => {
    firstMs ||= performance.now() - startedAt;
    samples += chunk.length;
  };
  await engine.speak(segment, deliver, new AbortController().signal);
  return { firstMs, totalMs: performance.now() - startedAt, audioSeconds: samples / config.sampleRate };
}

const config = readVoiceConfig(files.config);
const phonemizer = await Phonemizer.start();
const wholeModel = new WholeModel(await Session.open(files.model));

/** Milliseconds until the published graph has spoken a sentence, phonemes included, as other Piper servers do it. */
async function published(text: string): Promise<number> {
  const startedAt = performance.now();
  const { espeakVoice, noiseScale, lengthScale, noiseW, phonemeIds: map } = config;
  for (const phonemes of await phonemesOf(text, (pieces) => phonemizer.ipa(espeakVoice, pieces))) {
    const { ids } = phonemeIds(phonemes, map);
    await wholeModel.speak({ ids, speaker: undefined, noiseScale, lengthScale, noiseW, speed: 1 });
  }
  return performance.now() - startedAt;
}

/** First audio in chunks ÷ first audio of the same sentence made whole by sherpa, and streamed ÷ our own whole. */
async function firstAudio(engine: Engine, sherpa: Sherpa) {
  const rows = [];
  for (const [words, text] of Object.entries(texts)) {
    const streamed: number[] = [];
    const whole: number[] = [];
    const peer: number[] = [];
    for (let round = -1; round < rounds; round++) {
      const ours = await speak(engine, text, true);
      const wholeMs = await published(text);
      const theirs = await sherpa.speak(text);
      if (round < 0) continue;
      streamed.push(ours.firstMs);
      whole.push(wholeMs);
      peer.push(theirs.ms);
    }
    rows.push({
      words: Number(words),
      streamedMs: median(streamed),
      wholeMs: median(whole),
      sherpaMs: median(peer),
      streamedToWhole: median(streamed) / median(whole),
      streamedToSherpa: median(streamed) / median(peer),
    });
  }
  return rows;
}

/** Audio seconds a second, one sentence after another on one core each, in turns. */
async function throughput(engine: Engine, sherpa: Sherpa) {
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let round = -1; round < rounds; round++) {
    const mine = { seconds: 0, audio: 0 };
    const peer = { seconds: 0, audio: 0 };
    for (const text of sentences) {
      const spoken = await speak(engine, text, false);
      mine.seconds += spoken.totalMs / 1000;
      mine.audio += spoken.audioSeconds;
      const other = await sherpa.speak(text);
      peer.seconds += other.ms / 1000;
      peer.audio += other.audioSeconds;
    }
    if (round < 0) continue;
    ours.push(mine.audio / mine.seconds);
    theirs.push(peer.audio / peer.seconds);
  }
  return { ours: median(ours), sherpa: median(theirs), ratio: median(ours.map((rate, i) => rate / (theirs[i] ?? 1))) };
}

/** Listeners at once against the same sentences one after another. */
async function together(engine: Engine, listeners: number) {
  const ratios: number[] = [];
  const rates: number[] = [];
  const firsts: number[] = [];
  const delay = monitorEventLoopDelay({ resolution: 1 });
  for (let round = -1; round < rounds; round++) {
    const all = Array.from({ length: listeners }, (_, i) => sentences[(round + 1 + i) % sentences.length] as string);
    let startedAt = performance.now();
    let audio = 0;
    for (const text of all) audio += (await speak(engine, text, true)).audioSeconds;
    const serial = audio / ((performance.now() - startedAt) / 1000);
    if (round === 0) delay.enable();
    startedAt = performance.now();
    const spoken = await Promise.all(all.map((text) => speak(engine, text, true)));
    const parallel =
      spoken.reduce((sum, each) => sum + each.audioSeconds, 0) / ((performance.now() - startedAt) / 1000);
    if (round < 0) continue;
    ratios.push(parallel / serial);
    rates.push(parallel);
    firsts.push(...spoken.map(({ firstMs }) => firstMs));
  }
  delay.disable();
  return {
    ratio: median(ratios),
    audioSecondsPerSecond: median(rates),
    firstAudioMs: { p50: median(firsts), p95: percentile(firsts, 0.95) },
    // The histogram counts from the timer's own period of 1 ms.
    eventLoopP99Ms: delay.percentile(99) / 1e6,
  };
}

/** Milliseconds from the abort of a listener in the middle of a sentence until its core is free. */
async function cancelling(engine: Engine) {
  const times: number[] = [];
  for (let turn = 0; turn < rounds * 4; turn++) {
    const controller = new AbortController();
    const text = `${sentences[turn % sentences.length] as string} ${sentences[(turn + 1) % sentences.length] as string}`;
    const segment = { text, voice, language: 'en-us', parameters: {}, seed: turn, speed: 1, opening: true };
    const spoken = engine.speak(
      { ...segment, stream: turn, dueInSeconds: 0, heardSeconds: 0, batch: false, pace: 1 },
      () => undefined,
      controller.signal,
    );
    await sleep(10 + ((turn * 37) % 250));
    const abortedAt = performance.now();
    controller.abort();
    await spoken;
    times.push(performance.now() - abortedAt);
  }
  return { p50Ms: median(times), maxMs: Math.max(...times) };
}

/** What a session of two threads would give a lone listener, and what it would cost: the samples are other ones. */
async function twoThreads() {
  const { seams, ...parts } = cutVoice(readGraph(files.model));
  const open = async (threads: number) => {
    const load = (part: Uint8Array) => Session.open(part, { threads, weightsFolder: weightsFolder(files.model) });
    const sessions = { text: await load(parts.text), flow: await load(parts.flow), decoder: await load(parts.decoder) };
    return {
      threads,
      model: new CutModel(
        { seams, ...(await probe(new CutModel({ seams, hop: 1, context: undefined }, sessions), false)) },
        sessions,
      ),
      firstMs: [] as number[],
    };
  };
  const both = [await open(1), await open(2)] as const;
  const cores = new CoreQueue(1);
  const { noiseScale, lengthScale, noiseW, espeakVoice, phonemeIds: map } = config;
  const differences: number[] = [];
  for (let round = -1; round < rounds; round++) {
    const [phonemes = []] = await phonemesOf(texts[15] ?? '', (pieces) => phonemizer.ipa(espeakVoice, pieces));
    const sentence = {
      ids: phonemeIds(phonemes, map).ids,
      speaker: undefined,
      noiseScale,
      lengthScale,
      noiseW,
      speed: 1,
    };
    const waves: number[][] = [];
    for (const { model, firstMs } of both) {
      const wave: number[] = [];
      const startedAt = performance.now();
      const streaming = {
        cores,
        signal: new AbortController().signal,
        random: new Random(round + 1),
        opening: true,
        dueAt: () => 0,
        yields: false,
        worked: () => undefined,
      };
      for await (const samples of streamSentence(model, sentence, streaming)) {
        if (wave.length === 0 && round >= 0) firstMs.push(performance.now() - startedAt);
        wave.push(...samples);
      }
      waves.push(wave);
    }
    differences.push(Math.max(...(waves[0] ?? []).map((value, at) => Math.abs(value - (waves[1]?.[at] ?? Infinity)))));
  }
  for (const { model } of both) await model.release();
  return {
    ratio: median(both[1].firstMs) / median(both[0].firstMs),
    sameToTheBit: differences.filter((each) => each === 0).length / differences.length,
  };
}

/** The gateway's event loop while eight listeners are served through HTTP. */
async function served() {
  const server = await startServer({ MODEL_DIR: modelDir, STARLING_CACHE_DIR: cacheDir });
  try {
    const firsts: number[] = [];
    const listener = async (number: number) => {
      for (let turn = 0; turn < (bench.quick ? 2 : 6); turn++) {
        const input = sentences[(number + turn) % sentences.length];
        const { status, ttfaMs } = await speech(server.url, { model: 'piper', input });
        if (status !== 200) throw new Error(`status ${status}`);
        firsts.push(ttfaMs);
      }
    };
    const alone: number[] = [];
    for (let turn = -1; turn < rounds; turn++) {
      const { ttfaMs } = await speech(server.url, { model: 'piper', input: texts[15] });
      if (turn >= 0) alone.push(ttfaMs);
    }
    await fetch(`${server.url}/metrics`);
    await Promise.all(Array.from({ length: 8 }, (_, number) => listener(number)));
    const metrics = await (await fetch(`${server.url}/metrics`)).text();
    const lag = /^nodejs_eventloop_lag_p99_seconds (\S+)$/m.exec(metrics)?.[1];
    return {
      aloneMs: median(alone),
      p50Ms: median(firsts),
      p95Ms: percentile(firsts, 0.95),
      gatewayLoopP99Ms: Number(lag) * 1000,
    };
  } finally {
    await server.stop();
  }
}

const engine = await loadPiper({ options, note: () => undefined, measured: () => undefined });
const sherpa = await Sherpa.start(files.model);
try {
  const first = await firstAudio(engine, sherpa);
  console.log(
    '\nfirst audio, ms                     streamed   whole  sherpa   streamed ÷ whole (aim at 15: ≤ 0.35)   ÷ sherpa (aim: ≤ 0.35)',
  );
  for (const row of first) {
    console.log(
      `${String(row.words).padStart(4)} words${row.streamedMs.toFixed(0).padStart(33)}${row.wholeMs.toFixed(0).padStart(8)}${row.sherpaMs.toFixed(0).padStart(8)}${row.streamedToWhole.toFixed(2).padStart(19)}${row.streamedToSherpa.toFixed(2).padStart(34)}`,
    );
  }
  const speed = await throughput(engine, sherpa);
  console.log(
    `\naudio seconds a second, one core: ours ${speed.ours.toFixed(1)}, sherpa ${speed.sherpa.toFixed(1)}; ours ÷ sherpa ${speed.ratio.toFixed(2)} (aim ≥ 0.95)`,
  );
  const many = await together(engine, 8);
  const crowd = await together(engine, 24);
  console.log(
    `8 listeners together ÷ one after another: ${many.ratio.toFixed(2)} (aim ≥ 1.7); ${many.audioSecondsPerSecond.toFixed(1)} audio s/s; first audio p50 ${many.firstAudioMs.p50.toFixed(0)} ms, p95 ${many.firstAudioMs.p95.toFixed(0)} ms; event loop p99 ${many.eventLoopP99Ms.toFixed(1)} ms (aim ≤ 10)`,
  );
  console.log(
    `24 listeners at once: ${crowd.audioSecondsPerSecond.toFixed(1)} audio s/s; first audio p50 ${crowd.firstAudioMs.p50.toFixed(0)} ms, p95 ${crowd.firstAudioMs.p95.toFixed(0)} ms`,
  );
  const cancelled = await cancelling(engine);
  console.log(
    `cancelled in the middle of a sentence: core free after ${cancelled.p50Ms.toFixed(1)} ms, at most ${cancelled.maxMs.toFixed(1)} ms (aim ≤ 50)`,
  );
  const threads = await twoThreads();
  console.log(
    `two threads a run ÷ one, first audio of a lone listener: ${threads.ratio.toFixed(2)}; ${(threads.sameToTheBit * 100).toFixed(0)} % of sentences the same to the bit (so one thread it is)`,
  );
  await sherpa.stop();
  const http = await served();
  console.log(
    `through HTTP as mp3: first bytes alone ${http.aloneMs.toFixed(0)} ms; 8 listeners p50 ${http.p50Ms.toFixed(0)} ms, p95 ${http.p95Ms.toFixed(0)} ms; gateway's event loop p99 ${http.gatewayLoopP99Ms.toFixed(1)} ms, of which 10 are the timer's own period`,
  );
  report(
    'voices',
    { voice, firstAudio: first, throughput: speed, together: many, crowd, cancelled, threads, http },
    bench,
  );
} finally {
  rmSync(cacheDir, { recursive: true, force: true });
}
process.exit();

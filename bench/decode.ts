import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { defaultSampling, type SamplingParameters } from '../src/engines/chatterbox/sampler.ts';
import type { Variant } from '../src/engines/chatterbox/variant.ts';
import { benchArguments, median, report } from './harness.ts';
import { CopiedCache } from './models/copied-cache.ts';
import { fullChatterbox } from './models/full-chatterbox.ts';
import { OneAfterAnother } from './models/one-after-another.ts';
import { OpenedTokens } from './models/opened-tokens.ts';
import { patchedCopy } from './models/patched-copy.ts';
import { readBandwidth } from './models/read-bandwidth.ts';
import { SharedLoop } from './models/shared-loop.ts';
import { StaticBatches } from './models/static-batches.ts';
import { stepBytes, stepTimes, type StepTime } from './models/step-times.ts';
import { serve, workload, type Served, type SpeechRequest, type Speaker } from './models/workload.ts';

/**
 * How fast the language model speaks tokens, at full size: Starling's shared loop over caches in place, against transformers.js one after
 * another and against static batches on onnxruntime-node. All get the same files, the same requests and the same number of threads, in this
 * process and in turns, so that noise hits all.
 */
const bench = benchArguments();
const threads = os.availableParallelism();
const rounds = bench.quick ? 1 : 3;
const load = bench.quick
  ? { requests: 6, least: 8, most: 24, meanGapMs: 100 }
  : { requests: 16, least: 50, most: 300, meanGapMs: 150 };
const steps = bench.quick
  ? { pasts: [150], batches: [1, 8], rounds: 2, nodeBatches: [8] }
  : { pasts: [150, 450], batches: [1, 2, 4, 8, 16], rounds: 7, nodeBatches: [1, 8] };
const greedy: SamplingParameters = { temperature: 0, topP: 1, minP: 0, topK: 0, repetitionPenalty: 1, guidance: 0 };

const temporary = mkdtempSync(path.join(os.tmpdir(), 'bench-decode-'));
/** Hidden from a server that has the same folder for its models. */
const modelDir = path.join(process.env['MODEL_DIR'] ?? temporary, '.decode');

/** Two of the requests, at the quartiles of their lengths: one after another all would take minutes, and tokens a second are what counts. */
function typical(requests: readonly SpeechRequest[]): SpeechRequest[] {
  const sorted = [...requests].sort((a, b) => a.tokens - b.tokens);
  const chosen = [0.25, 0.75].map((share) => sorted[Math.floor(share * sorted.length)] as SpeechRequest);
  return chosen.map((request) => ({ ...request, arrivesAtMs: 0 }));
}

/** Whether all say the same of three short texts when nothing is drawn: then they have done the same work. */
async function sayTheSame(speakers: readonly Speaker[]): Promise<boolean> {
  const requests = workload('english', { requests: 3, least: 8, most: 16, meanGapMs: 0, seed: 5 });
  const said: string[] = [];
  for (const speaker of speakers) {
    said.push(JSON.stringify(await Promise.all(requests.map((request) => speaker.speak(request)))));
  }
  return said.every((each) => each === said[0]);
}

function line(name: string, { tokens, seconds, tokensPerSecond, loopP99Ms }: Served): void {
  console.log(
    `${name.padEnd(58)}${tokensPerSecond.toFixed(1).padStart(7)} tokens/s (${tokens} in ${seconds.toFixed(1)} s), event loop p99 ${loopP99Ms.toFixed(1)} ms`,
  );
}

/** The one of the middle. */
function middle<Kind extends Served>(served: readonly Kind[]): Kind {
  const rate = median(served.map(({ tokensPerSecond }) => tokensPerSecond));
  return served.find(({ tokensPerSecond }) => tokensPerSecond === rate) as Kind;
}

/** The median of how many times as fast the first of each round is as the second; rounds that one was not in do not count. */
function timesAsFast(first: readonly Served[], second: readonly Served[]): number {
  const rate = (served: Served | undefined) => served?.tokensPerSecond ?? Number.NaN;
  return median(second.map((each, round) => rate(first[round]) / rate(each)));
}

type SharedServed = Awaited<ReturnType<typeof shared>>;

async function shared(loop: SharedLoop, variant: Variant, seed: number) {
  const before = { ...loop.spent };
  const served = await serve(loop, workload(variant, { ...load, seed }));
  const { decode, prefill, steps: count, sequences } = loop.spent;
  return {
    ...served,
    decodeShare: (decode - before.decode) / served.seconds,
    prefillShare: (prefill - before.prefill) / served.seconds,
    sequencesPerStep: (sequences - before.sequences) / (count - before.steps),
  };
}

/** As listeners get it: tokens are drawn, which takes longer than the likeliest. */
function drawingLoop(model: OpenedTokens): SharedLoop {
  return new SharedLoop({ ...model, rows: 16, sampling: { ...defaultSampling(model.variant), guidance: 0 } });
}

async function english() {
  const folder = fullChatterbox(modelDir, 'english', { decoder: 'tiny' });
  const patched = patchedCopy(folder);
  const model = await OpenedTokens.open(folder, threads);
  const node = await CopiedCache.open(path.join(patched, 'onnx/language_model_q4.onnx'), threads);
  const batches = new StaticBatches(node, model.embedder, model.prefix);
  const published = await OneAfterAnother.open(folder, model.voice, threads);
  const inIntegers = await OneAfterAnother.open(patched, model.voice, threads);

  const greedyLoop = new SharedLoop({ ...model, rows: 16, sampling: greedy });
  const same = await sayTheSame([greedyLoop, batches, inIntegers]);
  greedyLoop.release();
  console.log(`\nall three say the same tokens when nothing is drawn: ${same ? 'yes' : 'NO'}`);

  const drawing = drawingLoop(model);
  const loop: SharedServed[] = [];
  const one: Served[] = [];
  const integers: Served[] = [];
  const static8: Served[] = [];
  for (let seed = 1; seed <= rounds; seed++) {
    console.log(`round ${seed} of ${rounds} …`);
    const requests = workload('english', { ...load, seed });
    one.push(await serve(published, typical(requests)));
    loop.push(await shared(drawing, 'english', seed));
    // Once: it takes minutes.
    if (seed === 1) static8.push(await serve(batches, requests));
    integers.push(await serve(inIntegers, typical(requests)));
  }
  line('transformers.js, one after another, the published file', middle(one));
  line('the same, products in integers as Starling lets them', middle(integers));
  line('static batches of 8 on onnxruntime-node, in integers', middle(static8));
  line('Starling, 16 rows', middle(loop));
  const ratios = {
    toOneAfterAnother: timesAsFast(loop, one),
    toOneAfterAnotherInIntegers: timesAsFast(loop, integers),
    toStaticBatches: timesAsFast(loop, static8),
  };
  console.log(
    `Starling ÷ one after another ${ratios.toOneAfterAnother.toFixed(1)} (aim ≥ 8; in integers ${ratios.toOneAfterAnotherInIntegers.toFixed(1)}), ÷ static batches ${ratios.toStaticBatches.toFixed(1)} (aim ≥ 1.5)`,
  );
  printLoop(middle(loop));
  drawing.release();
  await published.release();
  await inIntegers.release();

  const times = await stepTimes(model, node, steps);
  await node.release();
  const bandwidth = await readBandwidth(threads);
  printSteps('English', times, model, bandwidth);
  await model.release();
  return { same, ratios, served: { one, integers, static8, loop }, times, bandwidth, weightBytes: model.weightBytes };
}

async function turbo() {
  const model = await OpenedTokens.open(fullChatterbox(modelDir, 'turbo', { decoder: 'tiny' }), threads);
  const drawing = drawingLoop(model);
  const served = [];
  for (let seed = 1; seed <= rounds; seed++) served.push(await shared(drawing, 'turbo', seed));
  drawing.release();
  const loop = middle(served);
  console.log('');
  line('Turbo: Starling, 16 rows', loop);
  printLoop(loop);
  const times = await stepTimes(model, undefined, { ...steps, nodeBatches: [] });
  const bandwidth = await readBandwidth(threads);
  printSteps('Turbo', times, model, bandwidth);
  await model.release();
  return { served, times, bandwidth, weightBytes: model.weightBytes };
}

function printLoop({ decodeShare, prefillShare, sequencesPerStep, loopP99Ms }: SharedServed): void {
  console.log(
    `of the time ${(decodeShare * 100).toFixed(0)} % are decode steps of ${sequencesPerStep.toFixed(1)} sequences, ${(prefillShare * 100).toFixed(0)} % prefills; event loop p99 ${loopP99Ms.toFixed(1)} ms (aim ≤ 10)`,
  );
}

function printSteps(name: string, times: readonly StepTime[], model: OpenedTokens, bandwidth: number): void {
  const gigabytes = (bytes: number) => (bytes / 1e9).toFixed(1);
  console.log(
    `\n${name}, a step in ms   past  batch   Starling  tokens/s   of the read bandwidth   onnxruntime-node   ratio (aim at batch 8: ≥ 3)`,
  );
  for (const time of times) {
    const { past, batch, ms, nodeMs, ratio } = time;
    const share = stepBytes(model.weightBytes, model.shape, time) / (ms / 1000) / bandwidth;
    console.log(
      `${String(past).padStart(name.length + 21)}${String(batch).padStart(7)}${ms.toFixed(1).padStart(11)}${((batch * 1000) / ms).toFixed(0).padStart(10)}${`${(share * 100).toFixed(0)} %`.padStart(24)}${(nodeMs?.toFixed(1) ?? '').padStart(19)}${(ratio?.toFixed(1) ?? '').padStart(8)}`,
    );
  }
  console.log(
    `read bandwidth ${gigabytes(bandwidth)} GB/s (memchr, ${threads} threads); a step reads ${gigabytes(model.weightBytes)} GB of weights and ${(model.shape.bytesPerToken / 1024).toFixed(0)} KiB for each token before`,
  );
}

try {
  console.log(`${threads} threads each`);
  const forEnglish = await english();
  const forTurbo = await turbo();
  report('decode', { threads, load, english: forEnglish, turbo: forTurbo }, bench);
} finally {
  rmSync(temporary, { recursive: true, force: true });
}
process.exit();

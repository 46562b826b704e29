import { DeviceArena } from '../src/engines/chatterbox/device-arena.ts';
import { DecoderParts } from '../src/engines/chatterbox/decoder/decoder-parts.ts';
import { melBands } from '../src/engines/chatterbox/decoder/flow.ts';
import { openDecoder } from '../src/engines/chatterbox/decoder/open-decoder.ts';
import { readModelGraph, type ModelDescription } from '../src/engines/chatterbox/describe-model.ts';
import { installedModels } from '../src/engines/chatterbox/installed-models.ts';
import { openLanguageModel } from '../src/engines/chatterbox/language-model-session.ts';
import { languageModelOver } from '../src/engines/chatterbox/language-model-over.ts';
import type { LanguageModel } from '../src/engines/chatterbox/language-model.ts';
import { capacity } from '../src/engines/chatterbox/model-memory.ts';
import { speech } from '../src/engines/chatterbox/variant.ts';
import { PreparedCache } from '../src/engines/prepared-cache.ts';
import { Random } from '../src/engines/random.ts';
import { builtinTexts } from '../src/load/texts.ts';
import { cpu, type Device } from '../src/onnx/device.ts';
import { Tensor } from '../src/onnx/tensor.ts';
import { benchArguments, median, report } from './harness.ts';
import { device as kind, engineLimit, subjects, variant } from './subjects.ts';

/**
 * Chatterbox on a card (STARLING_DEVICE=cuda): whether it gives what the processor gives for the same file, how long a step of the
 * language model takes by rows, what a chunk costs whose length is new, and seconds of audio a second by segments at once.
 */
const bench = benchArguments();
const device: Device = kind === 'cuda' ? { kind, id: 0 } : cpu;
const [subject] = subjects({ ...bench, only: ['chatterbox'] });
if (!subject?.options) throw new Error('There is no Chatterbox model.');
const { modelDir, cacheDir } = subject.options;
const model = installedModels(modelDir, kind).models.get(variant);
if (!model) throw new Error(`There is no ${variant} model in ${modelDir}.`);
const random = new Random(1);
const normal = (length: number, scale = 1) => random.fillNormal(new Float32Array(length)).map((each) => each * scale);

if (kind === 'cpu') console.log('Without STARLING_DEVICE=cuda the processor is compared with itself: a rehearsal.');

async function timed<T>(work: () => Promise<T>): Promise<{ result: T; ms: number }> {
  const startedAt = performance.now();
  const result = await work();
  return { result, ms: performance.now() - startedAt };
}

/** Root of the mean square of the differences, as a share of the values'. */
function distance(ours: Float32Array, theirs: Float32Array): number {
  const energy = (values: Float32Array) => values.reduce((sum, each) => sum + each ** 2, 0);
  const audible = (values: Float32Array) => values.filter((_, index) => (theirs[index] as number) > -1000);
  const [a, b] = [audible(ours), audible(theirs)];
  return Math.sqrt(energy(a.map((each, index) => each - (b[index] as number))) / energy(b));
}

/** A language model with caches of so many rows. */
async function openOn(place: Device, model: ModelDescription, rows: number) {
  const { files, languageModel } = model;
  const session = await openLanguageModel(model, { threads: 1, device: place });
  const graph = readModelGraph(files.graphs.language_model);
  const arena = await DeviceArena.open(session, graph, languageModel, { rows, capacity });
  const lm = languageModelOver(session, languageModel, arena);
  const release = async () => {
    lm.release();
    await arena.free();
    await session.release();
  };
  return { lm, arena, release };
}

const embeds = (rows: number, tokens: number) => {
  const { width } = model.languageModel;
  return Tensor.from('float32', [rows, tokens, width], normal(rows * tokens * width));
};

/** Three prompts, one of them behind a copied row, and five steps of all of them. */
async function logitsOf({ lm, arena }: Awaited<ReturnType<typeof openOn>>, inputs: readonly Tensor[]) {
  const [first, second, behind, ...steps] = inputs as [Tensor, Tensor, Tensor, ...Tensor[]];
  const [long, short, more] = [first, second, behind].map(({ dims }) => dims[1] as number) as [number, number, number];
  const all: Float32Array[] = [];
  const run = async (start: number, tokens: Tensor, lengths: number[]) =>
    all.push((await lm.run({ start, embeds: tokens, lengths })).slice());
  await run(0, first, [0]);
  await run(1, second, [0]);
  await arena.move(0, 2);
  await run(2, behind, [long]);
  const lengths = [long, short, long + more];
  for (const [step, tokens] of steps.entries())
    await run(
      0,
      tokens,
      lengths.map((length) => length + step),
    );
  return all;
}

async function stepMs(lm: LanguageModel, rows: number): Promise<number> {
  const input = embeds(rows, 1);
  const times: number[] = [];
  for (let step = 0; step < (bench.quick ? 8 : 40); step++) {
    const lengths = Array.from({ length: rows }, (_, row) => 200 + row + step);
    times.push((await timed(() => lm.run({ start: 0, embeds: input, lengths }))).ms);
  }
  return median(times.slice(3));
}

async function promptMs(lm: LanguageModel, tokens: number): Promise<number> {
  const input = embeds(1, tokens);
  const times: number[] = [];
  for (let i = 0; i < 6; i++) {
    times.push((await timed(() => lm.run({ start: 0, embeds: input, lengths: [300] }))).ms);
  }
  return median(times);
}

async function languageModel(): Promise<object> {
  const inputs = [embeds(1, 40), embeds(1, 9), embeds(1, 12), ...Array.from({ length: 5 }, () => embeds(3, 1))];
  const ours = await openOn(device, model as ModelDescription, 64);
  const theirs = await openOn(cpu, model as ModelDescription, 3);
  const [here, there] = [await logitsOf(ours, inputs), await logitsOf(theirs, inputs)];
  await theirs.release();
  const off = Math.max(...here.map((logits, index) => distance(logits, there[index] as Float32Array)));
  console.log(
    `logits are off by ${(100 * off).toFixed(3)} % of the processor's (rms, the worst of ${here.length} runs)`,
  );
  const steps: Record<number, number> = {};
  for (const rows of bench.quick ? [1, 8, 64] : [1, 4, 8, 16, 32, 64]) steps[rows] = await stepMs(ours.lm, rows);
  const prompts: Record<number, number> = {};
  for (const tokens of [16, 60, 200]) prompts[tokens] = await promptMs(ours.lm, tokens);
  await ours.release();
  const shown = (times: Readonly<Record<number, number>>) =>
    Object.entries(times)
      .map(([size, ms]) => `${size}: ${ms.toFixed(1)}`)
      .join(', ');
  console.log(`ms of a step, by rows: ${shown(steps)}`);
  console.log(`ms of a prompt behind 300 tokens, by its tokens: ${shown(prompts)}`);
  return { off, steps, prompts };
}

/** What a chunk is made of: a prompt of 30 tokens, tokens, and noise for both halves of the decoder. */
function chunkOf(tokens: number) {
  const ids = (count: number) => Int32Array.from({ length: count }, () => Math.floor(random.uniform() * speech.codes));
  const frames = (count: number) => count * speech.framesPerToken;
  const voice = {
    speakerEmbedding: normal(192),
    promptTokens: ids(30),
    promptFeatures: normal(frames(30) * melBands, 0.5),
  };
  const hop = speech.samplesPerToken / speech.framesPerToken;
  const flowNoise = normal(melBands * frames(30 + tokens));
  return { tokens: [...voice.promptTokens, ...ids(tokens)], voice, flowNoise, noise: normal(9 * frames(tokens) * hop) };
}

/** The stages of a chunk, in milliseconds, and its mel. */
async function decode(decoder: DecoderParts, { tokens, voice, flowNoise, noise }: ReturnType<typeof chunkOf>) {
  const encoded = await timed(() => decoder.encode(tokens, voice));
  const flow = encoded.result;
  const options = { steps: decoder.plan.sizes.length, guidance: 0 };
  const solved = await timed(() => decoder.solve(flow, flowNoise, options));
  const from = 30 * speech.framesPerToken;
  const mel = new Float32Array(melBands * (flow.frames - from));
  for (let band = 0; band < melBands; band++) {
    const row = solved.result.subarray(band * flow.frames + from, (band + 1) * flow.frames);
    mel.set(row, band * (flow.frames - from));
  }
  const source = { phase: new Float64Array(decoder.plan.source.multiples.length), noise };
  const vocoded = await timed(() => decoder.vocode(mel, flow.frames - from, source));
  return { mel, ms: [encoded.ms, solved.ms, vocoded.ms] };
}

async function decoder(): Promise<object> {
  const file = (model as ModelDescription).files.graphs.conditional_decoder;
  const open = async (place: Device) => {
    const opened = await openDecoder(file, {
      cache: new PreparedCache(cacheDir),
      note: () => undefined,
      device: place,
    });
    if (!(opened instanceof DecoderParts)) throw new Error('The decoder could not be cut.');
    return opened;
  };
  const [ours, theirs] = [await open(device), await open(cpu)];
  const chunk = chunkOf(26);
  await decode(ours, chunk);
  const off = distance((await decode(ours, chunk)).mel, (await decode(theirs, chunk)).mel);
  await theirs.release();
  console.log(`mel is off by ${(100 * off).toFixed(3)} % of the processor's (rms)`);
  // Each length comes after another one.
  const rounds: number[][] = [];
  for (const tokens of [112, 28, 62, 112, 28, 62]) rounds.push((await decode(ours, chunkOf(tokens))).ms);
  const stages = ['flow encoder', 'all flow steps', 'vocoder'].map(
    (stage, index) => [stage, median(rounds.map((round) => round[index] as number))] as const,
  );
  console.log(
    `ms of a chunk that is not as long as the one before it: ${stages.map(([stage, ms]) => `${stage} ${ms.toFixed(1)}`).join(', ')}`,
  );
  await ours.release();
  return { off, rounds };
}

const results: Record<string, unknown> = { languageModel: await languageModel(), decoder: await decoder() };
const texts = builtinTexts('en').filter(({ length }) => length > 150);
const rates: Record<number, number> = {};
for (const together of bench.quick ? [8] : [1, 8, 32, 64]) {
  // A card is warm sooner than listeners have begun, and nobody hears this.
  const alone = { ...subject, body: { ...subject.body, speed: 1 }, together, warmUpSeconds: 4 };
  rates[together] = await engineLimit(alone, texts, bench.quick ? 5 : 15);
  console.log(`${together} segments at once: ${rates[together].toFixed(2)} s of audio a second`);
}
report('card', { ...results, rates }, bench);

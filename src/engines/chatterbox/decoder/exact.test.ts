import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasData } from '../../../../test/data.ts';
import { fillSkeleton } from '../../../../test/models/skeleton.ts';
import { readGraph } from '../../../onnx/graph.ts';
import { cutDecoder, type CutDecoder, type CutOptions } from './cut-decoder.ts';
import { DecoderParts } from './decoder-parts.ts';
import { melBands } from './flow.ts';
import { quantizedConfig } from './quantize.ts';
import { findDecoderSeams } from './seams.ts';
import { fadeIn, phaseAfter, pitchContext, vocoderContext } from './source.ts';
import { nodesOfSteps } from './step-seams.ts';
import {
  PublishedMel,
  anySource,
  anyUtterance,
  columnsOf,
  difference,
  largest,
  publishedWaveform,
} from './utterance.fixture.ts';

const lengths = [12, 18, 7];

// Full size and true structure, with random weights. English is compared to its third step: with all ten its whole graph takes two minutes to load.
describe.skipIf(!hasData).each([
  {
    name: 'en_conditional_decoder',
    steps: 10,
    guidance: 0.7,
    options: { steps: 3, guidance: 0.7, firstStepAsPublished: true },
  },
  { name: 'turbo_conditional_decoder', steps: 2, guidance: undefined, options: { steps: 2, guidance: 0 } },
] as const)('a decoder of full size: $name', ({ name, steps, guidance, options }) => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'exact-decoder-'));
  const utterances = lengths.map((length) => anyUtterance(length, { promptTokens: 15 }));
  /** The mel of each with its prompt. */
  const mels: Float32Array[] = [];
  let file: string;
  let decoder: DecoderParts;
  /** With no more of the published steps than are compared. */
  const cut = (how?: CutOptions): CutDecoder => {
    const { plan, ...rest } = cutDecoder(readGraph(file), how);
    return { ...rest, plan: { ...plan, sizes: plan.sizes.slice(0, options.steps) } };
  };
  /** From the noise to a mel, as far as it would be by all steps. */
  const wayOf = (mel: Float32Array, { noise }: { noise: Float32Array }): Float32Array => {
    const part = decoder.plan.sizes.reduce((sum, size) => sum + size, 0);
    return mel.map((value, index) => (value - noise[index]!) / part);
  };
  beforeAll(async () => {
    file = fillSkeleton(name, folder);
    decoder = await DecoderParts.open(cut(), file, { threads: 2 });
    for (const { tokens, voice, noise } of utterances) {
      mels.push(await decoder.solve(await decoder.encode(tokens, voice), noise, options));
    }
  }, 300_000);
  afterAll(async () => {
    await decoder.release();
    rmSync(folder, { recursive: true, force: true });
  });

  it('has equal copies of 747 weighted operators, which 14 constants tell the time', () => {
    const graph = readGraph(file);
    const seams = findDecoderSeams(graph);
    const weighted = new Set(['MatMul', 'Conv', 'LayerNormalization', 'Softmax', 'Erf']);
    const counts = nodesOfSteps(graph, seams.steps).map((nodes) => nodes.filter(({ op }) => weighted.has(op)).length);
    expect(counts).toEqual(Array.from({ length: steps }, () => 747));
    expect(seams.steps.map(({ times }) => times.length)).toEqual(Array.from({ length: steps }, () => 14));
    expect(seams.guidance).toBe(guidance);
    expect(seams.firstStepBlank).toBe(guidance !== undefined);
    expect(seams.vocoder.source).toEqual({ multiples: [1, 2, 3, 4, 5, 6, 7, 8, 9], sampleRate: 24_000, hop: 480 });
  });

  it('makes the mel of the whole', { timeout: 300_000 }, async () => {
    const whole = await PublishedMel.open(file, options.steps);
    for (const [index, utterance] of utterances.entries()) {
      const expected = await whole.decode(utterance);
      const way = wayOf(expected, utterance);
      expect(largest(way)).toBeGreaterThan(1);
      expect(difference(wayOf(mels[index]!, utterance), way)).toBeLessThan(1e-4);
    }
    await whole.release();
  });

  it('makes of three at once what it makes of each alone', { timeout: 300_000 }, async () => {
    const flows = await Promise.all(utterances.map(({ tokens, voice }) => decoder.encode(tokens, voice)));
    const noises = utterances.map(({ noise }) => noise);
    const together = await decoder.solveRagged(flows, noises, options);
    for (const [index, utterance] of utterances.entries()) {
      const alone = wayOf(mels[index]!, utterance);
      expect(difference(wayOf(together[index]!, utterance), alone)).toBeLessThan(1e-4);
    }
  });

  it('makes the samples of the whole, the same each time', { timeout: 300_000 }, async () => {
    const frames = 2;
    const mel = columnsOf(mels[0]!, { rows: melBands, start: 30, end: 30 + frames });
    const source = anySource(decoder, frames);
    const { samples } = await decoder.vocode(mel, frames, source);
    expect(difference((await decoder.vocode(mel, frames, source)).samples, samples)).toBe(0);
    const expected = await publishedWaveform(file, mel, source);
    expect(largest(expected)).toBeGreaterThan(0.01);
    expect(difference(fadeIn(samples, decoder.plan.fade), expected) / largest(samples)).toBeLessThan(1e-3);
  });

  it('makes of a window with context what it makes of the whole', { timeout: 300_000 }, async () => {
    const { source } = decoder.plan;
    const frames = 50;
    const mel = mels[1]!.subarray(0, melBands * frames);
    const { phase, noise } = anySource(decoder, frames);
    const whole = await decoder.vocode(mel, frames, { phase, noise });
    const [start, end] = [10, 40];
    const window = (from: number, to: number) => columnsOf(mel, { rows: melBands, start: from, end: to });
    const wider = await decoder.pitch(window(start - pitchContext, end + pitchContext), end - start + 2 * pitchContext);
    const pitch = wider.subarray(pitchContext, -pitchContext);
    expect(difference(pitch, whole.pitch.subarray(start, end))).toBeLessThan(1e-2);
    const { samples } = await decoder.vocode(window(start, end), end - start, {
      pitch,
      phase: phaseAfter(source, phase, whole.pitch, start),
      noise: columnsOf(noise, { rows: phase.length, start: start * 480, end: end * 480 }),
    });
    const inner = samples.subarray(vocoderContext * 480, -vocoderContext * 480);
    const same = whole.samples.subarray((start + vocoderContext) * 480, (end - vocoderContext) * 480);
    expect(difference(inner, same)).toBeLessThan(1e-3);
  });

  it('makes the same mel, pitch and samples with products, as on a card', { timeout: 300_000 }, async () => {
    const withProducts = cut({ products: true });
    const left = Object.values(withProducts.parts).flatMap((part) =>
      readGraph(part).nodes.filter(({ op }) => ['Conv', 'ConvTranspose', 'STFT'].includes(op)),
    );
    expect(left).toEqual([]);
    const products = await DecoderParts.open(withProducts, file, { threads: 2 });
    try {
      const utterance = utterances[0]!;
      const flow = await products.encode(utterance.tokens, utterance.voice);
      const mel = await products.solve(flow, utterance.noise, options);
      expect(difference(wayOf(mel, utterance), wayOf(mels[0]!, utterance))).toBeLessThan(1e-3);
      const pitch = await decoder.pitch(mels[0]!, flow.frames);
      const source = { ...anySource(decoder, flow.frames), pitch };
      expect(difference(await products.pitch(mels[0]!, flow.frames), pitch)).toBeLessThan(1e-2);
      const expected = await decoder.vocode(mels[0]!, flow.frames, source);
      const { samples } = await products.vocode(mels[0]!, flow.frames, source);
      expect(largest(samples)).toBeGreaterThan(0.01);
      expect(difference(samples, expected.samples)).toBeLessThan(1e-3);
    } finally {
      await products.release();
    }
  });

  it('makes about the same mel in 8-bit integers', { timeout: 300_000 }, async () => {
    const coarse = await DecoderParts.open(cut({ int8: true }), file, {
      threads: 2,
      config: quantizedConfig(),
    });
    const utterance = utterances[2]!;
    const mel = await coarse.solve(await coarse.encode(utterance.tokens, utterance.voice), utterance.noise, options);
    await coarse.release();
    const power = (values: Float32Array) => values.reduce((sum, value) => sum + value ** 2, 0);
    const exact = wayOf(mels[2]!, utterance);
    const off = wayOf(mel, utterance).map((value, index) => value - exact[index]!);
    const relative = Math.sqrt(power(off) / power(exact));
    expect(relative).toBeGreaterThan(1e-4);
    expect(relative).toBeLessThan(0.05);
  });
});

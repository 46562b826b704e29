import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readGraph } from '../../../onnx/graph.ts';
import { cutDecoder } from './cut-decoder.ts';
import { DecoderParts } from './decoder-parts.ts';
import { melBands } from './flow.ts';
import { fadeIn, phaseAfter } from './source.ts';
import { writeTinyDecoder } from './tiny-decoder.fixture.ts';
import {
  PublishedMel,
  anySource,
  anyUtterance,
  columnsOf,
  difference,
  largest,
  publishedWaveform,
  withoutPrompt,
} from './utterance.fixture.ts';

const folder = mkdtempSync(path.join(os.tmpdir(), 'decoder-parts-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const open = (file: string) => DecoderParts.open(cutDecoder(readGraph(file)), file);

describe.each([
  { guided: true, steps: 5, published: { steps: 5, guidance: 0.7, firstStepAsPublished: true } },
  { guided: false, steps: 2, published: { steps: 2, guidance: 0 } },
])('a small decoder in parts, guided: $guided', ({ guided, steps, published }) => {
  let file: string;
  let decoder: DecoderParts;
  beforeAll(async () => {
    file = writeTinyDecoder(path.join(folder, String(guided)), { guided, steps });
    decoder = await open(file);
  });
  afterAll(() => decoder.release());

  it('says how it is published', () => {
    const { sizes, guidance, timeRows, timeWidth, blankVelocity } = decoder.plan;
    expect([sizes.length, guidance, timeRows, timeWidth]).toEqual([
      steps,
      guided ? 0.7 : undefined,
      guided ? 2 : 1,
      12,
    ]);
    expect(blankVelocity?.length).toBe(guided ? 80 : undefined);
    expect(JSON.parse(JSON.stringify(decoder.plan))).toEqual(decoder.plan);
  });

  it('makes the mel of the whole', async () => {
    const whole = await PublishedMel.open(file);
    for (const length of [1, 7, 40]) {
      const utterance = anyUtterance(length);
      const flow = await decoder.encode(utterance.tokens, utterance.voice);
      expect(flow.frames).toBe(utterance.frames);
      const mel = withoutPrompt(await decoder.solve(flow, utterance.noise, published), utterance);
      const expected = await whole.decode(utterance);
      expect(largest(expected)).toBeGreaterThan(1);
      expect(difference(mel, expected)).toBeLessThan(1e-4);
    }
    await whole.release();
  });

  it('makes the samples of the whole', async () => {
    // The published sum of turns loses digits with time, so that only the start is the same.
    const frames = 4;
    const mel = anyUtterance(2, { promptTokens: 0 }).noise;
    const source = anySource(decoder, frames);
    const { samples } = await decoder.vocode(mel, frames, source);
    const expected = await publishedWaveform(file, mel, source);
    expect(samples).toHaveLength(1920);
    expect(difference(fadeIn(samples, decoder.plan.fade), expected)).toBeLessThan(2e-3);
    expect(largest(expected)).toBeGreaterThan(0.2);
  });

  it('makes the same of the same noise, and something else of other noise', async () => {
    const utterance = anyUtterance(10);
    const flow = await decoder.encode(utterance.tokens, utterance.voice);
    const render = async (seed: number) => {
      const mel = withoutPrompt(await decoder.solve(flow, utterance.noise, published), utterance);
      return (await decoder.vocode(mel, 20, anySource(decoder, 20, seed))).samples;
    };
    const [first, second, other] = await Promise.all([render(1), render(1), render(2)]);
    expect(difference(first, second)).toBe(0);
    expect(difference(first, other)).toBeGreaterThan(1e-3);
  });

  it('makes of several flows at once what it makes of each alone', async () => {
    const utterances = [12, 3, 30].map((length) => anyUtterance(length));
    const flows = await Promise.all(utterances.map(({ tokens, voice }) => decoder.encode(tokens, voice)));
    const noises = utterances.map(({ noise }) => noise);
    const together = await decoder.solveRagged(flows, noises, published);
    const alone = await Promise.all(flows.map((flow, index) => decoder.solve(flow, noises[index]!, published)));
    alone.forEach((mel, index) => expect(difference(together[index]!, mel)).toBeLessThan(1e-4));
    expect(await decoder.solveRagged([], [], published)).toEqual([]);
  });

  it('goes on in the next window where the last one was', async () => {
    const { source } = decoder.plan;
    const frames = 40;
    const mel = anyUtterance(frames / 2, { promptTokens: 0 }).noise;
    const { phase, noise } = anySource(decoder, frames);
    const whole = await decoder.vocode(mel, frames, { phase, noise });
    expect(whole.phase).toEqual(phaseAfter(source, phase, whole.pitch));
    // A window from frame 15 to the end, of which the first frames are context.
    const [start, context] = [15, 6];
    const window = await decoder.vocode(columnsOf(mel, { rows: melBands, start, end: frames }), frames - start, {
      pitch: whole.pitch.subarray(start),
      phase: phaseAfter(source, phase, whole.pitch, start),
      noise: columnsOf(noise, { rows: phase.length, start: start * 480, end: frames * 480 }),
    });
    const border = (start + context) * 480;
    expect(difference(window.samples.subarray(context * 480), whole.samples.subarray(border))).toBeLessThan(1e-4);
    expect(difference(Float32Array.from(window.phase), Float32Array.from(whole.phase))).toBeLessThan(1e-6);
  });

  it('asks for a turn before each step', async () => {
    const { tokens, voice, noise } = anyUtterance(3);
    let turns = 0;
    const flow = await decoder.encode(tokens, voice);
    const turn = <T>(run: () => Promise<T>) => {
      turns++;
      return run();
    };
    await decoder.solve(flow, noise, { ...published, turn });
    expect(turns).toBe(steps);
  });

  it('stops when it is aborted, with the reason', async () => {
    const { tokens, voice, noise } = anyUtterance(3);
    const reason = new Error('nobody listens');
    const stop = new AbortController();
    const flow = await decoder.encode(tokens, voice);
    const turn = <T>(run: () => Promise<T>) => {
      stop.abort(reason);
      return run();
    };
    const solved = decoder.solve(flow, noise, { ...published, turn }, stop.signal);
    await expect(solved).rejects.toBe(reason);
    await expect(decoder.encode(tokens, voice, stop.signal)).rejects.toBe(reason);
    await expect(
      decoder.vocode(noise, noise.length / 80, anySource(decoder, noise.length / 80), stop.signal),
    ).rejects.toBe(reason);
  });

  it('refuses noise of another length, and tokens that there are not', async () => {
    const { tokens, voice } = anyUtterance(3);
    const flow = await decoder.encode(tokens, voice);
    await expect(decoder.solve(flow, new Float32Array(80), published)).rejects.toThrow('1440 numbers; 80 came');
    await expect(decoder.encode([...tokens, 6561], voice)).rejects.toThrow('6561');
  });

  it('uses the known mel that the caller writes', async () => {
    const { tokens, voice, noise } = anyUtterance(5);
    const flow = await decoder.encode(tokens, voice);
    const before = await decoder.solve(flow, noise, published);
    flow.cond.fill(1);
    expect(difference(await decoder.solve(flow, noise, published), before)).toBeGreaterThan(1e-2);
  });
});

describe('how a decoder is asked to solve', () => {
  const { tokens, voice, noise } = anyUtterance(9);
  const opened = new Map<boolean, DecoderParts>();
  beforeAll(async () => {
    for (const guided of [true, false]) {
      const file = writeTinyDecoder(path.join(folder, `options-${guided}`), { guided, steps: 4 });
      opened.set(guided, await open(file));
    }
  });
  afterAll(() => Promise.all([...opened.values()].map((decoder) => decoder.release())));

  it('with fewer steps and with more guidance: something else comes out, of the same size', async () => {
    const decoder = opened.get(true)!;
    const flow = await decoder.encode(tokens, voice);
    const mels = await Promise.all(
      [
        { steps: 4, guidance: 0.7 },
        { steps: 2, guidance: 0.7 },
        { steps: 4, guidance: 2 },
        { steps: 4, guidance: 0 },
        { steps: 4, guidance: 0.7, firstStepAsPublished: true },
      ].map((options) => decoder.solve(flow, noise, options)),
    );
    for (const [index, mel] of mels.entries()) {
      expect(mel).toHaveLength(noise.length);
      for (const other of mels.slice(index + 1)) expect(difference(mel, other)).toBeGreaterThan(1e-4);
    }
  });

  it('without guidance costs one row, and is what little guidance comes to', async () => {
    const decoder = opened.get(true)!;
    const flow = await decoder.encode(tokens, voice);
    const none = await decoder.solve(flow, noise, { steps: 4, guidance: 0 });
    const little = await decoder.solve(flow, noise, { steps: 4, guidance: 1e-6 });
    expect(difference(none, little)).toBeLessThan(1e-4);
  });

  it('with other steps than published only where these say the time by their beginning', async () => {
    const flow = await opened.get(false)!.encode(tokens, voice);
    const fewer = opened.get(false)!.solve(flow, noise, { steps: 2, guidance: 0 });
    await expect(fewer).rejects.toThrow('This decoder takes 4 steps only; 2 were asked for.');
    await expect(opened.get(true)!.solve(flow, noise, { steps: 5, guidance: 0 })).rejects.toThrow('1 to 4 steps');
  });
});

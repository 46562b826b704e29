/** Sounds, sources and measurements for the tests of this floor. */

import { spawn } from 'node:child_process';
import { buffer, text } from 'node:stream/consumers';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { fromInt16 } from './pcm.ts';

/** Something like a vowel: ten falling harmonics of `pitchHz`, swelling three times a second. At most 0.7 in size. */
export function vowel(sampleRate: number, seconds: number, pitchHz = 140): Float32Array {
  const out = new Float32Array(Math.round(sampleRate * seconds));
  const harmonics = Math.min(10, Math.floor((0.4 * sampleRate) / pitchHz));
  for (let i = 0; i < out.length; i++) {
    let sum = 0;
    for (let harmonic = 1; harmonic <= harmonics; harmonic++) {
      sum += Math.sin((2 * Math.PI * pitchHz * harmonic * i) / sampleRate + harmonic) / harmonic;
    }
    out[i] = sum * (0.2 + 0.1 * Math.sin((2 * Math.PI * 3 * i) / sampleRate));
  }
  // On the 16-bit grid, so that lossless formats must give the very same floats back.
  return out.map((sample) => Math.round(sample * 32768) / 32768);
}

/** A source that hands out chunks of `size` samples, each in a turn of its own so that streams mix in time. */
export async function* inChunks(samples: Float32Array, size: number): AsyncGenerator<Float32Array, void> {
  for (let start = 0; start < samples.length; start += size) {
    await nextTurn();
    yield samples.subarray(start, start + size);
  }
}

/** A source that gives its chunks and then nothing more, until its signal aborts: like an engine that is still at work. */
export class BlockedSource implements AsyncIterable<Float32Array> {
  readonly #chunks: readonly Float32Array[];
  readonly #signal: AbortSignal;
  /** How many chunks were taken. */
  taken = 0;
  /** The source was let go, by its end, an error or the reader. */
  closed = false;

  constructor(chunks: readonly Float32Array[], signal: AbortSignal) {
    this.#chunks = chunks;
    this.#signal = signal;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Float32Array, void> {
    try {
      for (const chunk of this.#chunks) {
        this.taken++;
        yield chunk;
      }
      await new Promise((_, reject) => {
        this.#signal.addEventListener('abort', () => reject(this.#signal.reason as Error));
      });
    } finally {
      this.closed = true;
    }
  }
}

export async function collect(stream: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** Decodes with ffmpeg at `sampleRate`, and fails on the slightest complaint of it. */
export async function decode(
  bytes: Uint8Array,
  sampleRate: number,
  inputArguments: string[] = [],
): Promise<Float32Array> {
  const output = ['-f', 's16le', '-ac', '1', '-ar', String(sampleRate), 'pipe:1'];
  const child = spawn('ffmpeg', ['-v', 'error', '-xerror', ...inputArguments, '-i', 'pipe:0', ...output]);
  child.stdin.on('error', () => undefined);
  child.stdin.end(bytes);
  const [decoded, complaint] = await Promise.all([buffer(child.stdout), text(child.stderr)]);
  if (complaint !== '') throw new Error(`ffmpeg complained: ${complaint}`);
  return fromInt16(new Int16Array(new Uint8Array(decoded).buffer));
}

/** How alike two sounds are, 1 for the same wave, at the delay of `heard` (0 to `maxDelay` samples) where they are most alike. */
export function likeness(played: Float32Array, heard: Float32Array, maxDelay: number): number {
  let best = -1;
  for (let delay = 0; delay <= maxDelay; delay++) {
    let product = 0;
    let playedPower = 0;
    let heardPower = 0;
    const length = Math.min(played.length, heard.length - delay, 8_000);
    for (let i = 0; i < length; i++) {
      const a = played[i]!;
      const b = heard[i + delay]!;
      product += a * b;
      playedPower += a * a;
      heardPower += b * b;
    }
    best = Math.max(best, product / Math.sqrt(playedPower * heardPower || 1));
  }
  return best;
}

/** Signal-to-noise ratio in dB, leaving out `edge` samples at both ends. */
export function signalToNoise(expected: Float32Array, actual: Float32Array, edge = 0): number {
  let signal = 0;
  let noise = 0;
  for (let i = edge; i < expected.length - edge; i++) {
    signal += expected[i]! ** 2;
    noise += (expected[i]! - actual[i]!) ** 2;
  }
  return 10 * Math.log10(signal / noise);
}

export interface OggPage {
  readonly flags: number;
  readonly granulePosition: number;
  readonly serial: number;
  readonly sequence: number;
  readonly lacing: readonly number[];
  readonly body: Buffer;
  readonly checksum: number;
  /** The whole page with its checksum field 0. */
  readonly blank: Buffer;
}

/** Reads Ogg pages back; throws where the bytes are not a run of whole pages. */
export function oggPages(bytes: Uint8Array): OggPage[] {
  const file = Buffer.from(bytes);
  const pages: OggPage[] = [];
  for (let at = 0; at < file.length;) {
    if (file.toString('latin1', at, at + 5) !== 'OggS\0') throw new Error(`no Ogg page at byte ${at}`);
    const lacing = [...file.subarray(at + 27, at + 27 + file[at + 26]!)];
    const bodyAt = at + 27 + lacing.length;
    const end = bodyAt + lacing.reduce((sum, length) => sum + length, 0);
    if (end > file.length) throw new Error(`the Ogg page at byte ${at} is cut off`);
    const blank = Buffer.from(file.subarray(at, end));
    blank.fill(0, 22, 26);
    pages.push({
      flags: file[at + 5]!,
      granulePosition: Number(file.readBigInt64LE(at + 6)),
      serial: file.readUInt32LE(at + 14),
      sequence: file.readUInt32LE(at + 18),
      checksum: file.readUInt32LE(at + 22),
      lacing,
      body: file.subarray(bodyAt, end),
      blank,
    });
    at = end;
  }
  return pages;
}

/** Joins the segments of the pages to packets. */
export function oggPackets(pages: readonly OggPage[]): Buffer[] {
  const packets: Buffer[] = [];
  let parts: Buffer[] = [];
  for (const { lacing, body } of pages) {
    let at = 0;
    for (const length of lacing) {
      parts.push(body.subarray(at, at + length));
      at += length;
      if (length === 255) continue;
      packets.push(Buffer.concat(parts));
      parts = [];
    }
  }
  return packets;
}

/** Bytes of all WebAssembly memories. They only ever grow: kept encoders and stages show up here. */
export function wasmBytes(): number {
  const { external, arrayBuffers } = process.memoryUsage();
  return external - arrayBuffers;
}

import type { Writable } from 'node:stream';
import { bytesOf, toInt16 } from '../pcm.ts';
import { inPieces, type AudioFormat, type EncodeOptions } from './encoder.ts';
import { startFfmpeg, type Ffmpeg } from './ffmpeg.ts';
import { LookAhead } from './look-ahead.ts';

/** AAC-LC in ADTS frames of 1024 samples, mono, by an ffmpeg process for each stream. */

/** The rates of ADTS (ISO/IEC 14496-3, table 1.18) from 8 to 48 kHz. */
const sampleRates: readonly number[] = [8_000, 11_025, 12_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000];

/** bit/s, as for MP3. */
function bitrate(sampleRate: number): number {
  return sampleRate <= 12_000 ? 32_000 : sampleRate <= 24_000 ? 64_000 : 96_000;
}

function ffmpegArguments(sampleRate: number): string[] {
  return [
    // Else ffmpeg waits for 5 MB or 5 s of input to guess at its format. (`-fflags nobuffer` instead loses samples.)
    ...['-probesize', '32', '-analyzeduration', '0'],
    ...['-f', 's16le', '-ar', String(sampleRate), '-ac', '1', '-i', 'pipe:0'],
    ...['-threads', '1', '-c:a', 'aac', '-b:a', String(bitrate(sampleRate))],
    ...['-flush_packets', '1', '-f', 'adts', 'pipe:1'],
  ];
}

/**
 * Goes on with whichever comes first: bytes from ffmpeg, or room to give it more samples. The source is read only while
 * bytes are asked for; what ffmpeg and its pipes hold in between is bounded by the system's pipe size.
 */
async function* encode(
  program: string,
  pcm: AsyncIterable<Float32Array>,
  { sampleRate, signal }: EncodeOptions,
): AsyncGenerator<Uint8Array, void> {
  if (!sampleRates.includes(sampleRate)) throw new RangeError(`AAC has no sample rate of ${sampleRate} Hz`);
  const source = new LookAhead(inPieces(pcm));
  try {
    const first = await source.peek();
    signal.throwIfAborted();
    // A stream of no frames is no bytes: ADTS has no header of its own.
    if (!first.done) yield* throughFfmpeg(startFfmpeg(program, ffmpegArguments(sampleRate)), source, signal);
  } finally {
    await source.close();
  }
}

async function* throughFfmpeg(ffmpeg: Ffmpeg, source: LookAhead<Float32Array>, signal: AbortSignal) {
  signal.addEventListener('abort', ffmpeg.kill);
  const output = new LookAhead<Uint8Array>(ffmpeg.stdout);
  try {
    let feeding: Promise<'fed' | 'ended'> | undefined = feed(source, ffmpeg);
    for (;;) {
      const event: 'output' | 'fed' | 'ended' = await Promise.race([
        output.settled().then(() => 'output' as const),
        ...(feeding ? [feeding] : []),
      ]);
      if (event === 'fed') feeding = feed(source, ffmpeg);
      else if (event === 'ended') feeding = undefined;
      else {
        const next = await output.peek();
        output.advance();
        if (next.done) break;
        yield next.value;
      }
    }
    await ffmpeg.finished;
  } catch (error) {
    signal.throwIfAborted();
    // A pipe fails because the process did, which has more to say.
    if (output.failed) await ffmpeg.finished;
    throw error;
  } finally {
    signal.removeEventListener('abort', ffmpeg.kill);
    ffmpeg.kill();
    await output.close();
    await ffmpeg.finished.catch(() => undefined);
  }
}

/** Gives ffmpeg the next samples, or the end, and waits until it has room for more. */
function feed(source: LookAhead<Float32Array>, { stdin }: Ffmpeg): Promise<'fed' | 'ended'> {
  const fed = (async () => {
    const next = await source.peek();
    source.advance();
    if (next.done) {
      stdin.end();
      return 'ended';
    }
    if (!stdin.write(bytesOf(toInt16(next.value)))) await drained(stdin);
    return 'fed';
  })();
  // It may fail while the consumer is busy; the loop meets the error at its next turn.
  fed.catch(() => undefined);
  return fed;
}

/** Settles when the pipe has room again, or is gone. */
function drained(pipe: Writable): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      pipe.off('drain', done).off('close', done);
      resolve();
    };
    pipe.on('drain', done).on('close', done);
  });
}

/** AAC by ffmpeg. Encoding throws EncoderUnavailable where `program` is not installed. */
export function createAacFormat(program = 'ffmpeg'): AudioFormat {
  return {
    sampleRates,
    mediaType: () => 'audio/aac',
    encode: (pcm, options) => encode(program, pcm, options),
  };
}

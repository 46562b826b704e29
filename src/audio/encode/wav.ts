import { bytesOf, joinSamples, toInt16 } from '../pcm.ts';
import { joinBytes, type AudioFormat, type EncodeOptions } from './encoder.ts';
import { LookAhead } from './look-ahead.ts';

/**
 * RIFF/WAVE, 16-bit mono, with the 44-byte header that every reader knows
 * (Multimedia Programming Interface and Data Specifications 1.0, IBM and Microsoft, 1991).
 *
 * The header holds the length, and comes first. So a source that is already complete is gathered and gets its true
 * sizes; any other gets 0xFFFFFFFF in both, which readers take as "until the end of the stream".
 */

const headerBytes = 44;
const unknown = 0xffffffff;
/** At most this much is gathered to learn the length. */
const maxGatheredSeconds = 30;

function header(sampleRate: number, dataBytes: number | undefined): Uint8Array {
  const bytes = Buffer.alloc(headerBytes);
  bytes.write('RIFF', 0, 'latin1');
  bytes.writeUInt32LE(dataBytes === undefined ? unknown : dataBytes + headerBytes - 8, 4);
  bytes.write('WAVEfmt ', 8, 'latin1');
  bytes.writeUInt32LE(16, 16); // bytes of the fmt chunk
  bytes.writeUInt16LE(1, 20); // PCM
  bytes.writeUInt16LE(1, 22); // channels
  bytes.writeUInt32LE(sampleRate, 24);
  bytes.writeUInt32LE(sampleRate * 2, 28); // bytes per second
  bytes.writeUInt16LE(2, 32); // bytes per frame
  bytes.writeUInt16LE(16, 34); // bits per sample
  bytes.write('data', 36, 'latin1');
  bytes.writeUInt32LE(dataBytes ?? unknown, 40);
  return bytes;
}

async function* encode(pcm: AsyncIterable<Float32Array>, options: EncodeOptions): AsyncGenerator<Uint8Array, void> {
  const { sampleRate, signal } = options;
  const source = new LookAhead(pcm);
  try {
    const gathered: Float32Array[] = [];
    let length = 0;
    let ended = false;
    // Waits for the first samples, however long they take; after that takes only what is there.
    while (!ended && length <= sampleRate * maxGatheredSeconds && (length === 0 || (await source.ready()))) {
      const next = await source.peek();
      source.advance();
      signal.throwIfAborted();
      if (next.done) ended = true;
      else {
        gathered.push(next.value);
        length += next.value.length;
      }
    }
    const samples = bytesOf(toInt16(joinSamples(gathered)));
    yield joinBytes([header(sampleRate, ended ? samples.length : undefined), samples]);

    while (!ended) {
      const next = await source.peek();
      source.advance();
      signal.throwIfAborted();
      if (next.done) ended = true;
      else if (next.value.length > 0) yield bytesOf(toInt16(next.value));
    }
  } finally {
    await source.close();
  }
}

export const wavFormat: AudioFormat = { mediaType: () => 'audio/wav', encode };

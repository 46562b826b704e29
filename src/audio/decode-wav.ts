/**
 * Reads RIFF/WAVE files (Multimedia Programming Interface and Data Specifications 1.0, IBM and Microsoft, 1991;
 * Multiple Channel Audio Data and WAVE Files, Microsoft, 2001): PCM of 8, 16, 24 and 32 bits and floats of 32 and 64,
 * with any number of channels, which are averaged.
 */

/** No WAV file, or one that is not read here. The message names the field, what it should be and what it is. */
export class InvalidWav extends Error {
  override readonly name = 'InvalidWav';
}

export interface DecodedWav {
  /** The mean of all channels; in [-1, 1] where the file holds integers, and as they are where it holds floats. */
  readonly samples: Float32Array;
  /** Hz, as the file says: any whole number over 0. */
  readonly sampleRate: number;
}

/** The `fmt ` chunk, checked. */
interface WavFormat {
  readonly sampleRate: number;
  readonly channels: number;
  readonly bytesPerSample: number;
  /** The sample at a byte of the file. */
  readonly sampleAt: (view: DataView, at: number) => number;
}

interface Chunk {
  readonly start: number;
  readonly end: number;
}

/** Format tags of mmreg.h, for messages too. */
const formatNames: Readonly<Record<number, string>> = {
  0x0001: 'PCM',
  0x0002: 'ADPCM',
  0x0003: 'float',
  0x0006: 'A-law',
  0x0007: 'µ-law',
  0x0011: 'IMA ADPCM',
  0x0031: 'GSM 6.10',
  0x0055: 'MP3',
  0x00ff: 'AAC',
};
const extensible = 0xfffe;
/** What follows the format tag in the GUID of an extensible format: {0000xxxx-0000-0010-8000-00AA00389B71}. */
const guidTail = '000000001000800000aa00389b71';

/** Readers of samples by format tag and bits. */
const readers: Readonly<Record<string, WavFormat['sampleAt']>> = {
  '1/8': (view, at) => (view.getUint8(at) - 128) / 128,
  '1/16': (view, at) => view.getInt16(at, true) / 32_768,
  '1/24': (view, at) => ((view.getInt8(at + 2) << 16) | view.getUint16(at, true)) / 8_388_608,
  '1/32': (view, at) => view.getInt32(at, true) / 2_147_483_648,
  '3/32': (view, at) => view.getFloat32(at, true),
  '3/64': (view, at) => view.getFloat64(at, true),
};

const convert = 'Convert the file, such as by: ffmpeg -i FILE -c:a pcm_s16le NEW.wav';
/** Writers that do not know the length put 0, 0xFFFFFFFF (ffmpeg, Starling) or 0x7FFFF000 and more (sox) there. */
const leastUnknownBytes = 0x7ffff000;

/**
 * Decodes a WAV file. Memory: four bytes for each frame, at most four times that of the file. A file whose data end
 * before they should is refused, as a download that was cut off; one of open length is read to its end. Samples of
 * float files need not be numbers. Throws {@link InvalidWav}.
 */
export function decodeWav(bytes: Uint8Array): DecodedWav {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const chunks = findChunks(view);
  const { sampleRate, channels, bytesPerSample, sampleAt } = readFormat(view, chunks.format);
  const { start, end } = chunks.data;
  const samples = new Float32Array(Math.floor((end - start) / (channels * bytesPerSample)));
  let at = start;
  for (let frame = 0; frame < samples.length; frame++) {
    let sum = 0;
    for (let channel = 0; channel < channels; channel++, at += bytesPerSample) sum += sampleAt(view, at);
    samples[frame] = sum / channels;
  }
  return { samples, sampleRate };
}

/** The first chunk of each kind, in whichever order they stand. */
function findChunks(view: DataView): { format: Chunk; data: Chunk } {
  const riff = idAt(view, 0);
  const form = idAt(view, 8);
  if (!['RIFF', 'RF64'].includes(riff) || form !== 'WAVE') {
    throw new InvalidWav(
      `This is no WAV file: it should begin with "RIFF", four bytes and "WAVE", and begins with "${riff}" and "${form}". ${convert}`,
    );
  }
  let format: Chunk | undefined;
  let data: Chunk | undefined;
  /** RF64 (EBU Tech 3306) holds the true size of the data here. */
  let longBytes: bigint | undefined;
  for (let at = 12; at + 8 <= view.byteLength && !(format && data);) {
    const id = idAt(view, at);
    const bytes = view.getUint32(at + 4, true);
    const start = at + 8;
    const left = view.byteLength - start;
    if (id === 'data') {
      const told = bytes === 0xffffffff && longBytes !== undefined ? Number(longBytes) : bytes;
      const length = told === 0 || (told >= leastUnknownBytes && told > left) ? left : told;
      data ??= { start, end: start + checkedLength(id, length, left) };
      at = start + length;
    } else {
      const end = start + checkedLength(id, bytes, left);
      if (id === 'fmt ') format ??= { start, end };
      if (id === 'ds64' && bytes >= 16) longBytes = view.getBigUint64(start + 8, true);
      at = end;
    }
    // Chunks begin at even bytes.
    at += at % 2;
  }
  if (!format) throw new InvalidWav('The file has no "fmt " chunk, which says how its samples are written.');
  if (!data) throw new InvalidWav('The file has no "data" chunk: there are no samples in it.');
  return { format, data };
}

function checkedLength(id: string, bytes: number, left: number): number {
  if (bytes <= left) return bytes;
  throw new InvalidWav(`The "${id}" chunk should have ${bytes} bytes, and ${left} are left: the file is cut off.`);
}

function readFormat(view: DataView, { start, end }: Chunk): WavFormat {
  const length = end - start;
  if (length < 16) throw new InvalidWav(`The "fmt " chunk should have 16 bytes or more, and has ${length}.`);
  const channels = view.getUint16(start + 2, true);
  const sampleRate = view.getUint32(start + 4, true);
  const frameBytes = view.getUint16(start + 12, true);
  const bits = view.getUint16(start + 14, true);
  const tag = formatTag(view, start, length);
  const sampleAt = readers[`${tag}/${bits}`];
  if (!sampleAt) {
    const name = formatNames[tag] ?? 'another';
    throw new InvalidWav(
      `The format should be PCM of 8, 16, 24 or 32 bits or float of 32 or 64, and is ${name} (0x${tag.toString(16).padStart(4, '0')}) of ${bits}. ${convert}`,
    );
  }
  if (channels === 0) throw new InvalidWav('The number of channels should be 1 or more, and is 0.');
  if (sampleRate === 0) throw new InvalidWav('The sample rate should be over 0, and is 0.');
  const bytesPerSample = bits / 8;
  if (frameBytes !== channels * bytesPerSample) {
    throw new InvalidWav(
      `The bytes of a frame should be ${channels * bytesPerSample} (${channels} channels of ${bits} bits), and are ${frameBytes}.`,
    );
  }
  return { sampleRate, channels, bytesPerSample, sampleAt };
}

/** The format tag; that inside the GUID where the format is extensible, and 0xFFFE itself where the GUID is unknown. */
function formatTag(view: DataView, start: number, length: number): number {
  const tag = view.getUint16(start, true);
  if (tag !== extensible || length < 40) return tag;
  const tail = Buffer.from(view.buffer, view.byteOffset + start + 26, 14).toString('hex');
  return tail === guidTail ? view.getUint16(start + 24, true) : tag;
}

/** Four characters; what cannot be printed is a dot, and what is not there is nothing. */
function idAt(view: DataView, at: number): string {
  const length = Math.max(0, Math.min(4, view.byteLength - at));
  return Buffer.from(view.buffer, view.byteOffset + Math.min(at, view.byteLength), length)
    .toString('latin1')
    .replace(/[^ -~]/gu, '.');
}

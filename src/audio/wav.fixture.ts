/** What a WAV file is written with. */
export interface WavParts {
  readonly sampleRate?: number;
  readonly channels?: number;
  /** 1 is PCM, 3 float. */
  readonly tag?: number;
  readonly bits?: number;
  /** Written as WAVE_FORMAT_EXTENSIBLE. */
  readonly extensible?: boolean;
  /** What the file says of the size of its data. Default: the truth. */
  readonly dataSize?: number;
  /** Other chunks in front of the format, between it and the data, and behind. */
  readonly first?: readonly Buffer[];
  readonly between?: readonly Buffer[];
  readonly last?: readonly Buffer[];
  /** The format stands behind the data. */
  readonly formatLast?: boolean;
}

/** A chunk, padded to an even length. */
export function wavChunk(id: string, content: Uint8Array, size = content.length): Buffer {
  const head = Buffer.alloc(8);
  head.write(id, 'latin1');
  head.writeUInt32LE(size, 4);
  return Buffer.concat([head, content, Buffer.alloc(content.length % 2)]);
}

/** A WAV file around bytes of samples. */
export function wavOf(data: Uint8Array, parts: WavParts = {}): Buffer {
  const { sampleRate = 24_000, channels = 1, tag = 1, bits = 16, extensible = false } = parts;
  const { first = [], between = [], last = [], formatLast = false } = parts;
  const format = Buffer.alloc(extensible ? 40 : 16);
  format.writeUInt16LE(extensible ? 0xfffe : tag, 0);
  format.writeUInt16LE(channels, 2);
  format.writeUInt32LE(sampleRate, 4);
  format.writeUInt32LE((sampleRate * channels * bits) / 8, 8);
  format.writeUInt16LE(((channels * bits) / 8) % 65_536, 12);
  format.writeUInt16LE(bits, 14);
  if (extensible) {
    format.writeUInt16LE(22, 16);
    format.writeUInt16LE(bits, 18);
    format.writeUInt16LE(tag, 24);
    format.write('000000001000800000aa00389b71', 26, 'hex');
  }
  const formatChunk = wavChunk('fmt ', format);
  const dataChunk = wavChunk('data', data, parts.dataSize ?? data.length);
  const body = formatLast
    ? [...first, dataChunk, ...between, formatChunk, ...last]
    : [...first, formatChunk, ...between, dataChunk, ...last];
  return wavChunk('RIFF', Buffer.concat([Buffer.from('WAVE'), ...body]));
}

/** A mono WAV file of 32-bit floats, which holds samples exactly. */
export function floatWav(samples: Float32Array, sampleRate = 24_000): Buffer {
  const data = Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength);
  return wavOf(data, { tag: 3, bits: 32, sampleRate });
}

/** The header of a FLAC frame (RFC 9639, section 9.1), checked. */
export interface FlacFrameHeader {
  /** Of the header: 6 to 16. */
  readonly bytes: number;
  /** Samples of each channel. */
  readonly blockSize: number;
  /** Hz; 0 where it is said at the beginning of the stream only. */
  readonly rate: number;
  /** What all frames of one stream have in common, as a number. */
  readonly kind: number;
}

/** Hz, by the four bits of the header up to 11. */
const sampleRates = [0, 88_200, 176_400, 192_000, 8_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000, 96_000];

/** The header that begins at `at`; `more` when it may be one, undefined when it is none. */
export function flacFrameHeaderAt(bytes: Uint8Array, at: number): FlacFrameHeader | 'more' | undefined {
  const [sync = 0, strategy, sizes, channels, number] = bytes.subarray(at, at + 5);
  if (sync !== 0xff) return undefined;
  if (strategy === undefined) return 'more';
  if ((strategy & 0xfe) !== 0xf8) return undefined;
  if (sizes === undefined) return 'more';
  const [blockCode, rateCode] = [sizes >> 4, sizes & 0b1111];
  if (blockCode === 0 || rateCode === 15) return undefined;
  if (channels === undefined) return 'more';
  const depthCode = (channels >> 1) & 0b111;
  if (channels >> 4 > 10 || depthCode === 3 || (channels & 1) !== 0) return undefined;
  if (number === undefined) return 'more';
  const numberBytes = codedNumberBytes(number);
  if (numberBytes === 0) return undefined;

  const blockAt = at + 4 + numberBytes;
  const rateAt = blockAt + (blockCode === 6 ? 1 : blockCode === 7 ? 2 : 0);
  const end = rateAt + (rateCode === 12 ? 1 : rateCode > 12 ? 2 : 0) + 1;
  if (bytes.length < end) return 'more';
  if (bytes.subarray(at, end).reduce(crc8, 0) !== 0) return undefined;
  return {
    bytes: end - at,
    blockSize: blockCode === 6 || blockCode === 7 ? bigEndian(bytes, blockAt, rateAt) + 1 : blockSizeOf(blockCode),
    rate:
      sampleRates[rateCode] ?? bigEndian(bytes, rateAt, end - 1) * (rateCode === 12 ? 1_000 : rateCode === 13 ? 1 : 10),
    kind: (strategy << 8) | (rateCode << 4) | depthCode,
  };
}

function blockSizeOf(code: number): number {
  return code === 1 ? 192 : code <= 5 ? 144 << code : 1 << code;
}

/** The frame's or sample's number is written like UTF-8, up to 36 bits. 0 where no number begins so. */
function codedNumberBytes(first: number): number {
  const ones = Math.clz32(~(first << 24));
  return ones === 0 ? 1 : ones === 1 || ones === 8 ? 0 : ones;
}

function bigEndian(bytes: Uint8Array, from: number, to: number): number {
  return bytes.subarray(from, to).reduce((sum, byte) => sum * 256 + byte, 0);
}

const crc8Table = Uint8Array.from({ length: 256 }, (_, byte) => shifted(byte, 8, 0x07));
const crc16Table = Uint16Array.from({ length: 256 }, (_, byte) => shifted(byte << 8, 16, 0x8005));

/** A register of `width` bits after eight steps with a polynomial. */
function shifted(register: number, width: number, polynomial: number): number {
  let value = register;
  for (let step = 0; step < 8; step++) {
    value <<= 1;
    if (value >> width) value ^= (1 << width) | polynomial;
  }
  return value;
}

/** The checksum of a header goes on by one byte; it is 0 after the header and its checksum. */
function crc8(checksum: number, byte: number): number {
  return crc8Table[checksum ^ byte] ?? 0;
}

/** The same for a whole frame. */
export function crc16(checksum: number, byte: number): number {
  return ((checksum << 8) & 0xffff) ^ (crc16Table[(checksum >> 8) ^ byte] ?? 0);
}

import type { Frame } from './frame-clock.ts';
import { spells } from './unit-reader.ts';

/** kbit/s of layer III (ISO/IEC 11172-3, 2.4.2.3, and 13818-3, 2.4.2.3); 0 is the free format, which no encoder of speech writes. */
const bitrates1 = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320];
const bitrates2 = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160];

/** Hz, by the two bits of the version: 2.5, none, 2, 1. */
const sampleRates = [[11_025, 12_000, 8_000], [], [22_050, 24_000, 16_000], [44_100, 48_000, 32_000]];

const layer3 = 0b01;
const version1 = 0b11;

/** A frame of MPEG 1, 2 or 2.5, layer III. */
export function mpegFrameAt(ahead: Uint8Array): Frame | 'more' | undefined {
  const [sync = 0, second, third, fourth] = ahead;
  if (sync !== 0xff) return undefined;
  if (second === undefined) return 'more';
  const version = (second >> 3) & 0b11;
  if (second < 0xe0 || ((second >> 1) & 0b11) !== layer3) return undefined;
  if (third === undefined) return 'more';
  const bitrate = (version === version1 ? bitrates1 : bitrates2)[third >> 4];
  const sampleRate = sampleRates[version]?.[(third >> 2) & 0b11];
  if (!bitrate || !sampleRate) return undefined;
  if (fourth === undefined) return 'more';
  const samples = version === version1 ? 1_152 : 576;
  const bytes = Math.floor((samples * bitrate * 1_000) / 8 / sampleRate) + ((third >> 1) & 1);
  // A checksum, where there is one, pushes all that follows back by two bytes.
  const tagAt = 4 + (second & 1 ? 0 : 2) + sideInformationBytes(version, fourth >> 6 === 0b11);
  const describes = isDescription(ahead.subarray(0, bytes), tagAt);
  if (describes === undefined && ahead.length < bytes) return 'more';
  return { bytes, seconds: describes ? 0 : samples / sampleRate, kind: ((second & 0b11110) << 8) | (third & 0b1100) };
}

function sideInformationBytes(version: number, mono: boolean): number {
  return version === version1 ? (mono ? 17 : 32) : mono ? 9 : 17;
}

/**
 * Whether a frame holds, in place of sound, a Xing or Info header (LAME's too) at `tagAt`, behind empty side information, or a
 * VBRI header, which stands where side information ends that is as long as it can be. Undefined when more bytes are needed.
 */
function isDescription(frame: Uint8Array, tagAt: number): boolean | undefined {
  const answers = [spells(frame, 'Xing', tagAt), spells(frame, 'Info', tagAt), spells(frame, 'VBRI', 4 + 32)];
  if (answers.includes(true)) return true;
  return answers.includes(undefined) ? undefined : false;
}

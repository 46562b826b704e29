import type { Frame } from './frame-clock.ts';

/** Hz (ISO/IEC 14496-3, table 1.18). With SBR it is half the rate that is heard, and a frame as long. */
const sampleRates = [
  96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000, 7_350,
];
const blockSamples = 1_024;

/** A frame of AAC in ADTS (ISO/IEC 14496-3, 1.A.2.2). */
export function adtsFrameAt(ahead: Uint8Array): Frame | 'more' | undefined {
  const [sync = 0, second, third = 0, fourth = 0, fifth = 0, sixth = 0, seventh] = ahead;
  if (sync !== 0xff) return undefined;
  if (second === undefined) return 'more';
  // Four more bits of sync, any version, layer 0.
  if ((second & 0xf6) !== 0xf0) return undefined;
  if (seventh === undefined) return 'more';
  const sampleRate = sampleRates[(third >> 2) & 0b1111];
  const bytes = ((fourth & 0b11) << 11) | (fifth << 3) | (sixth >> 5);
  const headerBytes = second & 1 ? 7 : 9;
  if (sampleRate === undefined || bytes <= headerBytes) return undefined;
  const blocks = (seventh & 0b11) + 1;
  // Profile, rate and channels.
  const kind = ((third & 0b1111_1101) << 8) | (fourth & 0b1100_0000);
  return { bytes, seconds: (blocks * blockSamples) / sampleRate, kind };
}

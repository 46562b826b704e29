import { spells, type Unit } from './unit-reader.ts';

/**
 * A tag of ID3v2 (https://id3.org/id3v2.4.0-structure, section 3) or ID3v1 (128 bytes) that begins here. `more` when it may be
 * one, undefined when it is none.
 */
export function id3TagAt(ahead: Uint8Array): Unit | 'more' | undefined {
  const version1 = spells(ahead, 'TAG');
  if (version1) return { bytes: 128 };
  const version2 = spells(ahead, 'ID3');
  if (version1 === undefined || version2 === undefined) return 'more';
  if (!version2) return undefined;
  if (ahead.length < 10) return 'more';
  const [flags = 0, ...size] = ahead.subarray(5, 10);
  // Seven bits in each byte, so that no byte looks like the sync of a frame.
  const content = size.reduce((sum, byte) => sum * 128 + (byte & 0x7f), 0);
  const footer = flags & 0x10 ? 10 : 0;
  return { bytes: 10 + content + footer };
}

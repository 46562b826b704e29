import { formats, type AudioFormatName } from '../../audio/encode/formats.ts';
import { collect, inChunks, vowel } from '../../../test/fixtures/audio.ts';
import { createAudioClock, type AudioClock } from '../audio-clock.ts';

/** So many samples of sound as Starling sends them. */
export async function starlingStream(
  name: AudioFormatName,
  samples: number,
  sampleRate = 24_000,
): Promise<{ mediaType: string; bytes: Buffer }> {
  const format = formats[name];
  const sound = vowel(sampleRate, (samples + 1) / sampleRate).subarray(0, samples);
  const options = { sampleRate, signal: new AbortController().signal };
  return {
    mediaType: format.mediaType(sampleRate),
    bytes: await collect(format.encode(inChunks(sound, 1_000), options)),
  };
}

/** What a clock says after each piece, when the pieces have these sizes, over and over. */
export function readings(mediaType: string, bytes: Uint8Array, sizes: readonly number[] = [bytes.length]) {
  const clock = createAudioClock(mediaType);
  const after: { at: number; seconds: number; complete: boolean }[] = [];
  // A reader of a socket may use the same memory again and again.
  const lent = new Uint8Array(Math.max(0, ...sizes));
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const piece = bytes.subarray(at, at + Math.max(1, sizes[turn % sizes.length] ?? 1));
    lent.set(piece);
    clock.feed(lent.subarray(0, piece.length));
    at += piece.length;
    after.push({ at, seconds: clock.seconds, complete: clock.complete });
  }
  return after;
}

/** A clock that has had all the bytes at once. */
export function clockAfter(mediaType: string, bytes: Uint8Array): AudioClock {
  const clock = createAudioClock(mediaType);
  clock.feed(bytes);
  return clock;
}

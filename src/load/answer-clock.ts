import { createAudioClock, type AudioClock } from './audio-clock.ts';

/** The media type of a format by the name that OpenAI's API gives it. */
const mediaTypes: Readonly<Record<string, string>> = {
  mp3: 'audio/mpeg',
  opus: 'audio/ogg',
  aac: 'audio/aac',
  flac: 'audio/flac',
  wav: 'audio/wav',
  pcm: 'audio/pcm',
};

/**
 * The clock for an answer: by its content type, or by the format that was asked for where the type says nothing, as
 * `application/octet-stream` does. Undefined when neither is known, or when the answer says that it is text.
 */
export function clockFor(contentType: string, format: unknown): AudioClock | undefined {
  const asked = typeof format === 'string' ? mediaTypes[format] : undefined;
  const silent = contentType === '' || /^(application\/octet-stream|audio\/)/i.test(contentType);
  return clockOf(contentType) ?? (silent ? clockOf(asked) : undefined);
}

/** The formats that can be measured. */
export const formatNames: readonly string[] = Object.keys(mediaTypes);

function clockOf(mediaType: string | undefined): AudioClock | undefined {
  if (!mediaType) return undefined;
  try {
    return createAudioClock(mediaType);
  } catch {
    return undefined;
  }
}

import { adtsFrameAt } from './audio-clock/adts-frame.ts';
import { FlacClock } from './audio-clock/flac-clock.ts';
import { FrameClock } from './audio-clock/frame-clock.ts';
import { mpegFrameAt } from './audio-clock/mpeg-frame.ts';
import { OggClock } from './audio-clock/ogg-clock.ts';
import { PcmClock } from './audio-clock/pcm-clock.ts';
import { WavClock } from './audio-clock/wav-clock.ts';
import { StarlingError } from '../errors.ts';

/**
 * Tells from the bytes of an answer how much audio has arrived, without decoding it. The bytes may be cut anywhere. Whatever
 * they are, `feed` does not throw, `seconds` does not fall, and no more than a few hundred bytes are kept.
 *
 * What encoders add at the edges of the sound counts as sound in MP3 and AAC, less than 0.1 s at 24 kHz, since it is played;
 * Opus says how much to leave out.
 */
export interface AudioClock {
  /** Takes the next bytes of the stream. */
  feed(bytes: Uint8Array): void;
  /** Seconds of audio that have arrived whole: up to the end of the last whole sample, frame or page. */
  readonly seconds: number;
  /** Whether the stream may end here: false while a frame, a page or a promised length is cut off. */
  readonly complete: boolean;
}

type Parameters = ReadonlyMap<string, string>;
type Create = (parameters: Parameters) => AudioClock;

const pcm = (parameters: Parameters) =>
  new PcmClock(wholeNumber(parameters, 'rate', 24_000), wholeNumber(parameters, 'channels', 1));
const wav = () => new WavClock();
const mp3 = () => new FrameClock(mpegFrameAt);
const aac = () => new FrameClock(adtsFrameAt);
const ogg = () => new OggClock();
const flac = () => new FlacClock();

/** By media type in lower case: those of Starling, and those that other servers are known to send. */
const clocks: ReadonlyMap<string, Create> = new Map<string, Create>([
  ['audio/mpeg', mp3],
  ['audio/mp3', mp3],
  ['audio/ogg', ogg],
  ['audio/opus', ogg],
  ['application/ogg', ogg],
  ['audio/aac', aac],
  ['audio/aacp', aac],
  ['audio/x-aac', aac],
  ['audio/flac', flac],
  ['audio/x-flac', flac],
  ['audio/wav', wav],
  ['audio/x-wav', wav],
  ['audio/wave', wav],
  ['audio/vnd.wave', wav],
  ['audio/pcm', pcm],
  ['audio/l16', pcm],
]);

/**
 * A clock for an answer, by its `content-type`, parameters included: those of raw PCM are its rate (Hz, default 24000) and
 * its channels (default 1). Throws `invalid_value` for a type that it does not know.
 */
export function createAudioClock(mediaType: string): AudioClock {
  const [type = '', ...rest] = mediaType.split(';').map((part) => part.trim());
  const create = clocks.get(type.toLowerCase());
  if (!create) {
    throw new StarlingError(
      'invalid_value',
      `The answer's content-type should be one of ${[...clocks.keys()].join(', ')}, and is "${shown(type)}". Ask for another format, or see whether this address speaks at all.`,
    );
  }
  return create(new Map(rest.map(parameter)));
}

function parameter(text: string): readonly [string, string] {
  const [name = '', value = ''] = text.split('=').map((part) => part.trim());
  return [name.toLowerCase(), value.replace(/^"(.*)"$/, '$1')];
}

function wholeNumber(parameters: Parameters, name: string, absent: number): number {
  const text = parameters.get(name);
  if (text === undefined) return absent;
  if (/^0*[1-9]\d{0,5}$/.test(text)) return Number(text);
  throw new StarlingError(
    'invalid_value',
    `The parameter ${name} of the answer's content-type should be a whole number over 0, and is "${shown(text)}". Ask for wav, which says it in its header.`,
  );
}

/** What a server sent, short enough for a message. */
function shown(text: string): string {
  return text.replace(/[^ -~]/g, '.').slice(0, 80);
}

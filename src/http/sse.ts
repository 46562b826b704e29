import type { StarlingError } from '../errors.ts';

/** OpenAI's server-sent events for speech. Each is one line of JSON between `data: ` and a blank line. */

export interface Usage {
  readonly input_tokens: number;
  readonly output_tokens: number;
  readonly total_tokens: number;
}

/** The longest piece of audio in one event, in bytes; a multiple of 3, so that base64 has no padding inside. */
const longestDelta = 24_000;

export async function* speechEvents(audio: AsyncIterable<Uint8Array>, usage: () => Usage): AsyncGenerator<Uint8Array> {
  for await (const bytes of audio) {
    for (let at = 0; at < bytes.length; at += longestDelta) {
      const part = bytes.subarray(at, at + longestDelta);
      const base64 = Buffer.from(part.buffer, part.byteOffset, part.byteLength).toString('base64');
      yield event({ type: 'speech.audio.delta', audio: base64 });
    }
  }
  yield event({ type: 'speech.audio.done', usage: usage() });
}

/** The last event of a stream that failed after its first byte; a reset of the connection follows. */
export function errorEvent(error: StarlingError): Uint8Array {
  return event({ type: 'speech.audio.error', ...error.toBody() });
}

function event(payload: object): Uint8Array {
  return Buffer.from(`data: ${JSON.stringify(payload)}\n\n`);
}

import { Agent as HttpAgent, request as requestOverHttp, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as requestOverHttps } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import { clockFor } from './answer-clock.ts';
import { failureOf, failureOfStatus, retryAfterOf } from './failure.ts';
import { Patience } from './patience.ts';
import { Player } from './player.ts';

/** How a listener takes the audio. */
export interface Reading {
  /** A player begins when it has so much audio, or all. */
  readonly prebufferSeconds: number;
  /**
   * Read only what a player with a buffer of so many seconds would take; absent, read as fast as it comes. The buffers of the
   * operating system still fill: a server feels the slow reader only when these are full.
   */
  readonly playerBufferSeconds?: number | undefined;
  /** A request to which no byte comes for so long, while its reader wants one, has failed. */
  readonly timeoutSeconds: number;
}

/** What became of a request. Times in seconds of `now`. */
export interface Outcome {
  readonly sentAt: number;
  readonly endedAt: number;
  /** Undefined when the audio came whole. */
  readonly failure: string | undefined;
  /** True when the caller's signal ended it. */
  readonly cancelled: boolean;
  readonly firstAudioAt: number | undefined;
  readonly player: Player;
  /** What the server said of a failure. */
  readonly message: string | undefined;
  readonly retryAfterSeconds: number | undefined;
}

/** Seconds of a clock that never goes back. */
export const now = (): number => performance.now() / 1000;

/** Connections that were idle for longer are not used again: servers close them, most after 5 s, just when we may write. */
const idleMs = 1500;
/** So much of a refusal is read, in bytes. */
const longestRefusal = 65_536;

/** The connection is over, and no answer came. */
class AnswerlessError extends Error {
  readonly code = 'ECONNRESET';

  constructor() {
    super('The connection was closed without an answer.');
  }
}

/** Sends requests for speech to one server, over as many connections as requests are open. */
export class SpeechClient {
  readonly #agent: HttpAgent;
  readonly #url: URL;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #key: string | undefined;

  /** `url`: of the server, without `/v1`. */
  constructor(url: string, key?: string) {
    this.#url = new URL(`${url}/v1/audio/speech`);
    this.#key = key;
    const settings = { keepAlive: true, maxSockets: Infinity, maxFreeSockets: Infinity, timeout: idleMs };
    this.#agent = this.#url.protocol === 'https:' ? new HttpsAgent(settings) : new HttpAgent(settings);
    this.#headers = {
      'content-type': 'application/json',
      ...(key !== undefined && { authorization: `Bearer ${key}` }),
    };
  }

  /** One request, read to its end. It never throws: what goes wrong is the outcome. `onAudio` is told of audio as it comes. */
  async ask(
    body: Readonly<Record<string, unknown>>,
    reading: Reading,
    signal: AbortSignal,
    onAudio: (seconds: number, now: number) => void = () => undefined,
  ): Promise<Outcome> {
    const player = new Player(reading.prebufferSeconds);
    const sentAt = now();
    let firstAudioAt: number | undefined;
    const outcome = (failure: string | undefined, rest: Partial<Outcome> = {}): Outcome => {
      const endedAt = now();
      return {
        sentAt,
        endedAt,
        failure,
        cancelled: false,
        firstAudioAt,
        player,
        message: undefined,
        retryAfterSeconds: undefined,
        ...rest,
      };
    };
    const patience = new Patience(reading.timeoutSeconds, signal);
    try {
      const response = await this.#send(JSON.stringify(body), patience.signal);
      patience.renew();
      const { statusCode = 0, headers } = response;
      if (statusCode < 200 || statusCode > 299) {
        const { failure, message } = failureOfStatus(statusCode, this.#withoutKey(await readShort(response)));
        return outcome(failure, { message, retryAfterSeconds: retryAfterOf(headers['retry-after'], Date.now()) });
      }
      const type = headers['content-type'] ?? '';
      const clock = clockFor(type, body['response_format']);
      if (!clock) {
        response.destroy();
        return outcome('not audio', { message: `The answer is "${type}", which is no audio that is known here.` });
      }
      for await (const bytes of response as AsyncIterable<Uint8Array>) {
        const at = now();
        const before = clock.seconds;
        clock.feed(bytes);
        const seconds = clock.seconds - before;
        if (clock.seconds > 0) firstAudioAt ??= at;
        player.feed(seconds, at);
        onAudio(seconds, at);
        const tooMuch = player.bufferedSeconds(now()) - (reading.playerBufferSeconds ?? Infinity);
        if (tooMuch > 0) {
          patience.pause();
          await sleep(tooMuch * 1000, undefined, { signal: patience.signal });
        }
        patience.renew();
      }
      // A body that ends where the connection does ends as if it were whole when we end it.
      patience.signal.throwIfAborted();
      player.end(now());
      if (clock.seconds === 0) return outcome('no audio');
      return outcome(clock.complete ? undefined : 'truncated');
    } catch (error) {
      if (signal.aborted) return outcome('cancelled', { cancelled: true });
      return outcome(patience.over ? 'timeout' : failureOf(error), {
        message: patience.over ? undefined : String(error),
      });
    } finally {
      patience.close();
    }
  }

  /** Closes the connections. */
  close(): void {
    this.#agent.destroy();
  }

  /** Some servers repeat the key that they refuse, as the code even; what they say is printed, and written into reports. */
  #withoutKey(said: string): string {
    return this.#key === undefined ? said : said.replaceAll(this.#key, '…');
  }

  #send(body: string, signal: AbortSignal): Promise<IncomingMessage> {
    const request = this.#url.protocol === 'https:' ? requestOverHttps : requestOverHttp;
    const headers = { ...this.#headers, 'content-length': Buffer.byteLength(body) };
    return new Promise((resolve, reject) => {
      request(this.#url, { method: 'POST', agent: this.#agent, headers, signal }, resolve)
        .on('error', reject)
        // An answer that switches to another protocol (101) is neither a response nor an error.
        .on('close', () => reject(new AnswerlessError()))
        .end(body);
    });
  }
}

async function readShort(response: IncomingMessage): Promise<string> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of response as AsyncIterable<Uint8Array>) {
    parts.push(part);
    if ((length += part.length) > longestRefusal) break;
  }
  return Buffer.concat(parts).toString('utf8');
}

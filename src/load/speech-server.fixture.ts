import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as it came. */
export interface Asked {
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Readonly<Record<string, unknown>>;
  /** From 0, in the order in which requests came. */
  readonly index: number;
}

export type Answer = (response: ServerResponse, asked: Asked) => unknown;

/** Seconds of silence at 24 kHz, 16 bits. */
export const silence = (seconds: number): Buffer => Buffer.alloc(Math.round(seconds * 24_000) * 2);

export function beginAudio(response: ServerResponse, headers: Record<string, string | number> = {}): void {
  response.writeHead(200, { 'content-type': 'audio/pcm', ...headers });
}

/** So many seconds of audio at once. */
export const whole =
  (seconds: number): Answer =>
  (response) => {
    beginAudio(response);
    response.end(silence(seconds));
  };

/** A refusal in OpenAI's shape. */
export const refusal =
  (status: number, code: string, headers: Record<string, string> = {}): Answer =>
  (response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(JSON.stringify({ error: { code, type: 'some_error', message: `This is ${code}.` } }));
  };

/** Some audio, and a broken connection. */
export const breaksOff: Answer = (response) => {
  beginAudio(response);
  response.write(silence(0.1), () => response.socket?.resetAndDestroy());
};

/** No answer, ever. */
export const hangs: Answer = () => undefined;

/** A small real server whose answers a test makes. */
export class SpeechServer implements AsyncDisposable {
  readonly asked: Asked[] = [];
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  /** `metrics` answers whatever is not a request for speech. */
  static async answering(
    answer: Answer,
    metrics: Answer = (response) => response.writeHead(404).end(),
  ): Promise<SpeechServer> {
    const server = createServer((request, response) => {
      const parts: Buffer[] = [];
      response.on('error', () => undefined);
      request
        .on('data', (part: Buffer) => parts.push(part))
        .on('end', () => {
          const text = Buffer.concat(parts).toString();
          const body = (text === '' ? {} : JSON.parse(text)) as Record<string, unknown>;
          const asked = { url: request.url ?? '', headers: request.headers, body, index: made.asked.length };
          if (request.method !== 'POST') return metrics(response, asked);
          made.asked.push(asked);
          return answer(response, asked);
        });
    });
    const made = new SpeechServer(server);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return made;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }
}

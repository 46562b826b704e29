import { request } from 'node:http';
import { StarlingError, messageOf } from '../errors.ts';
import type { Settings } from '../settings.ts';

/**
 * States of /health/ready that are 503 to a load balancer and yet no illness: `full` passes, and `draining` ends by itself. Whoever
 * restarts what is unhealthy would cut off everyone who listens.
 */
const wellAnyhow = new Set(['full', 'draining']);
/** No answer of ours is longer. */
const mostBytes = 4096;

/** Asks the server of the same settings on this machine whether it is well; one line says what it said. Returns 0 or 1. */
export async function healthcheckCommand(options: { timeout: string }, settings: Settings): Promise<number> {
  const { well, detail } = await health(settings, timeoutOf(options.timeout));
  process.stdout.write(`${well ? 'healthy' : 'unhealthy'}: ${detail}\n`);
  return well ? 0 : 1;
}

/** Never throws for what the server does. */
export async function health(
  { host, port }: Pick<Settings, 'host' | 'port'>,
  timeoutMs: number,
): Promise<{ well: boolean; detail: string }> {
  if (port === 0)
    return { well: false, detail: 'the setting port is 0, so that nobody knows where the server listens' };
  const where = `${host.includes(':') ? `[${reachable(host)}]` : reachable(host)}:${port}`;
  try {
    const { status, text } = await get(reachable(host), port, timeoutMs);
    const state = stateOf(text);
    if (state === undefined)
      return { well: false, detail: `what answers at ${where} is not Starling (HTTP ${status})` };
    return { well: status === 200 || wellAnyhow.has(state), detail: state };
  } catch (error) {
    return { well: false, detail: `no answer at ${where}: ${messageOf(error)}` };
  }
}

/** A server that listens on every address listens on its own, too. */
function reachable(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  return host === '::' ? '::1' : host;
}

function get(host: string, port: number, timeoutMs: number): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    // The whole answer counts, not only its silences.
    const signal = AbortSignal.timeout(timeoutMs);
    const failed = (error: Error) => reject(signal.aborted ? new Error(`none within ${timeoutMs / 1000} s`) : error);
    const sent = request({ host, port, path: '/health/ready', signal, agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('error', failed);
      response.on('data', (part: string) => {
        text += part;
        if (text.length > mostBytes) response.destroy(new Error('the answer is too long'));
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
    });
    sent.on('error', failed).end();
  });
}

function stateOf(text: string): string | undefined {
  try {
    const { status } = JSON.parse(text) as { status?: unknown };
    return typeof status === 'string' ? status : undefined;
  } catch {
    return undefined;
  }
}

function timeoutOf(text: string): number {
  const seconds = Number(text);
  if (seconds >= 0.1 && seconds <= 60) return seconds * 1000;
  throw new StarlingError('invalid_value', `--timeout must be a number of seconds from 0.1 to 60; "${text}" came.`);
}

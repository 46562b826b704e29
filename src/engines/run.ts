import { messageOf } from '../errors.ts';
import { EngineUnavailable, type Engine, type EngineContext } from './engine.ts';
import type { FromEngine, ToEngine } from './protocol.ts';

/**
 * The engine's side of the protocol: loads one engine and answers the gateway until the channel closes. It never writes
 * to stdout or stderr, which could carry users' text.
 */
export async function runEngine(load: (told: Omit<EngineContext, 'options'>) => Promise<Engine>): Promise<void> {
  // The gateway decides when this process ends; a Ctrl-C in a terminal reaches the whole group.
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', () => undefined);
  process.on('disconnect', () => process.exit());
  // The channel may have closed before anybody listened for it, and what an engine forks would keep this process alive.
  if (!process.connected) process.exit();
  let engine: Engine;
  try {
    engine = await load({
      note: (level, message, fields = {}) => send({ type: 'note', level, message, fields }),
      measured: (measurement) => send({ type: 'measured', measurement }),
    });
  } catch (error) {
    if (error instanceof EngineUnavailable) {
      send({ type: 'unavailable', reason: error.message, remedy: error.remedy });
    } else {
      send({ type: 'load-failed', reason: messageOf(error) });
      process.exitCode = 1;
      process.disconnect();
    }
    return;
  }
  const running = new Map<number, AbortController>();
  process.on('message', (message: ToEngine) => {
    if (message.type === 'cancel') return running.get(message.sequence)?.abort();
    const controller = new AbortController();
    running.set(message.sequence, controller);
    void speak(engine, message, controller.signal).then(() => running.delete(message.sequence));
  });
  send({ type: 'ready', info: engine.info });
}

async function speak(
  engine: Engine,
  { sequence, segment }: Extract<ToEngine, { type: 'speak' }>,
  signal: AbortSignal,
): Promise<void> {
  const startedAt = performance.now();
  let workedSeconds: number | undefined;
  const deliver = (samples: Float32Array): void => send({ type: 'frame', sequence, samples });
  const worked = (seconds: number): void => void (workedSeconds = (workedSeconds ?? 0) + seconds);
  try {
    await engine.speak(segment, deliver, signal, worked);
    const computeSeconds = workedSeconds ?? (performance.now() - startedAt) / 1000;
    send({ type: 'finished', sequence, computeSeconds, residentBytes: process.memoryUsage.rss() });
  } catch (error) {
    send({ type: 'failed', sequence, reason: messageOf(error) });
  }
}

function send(message: FromEngine): void {
  // A closed channel means that the gateway is gone; `disconnect` ends this process.
  if (process.connected) process.send?.(message, undefined, undefined, () => undefined);
}

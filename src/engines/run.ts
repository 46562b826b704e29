import { messageOf } from '../errors.ts';
import { cardFailureIn } from '../onnx/card-failure.ts';
import { beExpendable } from '../ops/expendable.ts';
import { DueTime } from './due-time.ts';
import { EngineUnavailable, type Engine, type EngineContext } from './engine.ts';
import { NestedRuns, type Run } from './nested-runs.ts';
import type { FromEngine, SequenceId, ToEngine } from './protocol.ts';

/** How messages reach an engine, and its messages the gateway. */
export interface Channel {
  readonly send: (message: FromEngine) => void;
  readonly receive: (take: (message: ToEngine) => void) => void;
  /** Takes a message that is there and was not taken yet, without a turn of the event loop; never one where that is not possible. */
  readonly poll: () => ToEngine | undefined;
}

type Load = (told: Omit<EngineContext, 'options'>) => Promise<Engine>;

/**
 * The engine's side of the protocol in a process: loads one engine and answers the gateway until the channel closes. It never
 * writes to stdout or stderr, which could carry users' text.
 */
export async function runEngine(load: Load): Promise<void> {
  attendGateway();
  await serveEngine(load, {
    send: sendToGateway,
    receive: (take) => process.on('message', take),
    poll: () => undefined,
  });
}

/** This process lives as long as its gateway wants it. */
export function attendGateway(): void {
  beExpendable();
  // The gateway decides when this process ends; a Ctrl-C in a terminal reaches the whole group.
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', () => undefined);
  process.on('disconnect', () => process.exit());
  // The channel may have closed before anybody listened for it, and what an engine forks would keep this process alive.
  if (!process.connected) process.exit();
}

/** What is said last, when an engine could not be loaded, is still sent. */
export function sendToGateway(message: FromEngine): void {
  // A closed channel means that the gateway is gone; `disconnect` ends this process.
  if (!process.connected) return;
  process.send?.(message, undefined, undefined, () => undefined);
  if (message.type !== 'load-failed') return;
  process.exitCode = 1;
  process.disconnect();
}

/** Loads one engine and answers what comes through the channel. */
export async function serveEngine(load: Load, channel: Channel): Promise<void> {
  const { send } = channel;
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
    }
    return;
  }
  const answer = engine.nests === undefined ? answerTogether(engine, send) : answerNested(engine, channel);
  channel.receive(answer);
  send({ type: 'ready', info: engine.info });
}

type Speak = Extract<ToEngine, { type: 'speak' }>;

/** Gives each segment to the engine at once: its segments share its thread or its cores themselves. */
function answerTogether(engine: Engine, send: Channel['send']): (message: ToEngine) => void {
  const running = new Map<SequenceId, { readonly controller: AbortController; readonly due: DueTime }>();
  return (message) => {
    if (message.type === 'cancel') return running.get(message.sequence)?.controller.abort();
    if (message.type === 'due')
      return running.get(message.sequence)?.due.beginsIn(message.beginsInSeconds, performance.now());
    const { sequence, segment } = message;
    const controller = new AbortController();
    const startedAt = performance.now();
    const due = new DueTime(segment, startedAt);
    running.set(sequence, { controller, due });
    let workedSeconds: number | undefined;
    const speech = async () =>
      engine.speak(
        segment,
        (samples) => send({ type: 'frame', sequence, samples }),
        controller.signal,
        (seconds) => void (workedSeconds = (workedSeconds ?? 0) + seconds),
        due,
      );
    void speech()
      .then(
        () => finished(sequence, workedSeconds ?? (performance.now() - startedAt) / 1000),
        (error: unknown) => failed(sequence, error),
      )
      .then(send)
      .then(() => running.delete(sequence));
  };
}

/** Gives the engine one segment after the other, and at the frames of one those that are far more urgent. */
function answerNested(engine: Engine, { send, poll }: Channel): (message: ToEngine) => void {
  const runs = new NestedRuns(engine.nests ?? 1);
  const known = new Map<
    SequenceId,
    { readonly run: Run; readonly controller: AbortController; readonly due: DueTime }
  >();

  function take(message: ToEngine): void {
    if (message.type === 'speak') return add(message);
    const { run, controller, due } = known.get(message.sequence) ?? {};
    // What is on its way does not make one that has begun less urgent: others in it would keep it from its end.
    if (message.type === 'due') return due?.move(message.dueInSeconds, performance.now());
    controller?.abort();
    if (run && runs.remove(run)) end(message.sequence, finished(message.sequence, 0));
  }

  function add({ sequence, segment }: Speak): void {
    const controller = new AbortController();
    const due = new DueTime(segment, performance.now());
    const rate = engine.info.voices.find(({ id }) => id === segment.voice)?.sampleRate ?? Infinity;
    const deliver = (samples: Float32Array): void => {
      send({ type: 'frame', sequence, samples });
      due.delivered(samples.length / rate, performance.now());
      for (let message = poll(); message; message = poll()) take(message);
      runs.border();
    };
    const start = (ownSeconds: () => number): void => {
      try {
        const later = engine.speak(segment, deliver, controller.signal);
        if (later)
          later.then(
            () => end(sequence, finished(sequence, ownSeconds())),
            (error: unknown) => end(sequence, failed(sequence, error)),
          );
        else end(sequence, finished(sequence, ownSeconds()));
      } catch (error) {
        end(sequence, failed(sequence, error));
      }
    };
    const run = { dueAt: () => due.at, start };
    known.set(sequence, { run, controller, due });
    runs.add(run);
  }

  function end(sequence: SequenceId, message: FromEngine): void {
    known.delete(sequence);
    send(message);
  }

  return (message) => {
    take(message);
    while (runs.next()) for (let more = poll(); more; more = poll()) take(more);
  };
}

function finished(sequence: SequenceId, computeSeconds: number): FromEngine {
  return { type: 'finished', sequence, computeSeconds, residentBytes: process.memoryUsage.rss() };
}

function failed(sequence: SequenceId, error: unknown): FromEngine {
  const broken = cardFailureIn(error);
  if (broken !== undefined) return { type: 'broken', reason: `The card failed: ${broken}` };
  return { type: 'failed', sequence, reason: messageOf(error) };
}

import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import type { EngineOptions } from './engine.ts';
import type { FromEngine, ToEngine } from './protocol.ts';
import { loadEngine } from './registry.ts';
import { serveEngine } from './run.ts';

/** The thread of an engine that speaks in one go: it looks for messages itself while it speaks, which an event loop cannot. */
const port = parentPort;
if (!port) throw new Error('This is the program of a thread.');
const { id, options } = workerData as { id: string; options: EngineOptions };

await serveEngine((told) => loadEngine(id, { options, ...told }), {
  send: (message: FromEngine) =>
    port.postMessage(message, message.type === 'frame' ? [message.samples.buffer as ArrayBuffer] : []),
  receive: (take) => port.on('message', take),
  poll: () => (receiveMessageOnPort(port) as { message: ToEngine } | undefined)?.message,
});

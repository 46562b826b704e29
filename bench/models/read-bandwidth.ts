import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

/** Of each thread: far more than the processor's caches hold. */
const bytesPerThread = 256 * 2 ** 20;
const rounds = 10;

/** Plain JavaScript, since threads of Node 20 load nothing else. */
const scanner = `
  const { parentPort, workerData } = require('node:worker_threads');
  const buffer = Buffer.alloc(workerData, 1);
  parentPort.on('message', () => parentPort.postMessage(buffer.indexOf(2)));
  parentPort.postMessage('ready');
`;

/**
 * Bytes a second that `threads` read from memory together, in the best of some rounds, since others can only take of it: each searches a buffer of its own for a
 * byte that is not there (`Buffer.indexOf`, which is libc's memchr over vectors of the processor).
 */
export async function readBandwidth(threads: number): Promise<number> {
  const workers = Array.from(
    { length: threads },
    () => new Worker(scanner, { eval: true, workerData: bytesPerThread }),
  );
  await Promise.all(workers.map((worker) => once(worker, 'message')));
  let most = 0;
  for (let round = 0; round < rounds; round++) {
    const startedAt = performance.now();
    const done = workers.map((worker) => once(worker, 'message'));
    for (const worker of workers) worker.postMessage('scan');
    await Promise.all(done);
    const seconds = (performance.now() - startedAt) / 1000;
    most = Math.max(most, (threads * bytesPerThread) / seconds);
  }
  await Promise.all(workers.map((worker) => worker.terminate()));
  return most;
}

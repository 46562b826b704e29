import { fileURLToPath } from 'node:url';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import type { EngineOptions } from './engine.ts';
import type { FromEngine } from './protocol.ts';
import { loadEngine, speaksInOneGo } from './registry.ts';
import { attendGateway, runEngine, sendToGateway } from './run.ts';

/** The engine process: started with the id of the engine to run, and its options as JSON, as arguments. */
const [, , id = '', json = '{}'] = process.argv;
const options = JSON.parse(json) as EngineOptions;
if (speaksInOneGo(id)) runInThread();
else await runEngine((told) => loadEngine(id, { options, ...told }));

/** The engine has a thread for itself, and this one only passes messages on. */
function runInThread(): void {
  attendGateway();
  const own = fileURLToPath(import.meta.url);
  const program = new URL(`thread${path.extname(own)}`, import.meta.url).href;
  // From the sources (tests), a thread must be told itself how TypeScript is read.
  const prepared = own.endsWith('.ts')
    ? `import(${JSON.stringify(import.meta.resolve('tsx/esm/api'))}).then(({ register }) => register())`
    : 'Promise.resolve()';
  const thread = new Worker(`${prepared}.then(() => import(${JSON.stringify(program)}))`, {
    eval: true,
    workerData: { id, options },
  });
  thread.on('message', (message: FromEngine) => sendToGateway(message));
  // Its end is the end of the process, which the gateway sees and starts again.
  thread.on('error', () => process.exit(1));
  process.on('message', (message) => thread.postMessage(message));
}

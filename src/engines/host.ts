import { runEngine } from './run.ts';
import { engineLoaders } from './registry.ts';

/** The engine process: started with the id of the engine to run as its only argument. */
const id = process.argv[2] ?? '';
await runEngine(async () => {
  const load = engineLoaders[id];
  if (!load) throw new Error(`There is no engine "${id}"; known are ${Object.keys(engineLoaders).join(', ')}.`);
  return load();
});

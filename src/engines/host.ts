import type { EngineOptions } from './engine.ts';
import { runEngine } from './run.ts';
import { engineLoaders } from './registry.ts';

/** The engine process: started with the id of the engine to run, and its options as JSON, as arguments. */
const [, , id = '', options = '{}'] = process.argv;
await runEngine(async (told) => {
  const load = engineLoaders[id];
  if (!load) throw new Error(`There is no engine "${id}"; known are ${Object.keys(engineLoaders).join(', ')}.`);
  return load({ options: JSON.parse(options) as EngineOptions, ...told });
});

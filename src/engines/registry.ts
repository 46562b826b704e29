import type { Engine, EngineContext, LoadEngine } from './engine.ts';

/**
 * Every engine, by id. A new engine is one line here. Each is imported only inside its own engine process,
 * so an engine's libraries never load into the gateway.
 */
export const engineLoaders: Readonly<Record<string, LoadEngine>> = {
  flite: async () => (await import('./flite/flite.ts')).loadFlite(),
  piper: async (context) => (await import('./piper/piper.ts')).loadPiper(context),
  'chatterbox-english': async (context) =>
    (await import('./chatterbox/chatterbox.ts')).loadChatterbox('english', context),
  'chatterbox-multilingual': async (context) =>
    (await import('./chatterbox/chatterbox.ts')).loadChatterbox('multilingual', context),
  'chatterbox-turbo': async (context) => (await import('./chatterbox/chatterbox.ts')).loadChatterbox('turbo', context),
  'chatterbox-nano': async (context) => (await import('./chatterbox/chatterbox.ts')).loadChatterbox('nano', context),
  espeak: async () => (await import('./espeak/espeak.ts')).loadEspeak(),
};

/** Loads an engine. Throws for an id that is not there, and what the engine throws. */
export async function loadEngine(id: string, context: EngineContext): Promise<Engine> {
  const load = engineLoaders[id];
  if (!load) throw new Error(`There is no engine "${id}"; known are ${Object.keys(engineLoaders).join(', ')}.`);
  return load(context);
}

/** Whether an engine speaks a segment in one go (`nests` in `engine.ts`): it gets a thread that does nothing else. */
export function speaksInOneGo(id: string): boolean {
  return id === 'flite' || id === 'espeak';
}

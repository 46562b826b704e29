import { EngineUnavailable } from '../engine.ts';

/** Starts the program (C compiled to JavaScript): the default export of the package. */
export type LoadModule = (typeof import('@echogarden/espeak-ng-emscripten'))['default'];

/** What the package exports. */
export interface EspeakPackage {
  readonly default: LoadModule;
}

/**
 * Finds eSpeak NG. Its package is optional, because its license is the GPL: {@link EngineUnavailable} without it.
 * `importPackage` is how it is looked for.
 */
export async function findEspeak(
  importPackage: () => Promise<EspeakPackage> = () => import('@echogarden/espeak-ng-emscripten'),
): Promise<LoadModule> {
  try {
    return (await importPackage()).default;
  } catch (error) {
    if (!(
      error instanceof Error &&
      'code' in error &&
      ['ERR_MODULE_NOT_FOUND', 'MODULE_NOT_FOUND'].includes(String(error.code))
    ))
      throw error;
    throw new EngineUnavailable(
      'The optional package @echogarden/espeak-ng-emscripten is not installed. It is licensed under GPL-3.0, so it is not a fixed part of Starling.',
      'Run npm install @echogarden/espeak-ng-emscripten.',
    );
  }
}

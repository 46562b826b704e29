import type { Config } from '../config.ts';
import { createLog } from '../ops/log.ts';
import { StarlingError } from '../errors.ts';
import type { Parts } from '../http/server.ts';
import { matchLanguage } from '../text/language.ts';
import { compose } from './compose.ts';

/** Prints the voices of this installation. */
export async function voicesCommand(options: { json?: boolean; language?: string }, config: Config): Promise<number> {
  return withEngines(config, ({ catalog }) => {
    const wanted = options.language;
    const voices = catalog
      .voices()
      .filter((voice) => wanted === undefined || matchLanguage(wanted, voice.languages) !== undefined);
    if (voices.length === 0)
      throw new StarlingError('language_not_supported', `No voice here speaks "${wanted ?? ''}".`);
    if (options.json) return print(JSON.stringify({ voices }, null, 2));
    printTable(
      ['voice', 'engine', 'languages', 'name'],
      voices.map((voice) => [voice.id, voice.engine, voice.languages.join(','), voice.name]),
    );
  });
}

/** Prints the models of this installation and their state. */
export async function modelsCommand(options: { json?: boolean }, config: Config): Promise<number> {
  return withEngines(config, ({ catalog }) => {
    const models = catalog.models().map((model) => ({
      ...model,
      ...catalog.state(model),
      voices: catalog.voices(model).length,
      properties: catalog.properties(model),
    }));
    if (options.json) return print(JSON.stringify({ models }, null, 2));
    printTable(
      ['model', 'state', 'voices', 'name'],
      models.map((model) => [model.id, model.state, String(model.voices), model.name]),
    );
    for (const { id, properties } of models) {
      const told = Object.entries(properties).map(([name, value]) => `${name} ${value}`);
      if (told.length > 0) print(`${id}: ${told.join(', ')}`);
    }
    for (const model of models) if (model.reason) print(`${model.id}: ${model.reason}`);
  });
}

async function withEngines(config: Config, act: (parts: Parts) => void): Promise<number> {
  const parts = compose({ ...config.settings, engineProcesses: 1 }, createLog('silent'));
  try {
    await parts.scheduler.start();
    act(parts);
    return 0;
  } finally {
    await parts.scheduler.close();
  }
}

function printTable(head: string[], rows: string[][]): void {
  const all = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  for (const row of all)
    print(
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    );
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

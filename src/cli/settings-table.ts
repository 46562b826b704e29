import { environmentName, flagName, settingNames, type Config } from '../config.ts';
import { findVoiceFiles } from '../engines/piper/voice-files.ts';
import { settingsSchema, type SettingName } from '../settings.ts';

/** Settings whose values are never shown. */
const secret = new Set<SettingName>(['apiKeys']);

/** The effective settings with where each came from, for people. */
export function settingsTable(config: Config): string {
  const rows = settingNames.map((name) => [name, shown(config, name), config.sources[name]] as const);
  const width = (column: 0 | 1) => Math.max(...rows.map((row) => Math.min(row[column].length, 48)));
  return rows
    .map(([name, value, source]) => `${name.padEnd(width(0))}  ${value.padEnd(width(1))}  ${source}`)
    .join('\n');
}

/** The same as data. */
export function settingsJson(config: Config): Record<string, unknown> {
  return Object.fromEntries(
    settingNames.map((name) => [
      name,
      {
        value: secret.has(name) ? shown(config, name) : config.settings[name],
        source: config.sources[name],
        environment: environmentName(name),
        flag: flagName(name),
        description: settingsSchema.shape[name].description,
      },
    ]),
  );
}

/** One line: which settings are not the defaults, and their sources. */
export function describeSources({ sources }: Config): string {
  const changed = settingNames.filter((name) => sources[name] !== 'default');
  if (changed.length === 0) return 'all defaults (change them in starling.yaml, the environment or by flags)';
  return changed.map((name) => `${name} from ${sources[name]}`).join(', ');
}

function shown({ settings }: Config, name: SettingName): string {
  const value = settings[name];
  if (secret.has(name)) return Array.isArray(value) && value.length > 0 ? `(${value.length} hidden)` : '(none)';
  if (value === undefined) return '(not set)';
  if (name === 'defaultModel' && value === 'auto') return `auto (${whatAutoMeans(settings.modelDir)})`;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** Which voices speak when nobody names a model. */
function whatAutoMeans(modelDir: string): string {
  const names = findVoiceFiles(modelDir).map(({ name }) => name);
  if (names.length === 0) return `builtin: no voices in ${modelDir}`;
  const shownNames =
    names.length > 3 ? `${names.slice(0, 3).join(', ')} and ${names.length - 3} more` : names.join(', ');
  return `${shownNames} for their languages where they can be used, builtin for all others`;
}

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse as parseYaml } from 'yaml';
import { z } from 'zod';
import { StarlingError, messageOf } from './errors.ts';
import { settingsSchema, type SettingName, type Settings } from './settings.ts';

/** Where a setting's value came from. */
export type SettingSource = 'default' | `file ${string}` | `environment ${string}` | `flag ${string}`;

export interface Config {
  readonly settings: Settings;
  readonly sources: Readonly<Record<SettingName, SettingSource>>;
}

export interface ConfigInput {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Setting name → text, as typed on the command line. */
  readonly flags: Readonly<Record<string, string | undefined>>;
  /** A settings file that must exist; otherwise `starling.yaml` in the folder is read when it is there. */
  readonly file?: string | undefined;
  readonly folder: string;
}

export const settingNames = Object.keys(settingsSchema.shape) as SettingName[];

/** Names without the prefix that other programs and platforms set. */
const plainEnvironmentNames: Readonly<Record<string, SettingName>> = { PORT: 'port', MODEL_DIR: 'modelDir' };
/** Names with the prefix that are not settings: where the settings file is, the key of `starling bench`, and the tests' folders. */
const reservedEnvironmentNames = new Set([
  'STARLING_CONFIG',
  'STARLING_BENCH_KEY',
  'STARLING_TEST_MODELS',
  'STARLING_TEST_DATA',
]);

/** `maxStallMs` → `STARLING_MAX_STALL_MS`. */
export function environmentName(name: SettingName): string {
  return `STARLING_${kebab(name).replaceAll('-', '_').toUpperCase()}`;
}

/** `maxStallMs` → `--max-stall-ms`. */
export function flagName(name: SettingName): string {
  return `--${kebab(name)}`;
}

/** Reads file < environment < flags, checks everything and freezes the result. Throws `invalid_settings`. */
export function loadConfig(input: ConfigInput): Config {
  const values: Record<string, unknown> = {};
  const sources: Partial<Record<SettingName, SettingSource>> = {};
  const take = (name: SettingName, value: unknown, source: SettingSource) => {
    values[name] = value;
    sources[name] = source;
  };

  const file = input.file ?? input.environment['STARLING_CONFIG'];
  for (const [key, value] of readSettingsFile(file, input.folder)) {
    if (value !== null) take(knownName(key, `in ${key.file}`), value, `file ${key.file}`);
  }
  for (const [plain, name] of Object.entries(plainEnvironmentNames)) {
    const text = input.environment[plain];
    if (text) take(name, fromText(name, text, plain), `environment ${plain}`);
  }
  const byEnvironmentName = new Map(settingNames.map((name) => [environmentName(name), name]));
  for (const [variable, text] of Object.entries(input.environment)) {
    if (!variable.startsWith('STARLING_') || reservedEnvironmentNames.has(variable) || !text) continue;
    const name = byEnvironmentName.get(variable);
    if (!name) throw unknownSetting(variable, 'in the environment', [...byEnvironmentName.keys()]);
    take(name, fromText(name, text, variable), `environment ${variable}`);
  }
  for (const [name, text] of Object.entries(input.flags)) {
    if (text === undefined) continue;
    const known = knownName({ name, file: '' }, 'on the command line');
    take(known, fromText(known, text, flagName(known)), `flag ${flagName(known)}`);
  }

  const parsed = settingsSchema.safeParse(values);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const name = String(issue?.path[0]) as SettingName;
    throw new StarlingError(
      'invalid_settings',
      `The setting ${issue?.path.join('.') ?? ''} (from ${sources[name] ?? 'default'}) is wrong: ${issue?.message ?? ''}. ${settingsSchema.shape[name].description ?? ''}`,
    );
  }
  const complete = Object.fromEntries(settingNames.map((name) => [name, sources[name] ?? 'default']));
  return deepFreeze({ settings: parsed.data, sources: complete as Record<SettingName, SettingSource> });
}

interface FileKey {
  readonly name: string;
  readonly file: string;
}

function* readSettingsFile(file: string | undefined, folder: string): Generator<[FileKey, unknown]> {
  const full = path.resolve(folder, file ?? 'starling.yaml');
  let text: string;
  try {
    text = readFileSync(full, 'utf8');
  } catch (error) {
    if (file === undefined && (error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw new StarlingError('invalid_settings', `The settings file ${full} cannot be read: ${messageOf(error)}.`);
  }
  let content: unknown;
  try {
    content = parseYaml(text, { logLevel: 'error' });
  } catch (error) {
    // The first line says what and where; those after it quote the file, which may hold keys.
    const [what] = messageOf(error).split('\n', 1);
    throw new StarlingError(
      'invalid_settings',
      `The settings file ${full} is not valid YAML: ${what?.replace(/:$/, '')}.`,
    );
  }
  if (content === null || content === undefined) return;
  if (typeof content !== 'object' || Array.isArray(content)) {
    throw new StarlingError('invalid_settings', `The settings file ${full} must hold "name: value" lines.`);
  }
  for (const [name, value] of Object.entries(content)) yield [{ name, file: full }, value];
}

function knownName(key: FileKey, where: string): SettingName {
  if ((settingNames as string[]).includes(key.name)) return key.name as SettingName;
  throw unknownSetting(key.name, key.file ? `in ${key.file}` : where, settingNames);
}

function unknownSetting(name: string, where: string, known: readonly string[]): StarlingError {
  return new StarlingError(
    'invalid_settings',
    `There is no setting "${name}" (found ${where}). Did you mean "${nearest(name, known)}"? \`starling check-config\` lists them all.`,
  );
}

/** Environment and flags are text: numbers, booleans, comma lists and JSON objects are read by the setting's own type. */
function fromText(name: SettingName, text: string, origin: string): unknown {
  let schema: z.ZodType = settingsSchema.shape[name];
  while (schema instanceof z.ZodDefault || schema instanceof z.ZodOptional) schema = schema.unwrap() as z.ZodType;
  if (schema instanceof z.ZodNumber) return text.trim() === '' || Number.isNaN(Number(text)) ? text : Number(text);
  if (schema instanceof z.ZodBoolean) {
    if (/^(true|1|yes|on)$/i.test(text)) return true;
    if (/^(false|0|no|off)$/i.test(text)) return false;
    return text;
  }
  if (schema instanceof z.ZodArray) return text.split(',').flatMap((part) => part.trim() || []);
  if (schema instanceof z.ZodRecord) {
    try {
      return JSON.parse(text) as unknown;
    } catch {
      const value = schema.valueType instanceof z.ZodNumber ? '2' : '"value"';
      throw new StarlingError('invalid_settings', `${origin} must be a JSON object such as {"name":${value}}.`);
    }
  }
  return text;
}

/** The known name with the smallest edit distance. */
export function nearest(name: string, known: readonly string[]): string {
  const folded = name.toLowerCase();
  const distances = known.map((candidate) => editDistance(folded, candidate.toLowerCase()));
  return known[distances.indexOf(Math.min(...distances))] ?? '';
}

/** Levenshtein distance, one row at a time. */
function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = (previous[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1);
      row[j] = Math.min((previous[j] as number) + 1, (row[j - 1] as number) + 1, substitution);
    }
    previous = row;
  }
  return previous[b.length] as number;
}

function kebab(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

function deepFreeze<T extends object>(value: T): T {
  for (const child of Object.values(value))
    if (typeof child === 'object' && child !== null) deepFreeze(child as object);
  return Object.freeze(value);
}

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { settingsJson, settingsTable, describeSources } from './cli/settings-table.ts';
import {
  environmentName,
  flagName,
  loadConfig,
  nearest,
  settingNames,
  type Config,
  type ConfigInput,
} from './config.ts';
import { settingsSchema } from './settings.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'starling-config-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function load(input: Partial<ConfigInput> & { yaml?: string } = {}): Config {
  if (input.yaml !== undefined) writeFileSync(path.join(folder, 'starling.yaml'), input.yaml);
  return loadConfig({ environment: {}, flags: {}, folder, ...input });
}

function complaint(input: Parameters<typeof load>[0]): string {
  try {
    load(input);
  } catch (error) {
    expect(error).toMatchObject({ code: 'invalid_settings' });
    return (error as Error).message;
  }
  throw new Error('The settings were taken.');
}

describe('settings', () => {
  it('are the defaults when nothing is said', () => {
    const { settings, sources } = load();
    expect(settings).toEqual(settingsSchema.parse({}));
    expect(new Set(Object.values(sources))).toEqual(new Set(['default']));
  });

  it('come from the file, over it the environment, over it the flags', () => {
    const yaml = 'port: 1\nhost: ::1\nlogLevel: warn\n';
    const environment = { STARLING_PORT: '2', STARLING_HOST: '127.0.0.2' };
    const { settings, sources } = load({ yaml, environment, flags: { port: '3' } });
    expect(settings).toMatchObject({ port: 3, host: '127.0.0.2', logLevel: 'warn' });
    expect(sources).toMatchObject({
      port: 'flag --port',
      host: 'environment STARLING_HOST',
      logLevel: `file ${path.join(folder, 'starling.yaml')}`,
      maxStallMs: 'default',
    });
  });

  it('take PORT and MODEL_DIR as platforms set them, under the names of their own', () => {
    expect(load({ environment: { PORT: '80', MODEL_DIR: '/m' } }).settings).toMatchObject({ port: 80, modelDir: '/m' });
    const both = load({ environment: { PORT: '80', STARLING_PORT: '81' } });
    expect([both.settings.port, both.sources.port]).toEqual([81, 'environment STARLING_PORT']);
  });

  it('are read by their type', () => {
    const environment = {
      STARLING_ALLOW_OPEN: 'yes',
      STARLING_OPEN_LISTINGS: '0',
      STARLING_API_KEYS: 'one, two,',
      STARLING_VOICE_ALIASES: '{"anna":"slt"}',
      STARLING_TARGET_TTFA_MS: '250.5',
    };
    expect(load({ environment }).settings).toMatchObject({
      allowOpen: true,
      openListings: false,
      apiKeys: ['one', 'two'],
      voiceAliases: { anna: 'slt' },
      targetTtfaMs: 250.5,
    });
  });

  it('are frozen, inside too', () => {
    const { settings } = load();
    expect(
      Object.isFrozen(settings) && Object.isFrozen(settings.corsOrigins) && Object.isFrozen(settings.voiceAliases),
    ).toBe(true);
  });

  it('have one name in three spellings, none twice', () => {
    expect([environmentName('maxStallMs'), flagName('maxStallMs')]).toEqual([
      'STARLING_MAX_STALL_MS',
      '--max-stall-ms',
    ]);
    expect(new Set(settingNames.map(environmentName)).size).toBe(settingNames.length);
  });

  it('ignore empty variables, those of others, and empty lines of the file', () => {
    const environment = { STARLING_PORT: '', PORT: '', HOME: '/root', STARLING_TEST_DATA: '/data' };
    expect(load({ yaml: '# nothing\nport:\n', environment }).settings.port).toBe(8000);
    expect(load({ yaml: '' }).settings.port).toBe(8000);
  });
});

describe('the settings file', () => {
  it('may be named by the environment or by a flag, and must exist then', () => {
    const other = path.join(folder, 'other.yaml');
    writeFileSync(other, 'port: 9\n');
    expect(load({ environment: { STARLING_CONFIG: other } }).settings.port).toBe(9);
    expect(load({ file: 'other.yaml' }).settings.port).toBe(9);
    expect(complaint({ file: 'absent.yaml' })).toContain(path.join(folder, 'absent.yaml'));
  });

  it.each([
    ['a list', '- port\n'],
    ['a word', 'port\n'],
  ])('that holds %s is refused', (_what, yaml) => {
    expect(complaint({ yaml })).toContain('must hold "name: value" lines');
  });

  it('that is not YAML is refused with the place, and without a word of it', () => {
    const message = complaint({ yaml: 'port: 1\napiKeys: [sk-secret\nhost: 127.0.0.1\n' });
    expect(message).toMatch(/starling\.yaml is not valid YAML: .* line 3, column 1\.$/);
    expect(message).not.toContain('secret');
  });
});

describe('a wrong setting', () => {
  it('that does not exist is named with the nearest that does, wherever it stands', () => {
    expect(complaint({ environment: { STARLING_PROT: '1' } })).toContain('Did you mean "STARLING_PORT"?');
    expect(complaint({ flags: { hots: 'x' } })).toContain('found on the command line). Did you mean "host"?');
    expect(complaint({ yaml: 'maxStalMs: 1\n' })).toMatch(
      /"maxStalMs" \(found in .*starling\.yaml\)\. Did you mean "maxStallMs"\?/,
    );
  });

  it.each<[string, Parameters<typeof load>[0], RegExp]>([
    [
      'a word for a number',
      { environment: { STARLING_PORT: 'eighty' } },
      /port \(from environment STARLING_PORT\) is wrong/,
    ],
    ['nothing for a number', { flags: { port: '' } }, /port \(from flag --port\) is wrong/],
    ['too large a number', { yaml: 'port: 65536\n' }, /port \(from file .*\) is wrong/],
    ['a word for yes or no', { environment: { STARLING_ALLOW_OPEN: 'perhaps' } }, /allowOpen \(from environment/],
    ['a number for a list', { yaml: 'apiKeys: 5\n' }, /apiKeys \(from file/],
    [
      'no JSON for a table',
      { environment: { STARLING_VOICE_ALIASES: 'anna=slt' } },
      /STARLING_VOICE_ALIASES must be a JSON object/,
    ],
    [
      'no JSON for a table of numbers',
      { environment: { STARLING_KEY_WEIGHTS: 'anna=2' } },
      /STARLING_KEY_WEIGHTS must be a JSON object such as \{"name":2\}/,
    ],
    ['an unknown level', { flags: { logLevel: 'loud' } }, /logLevel \(from flag --log-level\)/],
  ])('such as %s is refused with its source', (_what, input, message) => {
    expect(complaint(input)).toMatch(message);
  });

  it('finds the nearest name by edit distance, in any case', () => {
    expect(nearest('MAXSTALLMS', settingNames)).toBe('maxStallMs');
    expect(nearest('hots', ['port', 'host'])).toBe('host');
  });
});

describe('check-config', () => {
  it('shows every setting with its source, and no key', () => {
    const config = load({ environment: { STARLING_API_KEYS: 'sk-secret,sk-other' }, flags: { port: '3' } });
    const table = settingsTable(config);
    const json = JSON.stringify(settingsJson(config));
    for (const text of [table, json, describeSources(config)]) expect(text).not.toMatch(/sk-secret|sk-other/);
    expect(table.split('\n')).toHaveLength(settingNames.length);
    expect(table).toMatch(/^apiKeys +\(2 hidden\) +environment STARLING_API_KEYS$/m);
    expect(table).toMatch(/^port +3 +flag --port$/m);
    expect(settingsJson(config)['port']).toMatchObject({ value: 3, flag: '--port', environment: 'STARLING_PORT' });
    expect(describeSources(config)).toBe('port from flag --port, apiKeys from environment STARLING_API_KEYS');
  });

  it('never quotes a key in a complaint', () => {
    expect(complaint({ yaml: 'apiKeys: sk-secret\n' })).not.toContain('sk-secret');
    expect(complaint({ yaml: 'apiKeys: [sk-secret, 5]\n' })).not.toContain('sk-secret');
  });
});

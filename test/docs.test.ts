import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { environmentName, flagName, settingNames } from '../src/config.ts';
import { errorTable } from '../src/errors.ts';
import { settingsSchema } from '../src/settings.ts';

const root = path.resolve(import.meta.dirname, '..');
const read = (file: string) => readFileSync(path.join(root, file), 'utf8');

/** The reference pages are written by `npx vitest run test/docs.test.ts -u` from the tables in the code. */
describe('reference pages', () => {
  it('docs/errors.md shows the error table', async () => {
    const rows = Object.entries(errorTable).map(
      ([code, { status, type, retryable, when }]) =>
        `| \`${code}\` | ${status} | \`${type}\` | ${retryable ? 'yes' : 'no'} | ${when} |`,
    );
    const page = [
      '# Errors',
      '',
      'Every failed answer has the body `{"error":{"message":"…","type":"…","param":"…"|null,"code":"…"}}`. The message says what',
      'was expected, what came and what to do. Answers that a retry can help carry `retry-after` (whole seconds, 1–60),',
      '`retry-after-ms` and `x-should-retry: true`; the others with status 429 or 5xx carry `x-should-retry: false`. The official',
      'OpenAI clients obey all three.',
      '',
      'A failure after the first byte cannot change the status any more: the connection is reset, so that nobody takes the bytes so',
      'far for a whole file. Over SSE a `speech.audio.error` event comes first.',
      '',
      '| code | status | type | retry helps | when |',
      '| --- | --- | --- | --- | --- |',
      ...rows,
      '',
    ];
    await expect(page.join('\n')).toMatchFileSnapshot('../docs/errors.md');
  });

  it('docs/settings.md shows the settings table', async () => {
    const rows = settingNames.map((name) => {
      const schema = settingsSchema.shape[name];
      const fallback = name === 'engineProcesses' ? 'half of the cores' : shown(schema.safeParse(undefined).data);
      return `| \`${name}\` | \`${environmentName(name)}\` | \`${flagName(name)}\` | ${fallback} | ${schema.description ?? ''} |`;
    });
    const page = [
      '# Settings',
      '',
      'A setting comes from the file `starling.yaml` (or `--config FILE`, or `STARLING_CONFIG`), is overridden by the environment,',
      'and that by a flag. An unknown name or a wrong value is an error that says so at start. `starling check-config` prints the',
      'effective settings and where each came from. `PORT` and `MODEL_DIR` are read too, below their `STARLING_` names.',
      'In the environment and in flags, lists are comma-separated and tables are JSON.',
      '',
      '| name in the file | environment | flag | default | what it does |',
      '| --- | --- | --- | --- | --- |',
      ...rows,
      '',
    ];
    await expect(page.join('\n')).toMatchFileSnapshot('../docs/settings.md');
  });
});

function shown(value: unknown): string {
  if (value === undefined) return '(none)';
  if (Array.isArray(value)) return value.length === 0 ? '(none)' : value.map((each) => `\`${String(each)}\``).join(' ');
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value)
      .map(([name, target]) => `${name}→${String(target)}`)
      .join(' ');
  }
  return `\`${JSON.stringify(value).replaceAll('"', '')}\``;
}

describe('README', () => {
  it('names the same commands in English and in Chinese', () => {
    const commands = (text: string) =>
      [...text.matchAll(/```(?:bash|js|python|yaml)\n([^]*?)```/g)].map((match) =>
        match[1]!.replaceAll(/#.*$/gm, '').trim(),
      );
    expect(commands(read('README.md')).length).toBeGreaterThan(3);
    expect(commands(read('README.zh-CN.md'))).toEqual(commands(read('README.md')));
  });

  it('links only to files that exist', () => {
    for (const page of ['README.md', 'README.zh-CN.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md']) {
      for (const [, target] of read(page).matchAll(/\]\((?!https?:|#)([^)#]+)[^)]*\)/g)) {
        expect(() => read(target!), `${page} → ${target!}`).not.toThrow();
      }
    }
  });

  it('deploy/compose/service.yaml lets every setting through, but for the port that Compose maps', () => {
    const service = read('deploy/compose/service.yaml').split('\n  models:')[0]!;
    const passed = [...service.matchAll(/^ {6}- (STARLING_\w+)/gm)].map(([, name]) => name);
    const settings = settingNames.filter((name) => name !== 'port').map((name) => environmentName(name));
    expect(passed.sort()).toEqual(settings.sort());
  });
});

import { spawn } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { during } from './progress.ts';
import { root, session } from './session.ts';

/** What became of one `NAME.check.ts`. */
export interface CheckOutcome {
  readonly check: string;
  readonly passed: boolean;
  readonly seconds: number;
  readonly tests: readonly { readonly name: string; readonly status: string; readonly seconds: number }[];
}

/** Of vitest's JSON, what is read. */
interface VitestReport {
  readonly testResults: readonly {
    readonly assertionResults: readonly {
      readonly fullName: string;
      readonly status: string;
      readonly duration?: number | null;
    }[];
  }[];
}

/** Those that take less than three minutes together. */
export const quickChecks: readonly string[] = ['inside', 'compose', 'image'];

/** The names of all checks, the quick ones first. */
export function allChecks(): readonly string[] {
  const files = readdirSync(import.meta.dirname).filter((file) => file.endsWith('.check.ts'));
  const names = files.map((file) => file.replace('.check.ts', ''));
  return [...quickChecks, ...names.filter((name) => !quickChecks.includes(name)).sort()];
}

/** Runs one check in vitest, its lines shown; `folder` takes its files. An aborted one counts as failed. */
export async function runCheck(
  check: string,
  image: string,
  folder: string,
  signal: AbortSignal,
): Promise<CheckOutcome> {
  const result = path.join(folder, `${check}.json`);
  const env = {
    ...process.env,
    STARLING_CHECK_PREFIX: session.prefix,
    STARLING_CHECK_IMAGE: image,
    STARLING_CHECK_FIGURES: figuresFile(folder),
  };
  const began = performance.now();
  const code = await during(`check ${check}`, async () => {
    const args = [
      ...[path.join(root, 'node_modules/vitest/vitest.mjs'), 'run', '--config', 'test/containers/vitest.config.ts'],
      ...['--reporter=verbose', '--reporter=json', `--outputFile.json=${result}`, `test/containers/${check}.check.ts`],
    ];
    const child = spawn(process.execPath, args, { cwd: root, env, stdio: ['ignore', 'inherit', 'inherit'] });
    const stop = () => child.kill('SIGINT');
    signal.addEventListener('abort', stop, { once: true });
    const ended = await new Promise<number | null>((resolve) => child.once('close', resolve));
    signal.removeEventListener('abort', stop);
    return ended;
  });
  const tests = existsSync(result) ? testsOf(JSON.parse(readFileSync(result, 'utf8')) as VitestReport) : [];
  return { check, passed: code === 0 && tests.length > 0, seconds: (performance.now() - began) / 1000, tests };
}

export const figuresFile = (folder: string): string => path.join(folder, 'figures');

function testsOf({ testResults }: VitestReport): CheckOutcome['tests'] {
  return testResults.flatMap(({ assertionResults }) =>
    assertionResults.map(({ fullName, status, duration }) => ({
      name: fullName,
      status,
      seconds: (duration ?? 0) / 1000,
    })),
  );
}

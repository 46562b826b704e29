import { execFile } from 'node:child_process';

export interface Outcome {
  /** Exit code; -1 when the program was ended by a signal or could not be started. */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CommandOptions {
  readonly cwd?: string;
  /** Added to this process's environment. */
  readonly env?: Readonly<Record<string, string>>;
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

/** Runs a program to its end, without a shell. A failure is an outcome, not an exception. */
export async function outcomeOf(
  command: string,
  args: readonly string[],
  { cwd, env, timeoutMs = 600_000, signal }: CommandOptions = {},
): Promise<Outcome> {
  const options = { cwd, env: { ...process.env, ...env }, timeout: timeoutMs, maxBuffer: 2 ** 28, signal };
  return await new Promise((resolve) => {
    execFile(command, [...args], options, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : -1;
      // Of a program that could not be started, the reason is all there is.
      resolve({ code, stdout, stderr: stderr === '' && code === -1 ? (error?.message ?? '') : stderr });
    });
  });
}

/** What a program prints to stdout, trimmed. Throws when it fails, with the end of what it said. */
export async function output(command: string, args: readonly string[], options?: CommandOptions): Promise<string> {
  const { code, stdout, stderr } = await outcomeOf(command, args, options);
  if (code === 0) return stdout.trim();
  const said = `${stdout}\n${stderr}`.trim().split('\n').slice(-30).join('\n');
  throw new Error(
    `${[command, ...args].join(' ')} failed (${code === -1 ? 'no exit code' : `exit code ${code}`}):\n${said}`,
  );
}

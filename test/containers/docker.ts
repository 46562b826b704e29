import { existsSync } from 'node:fs';
import { output, outcomeOf, type CommandOptions, type Outcome } from './command.ts';

/** Debian's client, where it is: one that was put before it on the PATH may lack what Debian's has. */
const client = existsSync('/usr/bin/docker') ? '/usr/bin/docker' : 'docker';

/** What `docker ARGS` prints, trimmed. Throws when it fails. */
export function docker(args: readonly string[], options?: CommandOptions): Promise<string> {
  return output(client, args, { ...options, env: { DOCKER_BUILDKIT: '1', ...options?.env } });
}

export function dockerOutcome(args: readonly string[], options?: CommandOptions): Promise<Outcome> {
  return outcomeOf(client, args, { ...options, env: { DOCKER_BUILDKIT: '1', ...options?.env } });
}

/** Whether a daemon answers where DOCKER_HOST, or else Docker's default, says. */
export async function daemonAnswers(env: Readonly<Record<string, string>> = {}): Promise<boolean> {
  const args = ['version', '--format', '{{.Server.Version}}'];
  return (await outcomeOf(client, args, { env, timeoutMs: 10_000 })).code === 0;
}

export async function hasImage(image: string): Promise<boolean> {
  return (await dockerOutcome(['image', 'inspect', image])).code === 0;
}

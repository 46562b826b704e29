import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { outcomeOf, output, type CommandOptions, type Outcome } from './command.ts';
import { Container } from './container.ts';
import { freePort } from './free-port.ts';
import { nameFor, root, session } from './session.ts';

/** Debian's, which is a program of its own. */
const program = existsSync('/usr/bin/docker-compose') ? '/usr/bin/docker-compose' : 'docker-compose';

export interface ProjectOptions {
  readonly files?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** A copy of deploy/compose in a folder of its own, with its containers; all of it is removed at the end of its block. */
export class ComposeProject implements AsyncDisposable {
  readonly folder = mkdtempSync(path.join(os.tmpdir(), 'starling-compose-'));
  readonly name = nameFor('compose');
  readonly url: string;
  readonly env: Readonly<Record<string, string>>;

  private constructor(port: number, { files = ['compose.yaml'], env = {} }: ProjectOptions) {
    cpSync(path.join(root, 'deploy/compose'), this.folder, { recursive: true });
    const [image, version] = session.image.split(':');
    this.url = `http://127.0.0.1:${port}`;
    this.env = {
      COMPOSE_PROJECT_NAME: this.name,
      COMPOSE_FILE: files.join(':'),
      STARLING_IMAGE: image!,
      STARLING_VERSION: version!,
      STARLING_PORT: String(port),
      ...env,
    };
  }

  static async create(options: ProjectOptions = {}): Promise<ComposeProject> {
    return new ComposeProject(await freePort(), options);
  }

  /** What `docker-compose ARGS` prints. Throws when it fails. */
  compose(args: readonly string[], options?: CommandOptions): Promise<string> {
    return output(program, args, { ...options, cwd: this.folder, env: { ...this.env, ...options?.env } });
  }

  composeOutcome(args: readonly string[], options?: CommandOptions): Promise<Outcome> {
    return outcomeOf(program, args, { ...options, cwd: this.folder, env: { ...this.env, ...options?.env } });
  }

  /** The containers of a service that run or have ended. */
  async containers(service: string): Promise<readonly Container[]> {
    const ids = (await this.compose(['ps', '--quiet', service])).split('\n').filter(Boolean);
    return ids.map((id) => new Container(id));
  }

  async container(service = 'starling'): Promise<Container> {
    const [first] = await this.containers(service);
    if (first === undefined) throw new Error(`The service ${service} has no container.`);
    return first;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.composeOutcome(['down', '--volumes', '--remove-orphans', '--timeout', '5']);
    rmSync(this.folder, { recursive: true, force: true });
  }
}

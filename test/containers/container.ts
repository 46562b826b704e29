import { docker, dockerOutcome } from './docker.ts';
import { nameFor, session } from './session.ts';
import { untilReady } from './speech.ts';

/** Of `docker inspect`, what the checks look at. */
export interface Inspected {
  readonly RestartCount: number;
  readonly State: {
    readonly Status: string;
    readonly Pid: number;
    readonly ExitCode: number;
    readonly OOMKilled: boolean;
    readonly StartedAt: string;
    readonly Health?: { readonly Status: string; readonly Log: readonly { readonly Output: string }[] };
  };
  readonly Config: { readonly Image: string };
  readonly HostConfig: { readonly Memory: number; readonly PidsLimit: number | null };
  readonly Mounts: readonly { readonly Destination: string; readonly RW: boolean }[];
}

export interface ContainerOptions {
  /** Options of `docker run`. */
  readonly options?: readonly string[];
  /** What is appended to the image's entry point. */
  readonly args?: readonly string[];
  readonly image?: string;
}

/** The rights that compose.yaml leaves a container; most checks run with no more. */
export const noRights: readonly string[] = [
  '--read-only',
  ...['--tmpfs', '/tmp'],
  ...['--cap-drop', 'ALL'],
  ...['--security-opt', 'no-new-privileges'],
];

/** A started container, removed at the end of its block. */
export class Container implements AsyncDisposable {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }

  async inspect(): Promise<Inspected> {
    return (JSON.parse(await docker(['inspect', this.name])) as Inspected[])[0]!;
  }

  /** stdout and stderr so far. */
  async logs(): Promise<string> {
    const { stdout, stderr } = await dockerOutcome(['logs', this.name]);
    return stdout + stderr;
  }

  /** Where a port of the container is reached from this machine. */
  async url(port = 8000): Promise<string> {
    const [address] = (await docker(['port', this.name, `${port}/tcp`])).split('\n');
    return `http://${address!.replace('0.0.0.0', '127.0.0.1')}`;
  }

  /** What JavaScript prints inside: there is no shell. */
  async evaluate(code: string): Promise<string> {
    return await docker(['exec', this.name, 'node', '-e', code]);
  }

  /**
   * Sends a signal to processes of the container from outside, as the kernel would: `docker kill` also ends the restarts.
   * Returns when that was, in milliseconds since 1970.
   */
  async signal(signal: NodeJS.Signals, ...hostPids: readonly number[]): Promise<number> {
    const code = `${JSON.stringify(hostPids)}.forEach((pid) => process.kill(pid, ${JSON.stringify(signal)})); console.log(Date.now())`;
    const name = nameFor('signal');
    const options = ['run', '--rm', '--name', name, '--pid', 'host', '--entrypoint', 'node', session.nodeImage];
    return Number(await docker([...options, '-e', code]));
  }

  /** Processes inside, by their identity outside. */
  async processes(): Promise<readonly { readonly pid: number; readonly command: string }[]> {
    const lines = (await docker(['top', this.name, '-eo', 'pid,args'])).split('\n').slice(1);
    return lines.map((line) => {
      const [, pid, command] = /^ *(\d+) +(.*)$/.exec(line)!;
      return { pid: Number(pid), command: command! };
    });
  }

  /** Waits for the end and gives the exit code. */
  async exited(): Promise<number> {
    return Number(await docker(['wait', this.name]));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await dockerOutcome(['rm', '--force', '--volumes', this.name]);
  }
}

/** Starts a container with port 8000 published on a free port of loopback. */
export async function startContainer({ options = [], args = [], image }: ContainerOptions = {}): Promise<Container> {
  const name = nameFor('container');
  const container = new Container(name);
  try {
    await docker([
      'run',
      '--detach',
      '--name',
      name,
      '--publish',
      '127.0.0.1::8000',
      ...options,
      image ?? session.image,
      ...args,
    ]);
    return container;
  } catch (error) {
    await container[Symbol.asyncDispose]();
    throw error;
  }
}

/** The same, and waits until it welcomes requests. When it never does, the error holds its log. */
export async function startServing(
  options: ContainerOptions = {},
): Promise<{ container: Container; url: string } & AsyncDisposable> {
  const container = await startContainer(options);
  try {
    const url = await container.url();
    await untilReady(url);
    return { container, url, [Symbol.asyncDispose]: () => container[Symbol.asyncDispose]() };
  } catch (error) {
    const log = await container.logs();
    await container[Symbol.asyncDispose]();
    throw new Error(`The container did not become ready. Its log:\n${log}`, { cause: error });
  }
}

import { accessSync, constants, existsSync } from 'node:fs';
import path from 'node:path';
import { output, outcomeOf } from './command.ts';
import { during } from './progress.ts';

interface Need {
  readonly program: string;
  /** The package of Debian that holds it. */
  readonly debian: string;
}

const always: readonly Need[] = [
  { program: 'docker', debian: 'docker.io' },
  { program: 'docker-compose', debian: 'docker-compose' },
  { program: 'docker-registry', debian: 'docker-registry' },
  { program: 'skopeo', debian: 'skopeo' },
  { program: 'curl', debian: 'curl' },
  { program: 'ffprobe', debian: 'ffmpeg' },
];
/** For a daemon of our own. */
export const daemonNeeds: readonly Need[] = [
  { program: 'dockerd', debian: 'docker.io' },
  { program: 'iptables', debian: 'iptables' },
];
/** For a base image of our own. */
export const baseNeeds: readonly Need[] = [{ program: 'mmdebstrap', debian: 'mmdebstrap' }];

/**
 * Installs with apt what is missing, and says what. Throws, naming all that is missing, where it cannot be installed:
 * not as root, or not on Debian.
 */
export async function install(needs: readonly Need[] = always): Promise<void> {
  const missing = needs.filter(({ program }) => !found(program));
  if (missing.length === 0) return;
  const packages = [...new Set(missing.map(({ debian }) => debian))];
  const names = missing.map(({ program }) => program).join(', ');
  if (process.getuid?.() !== 0 || !existsSync('/etc/debian_version') || !found('apt-get')) {
    throw new Error(
      `These programs are needed and were not found: ${names}. As root on Debian they are installed by this command; ` +
        `here, install them first (on Debian: apt-get install --no-install-recommends ${packages.join(' ')}).`,
    );
  }
  await during(`installing ${packages.join(' ')} (apt-get)`, async () => {
    const env = { DEBIAN_FRONTEND: 'noninteractive' };
    const args = ['-qq', 'install', '-y', '--no-install-recommends', ...packages];
    // The lists may be old, or not be there at all.
    if ((await outcomeOf('apt-get', args, { env })).code === 0) return;
    await output('apt-get', ['-qq', 'update'], { env });
    await output('apt-get', args, { env });
  });
}

function found(program: string): boolean {
  const folders = [...(process.env['PATH'] ?? '').split(path.delimiter), '/usr/sbin', '/sbin'];
  return folders.some((folder) => {
    try {
      accessSync(path.join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

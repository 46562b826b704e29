import { docker } from './docker.ts';
import { session } from './session.ts';

const label = 'com.docker.compose.project';

/** Removes every container, network, volume and image of this run, and none of anybody else. */
export async function removeEverything(images: readonly string[]): Promise<void> {
  const { prefix } = session;
  const composed = async (list: readonly string[], id: string) => {
    const lines = await docker([...list, '--filter', `label=${label}`, '--format', `{{${id}}} {{.Label "${label}"}}`]);
    return lines.split('\n').flatMap((line) => {
      const [found, project] = line.split(' ');
      return project?.startsWith(prefix) ? [found!] : [];
    });
  };
  const named = async (list: readonly string[]) =>
    (await docker([...list, '--filter', `name=${prefix}`, '--quiet'])).split('\n').filter(Boolean);

  const containers = [...(await named(['ps', '--all'])), ...(await composed(['ps', '--all'], '.ID'))];
  await remove(['rm', '--force', '--volumes'], containers);
  await remove(['network', 'rm'], [...(await named(['network', 'ls'])), ...(await composed(['network', 'ls'], '.ID'))]);
  await remove(['volume', 'rm', '--force'], await named(['volume', 'ls']));
  const all = (await docker(['image', 'ls', '--format', '{{.Repository}}:{{.Tag}}'])).split('\n');
  await remove(
    ['image', 'rm', '--force'],
    all.filter((image) => image.startsWith(prefix) || images.includes(image)),
  );
}

async function remove(command: readonly string[], found: readonly string[]): Promise<void> {
  if (found.length > 0) await docker([...command, ...new Set(found)]);
}

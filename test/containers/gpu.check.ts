import { existsSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { ComposeProject } from './compose-project.ts';
import { docker, dockerOutcome } from './docker.ts';
import { record } from './figures.ts';
import { nameFor, session } from './session.ts';

const hasDriver = existsSync('/dev/nvidiactl');
const files = ['compose.yaml', 'compose.gpu.yaml'];

it.each([[files], [['compose.scale.yaml', 'compose.gpu.yaml']]])(
  '%j is valid, and reserves an NVIDIA device',
  async (list) => {
    await using project = await ComposeProject.create({ files: list });
    const config = parse(await project.compose(['config'])) as {
      services: { starling: { image: string; deploy: { resources: { reservations: { devices: unknown[] } } } } };
    };
    const { image, deploy } = config.services.starling;
    expect(image).toBe(`${session.image}-gpu`);
    expect(deploy.resources.reservations.devices).toEqual([
      expect.objectContaining({ driver: 'nvidia', capabilities: ['gpu'] }),
    ]);
  },
);

it.skipIf(hasDriver)("is refused by Docker where no driver is, in Docker's words", async () => {
  const image = nameFor('gpu');
  await docker(['tag', session.image, `${image}:1-gpu`]);
  await using project = await ComposeProject.create({ files, env: { STARLING_IMAGE: image, STARLING_VERSION: '1' } });
  const { code, stderr } = await project.composeOutcome(['up', '--detach', '--no-build']);
  expect(code).not.toBe(0);
  expect(stderr).toMatch(/could not select device driver "nvidia"/);
  record('gpu', 'docker-compose up without a driver', /could not select.*/.exec(stderr)![0].trim());
});

it.skipIf(hasDriver)(
  'says itself what is missing and what to install, when it is to use a GPU and there is none',
  async () => {
    const args = ['run', '--rm', '--name', nameFor('cuda'), '--env', 'STARLING_DEVICE=cuda', session.image];
    const { code, stdout, stderr } = await dockerOutcome([...args, 'doctor']);
    const said = stdout + stderr;
    record('gpu', 'doctor with device cuda', `exit code ${code}`);
    expect(said).toMatch(/driver/i);
    expect(said).toMatch(/NVIDIA Container Toolkit|nvidia-container-toolkit|gpu image|-gpu/i);
  },
);

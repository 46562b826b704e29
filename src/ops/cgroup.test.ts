import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { cpuCgroup, memoryCgroup } from './cgroup.ts';

const made: string[] = [];
afterEach(() => made.splice(0).forEach((folder) => rmSync(folder, { recursive: true, force: true })));

/** A file system with these files. */
function tree(files: Readonly<Record<string, string>>): string {
  const root = mkdtempSync(path.join(os.tmpdir(), 'cgroup-'));
  made.push(root);
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
    writeFileSync(path.join(root, name), `${text}\n`);
  }
  return root;
}

const v2Mount = '30 23 0:26 / /sys/fs/cgroup rw,nosuid shared:4 - cgroup2 cgroup2 rw,nsdelegate';
const v1Mount = (controller: string, group = '/') =>
  `35 31 0:32 ${group} /sys/fs/cgroup/${controller} ro,nosuid - cgroup cgroup rw,${controller}`;

/** The limit without the root of the tree. */
function memoryIn(files: Readonly<Record<string, string>>) {
  const root = tree(files);
  const found = memoryCgroup(root);
  return found && [found.value, found.file.slice(root.length)];
}

describe('the memory limit', () => {
  it('of version 2 is that of the group in which a container sees itself', () => {
    const files = {
      'proc/self/mountinfo': v2Mount,
      'proc/self/cgroup': '0::/',
      'sys/fs/cgroup/memory.max': '536870912',
    };
    expect(memoryIn(files)).toEqual([536_870_912, '/sys/fs/cgroup/memory.max']);
  });

  it('of nested groups is the smallest on the way up, in version 2 and 1', () => {
    const v2 = {
      'proc/self/mountinfo': v2Mount,
      'proc/self/cgroup': '0::/pods/this:one/box',
      'sys/fs/cgroup/pods/memory.max': '300',
      'sys/fs/cgroup/pods/this:one/memory.max': '200',
      'sys/fs/cgroup/pods/this:one/box/memory.max': 'max',
      'sys/fs/cgroup/other/memory.max': '1',
    };
    expect(memoryIn(v2)).toEqual([200, '/sys/fs/cgroup/pods/this:one/memory.max']);
    const v1 = {
      'proc/self/mountinfo': [v1Mount('cpu'), v1Mount('memory')].join('\n'),
      'proc/self/cgroup': '5:cpu:/a\n4:memory:/system.slice/starling.service',
      'sys/fs/cgroup/memory/memory.limit_in_bytes': '9223372036854771712',
      'sys/fs/cgroup/memory/system.slice/memory.limit_in_bytes': '100',
      'sys/fs/cgroup/memory/system.slice/starling.service/memory.limit_in_bytes': '400',
    };
    expect(memoryIn(v1)).toEqual([100, '/sys/fs/cgroup/memory/system.slice/memory.limit_in_bytes']);
  });

  it('is found where a container sees the path that its group has outside', () => {
    const files = {
      'proc/self/mountinfo': v1Mount('memory', '/docker/0123'),
      'proc/self/cgroup': '4:memory:/docker/0123',
      'sys/fs/cgroup/memory/memory.limit_in_bytes': '512',
    };
    expect(memoryIn(files)).toEqual([512, '/sys/fs/cgroup/memory/memory.limit_in_bytes']);
    expect(memoryIn({ ...files, 'proc/self/cgroup': '4:memory:/../../elsewhere' })?.[0]).toBe(512);
  });

  it('of version 1 is also what groups above allow that cannot be seen', () => {
    const files = {
      'proc/self/mountinfo': v1Mount('memory', '/pod/box'),
      'proc/self/cgroup': '4:memory:/pod/box',
      'sys/fs/cgroup/memory/memory.limit_in_bytes': '9223372036854771712',
      'sys/fs/cgroup/memory/memory.stat': 'cache 12\nhierarchical_memory_limit 256\nhierarchical_memsw_limit 1',
    };
    expect(memoryIn(files)).toEqual([256, '/sys/fs/cgroup/memory/memory.stat']);
  });

  it('is undefined without limits, without cgroups, and where only the other version has the controller', () => {
    expect(memoryIn({})).toBeUndefined();
    expect(memoryIn({ 'proc/self/mountinfo': v2Mount, 'proc/self/cgroup': '0::/' })).toBeUndefined();
    const unlimited = { 'proc/self/mountinfo': v2Mount, 'proc/self/cgroup': '0::/', 'sys/fs/cgroup/memory.max': 'max' };
    expect(memoryIn(unlimited)).toBeUndefined();
    const hybrid = {
      'proc/self/mountinfo': [v2Mount.replace('/sys/fs/cgroup', '/sys/fs/cgroup/unified'), v1Mount('memory')].join(
        '\n',
      ),
      'proc/self/cgroup': '4:memory:/box\n0::/',
      'sys/fs/cgroup/memory/box/memory.limit_in_bytes': '77',
    };
    expect(memoryIn(hybrid)?.[0]).toBe(77);
  });

  it('is found below a mount point with a space', () => {
    const files = {
      'proc/self/mountinfo': String.raw`30 23 0:26 / /my\040groups rw - cgroup2 none rw`,
      'proc/self/cgroup': '0::/',
      'my groups/memory.max': '64',
    };
    expect(memoryIn(files)).toEqual([64, '/my groups/memory.max']);
  });
});

describe('the limit of cores', () => {
  it.each([
    [
      'version 2',
      {
        'proc/self/mountinfo': v2Mount,
        'proc/self/cgroup': '0::/a/b',
        'sys/fs/cgroup/a/cpu.max': '150000 100000',
        'sys/fs/cgroup/a/b/cpu.max': 'max 100000',
      },
      1.5,
    ],
    [
      'version 1',
      {
        'proc/self/mountinfo': '35 31 0:32 / /sys/fs/cgroup/cpu,cpuacct ro - cgroup cgroup rw,cpu,cpuacct',
        'proc/self/cgroup': '3:cpu,cpuacct:/box',
        'sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us': '-1',
        'sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us': '100000',
        'sys/fs/cgroup/cpu,cpuacct/box/cpu.cfs_quota_us': '50000',
        'sys/fs/cgroup/cpu,cpuacct/box/cpu.cfs_period_us': '100000',
      },
      0.5,
    ],
    ['no cgroups', {}, undefined],
  ])('of %s is the quota by the period', (_, files, cores) => {
    expect(cpuCgroup(tree(files))?.value).toBe(cores);
  });
});

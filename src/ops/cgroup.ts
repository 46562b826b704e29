import { readFileSync } from 'node:fs';
import path from 'node:path';

/** A limit of this process's control group, and the file that says so. */
export interface CgroupLimit {
  readonly value: number;
  readonly file: string;
}

/** Where one hierarchy of control groups is mounted. */
interface Mount {
  /** The group whose files lie directly in the mount point. */
  readonly group: string;
  readonly point: string;
}

/** The folders of this process's group and of all above it that can be seen from here, in both versions of cgroups. */
interface Groups {
  readonly v1: readonly string[];
  readonly v2: readonly string[];
}

/**
 * Bytes of memory that this process's group may use; undefined without a limit. The smallest on the way up counts.
 * `root` is where the file system begins, for tests.
 */
export function memoryCgroup(root = '/'): CgroupLimit | undefined {
  const { v1, v2 } = groupsOf('memory', root);
  return smallest([
    ...v2.flatMap((folder) => numberIn(path.join(folder, 'memory.max'))),
    ...v1.flatMap((folder) => numberIn(path.join(folder, 'memory.limit_in_bytes'))),
    // What groups above allow that cannot be seen from here.
    ...v1.flatMap((folder) => numberIn(path.join(folder, 'memory.stat'), /^hierarchical_memory_limit (\d+)$/m)),
  ]);
}

/** How many cores' time this process's group may use, such as 0.5; undefined without a limit. */
export function cpuCgroup(root = '/'): CgroupLimit | undefined {
  const { v1, v2 } = groupsOf('cpu', root);
  const inV2 = v2.flatMap((folder) => {
    const file = path.join(folder, 'cpu.max');
    const [, quota, period] = /^(\d+) (\d+)/.exec(textOf(file) ?? '') ?? [];
    return quota === undefined ? [] : [{ value: Number(quota) / Number(period), file }];
  });
  const inV1 = v1.flatMap((folder) => {
    const [quota] = numberIn(path.join(folder, 'cpu.cfs_quota_us'));
    const [period] = numberIn(path.join(folder, 'cpu.cfs_period_us'));
    return quota && period ? [{ value: quota.value / period.value, file: quota.file }] : [];
  });
  return smallest([...inV2, ...inV1]);
}

function groupsOf(controller: string, root: string): Groups {
  const mounts = textOf(path.join(root, 'proc/self/mountinfo')) ?? '';
  const groups = (textOf(path.join(root, 'proc/self/cgroup')) ?? '').split('\n').map((line) => {
    // "4:cpu,cpuacct:/path"; the path may hold colons.
    const [, controllers = '', own = '/'] = /^\d+:([^:]*):(.*)$/.exec(line) ?? [];
    return { controllers: controllers.split(','), own };
  });
  const found = { v1: [] as string[], v2: [] as string[] };
  for (const line of mounts.split('\n')) {
    // "31 23 0:28 /group /mount/point options … - type source options", see proc(5).
    const [before = '', after = ''] = line.split(' - ');
    const [, , , group = '', point = ''] = before.split(' ').map(unescape);
    const [type, , options = ''] = after.split(' ');
    const isV2 = type === 'cgroup2';
    if (!isV2 && !(type === 'cgroup' && options.split(',').includes(controller))) continue;
    const own = groups.find(({ controllers }) => controllers.includes(isV2 ? '' : controller))?.own;
    const folders = own === undefined ? [] : upwards({ group, point }, own);
    found[isV2 ? 'v2' : 'v1'].push(...folders.map((folder) => path.join(root, folder)));
  }
  return found;
}

/** From a group's folder up to the mount point. */
function upwards({ group, point }: Mount, own: string): string[] {
  const below = path.posix.relative(group, own);
  // A container sees its own group at the mount point, whatever its path is outside.
  if (below === '' || below.startsWith('..')) return [point];
  const parts = below.split('/');
  return Array.from({ length: parts.length + 1 }, (_, count) => path.join(point, ...parts.slice(0, count))).reverse();
}

/** No file, no number, `max` or -1 is no limit. */
function numberIn(file: string, pattern = /^(\d+)$/m): CgroupLimit[] {
  const [, digits] = pattern.exec(textOf(file) ?? '') ?? [];
  return digits === undefined ? [] : [{ value: Number(digits), file }];
}

/** Of equal ones the first, which is the nearest. */
function smallest(limits: readonly CgroupLimit[]): CgroupLimit | undefined {
  return limits.reduce<CgroupLimit | undefined>(
    (least, each) => (least !== undefined && least.value <= each.value ? least : each),
    undefined,
  );
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    // This version of cgroups is not here, or this controller is off in this group.
    return undefined;
  }
}

/** Spaces and the like are octal in mountinfo. */
function unescape(text: string): string {
  return text.replaceAll(/\\(\d{3})/g, (_, octal: string) => String.fromCharCode(parseInt(octal, 8)));
}

import { describe, expect, it } from 'vitest';
import { defaultEngineProcesses, planMemoryBudget, type MemoryWishes } from './memory-budget.ts';

const mb = 2 ** 20;
const limitOf = (megabytes: number) => ({ bytes: megabytes * mb, file: '/sys/fs/cgroup/memory.max' });
const wishes: MemoryWishes = {
  engineProcesses: 1,
  modelEngines: [],
};
const sumOf = (budget: ReturnType<typeof planMemoryBudget>) => budget.parts.reduce((sum, part) => sum + part.mb, 0);

describe('the memory budget', () => {
  it.each([512, 700, 1024, 4096, 65_536])('divides %d MiB without a part too much', (megabytes) => {
    const budget = planMemoryBudget(wishes, limitOf(megabytes));
    expect(budget.fits).toBe(true);
    expect(sumOf(budget)).toBeLessThanOrEqual(megabytes);
    expect(budget.audioBytes).toBeGreaterThanOrEqual(16 * mb);
  });

  it('gives audio an eighth and models half where there is enough', () => {
    const { audioBytes, modelBytes } = planMemoryBudget({ ...wishes, modelEngines: ['piper'] }, limitOf(8192));
    expect([audioBytes, modelBytes]).toEqual([1024 * mb, 4096 * mb]);
  });

  it('takes nothing from audio for models that were given much where only the machine limits both', () => {
    const machine = { ...limitOf(8192), file: undefined };
    const { audioBytes, modelBytes } = planMemoryBudget({ ...wishes, modelMemoryMb: 2 ** 20 }, machine);
    expect([audioBytes, modelBytes]).toEqual([1024 * mb, 2 ** 20 * mb]);
  });

  it('names the least that is needed, with which it does fit', () => {
    const tooSmall = planMemoryBudget(wishes, limitOf(128));
    expect([tooSmall.fits, tooSmall.leastMb > 256]).toEqual([false, true]);
    expect(planMemoryBudget(wishes, limitOf(tooSmall.leastMb)).fits).toBe(true);
    expect(planMemoryBudget(wishes, limitOf(tooSmall.leastMb - 1)).fits).toBe(false);
    expect(sumOf(planMemoryBudget(wishes, limitOf(tooSmall.leastMb)))).toBe(tooSmall.leastMb);
  });

  it('leaves something to models where there are any', () => {
    const { leastMb } = planMemoryBudget({ ...wishes, modelEngines: ['piper'] }, limitOf(512));
    const least = planMemoryBudget({ ...wishes, modelEngines: ['piper'] }, limitOf(leastMb));
    expect([least.fits, least.audioBytes, least.modelBytes]).toEqual([true, 16 * mb, 128 * mb]);
  });

  it('counts each process and what is set, and says when that is too much', () => {
    const one = planMemoryBudget(wishes, limitOf(4096));
    const three = planMemoryBudget({ ...wishes, engineProcesses: 3 }, limitOf(4096));
    expect(three.leastMb - one.leastMb).toBe(2 * (160 + 150));
    expect(three.parts.map(({ name }) => name)).toEqual([
      'server',
      'health check',
      '3 flite',
      '3 espeak',
      'audio',
      'models',
    ]);
    const set = planMemoryBudget({ ...wishes, modelMemoryMb: 3000, audioMemoryMb: 100 }, limitOf(4096));
    expect([set.fits, set.modelBytes, set.audioBytes]).toEqual([true, 3000 * mb, 100 * mb]);
    expect(planMemoryBudget({ ...wishes, modelMemoryMb: 3800 }, limitOf(4096)).fits).toBe(false);
  });
});

it.each([
  [65_536, 64, 8],
  [65_536, 6, 3],
  [4096, 16, 3],
  [512, 16, 1],
  [65_536, 1, 1],
])('with %d MiB and %d cores, %d processes of a built-in engine run', (megabytes, cores, processes) => {
  expect(defaultEngineProcesses(limitOf(megabytes), cores)).toBe(processes);
});

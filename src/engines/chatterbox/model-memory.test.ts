import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import type { ModelDescription } from './describe-model.ts';
import { graphNames } from './model-files.ts';
import { capacity, mostRows, planMemory } from './model-memory.ts';
import { UnusableModel } from './unusable-model.ts';
import type { Variant } from './variant.ts';

const folder = mkdtempSync(path.join(os.tmpdir(), 'model-memory-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const mebibyte = 2 ** 20;

/** A model of as many bytes of weights; the files take no room on the disk. */
function modelOf(
  variant: Variant,
  bytesPerToken: number,
  weightBytes: number,
  { data = '_data', inPlace = true } = {},
): ModelDescription {
  const at = path.join(folder, `${variant}-${weightBytes}${data}`);
  mkdirSync(at, { recursive: true });
  const graphs = Object.fromEntries(graphNames.map((graph) => [graph, path.join(at, `${graph}.onnx`)]));
  for (const file of Object.values(graphs)) writeFileSync(file, '');
  const weights = `${graphs['language_model']}${data}`;
  writeFileSync(weights, '');
  truncateSync(weights, weightBytes);
  return {
    files: { name: 'a model', folder: at, graphs },
    variant,
    languageModel: { bytesPerToken, inPlace },
  } as unknown as ModelDescription;
}

const variants = fc.constantFrom<Variant>('english', 'multilingual', 'turbo', 'nano');
/** From a tiny model to one with twice the layers of English, in bytes for a token. */
const tokenBytes = fc.integer({ min: 512, max: 500_000 });

describe('the memory of a model', () => {
  it('is never more than its budget, and as many rows as fit', () => {
    let refused = 0;
    fc.assert(
      fc.property(
        ...[variants, tokenBytes, fc.nat(3000), fc.nat(30_000), fc.integer({ min: 1, max: 8 })],
        (variant, bytesPerToken, weightMebibytes, budgetMebibytes, cores) => {
          const model = modelOf(variant, bytesPerToken, weightMebibytes * mebibyte);
          const budget = budgetMebibytes * mebibyte;
          const perSequence = variant === 'english' || variant === 'multilingual' ? 2 : 1;
          const row = capacity * bytesPerToken;
          let plan;
          try {
            plan = planMemory(model, budget, cores);
          } catch (error) {
            refused++;
            expect(error).toBeInstanceOf(UnusableModel);
            const message =
              /^a model takes about (\d+) MiB, and its share of the memory for models is (\d+) MiB\. Set modelMemoryMb higher/u;
            const [, needed, share] = message.exec((error as Error).message)!.map(Number);
            expect(share).toBe(budgetMebibytes);
            // What it asks for is enough.
            expect(planMemory(model, needed! * mebibyte, cores).slots).toBeGreaterThan(0);
            return;
          }
          expect(plan.weightBytes).toBeGreaterThanOrEqual(weightMebibytes * mebibyte);
          expect(plan.weightBytes + plan.arenaBytes).toBeLessThanOrEqual(budget);
          expect(plan.arenaBytes).toBeGreaterThanOrEqual(plan.rows * row);
          expect(plan.rows).toBe(plan.slots * perSequence);
          expect(plan.slots).toBeGreaterThanOrEqual(1);
          expect(plan.rows).toBeLessThanOrEqual(mostRows.cpu);
          const left = budget - plan.weightBytes - plan.arenaBytes;
          if (plan.rows < mostRows.cpu) expect(left).toBeLessThan(perSequence * row);
        },
      ),
      { numRuns: 300 },
    );
    expect(refused).toBeGreaterThan(20);
    expect(refused).toBeLessThan(280);
  });

  it('holds fewer rows where caches are copied, which are there four times during a step', () => {
    const plan = (inPlace: boolean) => planMemory(modelOf('turbo', 196_608, 100 * mebibyte, { inPlace }), 4e9, 2);
    expect(plan(false).rows).toBeLessThan(plan(true).rows / 3);
  });

  it('grows with the budget', () => {
    const model = modelOf('turbo', 2 * 24 * 16 * 64 * 4, 300 * mebibyte);
    const slots = Array.from({ length: 30 }, (_, i) => planMemory(model, (2 + i / 2) * 1024 * mebibyte, 2).slots);
    expect(slots).toEqual([...slots].sort((a, b) => a - b));
    expect(slots.at(-1)).toBe(mostRows.cpu);
    expect(planMemory(model, 64 * 1024 * mebibyte, 2, 'cuda').slots).toBe(mostRows.cuda);
    expect(slots[0]).toBeLessThan(mostRows.cpu / 2);
  });

  it.each(['_data', '.data', '_data_1'])('counts weights in files that end in %s', (data) => {
    const [small, large] = [10, 500].map((size) => planMemory(modelOf('nano', 512, size * mebibyte, { data }), 8e9, 1));
    expect(large!.weightBytes - small!.weightBytes).toBeGreaterThan(490 * mebibyte);
  });

  it('of a model whose weights are a link to nowhere is planned; opening it says what is wrong', () => {
    const model = modelOf('nano', 512, mebibyte);
    const data = `${model.files.graphs.embed_tokens}_data`;
    symlinkSync(path.join(folder, 'nowhere'), data);
    expect(planMemory(model, 8e9, 1).slots).toBeGreaterThan(0);
  });
});

import {
  linkSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeTinyChatterbox } from '../../../test/models/tiny-chatterbox.ts';
import { cpu } from '../../onnx/device.ts';
import { onnxRuntime } from '../../onnx/library.ts';
import { modelOf, type Declared } from '../../onnx/model.fixture.ts';
import { engineIdOf, installedModels, variants } from './installed-models.ts';
import { openEmbedder, openLanguageModel } from './language-model-session.ts';
import { UnusableModel } from './unusable-model.ts';
import type { Variant } from './variant.ts';

const root = mkdtempSync(path.join(os.tmpdir(), 'installed-models-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const published = path.join(root, 'published');
beforeAll(() => {
  for (const variant of variants) writeTinyChatterbox(path.join(published, variant), { variant });
});

let number = 0;
/** A model folder with copies of published models under other names. */
function folderOf(models: Readonly<Record<string, Variant>>): string {
  const folder = path.join(root, String(number++));
  mkdirSync(folder);
  for (const [name, variant] of Object.entries(models)) linked(path.join(published, variant), path.join(folder, name));
  return folder;
}

/** Copies a folder without its bytes: what is changed must be deleted before. */
function linked(from: string, to: string): void {
  mkdirSync(to);
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [path.join(from, entry.name), path.join(to, entry.name)];
    if (entry.isDirectory()) linked(source, target);
    else linkSync(source, target);
  }
}

function replace(file: string, bytes: string | Uint8Array): void {
  unlinkSync(file);
  writeFileSync(file, bytes);
}

describe('installed models', () => {
  it('are the variants that are there, each with an engine', () => {
    const { models, faults } = installedModels(published);
    expect([...models].map(([variant, { files }]) => [variant, files.name]).sort()).toEqual(
      [...variants].sort().map((variant) => [variant, variant]),
    );
    expect(faults).toEqual([]);
    expect(variants.map(engineIdOf)).toEqual([
      'chatterbox-turbo',
      'chatterbox-nano',
      'chatterbox-english',
      'chatterbox-multilingual',
    ]);
  });

  it('are none where there is no folder', () => {
    expect(installedModels(path.join(root, 'absent'))).toEqual({ models: new Map(), faults: [] });
  });

  it('keep speaking beside others that cannot be used', () => {
    const folder = folderOf({
      good: 'nano',
      'my-Turbo': 'turbo',
      'multilingual-v2': 'multilingual',
      broken: 'english',
    });
    replace(path.join(folder, 'my-Turbo/onnx/language_model.onnx'), '<html>');
    unlinkSync(path.join(folder, 'multilingual-v2/tokenizer.json'));
    replace(path.join(folder, 'broken/onnx/embed_tokens.onnx'), 'nothing');
    const { models, faults } = installedModels(folder);
    expect([...models.keys()]).toEqual(['nano']);
    // Which variant it would be is guessed by its name.
    expect(faults.map(({ name, variant }) => [name, variant])).toEqual([
      ['multilingual-v2', 'multilingual'],
      ['broken', 'english'],
      ['my-Turbo', 'turbo'],
    ]);
    for (const { name, reason } of faults) {
      expect(reason).toContain(path.join(folder, name));
      expect(reason).toMatch(/^[^\n]{40,400}\.$/u);
    }
  });

  it('speak by the first of each variant, and say which the others are', () => {
    const folder = folderOf({ b: 'nano', a: 'nano', c: 'turbo' });
    const { models, faults } = installedModels(folder);
    expect([...models].map(([variant, { files }]) => `${variant} ${files.name}`)).toEqual(['nano a', 'turbo c']);
    const at = (name: string) => path.join(folder, name);
    expect(faults).toEqual([
      {
        name: 'b',
        variant: 'nano',
        reason: `${at('b')} is a second nano model; ${at('a')} is the one that speaks. Remove one of them.`,
      },
    ]);
  });

  it('have faults of one line, whatever names a file has', () => {
    const folder = folderOf({ turbo: 'turbo' });
    const cache: Declared = ['float32', ['b', 2, 'p', 16]];
    const name = `\n\u0007${'é\r\n'.repeat(5000)}`;
    const inputs = { [name]: cache, [`${name}1`]: ['float32', [name, name]] } satisfies Record<string, Declared>;
    replace(path.join(folder, 'turbo/onnx/language_model.onnx'), modelOf({ nodes: [], inputs, outputs: {} }));
    const [fault] = installedModels(folder).faults;
    expect(fault?.reason).toMatch(/^[^\p{Cc}]{40,620}\.$/u);
  });
});

/** Opens what can be opened. Every refusal is one of ours. */
async function openAll(folder: string): Promise<number> {
  const { models, faults } = installedModels(folder);
  for (const { reason } of faults) expect(reason).toMatch(/^[^\p{Cc}]+\.$/u);
  let opened = 0;
  for (const model of models.values()) {
    for (const open of [openEmbedder, () => openLanguageModel(model, { threads: 1, device: cpu })]) {
      try {
        await (await open(model)).release();
        opened++;
      } catch (error) {
        expect(error).toBeInstanceOf(UnusableModel);
        expect((error as Error).message).toMatch(/^[^\p{Cc}]+\.$/u);
      }
    }
  }
  return opened;
}

describe.each(['english', 'nano'] as const)('graphs of %s', (variant) => {
  const handles = onnxRuntime().handles;
  const graph = fc.constantFrom('language_model', 'embed_tokens');
  let folder: string;
  beforeAll(() => {
    folder = folderOf({ damaged: variant });
  });

  async function damaged(name: string, damage: (bytes: Buffer) => Uint8Array): Promise<number> {
    const file = path.join(folder, `damaged/onnx/${name}.onnx`);
    const whole = readFileSync(path.join(published, variant, `onnx/${name}.onnx`));
    replace(file, damage(Buffer.from(whole)));
    try {
      return await openAll(folder);
    } finally {
      replace(file, whole);
      expect(onnxRuntime().handles).toEqual(handles);
    }
  }

  it('are loaded or refused wherever they break off', async () => {
    await fc.assert(
      fc.asyncProperty(graph, fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), async (name, share) => {
        expect(await damaged(name, (bytes) => bytes.subarray(0, Math.floor(share * bytes.length)))).toBe(0);
      }),
      { numRuns: 60 },
    );
  });

  it('are loaded or refused whichever bytes of them are others', async () => {
    const change = fc.record({ at: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), value: fc.nat(255) });
    let opened = 0;
    await fc.assert(
      fc.asyncProperty(graph, fc.array(change, { minLength: 1, maxLength: 3 }), async (name, changes) => {
        opened += await damaged(name, (bytes) => {
          for (const { at, value } of changes) bytes[Math.floor(at * bytes.length)] = value;
          return bytes;
        });
      }),
      { numRuns: 80 },
    );
    expect(opened).toBeGreaterThan(0);
    expect(await damaged('embed_tokens', (bytes) => bytes)).toBe(2);
  });
});

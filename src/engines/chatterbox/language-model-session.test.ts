import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeTinyChatterbox } from '../../../test/models/tiny-chatterbox.ts';
import { cpu } from '../../onnx/device.ts';
import { onnxRuntime } from '../../onnx/library.ts';
import { modelOf, type Declared } from '../../onnx/model.fixture.ts';
import type { Session } from '../../onnx/session.ts';
import { Tensor } from '../../onnx/tensor.ts';
import { Random } from '../random.ts';
import { describeModel, type ModelDescription } from './describe-model.ts';
import { KvArena } from './kv-arena.ts';
import { languageModelDevice, openEmbedder, openLanguageModel } from './language-model-session.ts';
import { languageModelOver } from './language-model-over.ts';
import { findModels } from './model-files.ts';
import { UnusableModel } from './unusable-model.ts';
import { speech } from './variant.ts';

const root = mkdtempSync(path.join(os.tmpdir(), 'language-model-session-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const published = path.join(root, 'published/model');
beforeAll(() => writeTinyChatterbox(published, { variant: 'english' }));

let number = 0;
/** A copy of the model in a folder of its own, with changes: `at` is the path of one of its files. */
function copyOf(change: (at: (file: string) => string, folder: string) => void): string {
  const folder = path.join(root, String(number++), 'model');
  cpSync(published, folder, { recursive: true });
  change((file) => path.join(folder, file), folder);
  return path.dirname(folder);
}

function described(folder: string): ModelDescription {
  const { models, incomplete } = findModels(folder);
  expect(incomplete).toEqual([]);
  expect(models).toHaveLength(1);
  return describeModel(models[0]!);
}

const open = (model: ModelDescription): Promise<Session> => openLanguageModel(model, { threads: 1, device: cpu });
const handles = onnxRuntime().handles;

/** What a model says: embeddings of a prompt, and the logits behind it. */
async function said(model: ModelDescription) {
  const embedder = await openEmbedder(model);
  const session = await open(model);
  try {
    const embeds = await embedder.prompt([speech.exaggeration, 255, 7, 8, 9, 0, speech.start, speech.start], 0.5, true);
    const { languageModel } = model;
    const rows = Tensor.from('float32', [1, 8, languageModel.width], embeds);
    const over = languageModelOver(session, languageModel, new KvArena(languageModel, 1, 16));
    const logits = (await over.run({ start: 0, embeds: rows, lengths: [0] })).slice();
    over.release();
    return { embeds, logits };
  } finally {
    await Promise.all([embedder.release(), session.release()]);
    expect(onnxRuntime().handles).toEqual(handles);
  }
}

describe('a model is the same', () => {
  let expected: Awaited<ReturnType<typeof said>>;
  beforeAll(async () => {
    expected = await said(described(published));
    expect(new Set(expected.logits).size).toBeGreaterThan(1000);
  });

  it('with its graphs in the folder itself', async () => {
    const folder = copyOf((at, model) => {
      for (const name of readdirSync(at('onnx'))) renameSync(at(`onnx/${name}`), path.join(model, name));
      rmSync(at('onnx'), { recursive: true });
    });
    expect(await said(described(folder))).toEqual(expected);
  });

  it('with weights in files that end in .onnx.data', async () => {
    const folder = copyOf((at) => {
      for (const graph of ['language_model', 'embed_tokens']) {
        renameSync(at(`onnx/${graph}.onnx_data`), at(`onnx/${graph}.onnx.data`));
        const bytes = readFileSync(at(`onnx/${graph}.onnx`), 'latin1');
        writeFileSync(at(`onnx/${graph}.onnx`), bytes.replaceAll('.onnx_data', '.onnx.data'), 'latin1');
      }
    });
    expect(await said(described(folder))).toEqual(expected);
  });

  /** Moves every file to a blob without an ending, to which a link leads, as in Hugging Face's cache. */
  function intoCache(folder: string, blobOf: (index: number) => string): void {
    const repository = path.join(path.dirname(folder), 'models--org--model');
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    for (const [index, file] of files.entries()) {
      const from = path.join(file.parentPath, file.name);
      const blob = path.join(repository, blobOf(index));
      const link = path.join(repository, 'snapshots/452d3f43', path.relative(folder, from));
      for (const each of [blob, link]) mkdirSync(path.dirname(each), { recursive: true });
      renameSync(from, blob);
      symlinkSync(path.relative(path.dirname(link), blob), link);
    }
    rmSync(folder, { recursive: true });
  }

  it('in a hub cache, where graph and weights are links to blobs of other names', async () => {
    const folder = copyOf((_, model) =>
      intoCache(model, (index) => `blobs/${String(99 - index).padStart(40, '3b78e923')}`),
    );
    const model = described(folder);
    expect(model.files.name).toBe('model');
    expect(await said(model)).toEqual(expected);
  });

  it('through a link to its folder', async () => {
    const folder = copyOf((_, model) => {
      renameSync(model, path.join(path.dirname(model), '.elsewhere'));
      symlinkSync('.elsewhere', model);
    });
    expect(await said(described(folder))).toEqual(expected);
  });

  it('but not with links to weights in yet another folder, which is told', async () => {
    const folder = copyOf((_, model) => intoCache(model, (index) => `blobs/${index}/blob`));
    await expect(open(described(folder))).rejects.toThrow(
      /language_model\.onnx: the external data of ".*" is in "language_model\.onnx_data", a link out of its folder\. Download it again/u,
    );
  });
});

const gitLfs = 'version https://git-lfs.github.com/spec/v1\noid sha256:3b78e923\nsize 304737408\n';

describe.each([
  ['language_model', open],
  ['embed_tokens', openEmbedder],
] as const)('weights of %s', (graph, opened) => {
  const data = `onnx/${graph}.onnx_data`;
  const again = 'Download it again; the download may have broken off.';
  it.each<[what: string, change: (file: string) => void, message: RegExp]>([
    [
      'that are missing',
      (at) => rmSync(at),
      new RegExp(`^onnx/${graph}\\.onnx: the external data ${data} is missing\\. ${again}$`),
    ],
    [
      'that break off',
      (at) => truncateSync(at, 300_000),
      new RegExp(
        `^onnx/${graph}\\.onnx: the external data of ".*" is bytes \\d+ to \\d+ of ${data}, which has 300000\\. ${again}$`,
      ),
    ],
    ['that are empty', (at) => truncateSync(at, 0), new RegExp(`of ${data}, which has 0\\. ${again}$`)],
    [
      'that are a pointer of Git LFS',
      (at) => writeFileSync(at, gitLfs),
      new RegExp(`^${data} is only a pointer of Git LFS\\. Get the file itself by "git lfs pull"\\.$`),
    ],
    [
      'that are a web page',
      (at) => writeFileSync(at, '<!DOCTYPE html>'),
      new RegExp(`^${data} is a web page\\. Download the file itself\\.$`),
    ],
    [
      'that are a folder',
      (at) => {
        rmSync(at);
        mkdirSync(at);
      },
      new RegExp(`^${data}: this is a folder; expected an ONNX file\\. ${again}$`),
    ],
    [
      'that are a link to nowhere',
      (at) => {
        rmSync(at);
        symlinkSync('nowhere', at);
      },
      new RegExp(`${data} is missing\\. ${again}$`),
    ],
    [
      'that are a link in a circle',
      (at) => {
        rmSync(at);
        symlinkSync(path.basename(at), at);
      },
      new RegExp(`${data} cannot be read \\(ELOOP.*\\)\\. ${again}$`),
    ],
  ])('%s: the message names the file and what to do, and nothing stays open', async (_, change, message) => {
    const folder = copyOf((at) => change(at(data)));
    const error = await opened(described(folder)).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(UnusableModel);
    expect((error as Error).message.replaceAll(`${folder}/model/`, '')).toMatch(message);
    expect(onnxRuntime().handles).toEqual(handles);
  });

  it('that are longer than the graph says are taken', async () => {
    const folder = copyOf((at) => writeFileSync(at(data), '\0\0\0', { flag: 'a' }));
    await (await opened(described(folder))).release();
    expect(onnxRuntime().handles).toEqual(handles);
  });
});

it('a graph that ONNX Runtime does not load is told of with its file, and what to do', async () => {
  const declared = { embeds: ['float32', ['b', 's', 32]], mask: ['int64', ['b', 't']] } satisfies Record<
    string,
    Declared
  >;
  const cache: Declared = ['float32', ['b', 2, 'p', 16]];
  const bytes = modelOf({
    nodes: [
      { op: 'NoSuch\nOperator', inputs: ['embeds'], outputs: ['logits', 'present.0.k', 'present.0.v'], name: 'odd' },
    ],
    inputs: { ...declared, 'past.0.k': cache, 'past.0.v': cache },
    outputs: { logits: ['float32', ['b', 's', 8194]], 'present.0.k': cache, 'present.0.v': cache },
  });
  const folder = copyOf((at) => writeFileSync(at('onnx/language_model.onnx'), bytes));
  const error: unknown = await open(described(folder)).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(UnusableModel);
  expect((error as Error).message).toMatch(
    /language_model\.onnx cannot be loaded: CreateSession.*NoSuch.*\. Use a file of another precision, or download it again\.$/u,
  );
  expect(onnxRuntime().handles).toEqual(handles);
});

describe('an embedder', () => {
  it.each([704, 6560, -5000, 100_000])('refuses the text id %i, and goes on', async (id) => {
    const embedder = await openEmbedder(described(published));
    const prompt = (letter: number) => [speech.exaggeration, 255, letter, 0, speech.start, speech.start];
    const before = await embedder.prompt(prompt(5), 0.5, true);
    await expect(embedder.prompt(prompt(id), 0.5, true)).rejects.toThrow(/out of data bounds/u);
    expect(await embedder.prompt(prompt(5), 0.5, true)).toEqual(before);
    await embedder.release();
    expect(onnxRuntime().handles).toEqual(handles);
  });

  it('takes Turbo’s last two ids for speech, and Nano’s last one', async () => {
    const rowsOf = async (variant: 'turbo' | 'nano') => {
      const folder = path.join(root, String(number++), 'model');
      writeTinyChatterbox(folder, { variant });
      const embedder = await openEmbedder(described(path.dirname(folder)));
      const { width } = embedder.shape;
      const embeds = await embedder.prompt([72, 50_256, 50_256], 0.5, true);
      const start = await embedder.step([speech.start], [0]);
      await embedder.release();
      return [0, 1, 2].map((row) => embeds.slice(row * width, (row + 1) * width).every((each, i) => each === start[i]));
    };
    expect(await rowsOf('turbo')).toEqual([false, true, true]);
    expect(await rowsOf('nano')).toEqual([false, false, true]);
  });

  it('embeds a token of every row as it does alone', async () => {
    const embedder = await openEmbedder(described(published));
    const random = new Random(5);
    const tokens = [0, ...Array.from({ length: 9 }, () => random.next() % speech.codes)];
    const index = tokens.map(() => random.next() % 500);
    const { width } = embedder.shape;
    const together = await embedder.step(tokens, index);
    for (const [row, token] of tokens.entries()) {
      const alone = await embedder.step([token], [index[row]!]);
      expect(together.slice(row * width, (row + 1) * width)).toEqual(alone);
    }
    await embedder.release();
  });
});

describe('on a card', () => {
  const card = { kind: 'cuda', id: 0 } as const;
  const shape = () => describeModel(findModels(path.dirname(published)).models[0]!).languageModel;

  it.each([
    ['16-bit caches are attended to in place', { inPlace: true, cacheType: 'float16' }, card],
    ['32-bit caches are left to the processor', { inPlace: true, cacheType: 'float32' }, cpu],
    ['caches that are copied may be of either kind', { inPlace: false, cacheType: 'float32' }, card],
  ] as const)('%s', (_, known, device) => {
    expect(languageModelDevice(card, { ...shape(), ...known })).toEqual(device);
    expect(languageModelDevice(cpu, { ...shape(), ...known })).toEqual(cpu);
  });
});

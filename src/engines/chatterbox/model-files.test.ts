import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { filesOf, findModels, graphNames, precisionOf } from './model-files.ts';

const root = mkdtempSync(path.join(os.tmpdir(), 'model-files-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
let modelDir: string;
let number = 0;
beforeEach(() => {
  modelDir = path.join(root, String(number++));
  mkdirSync(modelDir);
});

/** Writes empty files into the model folder. */
function write(...files: readonly string[]): void {
  for (const file of files) {
    const at = path.join(modelDir, file);
    mkdirSync(path.dirname(at), { recursive: true });
    writeFileSync(at, '');
  }
}

/** The files of a whole model. */
function filesIn(folder: string, graphs = `${folder}/onnx`): string[] {
  return [`${folder}/tokenizer.json`, ...graphNames.map((graph) => `${graphs}/${graph}.onnx`)];
}

/** Where each graph of the only model is, from the model folder on. */
function graphs(device: 'cpu' | 'cuda' = 'cpu') {
  const { models, incomplete } = findModels(modelDir, device);
  expect(incomplete).toEqual([]);
  expect(models).toHaveLength(1);
  const found = Object.entries(models[0]!.graphs).map(([graph, file]) => [graph, path.relative(modelDir, file)]);
  return Object.fromEntries(found) as Record<string, string>;
}

const names = () => findModels(modelDir).models.map(({ name }) => name);
const reasons = () => findModels(modelDir).incomplete.map(({ reason }) => reason.replaceAll(modelDir + path.sep, ''));

describe('models in the model folder', () => {
  it('are found at any depth that a hub lays out, in the order of their names', () => {
    write(...filesIn('turbo'), ...filesIn('ResembleAI/a-model/v1'), ...filesIn('.hidden/model'));
    expect(names()).toEqual(['turbo', 'v1']);
  });

  it('are none where there is no folder, or only other models', () => {
    write('voice/en.onnx', 'whisper/onnx/encoder_model.onnx', 'whisper/tokenizer.json');
    expect(findModels(modelDir)).toEqual({ models: [], incomplete: [] });
    expect(findModels(path.join(modelDir, 'absent'))).toEqual({ models: [], incomplete: [] });
  });

  it('may be the model folder itself', () => {
    write(...filesIn('.'));
    expect(names()).toEqual([path.basename(modelDir)]);
  });

  it('may have their graphs beside the tokenizer, or in both places', () => {
    write(...filesIn('flat', 'flat'));
    mkdirSync(path.join(modelDir, 'flat/onnx'));
    expect(graphs()['language_model']).toBe('flat/language_model.onnx');
    write('flat/onnx/embed_tokens.onnx');
    expect(graphs()).toMatchObject({
      embed_tokens: 'flat/onnx/embed_tokens.onnx',
      language_model: 'flat/language_model.onnx',
    });
  });

  it('are found through links to folders, each once, and links in a circle end', () => {
    write(...filesIn('model'));
    mkdirSync(path.join(root, `${number}-far`));
    modelDir = path.join(root, `${number}-far`);
    write(...filesIn('far'));
    const near = path.join(root, String(number - 1));
    symlinkSync(path.join(modelDir, 'far'), path.join(near, 'link'));
    symlinkSync(path.join(modelDir, 'far'), path.join(near, 'same'));
    symlinkSync(near, path.join(near, 'circle'));
    symlinkSync(path.join(near, 'nowhere'), path.join(near, 'dangling'));
    modelDir = near;
    expect(names()).toEqual(['link', 'model']);
  });

  it('may have a linked folder of graphs', () => {
    write('model/tokenizer.json', ...graphNames.map((graph) => `.graphs/${graph}.onnx`));
    symlinkSync(path.join(modelDir, '.graphs'), path.join(modelDir, 'model/onnx'));
    expect(graphs()['language_model']).toBe('model/onnx/language_model.onnx');
  });

  it('in a hub cache have the name of the repository', () => {
    write(...filesIn('models--onnx-community--chatterbox--multilingual-ONNX/snapshots/452d3f43'));
    expect(names()).toEqual(['chatterbox--multilingual-ONNX']);
  });

  it('in a hub cache are those of the revision that was downloaded last', () => {
    const cache = 'models--org--model';
    for (const revision of ['aaa', 'bbb', 'ccc']) write(...filesIn(`${cache}/snapshots/${revision}`));
    write(`${cache}/refs/main`);
    writeFileSync(path.join(modelDir, cache, 'refs/main'), 'bbb\n');
    expect(graphs()['language_model']).toBe(`${cache}/snapshots/bbb/onnx/language_model.onnx`);
    writeFileSync(path.join(modelDir, cache, 'refs/main'), '../..');
    expect(names()).toEqual(['model', 'model', 'model']);
  });
});

describe('of several precisions', () => {
  const endings = ['', '_fp16', '_quantized', '_q4', '_q4f16'];
  beforeEach(() =>
    write(...filesIn('m'), ...graphNames.flatMap((each) => endings.map((end) => `m/onnx/${each}${end}.onnx`))),
  );

  it('a CPU takes a language model of 4 bits, and the others as precise as they are', () => {
    expect(graphs()).toEqual({
      speech_encoder: 'm/onnx/speech_encoder.onnx',
      embed_tokens: 'm/onnx/embed_tokens.onnx',
      language_model: 'm/onnx/language_model_q4.onnx',
      conditional_decoder: 'm/onnx/conditional_decoder.onnx',
    });
  });

  it('a GPU takes a language model with caches of 16 bits', () => {
    expect(graphs('cuda')['language_model']).toBe('m/onnx/language_model_q4f16.onnx');
    rmSync(path.join(modelDir, 'm/onnx/language_model_q4f16.onnx'));
    expect(graphs('cuda')['language_model']).toBe('m/onnx/language_model_fp16.onnx');
  });

  it.each(['language_model', 'conditional_decoder'])('%s is taken in whatever precision there is', (graph) => {
    const last = (ending: string) => {
      for (const each of endings) rmSync(path.join(modelDir, `m/onnx/${graph}${each}.onnx`), { force: true });
      write(`m/onnx/${graph}${ending}.onnx`);
      return graphs()[graph];
    };
    for (const ending of endings) expect(last(ending)).toBe(`m/onnx/${graph}${ending}.onnx`);
  });

  it('the name says which one it is', () => {
    const files = [
      'language_model',
      ...['q4', 'fp16', 'q4f16', 'int8_mixed', 'quantized'].map((end) => `decoder_${end}`),
    ];
    expect(files.map((file) => precisionOf(`/m/${file}.onnx`))).toEqual([
      'fp32',
      'q4',
      'fp16',
      'q4f16',
      'int8_mixed',
      'q8',
    ]);
  });
});

describe('a model that is not whole', () => {
  it.each(graphNames)('names the missing %s, where it should be, and what to do', (graph) => {
    write(...filesIn('model'));
    rmSync(path.join(modelDir, `model/onnx/${graph}.onnx`));
    expect(findModels(modelDir).models).toEqual([]);
    const [reason] = reasons();
    expect(reason).toMatch(
      new RegExp(`^model/onnx has no ${graph}\\.onnx \\(nor one that ends in _q.*\\)\\. Download it`),
    );
    expect(findModels(modelDir).incomplete[0]!.name).toBe('model');
  });

  it('names a missing tokenizer', () => {
    write(...filesIn('model').slice(1));
    expect(reasons()).toEqual(['model has no tokenizer.json. Download it from where the graphs are from.']);
  });

  it('has weights and a graph of an unknown precision only', () => {
    write(...filesIn('model'), 'model/onnx/language_model_bnb4.onnx');
    rmSync(path.join(modelDir, 'model/onnx/language_model.onnx'));
    expect(reasons()[0]).toContain('model/onnx has no language_model.onnx');
  });

  it('keeps no other model from being found', () => {
    write(...filesIn('a').slice(2), ...filesIn('b'), ...filesIn('c').slice(1));
    expect(names()).toEqual(['b']);
    expect(findModels(modelDir).incomplete.map(({ name }) => name)).toEqual(['a', 'c']);
  });
});

it('files of a graph are those of its weights too, and no others', () => {
  const own = ['g.onnx', 'g.onnx_data', 'g.onnx_data_1', 'g.onnx.data'];
  write(...own, 'g.onnx.part', 'g.onnx_data.lock', 'g_q4.onnx', 'g_q4.onnx_data', 'other.onnx_data');
  expect(
    filesOf(path.join(modelDir, 'g.onnx'))
      .map((file) => path.relative(modelDir, file))
      .sort(),
  ).toEqual(own.sort());
  expect(filesOf(path.join(modelDir, 'absent/g.onnx'))).toEqual([]);
});

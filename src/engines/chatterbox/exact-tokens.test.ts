import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeTinyChatterbox } from '../../../test/models/tiny-chatterbox.ts';
import { cpu } from '../../onnx/device.ts';
import { writeGraph } from '../../onnx/graph-write.ts';
import type { Session } from '../../onnx/session.ts';
import { valueOf } from '../../onnx/graph-values.ts';
import { readGraph } from '../../onnx/graph.ts';
import { onnxRuntime } from '../../onnx/library.ts';
import { CoreQueue } from '../core-queue.ts';
import { Random } from '../random.ts';
import type { Conditionals } from './conditionals.ts';
import type { ModelDescription } from './describe-model.ts';
import type { Embedder } from './embedder.ts';
import { DeviceArena } from './device-arena.ts';
import { installedModels } from './installed-models.ts';
import { KvArena } from './kv-arena.ts';
import { preparedLanguageModel } from './language-model-graph.ts';
import { openEmbedder, openLanguageModel } from './language-model-session.ts';
import { languageModelOver } from './language-model-over.ts';
import { promptsOf } from './prompts.ts';
import { ModelCard } from './reference.fixture.ts';
import { Transformers } from './transformers.fixture.ts';
import { Sampler, defaultSampling, type SamplingParameters } from './sampler.ts';
import { TokenLoop } from './tokens.ts';
import { speech, type Variant } from './variant.ts';

const folder = mkdtempSync(path.join(os.tmpdir(), 'tokens-'));
const handles = onnxRuntime().handles;
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
  expect(onnxRuntime().handles).toEqual(handles);
});

const never = new AbortController().signal;
const greedy: SamplingParameters = { temperature: 0, topP: 1, minP: 0, topK: 0, repetitionPenalty: 1.2, guidance: 0 };

interface Case {
  readonly ids: readonly number[];
  readonly voice: Conditionals;
}

/** Prompts as the variant has them: random letters, a random voice. */
function casesOf(variant: Variant, width: number, count: number): Case[] {
  const random = new Random(17, count);
  return Array.from({ length: count }, () => {
    const letters = Array.from({ length: 2 + (random.next() % 40) }, () => 3 + (random.next() % 200));
    const gpt = variant === 'turbo' || variant === 'nano';
    const ends = variant === 'turbo' ? [50_256, 50_256] : [50_256];
    const ids = gpt ? [...letters, ...ends] : [speech.exaggeration, 255, ...letters, 0, speech.start, speech.start];
    const prefixRows = gpt ? 3 + (random.next() % 20) : 34;
    const prefix = random.fillNormal(new Float32Array(prefixRows * width));
    const voice = {
      prefix,
      prefixRows,
      promptTokens: new Int32Array(0),
      promptFeatures: new Float32Array(0),
      speakerEmbedding: new Float32Array(192),
    };
    return { ids, voice };
  });
}

/** A tiny model of a variant, with our loop over it and the model card's. */
class Model {
  readonly card: ModelCard;
  readonly folder: string;
  readonly width: number;
  readonly inPlace: boolean;
  readonly variant: Variant;
  readonly #embedder: Embedder;
  readonly #session: Session;
  readonly #description: ModelDescription;

  private constructor(parts: { card: ModelCard; embedder: Embedder; session: Session; description: ModelDescription }) {
    this.card = parts.card;
    this.#embedder = parts.embedder;
    this.#session = parts.session;
    this.#description = parts.description;
    const { languageModel, variant, files } = parts.description;
    this.folder = files.folder;
    this.width = languageModel.width;
    this.inPlace = languageModel.inPlace;
    this.variant = variant;
  }

  static async open(name: string, options: Parameters<typeof writeTinyChatterbox>[1]): Promise<Model> {
    writeTinyChatterbox(path.join(folder, name, 'model'), options);
    const description = described(path.join(folder, name), options.variant);
    const { graphs } = description.files;
    return new Model({
      card: await ModelCard.open(graphs.embed_tokens, options.suffix ? patched(description) : graphs.language_model),
      embedder: await openEmbedder(description),
      session: await openLanguageModel(description, { threads: 1, device: cpu }),
      description,
    });
  }

  /** Speaks all at once, each after some turns of the event loop; their tokens in order. */
  async speak(
    cases: readonly Case[],
    {
      rows,
      sampling = greedy,
      turns = () => 0,
      signals = () => never,
      onDevice = false,
    }: {
      rows: number;
      sampling?: SamplingParameters;
      turns?: (index: number) => number;
      signals?: (index: number) => AbortSignal;
      onDevice?: boolean;
    },
  ): Promise<number[][]> {
    const { languageModel, files } = this.#description;
    const arena = onDevice
      ? await DeviceArena.open(this.#session, readGraph(files.graphs.language_model), languageModel, {
          rows,
          capacity: 320,
        })
      : new KvArena(languageModel, rows + 2, 320);
    const model = languageModelOver(this.#session, this.#description.languageModel, arena);
    const loop = new TokenLoop({ model, embedder: this.#embedder, arena, prefixRows: 2, cores: new CoreQueue(1) });
    const guided = sampling.guidance > 0;
    const spoken = await Promise.all(
      cases.map(async ({ ids, voice }, index) => {
        for (let turn = turns(index); turn > 0; turn--) await new Promise((resolve) => setImmediate(resolve));
        const prompts = await promptsOf(this.#embedder, { ids, exaggeration: 0.5, guided }, never);
        const tokens: number[] = [];
        const sampler = new Sampler(this.variant, sampling, new Random(7, ids.length));
        const request = {
          prefix: voice.prefix,
          prompts,
          sampler,
          budget: 200,
          dueAt: () => index,
          signal: signals(index),
        };
        await loop
          .speak(request, (token) => tokens.push(token) > 0)
          .catch((error: unknown) => {
            if (!signals(index).aborted) throw error;
          });
        return tokens;
      }),
    );
    model.release();
    await arena.free();
    return spoken;
  }

  /** [rows, width], from the file. */
  textTable(): Float32Array {
    const graph = readGraph(this.#description.files.graphs.embed_tokens);
    const rows = this.#description.embedder.textRows;
    const table = [...graph.initializers.values()].find(({ dims }) => dims[0] === rows && dims[1] === this.width);
    if (!table) throw new Error('There is no text table.');
    return valueOf(graph, table).data as Float32Array;
  }

  async release(): Promise<void> {
    await Promise.all([this.card.release(), this.#embedder.release(), this.#session.release()]);
  }
}

/** Products of 4 bits compute in integers here, which the published graph leaves open: other sums, and other tokens. */
function patched({ files, languageModel }: ModelDescription): string {
  const file = files.graphs.language_model;
  const bytes = writeGraph(preparedLanguageModel(readGraph(file), languageModel), { weights: 'published' });
  writeFileSync(`${file}.patched`, bytes);
  return `${file}.patched`;
}

function described(modelDir: string, variant: Variant) {
  const { models, faults } = installedModels(modelDir);
  expect(faults).toEqual([]);
  const description = models.get(variant);
  if (!description) throw new Error(`${variant} was taken for ${[...models.keys()].join()}.`);
  return description;
}

/** The models as they are published with more prompts than what else they may be. */
const kinds: readonly [string, Parameters<typeof writeTinyChatterbox>[1], { inPlace: boolean; prompts: number }][] = [
  ['English', { variant: 'english' }, { inPlace: true, prompts: 50 }],
  ['Multilingual', { variant: 'multilingual' }, { inPlace: true, prompts: 50 }],
  ['Turbo', { variant: 'turbo' }, { inPlace: true, prompts: 50 }],
  ['Nano', { variant: 'nano' }, { inPlace: true, prompts: 50 }],
  ['English with 4-bit weights', { variant: 'english', suffix: '_q4' }, { inPlace: true, prompts: 20 }],
  ['Turbo without GroupQueryAttention', { variant: 'turbo', attention: 'plain' }, { inPlace: false, prompts: 20 }],
  ['Nano with 16-bit caches', { variant: 'nano', cache: 'float16' }, { inPlace: true, prompts: 20 }],
  ['English that takes positions', { variant: 'english', positionIds: true }, { inPlace: true, prompts: 20 }],
];

describe.each(kinds)('%s', (name, options, { inPlace, prompts }) => {
  let model: Model;
  let cases: Case[];
  let alone: number[][];
  /** Enough to fill batches again and again, and what each says alone. */
  let some: Case[];
  let someAlone: number[][];
  beforeAll(async () => {
    model = await Model.open(name.replaceAll(' ', '-'), options);
    cases = casesOf(options.variant, model.width, prompts);
    alone = [];
    for (const each of cases) alone.push(...(await model.speak([each], { rows: 1 })));
    some = cases.slice(0, 20);
    someAlone = alone.slice(0, 20);
  });
  afterAll(() => model.release());

  it(`appends to its caches ${inPlace ? 'in place' : 'by copies'}`, () => {
    expect(model.inPlace).toBe(inPlace);
  });

  it(`speaks the tokens of the model card, for ${prompts} prompts`, async () => {
    const card: number[][] = [];
    for (const { ids, voice } of cases) card.push(await model.card.tokens(ids, voice));
    expect(alone).toEqual(card);
    expect(new Set(card.map((tokens) => tokens.join())).size).toBeGreaterThan(prompts / 2);
    expect(card.every((tokens) => tokens.length < 200)).toBe(true);
  });

  // Of the published files it drives those of one precision and no more than the usual inputs.
  if (Object.keys(options).length === 1)
    it(`speaks the tokens of transformers.js, for ${prompts} prompts`, async () => {
      const theirs = await Transformers.open(model.folder);
      const told: number[][] = [];
      for (const { ids, voice } of cases) told.push(await theirs.tokens(ids, voice));
      await theirs.release();
      // Its penalty also falls on ids of the text, so there is none here.
      const sampling = { ...greedy, repetitionPenalty: 1 };
      expect(await model.speak(cases, { rows: 6, sampling, turns: (index) => index * 2 })).toEqual(told);
      expect(new Set(told.map((tokens) => tokens.join())).size).toBeGreaterThan(prompts / 2);
    });

  it.each([2, 5, 16])('speaks the same in batches of %i, whenever they come', async (rows) => {
    const random = new Random(rows);
    const arrivals = some.map(() => random.next() % 120);
    expect(await model.speak(some, { rows, turns: (index) => arrivals[index]! })).toEqual(someAlone);
  });

  it('speaks the same beside sequences that are cancelled', async () => {
    const controllers = some.map(() => new AbortController());
    const told = model.speak(some, { rows: 8, signals: (index) => controllers[index]!.signal });
    for (let turn = 0; turn < 200; turn++) {
      await new Promise((resolve) => setImmediate(resolve));
      if (turn % 5 === 0) controllers[(turn / 5) * 3]?.abort();
    }
    const tokens = await told;
    for (const [index, each] of tokens.entries()) {
      if (controllers[index]!.signal.aborted) expect(someAlone[index]!.slice(0, each.length)).toEqual(each);
      else expect(each).toEqual(someAlone[index]);
    }
  });

  if (options.variant === 'english' || options.variant === 'multilingual')
    it('speaks the tokens of two rows with guidance, and runs one row without', async () => {
      const sampling = { ...greedy, guidance: 0.5 };
      const fewer = cases.slice(0, 15);
      const textTable = model.textTable();
      const card: number[][] = [];
      for (const { ids, voice } of fewer) card.push(await model.card.tokens(ids, voice, { guidance: 0.5, textTable }));
      expect(await model.speak(fewer, { rows: 9, sampling, turns: (index) => index * 5 })).toEqual(card);
      expect(card).not.toEqual(alone.slice(0, 15));
      await expect(model.speak(fewer, { rows: 1, sampling })).rejects.toThrow('Guidance takes 2 rows');
      expect(await model.speak(fewer, { rows: 1, sampling: greedy })).toEqual(alone.slice(0, 15));
    });

  if (inPlace)
    it('speaks the same from an arena in the memory of the device', async () => {
      // This device is the host; a card goes by the same code.
      const told = await model.speak(some, { rows: 6, turns: (index) => (index * 7) % 90, onDevice: true });
      expect(told).toEqual(someAlone);
    });

  it('draws the same tokens from a seed, alone and in a batch', async () => {
    const sampling = { ...defaultSampling(options.variant), guidance: 0 };
    const drawn: number[][] = [];
    for (const each of some) drawn.push(...(await model.speak([each], { rows: 1, sampling })));
    expect(await model.speak(some, { rows: 7, sampling, turns: (index) => index * 3 })).toEqual(drawn);
    expect(drawn).not.toEqual(someAlone);
  });
});

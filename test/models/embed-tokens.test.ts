import { closeSync, openSync, readFileSync, readSync, copyFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Variant } from '../../src/engines/chatterbox/variant.ts';
import { readGraph } from '../../src/onnx/graph.ts';
import { Session } from '../../src/onnx/session.ts';
import { Tensor } from '../../src/onnx/tensor.ts';
import { dataFolder, hasData } from '../data.ts';
import { publishedTextRows, writeEmbedTokens } from './embed-tokens.ts';
import { temporaryFolder } from './temporary-folder.ts';

const folder = temporaryFolder();
const width = 32;

function write(variant: Variant, more: { readonly width?: number; readonly textRows?: number } = {}): string {
  const file = path.join(folder, `${variant}-${more.width ?? width}-${more.textRows ?? ''}.onnx`);
  writeEmbedTokens(file, { variant, width, ...more });
  return file;
}

/** The rows of a table of the written model. */
function tableOf(file: string, name: string): (row: number) => Float32Array {
  const place = readGraph(file).initializers.get(name)?.data;
  if (place?.kind !== 'external') throw new Error(`${name} is no external table.`);
  const bytes = readFileSync(`${file}_data`).subarray(place.offset, place.offset + (place.length ?? 0));
  const values = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
  return (row) => values.slice(row * width, (row + 1) * width);
}

async function embed(
  session: Session,
  ids: readonly number[],
  positions: readonly number[] = ids.map((_, i) => i),
  exaggeration = 0.5,
): Promise<Float32Array> {
  const feeds: Record<string, Tensor> = {
    input_ids: Tensor.from('int64', [1, ids.length], ids),
    position_ids: Tensor.from('int64', [1, ids.length], positions),
    exaggeration: Tensor.from('float32', [1], [exaggeration]),
  };
  const asked = session.inputs.map(({ name }) => [name, feeds[name] as Tensor]);
  const { inputs_embeds } = await session.run(Object.fromEntries(asked) as typeof feeds, ['inputs_embeds']);
  return inputs_embeds.data as Float32Array;
}

const sum = (a: Float32Array, b: Float32Array) => a.map((value, i) => value + (b[i] ?? 0));

describe('English embeddings', () => {
  const file = write('english');
  const open = Session.open(file);
  const [texts, speeches] = [tableOf(file, 'text_emb.weight'), tableOf(file, 'speech_emb.weight')];
  const [textPlaces, speechPlaces] = [tableOf(file, 'text_pos_emb.weight'), tableOf(file, 'speech_pos_emb.weight')];

  it('are those of text up to the first stop, then of speech, each with its position', async () => {
    const [a, b, c, d, e] = chunks(await embed(await open, [255, 40, 0, 6561, 17], [0, 1, 2, 0, 9]));
    expect(a).toEqual(sum(texts(255), textPlaces(0)));
    expect(b).toEqual(sum(texts(40), textPlaces(1)));
    expect(c).toEqual(sum(texts(0), textPlaces(2)));
    expect(d).toEqual(sum(speeches(6561), speechPlaces(0)));
    expect(e).toEqual(sum(speeches(17), speechPlaces(9)));
  });

  it('are in proportion to the exaggeration at id 6563, and the same elsewhere', async () => {
    const session = await open;
    const [weak, text] = chunks(await embed(session, [6563, 40, 0], [0, 1, 2], 0.25));
    const [strong, same] = chunks(await embed(session, [6563, 40, 0], [0, 1, 2], 1));
    expect(Math.hypot(...(weak ?? []))).toBeGreaterThan(0.1);
    expect(strong).toEqual(weak?.map((value) => value * 4));
    expect(same).toEqual(text);
  });

  it('take a lone 0 for text, as the published graph does', async () => {
    expect(await embed(await open, [0], [3])).toEqual(sum(texts(0), textPlaces(3)));
    expect(await embed(await open, [1], [3])).toEqual(sum(speeches(1), speechPlaces(3)));
  });

  it('fail for text beyond the table', async () => {
    const session = await open;
    await expect(embed(session, [publishedTextRows.english, 0])).rejects.toThrow('Gather');
  });
});

describe.each([
  { variant: 'turbo', speechIds: 2 },
  { variant: 'nano', speechIds: 1 },
] as const)('embeddings of $variant', ({ variant, speechIds }) => {
  const file = write(variant);
  const open = Session.open(file);
  const [texts, speeches] = [tableOf(file, 'text_emb.weight'), tableOf(file, 'speech_emb.weight')];

  it(`take the last ${speechIds} for speech, and all before for text`, async () => {
    const ids = fc.array(fc.integer({ min: 0, max: 6562 }), { minLength: 1, maxLength: 12 });
    const session = await open;
    await fc.assert(
      fc.asyncProperty(ids, async (list) => {
        const rows = chunks(await embed(session, list));
        expect(rows).toEqual(list.map((id, i) => (i < list.length - speechIds ? texts(id) : speeches(id))));
      }),
      { numRuns: 30 },
    );
  });

  it('take the end of the text for the start of speech', async () => {
    const ends = Array<number>(speechIds).fill(50_256);
    const rows = chunks(await embed(await open, [50_256, 50_275, ...ends]));
    expect(rows).toEqual([texts(50_256), texts(50_275), ...ends.map(() => speeches(6561))]);
  });
});

it.skipIf(!hasData)('English embeddings are those of the published graph with the same tables', async () => {
  const file = write('english', { width: 1024 });
  const published = publishedWith(file);
  const [ours, theirs] = [await Session.open(file), await Session.open(published)];
  const id = fc.oneof(fc.constantFrom(0, 255, 6561, 6562, 6563), fc.integer({ min: 0, max: 703 }));
  const cell = fc.tuple(id, fc.integer({ min: 0, max: 2049 }));
  const strength = fc.integer({ min: 0, max: 200 });
  await fc.assert(
    fc.asyncProperty(fc.array(cell, { minLength: 1, maxLength: 20 }), strength, async (cells, percent) => {
      const [ids, places] = [cells.map(([each]) => each), cells.map(([, place]) => place)];
      // Before a stop only text is looked up: anything else is refused by both.
      fc.pre(ids.slice(0, ids.indexOf(0) + 1).every((each) => each < 704 || each === 6563));
      const [a, b] = [await embed(ours, ids, places, percent / 100), await embed(theirs, ids, places, percent / 100)];
      expect(a).toHaveLength(b.length);
      expect(a.findIndex((value, index) => value !== b[index])).toBe(-1);
    }),
    { numRuns: 60 },
  );
  await Promise.all([ours.release(), theirs.release()]);
});

function chunks(values: Float32Array): Float32Array[] {
  return Array.from({ length: values.length / width }, (_, i) => values.slice(i * width, (i + 1) * width));
}

/** The published graph, with the weights of ours. */
function publishedWith(ours: string): string {
  const from = path.join(dataFolder, 'skeletons/en_embed_tokens');
  const file = path.join(folder, 'published.onnx');
  copyFileSync(`${from}.onnx`, file);
  const renamed = new Map([['onnx::MatMul_161', 'emotion_adv_fc.weight']]);
  const { initializers } = readGraph(ours);
  const weights = Buffer.alloc(bytesOf(from));
  const data = openSync(`${ours}_data`, 'r');
  for (const { name, data: place } of readGraph(file).initializers.values()) {
    if (place.kind !== 'external') continue;
    const source = initializers.get(renamed.get(name) ?? name)?.data;
    if (source?.kind !== 'external' || source.length !== place.length) throw new Error(`There is no ${name} in ours.`);
    readSync(data, weights, place.offset, place.length ?? 0, source.offset);
  }
  closeSync(data);
  writeFileSync(path.join(folder, 'embed_tokens.onnx_data'), weights);
  return file;
}

function bytesOf(skeleton: string): number {
  const { data_bytes } = JSON.parse(readFileSync(`${skeleton}.initializers.json`, 'utf8')) as { data_bytes: number };
  return data_bytes;
}

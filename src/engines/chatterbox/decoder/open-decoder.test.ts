import { mkdtempSync, readdirSync, rmSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { PreparedCache } from '../../prepared-cache.ts';
import { UnusableModel } from '../unusable-model.ts';
import { DecoderParts } from './decoder-parts.ts';
import { openDecoder } from './open-decoder.ts';
import { tinyDecoder, writeTinyDecoder, writeTinyDecoderWithData } from './tiny-decoder.fixture.ts';
import { anyUtterance } from './utterance.fixture.ts';
import { WholeDecoder } from './whole-decoder.ts';

let folders: string[] = [];
const opened: (DecoderParts | WholeDecoder)[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((decoder) => decoder.release()));
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  folders = [];
});

function place() {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'open-decoder-'));
  folders.push(folder);
  const cacheFolder = path.join(folder, 'cache');
  const notes: string[] = [];
  const reasons: unknown[] = [];
  const open = async (file: string, cache = cacheFolder) => {
    const decoder = await openDecoder(file, {
      cache: new PreparedCache(cache),
      note: (_, message, fields) => {
        notes.push(message);
        reasons.push(fields?.['reason']);
      },
    });
    opened.push(decoder);
    return decoder;
  };
  return { folder, cacheFolder, notes, reasons, open };
}

const guided = { guided: true, steps: 2 } as const;

/** Something that only a working decoder gives. */
async function melOf(decoder: DecoderParts | WholeDecoder): Promise<Float32Array> {
  expect(decoder).toBeInstanceOf(DecoderParts);
  const { tokens, voice, noise } = anyUtterance(4);
  const parts = decoder as DecoderParts;
  return parts.solve(await parts.encode(tokens, voice), noise, { steps: 2, guidance: 0.7 });
}

describe('opening a decoder', () => {
  it('prepares it once and then takes it from the cache', async () => {
    const { folder, notes, open } = place();
    const file = writeTinyDecoder(folder, guided);
    const first = await melOf(await open(file));
    expect(notes).toEqual(['decoder-prepared']);
    expect(await melOf(await open(file))).toEqual(first);
    expect(notes).toEqual(['decoder-prepared']);
  });

  it('prepares it again when the weights beside it changed', async () => {
    const { folder, notes, open } = place();
    const file = writeTinyDecoderWithData(folder, guided);
    await open(file);
    await open(file);
    expect(notes).toEqual(['decoder-prepared']);
    utimesSync(`${file}_data`, 1, 1);
    await melOf(await open(file));
    expect(notes).toEqual(['decoder-prepared', 'decoder-prepared']);
  });

  it('prepares it again when what was kept is damaged', async () => {
    const { folder, cacheFolder, notes, open } = place();
    const file = writeTinyDecoder(folder, guided);
    await open(file);
    const [kept = ''] = readdirSync(cacheFolder);
    truncateSync(path.join(cacheFolder, kept, 'times.part'), 8);
    await melOf(await open(file));
    expect(notes).toEqual(['decoder-prepared', 'decoder-prepared']);
  });

  it('works without a cache that can be written', async () => {
    const { folder, notes, open } = place();
    const file = writeTinyDecoder(folder, guided);
    writeFileSync(path.join(folder, 'no-folder'), '');
    await melOf(await open(file, path.join(folder, 'no-folder')));
    expect(notes).toEqual(['cache-not-written', 'decoder-prepared']);
  });

  it('loads it whole when it has other seams, and says so', async () => {
    const { folder, notes, reasons, open } = place();
    const nodes: Parameters<typeof tinyDecoder>[0]['nodes'] = (all) =>
      all.map((node) => (node.name === 'uniform' ? { ...node, op: 'Identity' } : node));
    const decoder = await open(writeTinyDecoder(folder, { ...guided, nodes }));
    expect(notes).toEqual(['decoder-not-cut']);
    expect(reasons[0]).toContain('the phase of the harmonics should come from RandomUniformLike');
    const { tokens, voice } = anyUtterance(4);
    expect(await (decoder as WholeDecoder).decode(tokens, voice)).toHaveLength(4 * 960);
  });

  it('tries the whole when ONNX Runtime does not take the parts', async () => {
    const { folder, notes, open } = place();
    // An attribute that there is not: the pitch does not load, and in the end the whole does not either.
    const nodes: Parameters<typeof tinyDecoder>[0]['nodes'] = (all) =>
      all.map((node) =>
        node.name === 'raw pitch' ? { ...node, attributes: { ...node.attributes, unheard: 1 } } : node,
      );
    await expect(open(writeTinyDecoder(folder, { ...guided, nodes }))).rejects.toThrow(UnusableModel);
    expect(notes).toEqual(['decoder-not-cut']);
  });

  it.each<[string, (file: string) => void]>([
    ['breaks off', (file) => truncateSync(file, 1000)],
    ['is something else', (file) => writeFileSync(file, '<html>')],
    ['is missing', (file) => rmSync(file)],
    ['has lost its weights', (file) => rmSync(`${file}_data`)],
  ])('says which file cannot be used when it %s', async (_, damage) => {
    const { folder, open } = place();
    const file = writeTinyDecoderWithData(folder, guided);
    damage(file);
    const opening = open(file);
    await expect(opening).rejects.toThrow(UnusableModel);
    await expect(opening).rejects.toThrow(file);
  });
});

import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Lexicon } from './lexicon.ts';
import { fileState, watchLexicon } from './watch-lexicon.ts';

const opened: (() => void)[] = [];
afterEach(() => {
  for (const close of opened.splice(0).reverse()) close();
});

function newFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'starling-lexicon-'));
  opened.push(() => {
    rmSync(folder, { recursive: true });
  });
  return folder;
}

function watched(file: string, seen?: string) {
  const words: (string | undefined)[] = [];
  const faults: string[] = [];
  const onChange = ({ entries }: Lexicon) => words.push(entries[0]?.word);
  const watcher = watchLexicon(file, onChange, ({ message }) => faults.push(message), seen);
  opened.push(() => {
    watcher.close();
  });
  return { words, faults, watcher };
}

const content = (word: string) => `entries: [{ word: ${word}, say: x }]`;

describe('watchLexicon', () => {
  it('gives the lexicon each time that it changes', async () => {
    const file = path.join(newFolder(), 'lexicon.yaml');
    writeFileSync(file, content('first'));
    const { words, faults } = watched(file);
    writeFileSync(file, content('second'));
    await vi.waitFor(() => expect(words).toEqual(['second']), 10_000);
    writeFileSync(file, content('third word'));
    await vi.waitFor(() => expect(words).toEqual(['second', 'third word']), 10_000);
    expect(faults).toEqual([]);
  });

  it('sees another file in its place', async () => {
    const folder = newFolder();
    const file = path.join(folder, 'lexicon.yaml');
    writeFileSync(file, content('first'));
    const { words } = watched(file);
    for (const word of ['second', 'third']) {
      writeFileSync(path.join(folder, '.new'), content(word));
      renameSync(path.join(folder, '.new'), file);
      await vi.waitFor(() => expect(words.at(-1)).toBe(word), 10_000);
    }
  });

  it('sees another folder behind a link', async () => {
    const folder = newFolder();
    for (const name of ['first', 'second']) {
      mkdirSync(path.join(folder, name));
      writeFileSync(path.join(folder, name, 'lexicon.yaml'), content(name));
    }
    symlinkSync('first', path.join(folder, 'data'));
    symlinkSync('data/lexicon.yaml', path.join(folder, 'lexicon.yaml'));
    const { words } = watched(path.join(folder, 'lexicon.yaml'));
    symlinkSync('second', path.join(folder, 'data-new'));
    renameSync(path.join(folder, 'data-new'), path.join(folder, 'data'));
    await vi.waitFor(() => expect(words).toEqual(['second']), 10_000);
  });

  it('reports a broken edit and the file that is gone, and goes on', async () => {
    const file = path.join(newFolder(), 'lexicon.yaml');
    writeFileSync(file, content('first'));
    const { words, faults } = watched(file);
    writeFileSync(file, 'entries: [');
    await vi.waitFor(() => expect(faults).toEqual([expect.stringMatching(/not valid YAML/u)]), 10_000);
    rmSync(file);
    await vi.waitFor(() => expect(faults).toEqual([expect.anything(), expect.stringMatching(/is missing/u)]), 10_000);
    expect(words).toEqual([]);
    writeFileSync(file, content('mended'));
    await vi.waitFor(() => expect(words).toEqual(['mended']), 10_000);
  });

  it('waits for a file that comes later', async () => {
    const file = path.join(newFolder(), 'lexicon.yaml');
    const { words, faults } = watched(file);
    writeFileSync(path.join(path.dirname(file), 'other'), '');
    writeFileSync(file, content('late'));
    await vi.waitFor(() => expect(words).toEqual(['late']), 10_000);
    expect(faults).toEqual([]);
  });

  it('sees a change between reading and watching', async () => {
    const file = path.join(newFolder(), 'lexicon.yaml');
    writeFileSync(file, content('first'));
    const seen = fileState(file);
    writeFileSync(file, content('second'));
    const { words } = watched(file, seen);
    await vi.waitFor(() => expect(words).toEqual(['second']), 10_000);
  });

  it('calls nothing once closed', async () => {
    const file = path.join(newFolder(), 'lexicon.yaml');
    const { words, faults, watcher } = watched(file);
    const other = watched(file);
    writeFileSync(file, content('late'));
    watcher.close();
    await vi.waitFor(() => expect(other.words).toEqual(['late']), 10_000);
    expect([words, faults]).toEqual([[], []]);
  });

  it('sees what is written in another folder behind a link', async () => {
    const folder = newFolder();
    mkdirSync(path.join(folder, 'far'));
    writeFileSync(path.join(folder, 'far/words.yaml'), content('first'));
    symlinkSync('far/words.yaml', path.join(folder, 'lexicon.yaml'));
    const { words } = watched(path.join(folder, 'lexicon.yaml'));
    writeFileSync(path.join(folder, 'far/words.yaml'), content('second'));
    await vi.waitFor(() => expect(words).toEqual(['second']), 10_000);
    writeFileSync(path.join(folder, 'far/words.yaml'), content('third word'));
    await vi.waitFor(() => expect(words).toEqual(['second', 'third word']), 10_000);
  });

  it('waits for a folder that comes later, or comes back', async () => {
    const folder = path.join(newFolder(), 'none');
    const file = path.join(folder, 'lexicon.yaml');
    const { words, faults } = watched(file);
    mkdirSync(folder);
    writeFileSync(file, content('late'));
    await vi.waitFor(() => expect(words).toEqual(['late']), 10_000);
    renameSync(folder, `${folder}-away`);
    await vi.waitFor(() => expect(faults).toEqual([expect.stringMatching(/is missing/u)]), 10_000);
    mkdirSync(folder);
    writeFileSync(file, content('back again'));
    await vi.waitFor(() => expect(words).toEqual(['late', 'back again']), 10_000);
  });
});

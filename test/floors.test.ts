import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const source = path.resolve(import.meta.dirname, '../src');

/** The floors of ARCHITECTURE.md, lowest first; folders of one line may import each other only where said. */
const floors: readonly (readonly string[])[] = [
  ['config.ts', 'settings.ts', 'errors.ts', 'version.ts', 'ops'],
  ['text', 'audio'],
  ['onnx'],
  ['engines'],
  ['scheduler'],
  ['voices', 'speech', 'jobs'],
  ['http', 'load'],
  ['main.ts', 'cli'],
];
/** Neighbours on one floor that may see each other, in this direction. */
const neighbours = new Set([
  'speech → voices',
  'jobs → speech',
  'jobs → voices',
  'main.ts → cli',
  'config.ts → settings.ts',
  'config.ts → errors.ts',
  'ops → errors.ts',
  'settings.ts → errors.ts',
  'settings.ts → ops',
]);

function filesUnder(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !entry.name.includes('.test.'))
    .map((entry) => path.join(entry.parentPath, entry.name));
}

function importsOf(file: string): string[] {
  const text = readFileSync(file, 'utf8');
  return [...text.matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g)].map((match) =>
    path.resolve(path.dirname(file), match[1]!),
  );
}

const unitOf = (file: string) => path.relative(source, file).split(path.sep)[0]!;
const floorOf = (unit: string) => floors.findIndex((units) => units.includes(unit));

describe('floors', () => {
  const files = filesUnder(source);

  it('places every file on a floor', () => {
    expect(files.length).toBeGreaterThan(30);
    expect(files.filter((file) => floorOf(unitOf(file)) < 0).map((file) => path.relative(source, file))).toEqual([]);
  });

  it('lets a module import only from floors below its own', () => {
    const upward = files.flatMap((file) =>
      importsOf(file).flatMap((target) => {
        if (!target.startsWith(source + path.sep)) return [];
        const [from, to] = [unitOf(file), unitOf(target)];
        const allowed = from === to || floorOf(to) < floorOf(from) || neighbours.has(`${from} → ${to}`);
        return allowed ? [] : [`${path.relative(source, file)} → ${path.relative(source, target)}`];
      }),
    );
    expect(upward).toEqual([]);
  });

  it('keeps the engines out of the gateway: only the registry names them', () => {
    const direct = files
      .filter((file) => unitOf(file) !== 'engines' || file.endsWith('registry.ts'))
      .flatMap((file) => {
        const statics = [
          ...readFileSync(file, 'utf8').matchAll(/^import (?!type).*'(\.[^']*engines\/(?:flite|espeak)[^']*)'/gm),
        ];
        return statics.map(() => path.relative(source, file));
      });
    expect(direct).toEqual([]);
  });
});

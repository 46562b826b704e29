import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { dataFolder, hasData } from '../test/data.ts';
import type { Accepted } from './text-variants.ts';

/** One sentence of a source, with everything that the source accepts for it. */
export interface Case {
  readonly language: Accepted['language'];
  /** Its folder and name under the test texts. */
  readonly file: string;
  /** From 0 in its file, so that halves of a file can be told apart. */
  readonly index: number;
  readonly written: string;
  readonly answers: readonly string[];
}

interface Source {
  readonly language: Accepted['language'];
  readonly folder: string;
  readonly files: RegExp;
  /** Stands between what is written and what is said. */
  readonly mark: string;
}

const sources: readonly Source[] = [
  { language: 'en', folder: 'nemo_en', files: /^test_cases_/u, mark: '~' },
  { language: 'en', folder: 'wetext', files: /^english_/u, mark: ' => ' },
  { language: 'zh', folder: 'nemo_zh', files: /^test_cases_/u, mark: '~' },
  { language: 'zh', folder: 'wetext', files: /^chinese_/u, mark: ' => ' },
  { language: 'zh', folder: 'paddle', files: /^textnorm_/u, mark: '|' },
];

/** Where the sources are, a folder each. */
export const textFolder = path.join(dataFolder, 'text');

/** All sentences of all sources; none where the test data is absent. */
export function readCases(): Case[] {
  if (!hasData) return [];
  return sources
    .filter(({ folder }) => existsSync(path.join(textFolder, folder)))
    .flatMap((source) =>
      readdirSync(path.join(textFolder, source.folder))
        .filter((name) => source.files.test(name))
        .sort()
        .flatMap((name) => casesOf(source, name)),
    );
}

function casesOf({ language, folder, mark }: Source, name: string): Case[] {
  const file = `${folder}/${name}`;
  const lines = readFileSync(path.join(textFolder, file), 'utf8').split('\n');
  const pairs = /^~/mu.test(lines.join('\n')) ? severalAnswers(lines) : lines.map((line) => oneAnswer(line, mark));
  return pairs.filter(({ answers }) => answers.length > 0).map((pair, index) => ({ language, file, index, ...pair }));
}

type Pair = Pick<Case, 'written' | 'answers'>;

function oneAnswer(line: string, mark: string): Pair {
  const at = line.lastIndexOf(mark);
  return at < 0
    ? { written: line, answers: [] }
    : { written: line.slice(0, at), answers: [line.slice(at + mark.length)] };
}

/** `~written` begins a case; each line behind it is one of its answers. */
function severalAnswers(lines: readonly string[]): Pair[] {
  const pairs: { written: string; answers: string[] }[] = [];
  for (const line of lines) {
    if (line.startsWith('~')) pairs.push({ written: line.slice(1), answers: [] });
    else if (line.trim() !== '') pairs.at(-1)?.answers.push(line);
  }
  return pairs;
}

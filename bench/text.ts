import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { cleanText } from '../src/text/clean.ts';
import { normalize } from '../src/text/normalize/normalize.ts';
import { dataFolder, hasData } from '../test/data.ts';
import { accepted, foldings, type Accepted, type Folding } from './text-variants.ts';

/**
 * How many sentences of public test sets are said as they say: what NeMo, WeTextProcessing and PaddleSpeech expect of text normalisation,
 * against the whole path of a text here. `--only en,zh` takes one language, `--misses` lists what is said otherwise.
 */

type Language = Accepted['language'];

/** One sentence of a source, with everything that the source accepts for it. */
export interface Case {
  readonly language: Language;
  /** Its folder and name under the test texts. */
  readonly file: string;
  /** From 0 in its file, so that halves of a file can be told apart. */
  readonly index: number;
  readonly written: string;
  readonly answers: readonly string[];
}

export interface Outcome extends Case {
  readonly spoken: string;
  /** Said as the source says, after folding. */
  readonly exact: boolean;
  /** The variant by which it is right though the source says otherwise. */
  readonly variant: Accepted | undefined;
}

interface Source {
  readonly language: Language;
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

const textFolder = path.join(dataFolder, 'text');

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

/** A text as it is compared: without case, kinds of quotes, hyphens, spaces beside marks and the foldings of its language. */
export function fold(text: string, language: Language, using: readonly Folding[] = foldings): string {
  let folded = text
    .normalize('NFC')
    .toLowerCase()
    .replace(/[“”]|``|''/gu, '"')
    .replace(/[‘’`]/gu, "'")
    .replaceAll('…', '...');
  for (const folding of using) {
    if (folding.language === language || folding.language === 'both') {
      folded = folded.replace(folding.pattern, folding.replacement);
    }
  }
  return folded
    .replace(/[-‐‑–—]/gu, ' ')
    .replace(/\s+/gu, language === 'zh' ? '' : ' ')
    .replace(/ ?([.,!?;:"'()]) ?/gu, '$1')
    .trim();
}

const variants = new Map(accepted.map((each) => [`${each.file}\n${each.written}`, each]));

/** What is said for each case, and whether that is right. */
export function judge(cases: readonly Case[], using: readonly Folding[] = foldings): Outcome[] {
  return cases.map((each) => {
    const { language, file, written, answers } = each;
    const { spoken } = normalize(cleanText(written), language);
    const said = fold(spoken, language, using);
    const exact = answers.some((answer) => fold(answer, language, using) === said);
    const variant = exact ? undefined : variants.get(`${file}\n${written}`);
    const right = variant?.spoken.some((answer) => fold(answer, language, using) === said) === true;
    return { ...each, spoken, exact, variant: right ? variant : undefined };
  });
}

export const isRight = ({ exact, variant }: Outcome): boolean => exact || variant !== undefined;

interface Row {
  readonly name: string;
  readonly exact: number;
  readonly right: number;
  readonly all: number;
}

function row(name: string, outcomes: readonly Outcome[]): Row {
  return {
    name,
    exact: outcomes.filter(({ exact }) => exact).length,
    right: outcomes.filter(isRight).length,
    all: outcomes.length,
  };
}

const percent = (part: number, all: number): string => `${((100 * part) / all).toFixed(1)} %`;

function printed({ name, exact, right, all }: Row): string {
  return `${name.padEnd(56)}${String(all).padStart(6)}${String(right).padStart(7)}${percent(right, all).padStart(9)}${String(exact).padStart(7)}`;
}

async function main(): Promise<void> {
  const { report } = await import('./harness.ts');
  const { values } = parseArgs({
    options: {
      quick: { type: 'boolean', default: false },
      json: { type: 'string' },
      only: { type: 'string' },
      misses: { type: 'boolean', default: false },
    },
  });
  const only = values.only?.split(',');
  const outcomes = judge(readCases()).filter(({ language }) => only?.includes(language) ?? true);
  if (outcomes.length === 0)
    throw new Error(`Expected test sentences in ${textFolder}, found none: set STARLING_TEST_DATA.`);
  const groups = new Map<string, Outcome[]>();
  for (const outcome of outcomes) {
    const { language, file } = outcome;
    for (const name of [language, `${language} ${path.dirname(file)}`, `${language} ${file}`]) {
      groups.set(name, [...(groups.get(name) ?? []), outcome]);
    }
  }
  const rows = [...groups].map(([name, each]) => row(name, each)).sort((a, b) => (a.name < b.name ? -1 : 1));
  console.log(
    `${'source'.padEnd(56)}${'all'.padStart(6)}${'right'.padStart(7)}${''.padStart(9)}${'exact'.padStart(7)}`,
  );
  for (const each of rows) console.log(printed(each));
  console.log('\nexact: as the source says; right: with the variants of bench/text-variants.ts too');
  if (values.misses) {
    for (const { file, written, spoken, answers } of outcomes.filter((outcome) => !isRight(outcome))) {
      console.log(
        `\n${file}\n  written  ${written}\n  spoken   ${spoken}\n  expected ${answers.join('\n           ')}`,
      );
    }
  }
  report('text', { rows }, { quick: values.quick, json: values.json, only });
}

if (process.argv[1] === import.meta.filename) await main();

import path from 'node:path';
import { parseArgs } from 'node:util';
import { readCases, textFolder } from './text-cases.ts';
import { isRight, judge, type Outcome } from './text-judge.ts';

export { readCases, type Case } from './text-cases.ts';
export { fold, isRight, judge, type Outcome } from './text-judge.ts';

/**
 * How many sentences of public test sets are said as they say: what NeMo, WeTextProcessing and PaddleSpeech expect of text normalisation,
 * against the whole path of a text here. `--only en,zh` takes one language, `--misses` lists what is said otherwise.
 */

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

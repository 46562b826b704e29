import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { LineCounter, parseDocument } from 'yaml';
import { z } from 'zod';
import { messageOf } from '../../errors.ts';
import { CsvFault, parseCsv } from './csv.ts';
import { entrySchema, type LexiconEntry } from './entry.ts';
import { Lexicon, smallLetters } from './lexicon.ts';
import { UnusableLexicon } from './unusable-lexicon.ts';

export const mostLexiconBytes = 2 ** 20;
export const mostLexiconEntries = 10_000;

/** An entry as it is written, and where in the file. */
interface Place {
  readonly line: number;
  readonly content: unknown;
}

/**
 * Reads and checks a lexicon; throws {@link UnusableLexicon}. A file `.yaml`, `.yml` or `.json`:
 *
 * ```yaml
 * entries:
 *   - { word: Nginx, say: engine x } # in every language, however it is capitalised
 *   - { word: US, say: U S, language: en, case: exact } # and not in "tell us"
 *   - { word: Worcester, ipa: ˈwʊstə, language: en-GB }
 *   - { word: 重庆, say: 虫庆, language: zh } # by characters that sound so, for every engine
 *   - { word: 银行, ipa: in˧˥ xaŋ˧˥, language: zh }
 * ```
 *
 * or, with a line of names first, `.csv`:
 *
 * ```csv
 * word,say,ipa,language,case
 * Nginx,engine x,,,
 * US,U S,,en,exact
 * ```
 *
 * `say` is what is said; with `ipa` alone the word itself. A word is at most 100 characters of one line and may hold spaces and marks
 * (`C++`, `New York`); it is matched as `cleanText` leaves it. `language` is a BCP 47 tag and holds for its regions too. Two entries for the same
 * word, language and case rule are an error. A file has at most 1 MB (2^20 bytes) and 10,000 entries.
 */
export function readLexicon(file: string): Lexicon {
  const text = readText(file);
  const places = path.extname(file).toLowerCase() === '.csv' ? csvPlaces(file, text) : yamlPlaces(file, text);
  if (places.length > mostLexiconEntries) {
    throw new UnusableLexicon(
      `${file}: expected at most ${mostLexiconEntries} entries; it has ${places.length}. Leave out what is said well without one.`,
    );
  }
  const lines = new Map<string, number>();
  const entries = places.map((place, index) => {
    const where = `${file}, line ${place.line} (entry ${index + 1})`;
    const entry = entryOf(where, place);
    const key = JSON.stringify([entry.language, entry.exact, entry.exact ? entry.word : smallLetters(entry.word)]);
    const other = lines.get(key);
    if (other !== undefined) {
      throw new UnusableLexicon(
        `${where}: "${entry.word}" is already in line ${other} for the same language. Remove one.`,
      );
    }
    lines.set(key, place.line);
    return entry;
  });
  return new Lexicon(entries);
}

function entryOf(where: string, { content }: Place): LexiconEntry {
  const result = entrySchema.safeParse(content);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const field = issue?.path.join('.') ?? '';
  const quote = issue?.code === 'invalid_type' && field !== '' ? ' Put it in quotes.' : '';
  throw new UnusableLexicon(
    `${where}: ${field === '' ? '' : `"${field}" is wrong: `}${issue?.message ?? ''}.${quote} An entry has "word" and "say" or "ipa", and may have "language" and "case" ("any" or "exact").`,
  );
}

function yamlPlaces(file: string, text: string): readonly Place[] {
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter, logLevel: 'error' });
  const [fault] = document.errors;
  if (fault) {
    const [what] = fault.message.split('\n', 1);
    throw new UnusableLexicon(`${file} is not valid YAML: ${what?.replace(/:$/u, '') ?? ''}.`);
  }
  let content: unknown;
  try {
    // Aliases could make much of a small file.
    content = document.toJS({ maxAliasCount: 0 });
  } catch (error) {
    throw new UnusableLexicon(`${file} is not a lexicon: ${messageOf(error)}. Write every entry out.`);
  }
  const whole = z.strictObject({ entries: z.array(z.unknown()) }).safeParse(content);
  if (!whole.success) {
    throw new UnusableLexicon(
      `${file}: expected "entries:" and under it a list such as "- { word: Nginx, say: engine x }"; came something else: ${whole.error.issues[0]?.message ?? ''}.`,
    );
  }
  return whole.data.entries.map((entry, index) => {
    const node = document.getIn(['entries', index], true) as { readonly range?: readonly number[] } | undefined;
    return { line: counter.linePos(node?.range?.[0] ?? 0).line, content: entry };
  });
}

const columns = Object.keys(entrySchema.in.shape);

function csvPlaces(file: string, text: string): readonly Place[] {
  const [head, ...records] = recordsOf(file, text);
  const names = head?.fields.map((name) => name.trim()) ?? [];
  const known = names.every((name, index) => columns.includes(name) && names.indexOf(name) === index);
  if (!known || !names.includes('word')) {
    throw new UnusableLexicon(
      `${file}, line 1: expected the names of the columns, of ${columns.join(', ')}; came "${names.join(',').slice(0, 80)}".`,
    );
  }
  return records.map(({ line, fields }) => {
    if (fields.length > names.length) {
      throw new UnusableLexicon(
        `${file}, line ${line}: expected at most ${names.length} fields, as the first line names; it has ${fields.length}. A field with a comma stands in quotes.`,
      );
    }
    const present = fields.flatMap((field, index) =>
      field.trim() === '' ? [] : [[names[index], field.trim()] as const],
    );
    const content: unknown = Object.fromEntries(present);
    return { line, content };
  });
}

function recordsOf(file: string, text: string): ReturnType<typeof parseCsv> {
  try {
    return parseCsv(text);
  } catch (error) {
    if (error instanceof CsvFault) throw new UnusableLexicon(`${file}, line ${error.line}: ${error.message}.`);
    throw error;
  }
}

function readText(file: string): string {
  try {
    const stats = statSync(file);
    // A pipe or a device would be read for ever.
    if (!stats.isFile()) throw new Error('it is no regular file');
    if (stats.size > mostLexiconBytes) {
      throw new Error(`it has ${stats.size} bytes; a lexicon has at most ${mostLexiconBytes}`);
    }
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(file));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') {
      throw new UnusableLexicon(
        `${file} is missing: expected a lexicon, .yaml or .csv. Write one there, or take the setting out.`,
      );
    }
    const what = error instanceof TypeError ? 'it is not UTF-8' : messageOf(error);
    throw new UnusableLexicon(`${file} cannot be read: ${what}.`);
  }
}

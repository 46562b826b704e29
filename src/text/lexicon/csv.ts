/** A record of a CSV file and the line where it begins, from 1. */
export interface CsvRecord {
  readonly line: number;
  readonly fields: readonly string[];
}

/** Where a CSV text is not one. */
export class CsvFault extends Error {
  override readonly name = 'CsvFault';
  readonly line: number;

  constructor(line: number, message: string) {
    super(message);
    this.line = line;
  }
}

/** A field with what ends it; one in quotes has two for each of its own. */
const field = /(?:"([^"]*(?:""[^"]*)*)"|([^",\r\n]*))(,|\r\n|\n|\r|$)/y;

/**
 * The records of a CSV text (RFC 4180); empty lines are none. Throws {@link CsvFault} where a quote is out of place. Linear in the text.
 */
export function parseCsv(text: string): readonly CsvRecord[] {
  const records: CsvRecord[] = [];
  let [fields, line, start]: [string[], number, number] = [[], 1, 1];
  for (let at = 0; at < text.length || fields.length > 0;) {
    field.lastIndex = at;
    const match = field.exec(text);
    if (!match) {
      throw new CsvFault(
        line,
        `expected a comma or the end of the line behind a field; a field with quotes stands in quotes, with "" for each of its own`,
      );
    }
    const [whole, quoted, plain = '', end] = match;
    fields.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    at += whole.length;
    line += whole.match(/\r\n|\n|\r/gu)?.length ?? 0;
    if (end === ',') continue;
    if (fields.length > 1 || fields[0] !== '') records.push({ line: start, fields });
    [fields, start] = [[], line];
  }
  return records;
}

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CsvFault, parseCsv } from './csv.ts';

describe('parseCsv', () => {
  it('reads fields, quotes and empty lines', () => {
    expect(parseCsv('a,b\r\n"x, ""y""\nz",\n\n,1')).toEqual([
      { line: 1, fields: ['a', 'b'] },
      { line: 2, fields: ['x, "y"\nz', ''] },
      { line: 5, fields: ['', '1'] },
    ]);
  });

  it.each(['a\n"b', 'a\nb"c', 'a\n"b"c'])('refuses %j and says where', (text) => {
    const parse = () => parseCsv(text);
    expect(parse).toThrow(CsvFault);
    expect(parse).toThrow(expect.objectContaining({ line: 2 }));
  });

  it('reads what was written', () => {
    const records = fc.array(fc.array(fc.string({ unit: fc.constantFrom(...'a",\n\r ') }), { minLength: 2 }));
    fc.assert(
      fc.property(records, (written) => {
        const text = written
          .map((fields) => fields.map((each) => `"${each.replaceAll('"', '""')}"`).join(','))
          .join('\n');
        expect(parseCsv(text).map(({ fields }) => fields)).toEqual(written);
      }),
    );
  });
});

import { describe, expect, it } from 'vitest';
import { measured } from './bench.fixture.ts';
import { parseBench } from './input.ts';

describe('a measurement from a file', () => {
  it('comes back as it was written', () => {
    expect(parseBench(JSON.stringify(measured), 'bench.json')).toEqual(measured);
  });

  it('may begin with a byte order mark', () => {
    expect(parseBench(`\uFEFF${JSON.stringify(measured)}`, 'bench.json')).toEqual(measured);
  });

  it('is told to be no JSON where it is none', () => {
    expect(() => parseBench('kind: starling-bench', 'my.json')).toThrow('it is not JSON');
  });

  it.each([
    ['not JSON', 'kind: starling-bench'],
    ['JSON of something else', '{"name":"starling-tts"}'],
    ['another version', JSON.stringify({ ...measured, version: 2 })],
    ['a level without a load', JSON.stringify({ ...measured, levels: [{ ...measured.levels[0], load: undefined }] })],
    ['a negative number', JSON.stringify({ ...measured, levels: [{ ...measured.levels[0], requests: -1 }] })],
  ])('is refused when it is %s', (_, text) => {
    expect(() => parseBench(text, 'my.json')).toThrow(
      /^my\.json must be a file that starling bench --json wrote[ ;].*--json my\.json$/,
    );
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { phonemeIds } from './phoneme-ids.ts';

const map = new Map([
  ['_', [0]],
  ['^', [1]],
  ['$', [2]],
  [' ', [3]],
  ['a', [14]],
  ['X', [156]],
  ['x', [36]],
  ['ˈ', [120, 121]],
  ['silent', []],
]);

describe('phonemeIds', () => {
  it('puts a pad after the begin and after each phoneme, and none after the end', () => {
    expect(phonemeIds(['a', ' ', 'x'], map)).toEqual({ ids: [1, 0, 14, 0, 3, 0, 36, 0, 2], unknown: [] });
    expect(phonemeIds([], map)).toEqual({ ids: [1, 0, 2], unknown: [] });
  });

  it('keeps a phoneme of several ids together', () => {
    expect(phonemeIds(['ˈ', 'a'], map).ids).toEqual([1, 0, 120, 121, 0, 14, 0, 2]);
  });

  it('leaves out what the voice does not have, and says it once', () => {
    expect(phonemeIds(['ʲ', 'a', 'ʲ', '☃'], map)).toEqual({ ids: [1, 0, 14, 0, 2], unknown: ['ʲ', '☃'] });
  });

  it('takes the small letter only for a capital that the voice does not have', () => {
    expect(phonemeIds(['A', 'X', 'Ж'], map)).toEqual({ ids: [1, 0, 14, 0, 156, 0, 2], unknown: ['Ж'] });
  });

  it('gives several ids to a pad and to the ends of a voice that has them so', () => {
    const wide = new Map([...map, ['_', [0, 9]], ['^', [1, 1]], ['$', [2, 2]]] as [string, number[]][]);
    expect(phonemeIds(['a'], wide).ids).toEqual([1, 1, 0, 9, 14, 0, 9, 2, 2]);
  });

  it('has one pad more than known phonemes, whatever they are', () => {
    const phonemes = fc.array(fc.constantFrom('a', 'x', ' ', 'ʲ', '☃'));
    fc.assert(
      fc.property(phonemes, (list) => {
        const { ids, unknown } = phonemeIds(list, map);
        const known = list.filter((phoneme) => !unknown.includes(phoneme));
        expect(ids.filter((id) => id === 0)).toHaveLength(known.length + 1);
        expect(ids).toHaveLength(2 * known.length + 3);
      }),
    );
  });
});

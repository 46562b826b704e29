import { describe, expect, it } from 'vitest';
import { cardMemoryBytes } from './card.ts';
import { OnnxError } from './library.ts';

describe('the memory of a card', () => {
  it('that there is not is an error that names the card and why', () => {
    expect(() => cardMemoryBytes(1000)).toThrow(OnnxError);
    expect(() => cardMemoryBytes(1000)).toThrow(
      /^The memory of card 1000 is not known. libcuda.so.1, of the driver: ./,
    );
  });
});

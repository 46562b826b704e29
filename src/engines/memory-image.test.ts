import { expect, it } from 'vitest';
import { MemoryImage } from './memory-image.ts';

const page = 65_536;

it('takes a memory back to what it was, also in a block that is not a whole page', () => {
  const memory = new Uint8Array(2 * page + 10).map((_, index) => index % 251);
  const before = memory.slice();
  const image = new MemoryImage(memory);
  memory.fill(7, page - 3, page + 3);
  memory[memory.length - 1] = 99;
  image.restore(memory);
  expect(Buffer.compare(memory, before)).toBe(0);
});

it('keeps its own copy', () => {
  const memory = new Uint8Array(page);
  const image = new MemoryImage(memory);
  memory.fill(1);
  image.restore(memory);
  memory.fill(2);
  image.restore(memory);
  expect(memory.some((byte) => byte !== 0)).toBe(false);
});

it('clears what the memory grew by', () => {
  const image = new MemoryImage(new Uint8Array(page).fill(5));
  const grown = new Uint8Array(3 * page).fill(9);
  image.restore(grown);
  expect([grown[0], grown[page - 1], grown[page], grown[3 * page - 1]]).toEqual([5, 5, 0, 0]);
});

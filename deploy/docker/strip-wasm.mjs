/**
 * A WebAssembly program without its debugging information: custom sections named `.debug_…` (DWARF). Every other section
 * stays, byte for byte; the names of functions too, which flite is patched by.
 * Format: https://webassembly.github.io/spec/core/binary/modules.html
 */
export function stripWasm(program) {
  const kept = [program.subarray(0, 8)];
  let at = 8;
  while (at < program.length) {
    const id = program[at];
    const size = unsignedAt(program, at + 1);
    const end = size.end + size.value;
    const name = id === 0 ? nameAt(program, size.end) : '';
    if (!name.startsWith('.debug_')) kept.push(program.subarray(at, end));
    at = end;
  }
  return Buffer.concat(kept);
}

function nameAt(bytes, at) {
  const length = unsignedAt(bytes, at);
  return bytes.toString('utf8', length.end, length.end + length.value);
}

/** LEB128. */
function unsignedAt(bytes, at) {
  let value = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = bytes[at++];
    value += (byte & 0x7f) * 2 ** shift;
    if (byte < 0x80) return { value, end: at };
  }
}

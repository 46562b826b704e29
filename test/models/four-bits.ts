/** Numbers of a block that share a scale. */
export const blockSize = 32;

/**
 * Weights in 4 bits as `com.microsoft.MatMulNBits` reads them, with the zero at 8: from rows [outputs, inputs] in
 * float32 to packed bytes [outputs, blocks, 16] (the first of two numbers in the low bits) and scales [outputs × blocks].
 * `inputs` is a multiple of 32.
 */
export function quantize(
  rows: Float32Array,
  outputs: number,
  inputs: number,
): { readonly packed: Uint8Array; readonly scales: Float32Array } {
  const blocks = inputs / blockSize;
  if (!Number.isInteger(blocks)) {
    throw new RangeError(`Rows of 4-bit weights are multiples of ${blockSize} long; these are ${inputs}.`);
  }
  const packed = new Uint8Array((outputs * inputs) / 2);
  const scales = new Float32Array(outputs * blocks);
  for (let block = 0; block < scales.length; block++) {
    const start = block * blockSize;
    let most = 0;
    for (let i = start; i < start + blockSize; i++) most = Math.max(most, Math.abs(rows[i] ?? 0));
    scales[block] = most / 7;
    const steps = most === 0 ? 0 : 7 / most;
    for (let i = start; i < start + blockSize; i += 2) {
      const low = Math.round((rows[i] ?? 0) * steps) + 8;
      const high = Math.round((rows[i + 1] ?? 0) * steps) + 8;
      packed[i / 2] = low | (high << 4);
    }
  }
  return { packed, scales };
}

/**
 * IEEE 754 half precision, which JavaScript has no type for: arrays of its bits from and to floats. Models whose
 * weights are float16 may read and give it.
 */

const magnitude = 0x7fff;
/** The bits of infinity; more than that is no number. */
const infinity = 0x7c00;

const float = new Float32Array(1);
const bits = new Uint32Array(float.buffer);

/** The numbers that halves are; exact. */
export function fromFloat16(halves: Uint16Array): Float32Array<ArrayBuffer> {
  return Float32Array.from(halves, (half) => {
    const sign = half & 0x8000 ? -1 : 1;
    const size = half & magnitude;
    const exponent = size >> 10;
    const fraction = size & 0x3ff;
    if (size >= infinity) return fraction === 0 ? sign * Infinity : NaN;
    return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (0x400 + fraction) * 2 ** (exponent - 25);
  });
}

/** The nearest halves, at a tie the even one; infinity from 65520 on. */
export function toFloat16(values: Float32Array): Uint16Array<ArrayBuffer> {
  return Uint16Array.from(values, (value) => {
    float[0] = Math.abs(value);
    const size = bits[0] as number;
    const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0;
    if (Number.isNaN(value)) return 0x7e00;
    // Halves under 2⁻¹⁴ are multiples of 2⁻²⁴, which adding 0.5 leaves in the lowest bits of the float.
    if (size < 113 << 23) {
      float[0] = float[0] + 0.5;
      return sign | ((bits[0] as number) - (126 << 23));
    }
    // Rounds away 13 bits of the fraction, to even at a tie; a carry rightly goes into the exponent.
    const odd = (size >> 13) & 1;
    const half = (size - (112 << 23) + 0xfff + odd) >>> 13;
    return sign | Math.min(infinity, half);
  });
}

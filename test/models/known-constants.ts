/** Constants of speech models that are formulas, not weights. All are row-major. */

/** A Hann window of `length` samples, periodic. */
export function hann(length: number): Float32Array {
  return Float32Array.from({ length }, (_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / length));
}

/**
 * The start of what a decoder gives: 20 ms of silence, and a rise over another 20 ms (chatterbox: `S3Token2Wav`,
 * `trim_fade`). [samples]
 */
export function fadeIn(samples: number): Float32Array {
  const half = samples / 2;
  return Float32Array.from({ length: samples }, (_, i) =>
    i < half ? 0 : (1 - Math.cos((Math.PI * (i - half)) / (half - 1))) / 2,
  );
}

/** Triangles over the bins of a spectrum, evenly spaced: [bands, bins]. */
export function filterBank(bands: number, bins: number): Float32Array {
  const values = new Float32Array(bands * bins);
  const width = (bins - 1) / (bands + 1);
  for (let band = 0; band < bands; band++) {
    for (let bin = 0; bin < bins; bin++) {
      values[band * bins + bin] = Math.max(0, 1 - Math.abs(bin / width - (band + 1))) / width;
    }
  }
  return values;
}

/** The other way round: [columns, rows] of [rows, columns]. */
export function transposed(values: Float32Array, rows: number, columns: number): Float32Array {
  const turned = new Float32Array(values.length);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) turned[column * rows + row] = values[row * columns + column] ?? 0;
  }
  return turned;
}

/**
 * Sines and cosines of relative positions, from the farthest ahead to the farthest behind: [rows, width], with the
 * position 0 in the middle (ESPnet: `RelPositionalEncoding`).
 */
export function relativePositions(rows: number, width: number): Float32Array {
  const values = new Float32Array(rows * width);
  for (let row = 0; row < rows; row++) {
    const position = (rows - 1) / 2 - row;
    for (let pair = 0; pair < width / 2; pair++) {
      const angle = position * 10_000 ** ((-2 * pair) / width);
      values[row * width + 2 * pair] = Math.sin(angle);
      values[row * width + 2 * pair + 1] = Math.cos(angle);
    }
  }
  return values;
}

/** Cosines (or sines) of rotary positions, each half of a row the same: [rows, width]. */
export function rotary(turn: (angle: number) => number, rows: number, width: number, base = 10_000): Float32Array {
  const half = width / 2;
  return Float32Array.from({ length: rows * width }, (_, i) =>
    turn(Math.floor(i / width) * base ** (-(i % half) / half)),
  );
}

/** A window of the inverse Fourier transform: [bins real, bins imaginary; 1; size], windowed by Hann. */
export function inverseFourier(size: number): Float32Array {
  const bins = size / 2 + 1;
  const window = hann(size);
  const values = new Float32Array(2 * bins * size);
  for (let bin = 0; bin < bins; bin++) {
    const weight = (bin === 0 || bin === size / 2 ? 1 : 2) / size;
    for (let i = 0; i < size; i++) {
      const angle = (2 * Math.PI * bin * i) / size;
      const shown = weight * (window[i] ?? 0);
      values[bin * size + i] = shown * Math.cos(angle);
      values[(bins + bin) * size + i] = -shown * Math.sin(angle);
    }
  }
  return values;
}

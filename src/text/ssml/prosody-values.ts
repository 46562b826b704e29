/** How the values of `prosody` are written, and what they are as numbers. */
export interface ProsodyScale {
  /** As an error lists it. */
  readonly expected: string;
  readonly labels: Readonly<Record<string, number>>;
  /** Written forms; the first group is the number. */
  readonly forms: readonly (readonly [form: RegExp, value: (number: number) => number])[];
  readonly least: number;
  readonly most: number;
}

/** Bounds of the whole, nesting included; a value outside becomes the bound. */
export const bounds = {
  /** As `speed` of a request. */
  rate: { least: 0.25, most: 4 },
  /** +20 dB: beyond it speech is only distortion. */
  gain: { least: 0, most: 10 },
  /** An octave: beyond it a voice is no voice. */
  semitones: { least: -12, most: 12 },
} as const;

/** Programs write 0.1 + 0.2 with 17 decimals. */
const digits = String.raw`(?:\d{1,6}(?:\.\d{0,20})?|\.\d{1,20})`;
const form = (before: string, after: string): RegExp => new RegExp(`^(${before}${digits})${after}$`, 'iu');
const percentChange = (number: number): number => 1 + number / 100;

/** A factor. Labels as Azure documents them; `n%` and `n` are factors (W3C, SSML 1.1), `+n%` and `-n%` are changes. */
export const rateScale: ProsodyScale = {
  expected: 'x-slow, slow, medium, fast, x-fast, a factor ("1.2", "120%") or a change ("+20%"), and more than 0',
  labels: { 'x-slow': 0.5, slow: 0.64, medium: 1, default: 1, fast: 1.55, 'x-fast': 2 },
  forms: [
    [form('', ''), (number) => number],
    [form('', '%'), (number) => number / 100],
    [form('[+-]', '%'), percentChange],
  ],
  least: 1e-6,
  most: 1e6,
};

const decibels = (number: number): number => 10 ** (number / 20);

/**
 * A factor on the samples. `n` is on the scale from 0 to 100, where 100 leaves them (SSML 1.0); `+n` and `+n%` change by
 * hundredths. W3C gives the labels no figures: steps of 6 dB around what the voice does by itself.
 */
export const volumeScale: ProsodyScale = {
  expected:
    'silent, x-soft, soft, medium, loud, x-loud, decibels ("+6dB"), a change ("-20%") or a number from 0 to 100 (as it is)',
  labels: {
    ...{ silent: 0, 'x-soft': decibels(-12), soft: decibels(-6) },
    ...{ medium: 1, default: 1, loud: decibels(6), 'x-loud': decibels(12) },
  },
  forms: [
    [form('[+-]?', ' ?dB'), decibels],
    [form('', ''), (number) => (number <= 100 ? number / 100 : NaN)],
    [form('[+-]', '%?'), percentChange],
  ],
  least: 0,
  most: Infinity,
};

const semitones = (ratio: number): number => 12 * Math.log2(ratio);

/** Semitones. Labels as Azure documents them. Hertz would need the voice's own pitch, which no voice tells. */
export const pitchScale: ProsodyScale = {
  expected: 'x-low, low, medium, high, x-high, semitones ("+2st") or a change ("+10%"); Hz cannot be told, write +10%',
  labels: {
    ...{ 'x-low': semitones(0.55), low: semitones(0.8) },
    ...{ medium: 0, default: 0, high: semitones(1.2), 'x-high': semitones(1.45) },
  },
  forms: [
    [form('[+-]?', ' ?st'), (number) => number],
    [form('[+-]', '%'), (number) => semitones(percentChange(number))],
  ],
  least: -1e6,
  most: 1e6,
};

/** The number that a value of `prosody` means; undefined when it means none. */
export function prosodyValue(value: string, { labels, forms, least, most }: ProsodyScale): number | undefined {
  const text = value.toLowerCase();
  if (Object.hasOwn(labels, text)) return labels[text];
  for (const [pattern, valueOf] of forms) {
    const [, number] = pattern.exec(text) ?? [];
    if (number === undefined) continue;
    const result = valueOf(Number(number));
    return result >= least && result <= most ? result : undefined;
  }
  return undefined;
}

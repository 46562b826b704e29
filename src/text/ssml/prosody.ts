import { bounds, pitchScale, prosodyValue, rateScale, volumeScale, type ProsodyScale } from './prosody-values.ts';
import { attributeOf, refuse, type Say, type Walk } from './walk.ts';
import type { SsmlElement } from './tree.ts';

/**
 * `prosody`: rate and volume multiply with those around, pitch adds to it, each within its bounds. `contour`, `range` and
 * `duration` have no effect: no engine here can do them.
 */
export const sayProsody: Say = (element, walk) => {
  const { rate, gain, semitones } = walk.manner;
  walk.inside({
    ...walk.manner,
    rate: within(bounds.rate, rate * valueOf(element, 'rate', rateScale, walk, 1)),
    gain: within(bounds.gain, gain * valueOf(element, 'volume', volumeScale, walk, 1)),
    semitones: within(bounds.semitones, semitones + valueOf(element, 'pitch', pitchScale, walk, 0)),
  });
};

function valueOf(element: SsmlElement, name: string, scale: ProsodyScale, walk: Walk, absent: number): number {
  const value = attributeOf(element, name);
  if (value === undefined) return absent;
  return prosodyValue(value, scale) ?? refuse(element, name, walk, scale.expected);
}

function within({ least, most }: { readonly least: number; readonly most: number }, value: number): number {
  return Math.min(Math.max(value, least), most);
}

const levels = ['strong', 'moderate', 'none', 'reduced'];

/** `emphasis`: its level is checked and its text spoken as it stands; no engine here can stress a word. */
export const sayEmphasis: Say = (element, walk) => {
  const level = attributeOf(element, 'level') ?? 'moderate';
  if (!levels.includes(level)) refuse(element, 'level', walk, `one of ${levels.join(', ')}`);
  walk.inside();
};

import { StarlingError } from '../errors.ts';
import type { Sequence } from './sequence.ts';

/** After so many deaths of an engine with it a segment is suspected, and no longer tried beside others that are. */
const suspectDeaths = 2;

/** Whether a segment was in so many deaths of its engine that it may be what kills it. */
export function isSuspected({ deaths }: Pick<Sequence, 'deaths'>): boolean {
  return deaths >= suspectDeaths;
}

/**
 * The engine process died with these segments, and each of them may be why. The one that was in the most deaths of them all, and in two
 * at least, is what kills it; undefined while several may be.
 */
export function killerAmong(sequences: readonly Sequence[]): Sequence | undefined {
  for (const sequence of sequences) sequence.deaths++;
  const most = Math.max(...sequences.map(({ deaths }) => deaths));
  const [killer, another] = sequences.filter(({ deaths }) => deaths === most);
  return killer && !another && isSuspected(killer) ? killer : undefined;
}

/** What the reader of a segment that kills its engine is told. */
export function killingText({ engine, deaths, segment }: Sequence): StarlingError {
  const what = `the same ${segment.text.length} characters`;
  return new StarlingError(
    'segment_failed',
    `The engine ${engine} died ${deaths} times while speaking ${what}. Other text is not affected; change this text or use another model.`,
  );
}

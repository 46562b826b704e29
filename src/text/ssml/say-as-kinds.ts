import type { SayAs } from '../normalize/rule.ts';

/** `plain`: the ordinary rules read it best. `hidden`: it must not be heard. */
export type Interpretation = SayAs | 'plain' | 'hidden';

/**
 * The values of `interpret-as`: W3C's note on say-as, VoiceXML, Azure, Google, Amazon Polly, Alexa, IBM, Alibaba Cloud.
 * `number`, `date:mdy` and the like are taken apart by `interpretationOf`.
 */
const interpretations: Readonly<Record<string, Interpretation>> = {
  ...{ cardinal: 'cardinal', number: 'cardinal', 'vxml:number': 'cardinal' },
  ordinal: 'ordinal',
  ...{ digits: 'digits', digit: 'digits', number_digit: 'digits', 'vxml:digits': 'digits' },
  ...{ characters: 'characters', character: 'characters', 'spell-out': 'characters', spell: 'characters' },
  ...{ verbatim: 'characters', letters: 'characters', id: 'characters' },
  fraction: 'fraction',
  ...{ date: 'date', 'vxml:date': 'date' },
  ...{ time: 'time', 'vxml:time': 'time' },
  ...{ telephone: 'telephone', phone: 'telephone', 'vxml:phone': 'telephone' },
  ...{ currency: 'currency', money: 'currency', 'vxml:currency': 'currency' },
  ...{ unit: 'unit', measure: 'unit' },
  ...{ address: 'plain', name: 'plain', interjection: 'plain', duration: 'plain', acronym: 'plain' },
  ...{ net: 'plain', boolean: 'plain', 'vxml:boolean': 'plain' },
  ...{ expletive: 'hidden', bleep: 'hidden' },
};

/** As an error lists them. */
export const knownInterpretations: string = Object.keys(interpretations)
  .filter((name) => !name.includes(':'))
  .join(', ');

/** Formats of `number` that are kinds of their own (W3C's note on say-as). */
const numberFormats: Readonly<Record<string, SayAs>> = {
  ...{ cardinal: 'cardinal', ordinal: 'ordinal', digits: 'digits', telephone: 'telephone' },
};

export interface Meaning {
  readonly as: Interpretation;
  readonly format: string | undefined;
}

/** What `interpret-as` and `format` ask for, in any case of letters; undefined when the first is not known. */
export function interpretationOf(interpretAs: string, format: string | undefined): Meaning | undefined {
  const name = interpretAs.toLowerCase();
  // "date:mdy" is how the drafts wrote the format.
  const [type = '', drafted] = Object.hasOwn(interpretations, name) ? [name] : name.split(':', 2);
  const as = Object.hasOwn(interpretations, type) ? interpretations[type] : undefined;
  if (as === undefined) return undefined;
  const wanted = (format ?? drafted)?.toLowerCase();
  const own = type === 'number' && wanted !== undefined && Object.hasOwn(numberFormats, wanted);
  return own ? { as: numberFormats[wanted] as SayAs, format: undefined } : { as, format: wanted };
}

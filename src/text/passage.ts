import type { SaidSpan } from './normalize/apply-rules.ts';

/** How a stretch of text is spoken, where its writer said so. */
export interface Manner {
  /** BCP 47; undefined: the request's, or detected. */
  readonly language: string | undefined;
  /** A voice by its name or id; undefined: the request's. */
  readonly voice: string | undefined;
  /** Tempo against the request's own; 1 leaves it. */
  readonly rate: number;
  /** Linear factor on the samples; 1 leaves them. */
  readonly gain: number;
  /** Pitch against the voice's own, in semitones; 0 leaves it. */
  readonly semitones: number;
}

export const plainManner: Manner = { language: undefined, voice: undefined, rate: 1, gain: 1, semitones: 0 };

/** What a request's text is made of: what plain text with control tags and SSML both become, in order. */
export type Passage =
  | {
      readonly kind: 'text';
      /** As it was written, not cleaned; each of `spans` is one character `said` in it. */
      readonly text: string;
      /** What its writer said how to say: `sub`, `say-as`, `phoneme`, `[word](/ipa/)`. */
      readonly spans: readonly SaidSpan[];
      readonly manner: Manner;
    }
  | { readonly kind: 'pause'; readonly seconds: number }
  /** A sentence or paragraph ends here, whatever the text says. */
  | { readonly kind: 'border'; readonly border: 'sentence' | 'paragraph' };

/** How a word of a segment is pronounced. */
export interface Pronunciation {
  /** In UTF-16 units of the segment's text. */
  readonly start: number;
  readonly end: number;
  readonly ipa: string;
}

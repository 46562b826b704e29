import { plainText, type CleanPassage } from '../text/front-end.ts';
import { plainManner, type Manner } from '../text/passage.ts';
import type { Catalog, Speaker } from '../voices/catalog.ts';

/** Who was asked for: the request's own fields. */
export interface Asked {
  readonly model: string | undefined;
  readonly voice: string | undefined;
  readonly language: string | undefined;
}

/** Who speaks a request: one speaker, or in SSML one for each voice and language that it names. */
export class Speakers {
  /** Of what is said in no manner of its own. */
  readonly main: Speaker;
  readonly #speakers = new Map<string, Speaker>();

  /** Throws what {@link Catalog.speaker} throws, for every voice and language of the passages, before anything is spoken. */
  constructor(catalog: Catalog, asked: Asked, passages: readonly CleanPassage[]) {
    const texts = new Map<string, { manner: Manner; passages: CleanPassage[] }>();
    for (const passage of passages) {
      if (passage.kind !== 'text') continue;
      const key = keyOf(passage.manner);
      const same = texts.get(key);
      if (same) same.passages.push(passage);
      else texts.set(key, { manner: passage.manner, passages: [passage] });
    }
    for (const [key, { manner, passages: own }] of texts) {
      const { voice = asked.voice, language = asked.language } = manner;
      this.#speakers.set(key, catalog.speaker({ model: asked.model, voice, language, text: plainText(own) }));
    }
    const [first] = this.#speakers.values();
    this.main = this.#speakers.get(keyOf(plainManner)) ?? first ?? catalog.speaker({ ...asked, text: '' });
  }

  of(manner: Manner): Speaker {
    return this.#speakers.get(keyOf(manner)) ?? this.main;
  }
}

const keyOf = ({ voice, language }: Manner): string => JSON.stringify([voice, language]);

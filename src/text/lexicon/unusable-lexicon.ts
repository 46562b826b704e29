/** A lexicon that cannot be used. The message names the file, the place in it, what was expected there and what came. */
export class UnusableLexicon extends Error {
  override readonly name = 'UnusableLexicon';
}

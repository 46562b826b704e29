/** A model's files do not fit together or cannot be used. The message names the file, what in it is wrong, and what to do. */
export class UnusableModel extends Error {
  override readonly name = 'UnusableModel';
}

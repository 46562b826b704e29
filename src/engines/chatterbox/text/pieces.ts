/** A part of a prompt: text of the user, or a token that steers the model, by its name in the vocabulary. */
export type Piece = { readonly text: string } | { readonly token: string };

/** The same with `[SPACE]` for each space: the tokenizers of English and Multilingual drop spaces. */
export function spaced(pieces: readonly Piece[]): Piece[] {
  return pieces.flatMap((piece) => ('token' in piece ? [piece] : spacedText(piece.text)));
}

function spacedText(text: string): Piece[] {
  const [first = '', ...others] = text.split(' ');
  return [{ text: first }, ...others.flatMap((word) => [{ token: '[SPACE]' }, { text: word }])];
}

/** The same with one piece for text that stands together: how letters become tokens depends on their neighbours. */
export function joined(pieces: readonly Piece[]): Piece[] {
  const all: Piece[] = [];
  for (const piece of pieces) {
    const last = all.at(-1);
    if (last && 'text' in last && 'text' in piece) all[all.length - 1] = { text: last.text + piece.text };
    else all.push(piece);
  }
  return all;
}

/** Scripts that are written without spaces between words. */
const unspaced = ['Han', 'Hiragana', 'Katakana', 'Bopomofo', 'Thai', 'Lao', 'Khmer', 'Myanmar', 'Tibetan']
  .map((script) => String.raw`\p{Script=${script}}`)
  .join('');

/** Makes one word with its neighbour; joiners hold words together, and `_` names. */
const inWord = String.raw`(?![${unspaced}])[\p{L}\p{M}\p{N}_\u200C\u200D]`;

const endsInWord = new RegExp(`${inWord}$`, 'u');
const startsInWord = new RegExp(`^${inWord}`, 'u');
/** A word goes on behind a dot or an at sign in a web or mail address or the name of a file: example.com, readme.md. */
const goesOnBefore = new RegExp(`${inWord}[.@]$`, 'u');
/** And so do C# and C++, but not x+y. */
const goesOnAfter = new RegExp(`^(?:[.@]${inWord}|[+#](?!${inWord}))`, 'u');
const startsWithMark = /^\p{M}/u;

/** Whether a word of its own can begin at `at` of a text. */
export function isWordStart(text: string, at: number): boolean {
  const before = text.slice(Math.max(0, at - 3), at);
  return !startsInWord.test(text.slice(at, at + 2)) || !(endsInWord.test(before) || goesOnBefore.test(before));
}

/** Whether a word of its own can end before `end` of a text. */
export function isWordEnd(text: string, end: number): boolean {
  const after = text.slice(end, end + 3);
  if (startsWithMark.test(after)) return false;
  return (
    !endsInWord.test(text.slice(Math.max(0, end - 2), end)) || !(startsInWord.test(after) || goesOnAfter.test(after))
  );
}

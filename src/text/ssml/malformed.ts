import type { StarlingError } from '../../errors.ts';
import { shown, type SsmlSource } from './source.ts';
import type { SsmlElement } from './tree.ts';

/** Where the reader was when it met something that is not XML. */
export interface ReaderState {
  /** The next character to be read, in UTF-16 units. */
  readonly position: number;
  /** The innermost element that is open. */
  readonly open: SsmlElement | undefined;
  /** The element that was closed last. */
  readonly closed: SsmlElement | undefined;
}

/** What is wrong, where: `at` is where the error points. */
type Explain = (source: SsmlSource, state: ReaderState) => { readonly at: number; readonly message: string };

const here =
  (message: string): Explain =>
  (_source, { position }) => ({ at: position - 1, message });

const wrap = 'Put the whole text into one <speak> element: <speak>…</speak>.';

/** What `saxes` says (the beginning of its message), and what that means to the writer of the document. */
const complaints: readonly (readonly [complaint: string, explain: Explain])[] = [
  ['document must contain a root element', () => ({ at: 0, message: `No element came. ${wrap}` })],
  ['text data outside of root', textOutside],
  ['documents may contain only one root', afterRoot('A second element came behind the outermost one.')],
  ['unclosed tag', neverClosed],
  ['unexpected end', neverClosed],
  ['unexpected close tag', crossed],
  ['unmatched closing tag', closing((name) => `${name} closes nothing here. Remove it, or open the element before.`)],
  ['weird empty close tag', closing(() => '"</>" came; a closing tag names its element. Write, for example, "</p>".')],
  ['disallowed character in closing tag', here('A closing tag holds a name only: "</p>".')],
  ['malformed character entity', reference],
  ['disallowed character.', character],
  ['disallowed character in tag name', here('A "<" came that begins no element. Write "&lt;" for the sign itself.')],
  ['forward-slash in opening tag', here('A "/" inside a tag stands only before its ">": <break/>.')],
  ['attribute without value', here('An attribute came without a value. Write it as name="value".')],
  ['unquoted attribute value', here('An attribute came without quotes. Write it as name="value".')],
  ['no whitespace between attributes', here('Two attributes came without a space between them. Put one there.')],
  ['disallowed character in attribute name', here('Inside a tag, name="value", "/>" or ">" was expected.')],
  ['duplicate attribute', here('An attribute came twice in one tag. Keep one of them.')],
  ['the string "]]>"', here('"]]>" came in text. Write "]]&gt;".')],
  ['malformed comment', here('"--" came inside a comment. Remove it, or end the comment with "-->".')],
];

/** The error for what `saxes` complained about. */
export function malformed(source: SsmlSource, complaint: string, state: ReaderState): StarlingError {
  // "3:17: unclosed tag: p": its own place goes, ours is exact.
  const plain = complaint.replace(/^\d{1,12}:\d{1,12}: /u, '');
  const explain = complaints.find(([start]) => plain.startsWith(start))?.[1];
  const { at, message } = (explain ?? here('The document is not well-formed XML here. Check the tag or declaration.'))(
    source,
    state,
  );
  return source.error(at, message);
}

function textOutside({ text }: SsmlSource, { position, closed }: ReaderState): ReturnType<Explain> {
  const tagEnd = text.lastIndexOf('>', position - 2) + 1;
  const at = tagEnd + Math.max(text.slice(tagEnd).search(/\S/u), 0);
  return { at, message: `Text came ${closed ? 'behind' : 'outside of'} <speak>. ${wrap}` };
}

function afterRoot(message: string): Explain {
  return ({ text }, { position }) => ({ at: text.lastIndexOf('<', position - 2), message: `${message} ${wrap}` });
}

function neverClosed({ text }: SsmlSource, { open }: ReaderState): ReturnType<Explain> {
  const lastTag = text.lastIndexOf('<');
  if (!open || lastTag > text.lastIndexOf('>')) {
    return { at: lastTag, message: 'The document ends inside what begins here. Send all of it.' };
  }
  const name = shown(open.name).slice(1, -1);
  return { at: open.at, message: `<${name}> is never closed. Write </${name}> where it ends.` };
}

/** `<a><b></a>`: what closed last is what should have been closed. */
function crossed(source: SsmlSource, { position, closed }: ReaderState): ReturnType<Explain> {
  const expected = closed ? `</${shown(closed.name).slice(1, -1)}>` : 'another closing tag';
  const since = closed ? `, whose element began at ${source.place(closed.at)}` : '';
  return closing((name) => `${name} came where ${expected} was expected${since}. Close the inner element first.`)(
    source,
    { position, open: undefined, closed },
  );
}

function closing(message: (tag: string) => string): Explain {
  return ({ text }, { position }) => {
    const at = text.lastIndexOf('</', position - 1);
    return { at, message: message(shown(text.slice(at, position)).slice(1, -1)) };
  };
}

function reference({ text }: SsmlSource, { position }: ReaderState): ReturnType<Explain> {
  const at = text.lastIndexOf('&', position - 1);
  const message = `${shown(text.slice(at, position))} is the number of no character that XML may hold. Remove it.`;
  return { at, message };
}

function character({ text }: SsmlSource, { position }: ReaderState): ReturnType<Explain> {
  const at = position - 1;
  if (text[at] === '<') {
    return {
      at,
      message: 'A "<" came inside the value of an attribute: a quote is missing before it; or write "&lt;".',
    };
  }
  const code = text.charCodeAt(at).toString(16).toUpperCase().padStart(4, '0');
  return { at, message: `The character U+${code} came, which XML may not hold. Remove it.` };
}

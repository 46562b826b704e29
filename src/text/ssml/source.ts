import { StarlingError } from '../../errors.ts';

/** Of a user's text, an error shows at most this many characters. */
const mostShown = 40;

const lineEnd = '\n'.charCodeAt(0);

/** An SSML document as it came, and the errors that point into it. */
export class SsmlSource {
  /**
   * Without its byte order mark, with `\n` for every line end (XML 1.0, 2.11), and with no half of a surrogate pair, which the
   * XML reader would misread. Lines and columns stay those of the document.
   */
  readonly text: string;

  constructor(document: string) {
    this.text = document
      .replace(/^\uFEFF/u, '')
      .replaceAll('\r\n', '\n')
      .replaceAll('\r', '\n')
      .toWellFormed();
  }

  /** The error for what stands at `at` (UTF-16 units): `line 3, column 17: …`. */
  error(at: number, message: string): StarlingError {
    return new StarlingError('invalid_value', `${this.place(at)}: ${message}`, { param: 'input' });
  }

  /** `line 3, column 17`, both from 1; columns in UTF-16 units, as editors count. */
  place(at: number): string {
    const end = Math.min(Math.max(at, 0), this.text.length);
    let [line, lineStart] = [1, 0];
    for (let index = 0; index < end; index++) {
      if (this.text.charCodeAt(index) !== lineEnd) continue;
      line++;
      lineStart = index + 1;
    }
    return `line ${line}, column ${end - lineStart + 1}`;
  }
}

/** A piece of the user's text as an error shows it: in quotes, on one line, and cut. */
export function shown(text: string): string {
  const plain = [...text.slice(0, 2 * mostShown)].map((each) => (/[\p{C}\p{Z}]/u.test(each) ? ' ' : each));
  const cut = text.length > 2 * mostShown || plain.length > mostShown;
  return `"${plain.slice(0, mostShown).join('')}${cut ? '…' : ''}"`;
}

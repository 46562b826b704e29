import { frontEnd, type SpokenSegment } from './front-end.ts';
import { mainLanguage, type TextReader, type Written } from './text-reader.ts';

/** What the text front end makes of a text, for people who want to know why something is said as it is. */
export interface TextDescription {
  readonly text: string;
  /** BCP 47: as it was given, or as SSML marks all of it, or detected. */
  readonly language: string;
  /** The spoken form: the segments in one. */
  readonly spoken: string;
  /** In the order in which they are spoken. */
  readonly segments: readonly string[];
  /** What was said otherwise than it is written, in the order of the text, and which rule did it. */
  readonly rules: readonly { readonly rule: string; readonly written: string; readonly spoken: string }[];
}

/** Behind marks and letters of scripts without spaces none is needed. */
const endsWithoutSpace = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}，、。；：！？…”」』）》]$/u;

/** Reads a text as `speak` does, for an engine that takes segments of 300 characters. Throws `invalid_value` for SSML that is none. */
export function describeText(reader: TextReader, written: Written): TextDescription {
  const { language, segments } = read(reader, written);
  return descriptionOf(written, language, [...segments]);
}

/** The same, and between two segments waits for `turn`: a long text takes seconds. */
export async function describeTextInTurns(
  reader: TextReader,
  written: Written,
  turn: () => Promise<void>,
): Promise<TextDescription> {
  const { language, segments } = read(reader, written);
  const all: SpokenSegment[] = [];
  for (const segment of segments) {
    all.push(segment);
    await turn();
  }
  return descriptionOf(written, language, all);
}

function read(reader: TextReader, written: Written): { language: string; segments: Iterable<SpokenSegment> } {
  const passages = reader.read(written);
  const language = written.language ?? mainLanguage(passages);
  const segments = frontEnd(passages, {
    languageOf: (manner) => manner.language ?? language,
    lexicon: reader.lexicon,
    lengthsOf: () => ({ maxCharacters: 300 }),
  });
  return { language, segments };
}

function descriptionOf(written: Written, language: string, all: readonly SpokenSegment[]): TextDescription {
  const segments = all.filter(({ text }) => text !== '');
  let spoken = '';
  for (const { text, border } of segments) {
    spoken += text;
    spoken += border === 'paragraph' ? '\n\n' : endsWithoutSpace.test(text.slice(-2)) ? '' : ' ';
  }
  return {
    text: written.input,
    language,
    spoken: spoken.trim(),
    segments: segments.map(({ text }) => text),
    rules: segments.flatMap(({ spans }) => spans.map(({ rule, written, spoken }) => ({ rule, written, spoken }))),
  };
}

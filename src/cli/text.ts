import type { Config } from '../config.ts';
import { StarlingError } from '../errors.ts';
import { describeText, type TextDescription } from '../text/describe-text.ts';
import { isLanguageTag } from '../text/language.ts';
import type { TextReader } from '../text/text-reader.ts';
import { openReader } from './compose.ts';

export interface TextOptions {
  readonly language?: string;
  readonly json?: boolean;
  readonly ssml?: boolean;
}

/**
 * Shows what the text front end makes of a text: language, spoken form, segments, and the rules that fired. Without a text it reads one a line
 * from stdin. Returns the exit code: 1 when one of them could not be read.
 */
export async function textCommand(text: string | undefined, options: TextOptions, config: Config): Promise<number> {
  const { language } = options;
  if (language !== undefined && !isLanguageTag(language)) {
    throw new StarlingError(
      'invalid_value',
      `--language must be a BCP 47 tag such as en or zh-CN; "${String(language)}" came.`,
    );
  }
  const reader = openReader(config.settings);
  if (text !== undefined && text !== '-') {
    show(describe(reader, text, options), options);
    return 0;
  }
  if (process.stdin.isTTY) {
    throw new StarlingError('missing_field', 'There is no text: give it as an argument, or one a line on stdin.');
  }
  let failed = false;
  for await (const line of linesOf(process.stdin)) {
    try {
      show(describe(reader, line, options), options);
    } catch (error) {
      if (!(error instanceof StarlingError) || !options.json) throw error;
      // One line that is no SSML does not take the others' answers.
      failed = true;
      process.stdout.write(`${JSON.stringify({ text: line, error: error.message })}\n`);
    }
  }
  return failed ? 1 : 0;
}

/** Ends of lines are \n and \r\n alone: what else ends a line in a text (U+2028, \r) does not take the answers out of step. */
async function* linesOf(input: AsyncIterable<Buffer>): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: false });
  let rest = '';
  for await (const bytes of input) {
    const [first = '', ...more] = decoder.decode(bytes, { stream: true }).split('\n');
    rest += first;
    for (const next of more) {
      yield rest.replace(/\r$/u, '');
      rest = next;
    }
  }
  rest += decoder.decode();
  if (rest !== '') yield rest.replace(/\r$/u, '');
}

function describe(reader: TextReader, input: string, { language, ssml = false }: TextOptions): TextDescription {
  return describeText(reader, { input, ssml, language });
}

function show(description: TextDescription, { json }: TextOptions): void {
  process.stdout.write(json ? `${JSON.stringify(description)}\n` : `${forPeople(description)}\n`);
}

function forPeople({ language, spoken, segments, rules }: TextDescription): string {
  const widest = Math.min(40, Math.max(0, ...rules.map(({ written }) => written.length)));
  return [
    `language   ${language}`,
    `spoken     ${spoken.replaceAll('\n', ' ') || '(nothing)'}`,
    ...segments.map((segment, index) => `segment ${String(index + 1).padEnd(2)} ${segment}`),
    ...rules.map(({ rule, written, spoken: said }) => `  ${rule.padEnd(14)} ${written.padEnd(widest)} → ${said}`),
  ].join('\n');
}

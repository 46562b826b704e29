import type { LanguageRules } from '../normalize/rule.ts';
import type { Manner } from '../passage.ts';
import { withoutSaid, type PassageList } from './passage-list.ts';
import { shown, type SsmlSource } from './source.ts';
import type { SsmlElement } from './tree.ts';

/** What an element works with, where it stands. */
export interface Walk {
  readonly source: SsmlSource;
  readonly passages: PassageList;
  /** The manner in force around the element, with its own `xml:lang`. */
  readonly manner: Manner;
  /** Speaks what stands inside the element; in the manner in force, unless another is given. */
  readonly inside: (manner?: Manner) => void;
  /** The language in force for the element (BCP 47): marked, the request's, or guessed from its sentence and `also`. */
  readonly language: (also?: string) => string;
  readonly rules: (language: string) => LanguageRules | undefined;
}

/** What an element means. Throws a StarlingError `invalid_value` where its attributes say nothing. */
export type Say = (element: SsmlElement, walk: Walk) => void;

/** The text of an element that holds nothing else (`sub`, `say-as`, `phoneme`): trimmed, with single spaces. */
export function onlyText({ name, children }: SsmlElement, { source }: Walk): string {
  let text = '';
  for (const child of children) {
    if (child.kind === 'element') {
      throw source.error(
        child.at,
        `<${name}> holds text only; <${child.name}> came. Put <${name}> inside of it, or end it before.`,
      );
    }
    text += child.text;
  }
  return oneLine(text);
}

/** An attribute's value: trimmed, with single spaces; undefined where it is absent. */
export function attributeOf({ attributes }: SsmlElement, name: string): string | undefined {
  const value = attributes.get(name);
  return value === undefined ? undefined : oneLine(value);
}

/** An attribute that the element cannot do without; `example` shows it written. */
export function neededAttribute(
  element: SsmlElement,
  name: string,
  { source }: Pick<Walk, 'source'>,
  example: string,
): string {
  const value = attributeOf(element, name);
  if (value !== undefined && value !== '') return value;
  throw source.error(element.at, `<${element.name}> needs ${name}. Write, for example, ${example}.`);
}

/** Throws the error for a value that says nothing; `expected` lists what would. */
export function refuse(element: SsmlElement, name: string, { source }: Pick<Walk, 'source'>, expected: string): never {
  const came = shown(attributeOf(element, name) ?? '');
  throw source.error(element.at, `${name} of <${element.name}> is ${expected}; ${came} came.`);
}

/** The entry of a table by its key in lower case; undefined where there is none. */
export function entryOf<Value>(table: Readonly<Record<string, Value>>, key: string): Value | undefined {
  const name = key.toLowerCase();
  return Object.hasOwn(table, name) ? table[name] : undefined;
}

function oneLine(text: string): string {
  return withoutSaid(text)
    .split(/[ \t\r\n]+/u)
    .join(' ')
    .trim();
}

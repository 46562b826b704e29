import { SaxesParser } from 'saxes';
import { refuseDeclarations } from './declarations.ts';
import { malformed } from './malformed.ts';
import { shown, type SsmlSource } from './source.ts';
import type { SsmlElement, SsmlNode } from './tree.ts';

/** What a document may hold at most. */
export const limits = { depth: 32, elements: 10_000, attributes: 32, nameLength: 40, valueLength: 1_000 } as const;

interface OpenElement extends SsmlElement {
  readonly children: SsmlNode[];
}

/**
 * Reads a document whose outermost element is `speak`. Stops at the first thing that is wrong and throws a StarlingError
 * `invalid_value` that says where. No DTD, nothing is fetched, processing instructions have no effect; linear in the text.
 */
export function parseSsml(source: SsmlSource): SsmlElement {
  refuseDeclarations(source);
  const open: OpenElement[] = [];
  let [root, closed]: [OpenElement | undefined, OpenElement | undefined] = [undefined, undefined];
  let [at, elements, attributes] = [0, 0, 0];

  const parser = new SaxesParser({ defaultXMLVersion: '1.0', forceXMLVersion: true });
  const addText = (text: string): void => {
    const siblings = open.at(-1)?.children;
    const last = siblings?.at(-1);
    if (last?.kind === 'text') siblings?.splice(-1, 1, { kind: 'text', text: last.text + text });
    else siblings?.push({ kind: 'text', text });
  };
  parser.on('text', addText);
  parser.on('cdata', addText);
  parser.on('opentagstart', ({ name }) => {
    at = source.text.lastIndexOf('<', parser.position - 1 - name.length);
    attributes = 0;
    elements++;
    checkElement(source, { name, at, depth: open.length + 1, elements });
  });
  parser.on('attribute', ({ name, value }) => checkAttribute(source, { name, value, at, attributes: ++attributes }));
  parser.on('opentag', (tag) => {
    const element: OpenElement = {
      ...{ kind: 'element', name: tag.name, at },
      attributes: new Map(Object.entries(tag.attributes)),
      children: [],
    };
    open.at(-1)?.children.push(element);
    root ??= element;
    open.push(element);
  });
  parser.on('closetag', () => {
    closed = open.pop();
  });
  parser.on('error', ({ message }) => {
    throw malformed(source, message, { position: parser.position, open: open.at(-1), closed });
  });
  parser.write(source.text).close();
  // Without a root the parser has complained.
  return root as unknown as SsmlElement;
}

function checkElement(
  source: SsmlSource,
  { name, at, depth, elements }: { name: string; at: number; depth: number; elements: number },
): void {
  if (name.length > limits.nameLength) {
    throw source.error(at, `The name of an element has at most ${limits.nameLength} characters; ${shown(name)} came.`);
  }
  if (elements === 1 && name !== 'speak') {
    throw source.error(
      at,
      `<speak> was expected as the outermost element; <${name}> came. Put the whole text into <speak>…</speak>.`,
    );
  }
  if (depth > limits.depth) {
    throw source.error(
      at,
      `Elements stand at most ${limits.depth} deep in each other; <${name}> is deeper. Unnest them.`,
    );
  }
  if (elements > limits.elements) {
    throw source.error(at, `A document has at most ${limits.elements} elements. Split it into several requests.`);
  }
}

function checkAttribute(
  source: SsmlSource,
  { name, value, at, attributes }: { name: string; value: string; at: number; attributes: number },
): void {
  if (attributes > limits.attributes) {
    throw source.error(
      at,
      `An element has at most ${limits.attributes} attributes. Remove those that it does not need.`,
    );
  }
  if (name.length > limits.nameLength) {
    throw source.error(
      at,
      `The name of an attribute has at most ${limits.nameLength} characters; ${shown(name)} came.`,
    );
  }
  if (value.length > limits.valueLength) {
    throw source.error(
      at,
      `The value of an attribute has at most ${limits.valueLength} characters; ${name} has ${value.length}. Shorten it.`,
    );
  }
}

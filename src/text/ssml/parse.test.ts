import { describe, expect, it } from 'vitest';
import { StarlingError } from '../../errors.ts';
import { mostSections } from './declarations.ts';
import { limits, parseSsml } from './parse.ts';
import { SsmlSource } from './source.ts';
import type { SsmlNode } from './tree.ts';

const parse = (document: string) => parseSsml(new SsmlSource(document));

function failure(document: string): StarlingError {
  try {
    parse(document);
  } catch (thrown) {
    if (thrown instanceof StarlingError) return thrown;
    throw thrown;
  }
  throw new Error('it was read without an error');
}

/** A tree as text, in which nothing but names and text is left. */
const outline = (node: SsmlNode): string =>
  node.kind === 'text' ? node.text : `${node.name}(${node.children.map(outline).join('|')})`;

const readable: readonly [behaviour: string, document: string, outline: string][] = [
  ['elements and text', '<speak>One <p>two<break/></p> three</speak>', 'speak(One |p(two|break())| three)'],
  [
    'a declaration and a byte order mark',
    '\uFEFF<?xml version="1.0" encoding="utf-8"?>\n<speak>a</speak>\n',
    'speak(a)',
  ],
  ['a declaration of XML 1.1, as 1.0', '<?xml version="1.1"?><speak>a</speak>', 'speak(a)'],
  ['the five references', '<speak>&lt;&gt;&amp;&quot;&apos;</speak>', 'speak(<>&"\')'],
  ['numbers of characters', '<speak>&#233;&#x4E2D;&#x1F600;</speak>', 'speak(é中😀)'],
  ['comments and processing instructions as nothing', '<speak>a<!-- & <b> -->b<?c & d?>e</speak>', 'speak(abe)'],
  ['CDATA as text', '<speak><![CDATA[AT&T <b>]]> &amp; co</speak>', 'speak(AT&T <b> & co)'],
  ['prefixes that nobody declared', '<speak><amazon:effect>a</amazon:effect></speak>', 'speak(amazon:effect(a))'],
  ['every kind of line end as one', '<speak>a\r\nb\rc\nd</speak>', 'speak(a\nb\nc\nd)'],
  ['half a surrogate pair, without eating the next character', '<speak>\uD800</speak>', 'speak(\uFFFD)'],
];

const unreadable: readonly [what: string, document: string, line: number, column: number, says: RegExp][] = [
  ['nothing', '', 1, 1, /No element came.*<speak>…<\/speak>/u],
  ['plain text', '\n Hello there', 2, 2, /Text came outside of <speak>.*into one <speak>/u],
  ['a fragment', '<p>Hello</p>', 1, 1, /<speak> was expected as the outermost element; <p> came/u],
  ['text before the root', 'Hello <speak>there</speak>', 1, 1, /outside of <speak>/u],
  ['text behind the root', '<speak>Hello</speak>\n there', 2, 2, /behind <speak>/u],
  ['two roots', '<speak>a</speak>\n<speak>b</speak>', 2, 1, /A second element/u],
  ['an element that is not closed', '<speak>\n<p>a\n</speak>', 3, 1, /<\/speak> came where <\/p>.*line 2, column 1/u],
  ['elements that cross', '<speak><s><w>a</s></w></speak>', 1, 15, /<\/s> came where <\/w> was expected/u],
  ['a document that is cut in text', '<speak><p>Hello', 1, 8, /<p> is never closed\. Write <\/p>/u],
  ['a document that is cut behind a comment', '<speak><p>a<!-- b -->', 1, 8, /<p> is never closed/u],
  ['a document that is cut in a tag', '<speak>Hello <break time="5', 1, 14, /ends inside what begins here/u],
  ['a document that is cut in a comment', '<speak>Hello <!-- > ', 1, 14, /ends inside what begins here/u],
  ['a comment that ends as it begins', '<speak><!--></speak>', 1, 8, /ends inside what begins here/u],
  ['a comment that ends as it begins, at the end', '<speak><!-->', 1, 8, /ends inside what begins here/u],
  ['CDATA that never ends', '<speak>\n<![CDATA[a]]</speak>', 2, 1, /ends inside what begins here/u],
  ['an instruction that never ends', '<speak><?></speak>', 1, 8, /ends inside what begins here/u],
  ['a stray closing tag', '<speak>a</speak></p>', 1, 17, /<\/p> closes nothing/u],
  ['a stray &', '<speak>AT&T; and &amp;</speak>', 1, 10, /"&T;" is not known/u],
  ['a stray & before no ;', '<speak>\nAT & T</speak>', 2, 4, /Write "&amp;"/u],
  ['a stray & in an attribute', '<speak><sub alias="a & b">c</sub></speak>', 1, 22, /Write "&amp;"/u],
  ['an entity of HTML', '<speak>a&nbsp;b</speak>', 1, 9, /"&nbsp;" is not known/u],
  ['a name that objects have', '<speak>&constructor;</speak>', 1, 8, /"&constructor;" is not known/u],
  ['the number of no character', '<speak>&#0;</speak>', 1, 8, /"&#0;" is the number of no character/u],
  ['the number of half a character', '<speak>&#xD800;</speak>', 1, 8, /no character/u],
  ['the number of a control character, in XML 1.1', '<?xml version="1.1"?><speak>&#1;</speak>', 1, 29, /"&#1;" is/u],
  ['a place behind every kind of line end', '<speak>\r\n\r\n\r<blink></speak>', 4, 8, /<\/blink> was expected/u],
  ['a place behind a byte order mark', '\uFEFF<p/>', 1, 1, /<p> came/u],
  ['a control character', '<speak>a\u0007</speak>', 1, 9, /U\+0007/u],
  ['a stray <', '<speak>1 < 2</speak>', 1, 11, /Write "&lt;"/u],
  ['a missing quote', '<speak><break time="5s/> and <break/></speak>', 1, 30, /a quote is missing/u],
  ['no quotes', '<speak><break time=5s/></speak>', 1, 20, /without quotes/u],
  ['no value', '<speak><break time/></speak>', 1, 19, /name="value"/u],
  ['an attribute twice', '<speak><break time="1s" time="2s"/></speak>', 1, 35, /twice/u],
  ['a DTD', '<!DOCTYPE speak><speak>a</speak>', 1, 1, /declaration \("<!"\)/u],
  ['a DTD behind a comment', '<!-- a -->\n<!DOCTYPE speak [<!ENTITY a "b">]><speak>&a;</speak>', 2, 1, /declaration/u],
  ['a DTD in small letters', '<!doctype html><html></html>', 1, 1, /declaration/u],
  ['a late declaration', '<speak><?xml version="1.0"?></speak>', 1, 13, /well-formed/u],
  ['"]]>" in text', '<speak>a]]>b</speak>', 1, 11, /Write "\]\]&gt;"/u],
];

describe('parseSsml', () => {
  it.each(readable)('reads %s', (_behaviour, document, expected) => {
    expect(outline(parse(document))).toBe(expected);
  });

  it('keeps attributes by their names as written, with references resolved', () => {
    const { attributes } = parse('<speak xml:lang="en" x="a &lt; \'b\'" __proto__=\'c\'/>');
    expect([...attributes]).toEqual([
      ['xml:lang', 'en'],
      ['x', "a < 'b'"],
      ['__proto__', 'c'],
    ]);
  });

  it('knows where each element begins, whatever ends its name', () => {
    const source = new SsmlSource('\uFEFF<speak>😀\r\n<break\r\n/><p\n>a</p><s\r/></speak>');
    const starts = parseSsml(source).children.flatMap((child) =>
      child.kind === 'element' ? [source.place(child.at)] : [],
    );
    expect(starts).toEqual(['line 2, column 1', 'line 3, column 3', 'line 4, column 7']);
  });

  it.each(unreadable)('refuses %s, and says where', (_what, document, line, column, says) => {
    const error = failure(document);
    expect(error).toMatchObject({ code: 'invalid_value', param: 'input' });
    expect(error.message).toMatch(says);
    expect(error.message).toContain(`line ${line}, column ${column}: `);
  });

  it('takes as many elements, levels and attributes as its limits, and no more', () => {
    const nested = (depth: number) => '<speak>' + '<p>'.repeat(depth - 1) + '</p>'.repeat(depth - 1) + '</speak>';
    const flat = (elements: number) => `<speak>${'<s/>'.repeat(elements - 1)}</speak>`;
    const many = (count: number) => `<speak ${Array.from({ length: count }, (_, index) => `a${index}=""`).join(' ')}/>`;
    const sections = (count: number) =>
      `<speak>${'<!-- --><![CDATA[]]><?a?>'.repeat(count / 3)}${'<!---->'.repeat(count % 3)}</speak>`;
    const value = (length: number) => `<speak a="${'b'.repeat(length)}"/>`;
    const name = (length: number) => `<speak><a:${'b'.repeat(length - 2)}/></speak>`;
    for (const [write, limit, says] of [
      [nested, limits.depth, 'deep in each other'],
      [flat, limits.elements, 'elements. Split'],
      [many, limits.attributes, 'attributes. Remove'],
      [sections, mostSections, 'comments, CDATA'],
      [value, limits.valueLength, 'Shorten it'],
      [name, limits.nameLength, 'The name of an element'],
    ] as const) {
      expect(parse(write(limit)).name).toBe('speak');
      expect(failure(write(limit + 1)).message).toContain(says);
    }
  });

  it('shows at most a little of the text, on one line', () => {
    const long = 'x'.repeat(60);
    for (const document of [
      `<speak></${long}></speak>`,
      `<speak>&${'y'.repeat(30)};</speak>`,
      `<speak ${long}${long}="a"/>`,
      `<speak><a:${long}></speak>`,
    ]) {
      const { message } = failure(document);
      expect(message).not.toMatch(/x{41}|\n/u);
    }
  });
});

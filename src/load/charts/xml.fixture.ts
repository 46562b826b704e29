/**
 * The elements of a piece of XML, in their order. Throws where it is not well formed: tags that do not match, attributes
 * without quotes or given twice, a bare `<` or `&`.
 */
export function elementsOf(
  xml: string,
): { readonly name: string; readonly attributes: Readonly<Record<string, string>> }[] {
  const open: string[] = [];
  const elements: { name: string; attributes: Record<string, string> }[] = [];
  const tag = /<(\/?)([A-Za-z][\w-]*)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>/y;
  const text = /(?:[^<&]|&(?:amp|lt|gt|quot|#39);)+/y;
  for (let at = 0; at < xml.length;) {
    text.lastIndex = tag.lastIndex = at;
    const found = tag.exec(xml);
    if (!found) {
      if (!text.exec(xml)) throw new Error(`not XML at ${at}: ${xml.slice(at, at + 40)}`);
      at = text.lastIndex;
      continue;
    }
    at = tag.lastIndex;
    const [, closes, name = '', inside = '', alone] = found;
    if (closes) {
      const last = open.pop();
      if (last !== name) throw new Error(`</${name}> closes <${last ?? ''}>`);
      continue;
    }
    const pairs = [...inside.matchAll(/([\w:-]+)="([^"]*)"/g)].map(([, key = '', value = '']) => [key, value] as const);
    if (new Set(pairs.map(([key]) => key)).size < pairs.length) throw new Error(`<${name}> has an attribute twice`);
    if (pairs.some(([, value]) => /&(?!(?:amp|lt|gt|quot|#39);)/.test(value)))
      throw new Error(`<${name}> has a bare &`);
    elements.push({ name, attributes: Object.fromEntries(pairs) });
    if (!alone) open.push(name);
  }
  if (open.length > 0) throw new Error(`<${open.join('><')}> is not closed`);
  return elements;
}

/** Every place that the elements of an SVG picture name, but for those of texts' ends. */
export function placesOf(svg: string): { readonly x: number; readonly y: number }[] {
  return elementsOf(svg).flatMap(({ attributes }) => {
    const number = (name: string) => Number(attributes[name] ?? 0);
    const [x, y] = [number('x'), number('y')];
    const path = [...(attributes['d'] ?? '').matchAll(/[ML](\S+) ([^MLHVZh]+)/g)];
    return [
      { x, y },
      { x: x + number('width'), y: y + number('height') },
      { x: number('x1'), y: number('y1') },
      { x: number('x2'), y: number('y2') },
      { x: number('cx'), y: number('cy') },
      ...path.map((match) => ({ x: Number(match[1]), y: Number(match[2]) })),
    ];
  });
}

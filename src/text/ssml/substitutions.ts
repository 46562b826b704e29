import { cleanText } from '../clean.ts';
import { applyRules, spokenText } from '../normalize/apply-rules.ts';
import { neededAttribute, onlyText, attributeOf, type Say, type Walk } from './walk.ts';

/** Text that is spoken and does not stand in the document's text: cleaned, with numbers and the like as words. */
export function ordinarily(text: string, walk: Walk): string {
  const reading = { text: cleanText(text), spans: [] };
  const rules = walk.rules(walk.language(text));
  return rules ? spokenText(applyRules(reading, rules.rules), rules.spaced).spoken : reading.text;
}

/** `sub`: its alias in place of its text; an empty alias silences it. */
export const saySub: Say = (element, walk) => {
  const example = '<sub alias="World Wide Web">WWW</sub>';
  const alias = attributeOf(element, 'alias') ?? neededAttribute(element, 'alias', walk, example);
  walk.passages.said({ rule: 'sub', written: onlyText(element, walk), spoken: ordinarily(alias, walk) }, walk.manner);
};

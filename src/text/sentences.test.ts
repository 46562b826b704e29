import { describe, expect, it } from 'vitest';
import { sentenceEnds } from './sentences.ts';

/** The sentences of a text written with | between them. */
const borders: readonly [behaviour: string, marked: string][] = [
  ['ends at stops, questions and calls', 'One. |Two? |Three!'],
  ['reads titles as part of the name', 'Dr. Smith met Mrs. Jones. |They talked.'],
  ['reads initials as part of the name', 'J. K. Rowling wrote it. |So did I. |Then he left.'],
  ['does not end at e.g. and i.e.', 'Pets, e.g. Cats, i.e. Felines. |Good.'],
  ['ends at etc. before a capital', 'Bread, milk, etc. |Then we left.'],
  ['does not end at U.S. before a name', 'The U.S. Senate met. |It voted.'],
  ['ends at U.S. before a usual first word', 'He lives in the U.S. |She does not.'],
  ['ends at p.m. before a usual first word', 'We met at 5 p.m. |He was late.'],
  ['reads Inc. before a name as part of it', 'Apple Inc. Chairman Levinson spoke.'],
  ['reads No. before a number as part of it', 'See No. 5 and Fig. 3 there. |No. |I will not.'],
  ['does not end inside decimals', 'It is 3.5 or 1,000.25 now. |Yes.'],
  ['keeps closing quotes and brackets', 'He said “Stop.” |(She did not.) |Then: "Go!" |Fine.'],
  ['does not end at a quote inside a sentence', '“Wait!” he said. |“No.”'],
  ['ends at … before a capital only', 'Well… maybe. |So… |Then we go.'],
  ['reads the numbers of a list as part of the item', '1. First.\n|2. Second.\n|3. Third.'],
  ['reads German ordinals and titles', 'Am 3. Oktober kam Hr. Müller. |Dann ging er.'],
  ['reads Chinese marks', '你好。|今天好！|是吗？|好；|那么走吧。'],
  ['gives an opening quote to the sentence it opens', '他说完了。|“走吧。”|她笑了。'],
  ['reads Japanese marks and quotes', 'こんにちは。|「はい。」|と言った。'],
  ['ends at … between Chinese', '好的…|那么我们走吧。'],
  ['reads Arabic marks', 'كيف حالك؟ |أنا بخير.'],
  ['reads the danda', 'मैं ठीक हूँ। |आप कैसे हैं?'],
  ['reads Spanish opening marks', '¿Qué tal? |¡Hola! |Bien.'],
  ['does not end at a line end', 'One line\nand the next. |Two.'],
];

describe('sentenceEnds', () => {
  it.each(borders)('%s', (_behaviour, marked) => {
    const text = marked.replaceAll('|', '');
    const found: string[] = [];
    let start = 0;
    for (const end of sentenceEnds(text, true)) {
      found.push(text.slice(start, end).trim());
      start = end;
    }
    expect(found).toEqual(marked.split('|').map((sentence) => sentence.trim()));
  });

  it('leaves out an end that more text could move', () => {
    expect([...sentenceEnds('He met Dr.', false)]).toEqual([]);
    expect([...sentenceEnds(`One is done. ${'Word '.repeat(20)}`, false)]).toEqual([12]);
  });
});

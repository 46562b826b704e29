import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clauses } from './clauses.ts';

/** Clauses with their marks; `|` stands where a sentence ends. */
const written = (text: string) =>
  clauses(text).map((clause) => `${clause.text} → ${clause.mark}${clause.endsSentence ? '|' : ''}`);

describe('clauses', () => {
  // All as piper-tts 1.8.0 cuts and marks them.
  it.each([
    ['Hello, world.', ['Hello, → ,', 'world. → .|']],
    ['so: then; now', ['so: → :', 'then; → ;', 'now → |']],
    ['One! Two? Three', ['One! → !|', 'Two? → ?|', 'Three → |']],
    ['a — b – c', ['a — → ;', 'b – → ;', 'c → |']],
    ['a—b, well-known - or so', ['a—b, → ,', 'well-known - or so → |']],
    ['3.5, 1,000 and 10:30', ['3.5, → ,', '1,000 and 10:30 → |']],
    ['wait… what?', ['wait… → ', 'what? → ?|']],
    ['wait...what', ['wait... → ', 'what → |']],
    ['wait.. what', ['wait.. what → |']],
    ['wait.. What', ['wait.. → .|', 'What → |']],
    ['what?! no, !? yes', ['what?! → ?|', 'no, → ,', '!? yes → |']],
    ['x;, y', ['x;, → ;', 'y → |']],
    ['e.g. this etc. and That etc. And', ['e.g. this etc. and That etc. → .|', 'And → |']],
    ["the U.S.A. 's", ["the U.S.A. 's → |"]],
    ['Dr. Smith', ['Dr. → .|', 'Smith → |']],
    ['1. Open', ['1. → .|', 'Open → |']],
    ['"Go." he said', ['"Go. → .|', '" he said → |']],
    ['said, “go!”, then', ['said, → ,', '“go! → !|', '”, then → |']],
    ["quote.'~x", ['quote. → .|', "'~x → |"]],
    ['Hello:)', ['Hello: → :', ') → |']],
    ['... (. x', ['... (. x → |']],
    ['¿Qué? Dime ¿qué', ['¿Qué? → ?|', 'Dime ¿ → ', 'qué → |']],
    ['你好，世界。再见！ok', ['你好， → ', '世界。 → |', '再见！ → |', 'ok → |']],
    ['नमस्ते। आप', ['नमस्ते। → |', 'आप → |']],
    ['مرحبا، كيف؟ نعم', ['مرحبا، → ,', 'كيف؟ → ?|', 'نعم → |']],
    ['one\ntwo.\nthree', ['one\ntwo. → .|', 'three → |']],
    ['one\n \ntwo', ['one → |', 'two → |']],
    ['', []],
    [' \n\n ', []],
  ])('cuts %j', (text, expected) => {
    expect(written(text)).toEqual(expected);
  });

  it('ends a sentence at an empty line, and keeps the mark before it, which Piper drops', () => {
    expect(written('Why?\n\nso:\n\nx')).toEqual(['Why? → ?|', 'so: → :|', 'x → |']);
  });

  it('keeps every character but space, in order, and ends the last clause where the text ends', () => {
    const character = fc.constantFrom(...' .,;:!?…—"\'()aZ1é。，\n\ud800\0');
    fc.assert(
      fc.property(fc.string({ unit: character, maxLength: 80 }), (text) => {
        const cut = clauses(text);
        expect(
          cut
            .map((clause) => clause.text)
            .join('')
            .replace(/\s/gu, ''),
        ).toBe(text.replace(/\s/gu, ''));
        expect(cut.every((clause) => clause.text !== '' && /^[.!?,:;]?$/.test(clause.mark))).toBe(true);
        expect(cut.filter(({ mark }) => /[.!?]/.test(mark)).every(({ endsSentence }) => endsSentence)).toBe(true);
      }),
    );
  });
});

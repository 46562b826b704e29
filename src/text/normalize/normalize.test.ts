import { describe, expect, it } from 'vitest';
import { applyRules, spokenText, type Reading } from './apply-rules.ts';
import { normalize, rulesOf } from './normalize.ts';
import { said, type Rule } from './rule.ts';

const rule = (name: string, pattern: RegExp, spoken: string | undefined): Rule => ({
  name,
  pattern,
  say: () => spoken,
});
const read = (text: string, ...rules: Rule[]): Reading => applyRules({ text, spans: [] }, rules);

describe('rules', () => {
  it('read nothing that a rule before them has said, whatever that was', () => {
    const reading = read('1 2', rule('first', /1/gu, '2'), rule('second', /2/gu, 'two'));
    expect(spokenText(reading, true).spoken).toBe('2 two');
  });

  it('see what was said as one character that is no letter, and never take it along', () => {
    const reading = read(
      '5 km 6',
      rule('km', /5 km/gu, 'five'),
      rule('all', /.+/gu, 'all'),
      rule('space', / 6/gu, ' six'),
    );
    expect(reading.text).toBe(said + said);
    expect(spokenText(reading, true)).toMatchObject({ spoken: 'five six' });
  });

  it('leave to those behind them what they do not say', () => {
    const reading = read('5', rule('none', /5/gu, undefined), rule('five', /5/gu, 'five'));
    expect(reading.spans).toEqual([{ rule: 'five', written: '5', spoken: 'five' }]);
  });

  it('keep the order of the text, whichever rule came first', () => {
    const reading = read('a1b2c3', rule('2', /2/gu, 'two'), rule('1', /1/gu, 'one'), rule('3', /3/gu, 'three'));
    expect(reading.spans.map(({ rule: name }) => name)).toEqual(['1', '2', '3']);
    expect(spokenText(reading, true).spoken).toBe('a one b two c three');
    expect(spokenText(reading, false).spoken).toBe('aonebtwocthree');
  });

  it('may say nothing, and leave no second space', () => {
    expect(spokenText(read('a # b', rule('none', /#/gu, '')), true).spoken).toBe('a b');
  });

  it('tell where in the spoken text each span is', () => {
    const { spoken, spans } = spokenText(read('x5km, 7', rule('km', /5km/gu, 'five'), rule('7', /7/gu, 'seven')), true);
    expect(spans.map(({ start, spoken: words }) => spoken.slice(start, start + words.length))).toEqual([
      'five',
      'seven',
    ]);
  });
});

describe('a language', () => {
  it.each([
    ['en-GB', 'en'],
    ['cmn', 'zh'],
    ['zh-Hant-TW', 'zh'],
    ['zh-HK', 'zh'],
    ['yue', 'zh'],
    ['de-AT', 'de'],
    ['nb', 'no'],
  ])('%s has the rules of %s', (tag, language) => {
    expect(rulesOf(tag)?.language).toBe(language);
  });

  it.each(['is', 'xx', 'not a tag'])('without rules keeps its text: %s', (tag) => {
    expect(rulesOf(tag)).toBeUndefined();
    expect(normalize('5 km', tag)).toEqual({ spoken: '5 km', spans: [] });
  });

  it('reads numbers by the marks of its region', () => {
    expect(normalize('1.500', 'de').spoken).toBe('eintausendfünfhundert');
    expect(normalize('1.5', 'de-CH').spoken).toContain('Komma');
  });
});

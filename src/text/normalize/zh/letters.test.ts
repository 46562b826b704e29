import { describe, expect, it } from 'vitest';
import { cleanText } from '../../clean.ts';
import { normalize } from '../normalize.ts';

describe('letters and symbols in Mandarin', () => {
  it.each([
    ['这是一个ufo', '这是一个UFO'],
    ['nba比赛', 'NBA比赛'],
    ['他是c e o', '他是CEO'],
    ['看the nba game', '看the nba game'],
    ['Ⅱ型', '二型'],
    ['第II卷', '第二卷'],
    ['路易XIV世', '路易十四世'],
    ['VIP', 'VIP'],
    ['①和②', '一和二'],
    ['二〇〇八年', '二零零八年'],
    ['CO₂', 'CO二'],
    ['C++', 'C加加'],
    ['Q&A', 'Q and A'],
    ['一会儿，花儿', '一会儿，花儿'],
  ])('says %s as %s', (written, spoken) => {
    expect(normalize(cleanText(written), 'zh').spoken).toBe(spoken);
  });
});

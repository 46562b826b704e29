import { describe, expect, it } from 'vitest';
import { cleanText } from '../../clean.ts';
import { normalize } from '../normalize.ts';

describe('scores and ratios in Mandarin', () => {
  it.each([
    ['皇马2-1战胜拜仁', '皇马二比一战胜拜仁'],
    ['17:16险胜', '十七比十六险胜'],
    ['血压120/80', '血压一百二十比八十'],
    ['比分17:16', '比分十七比十六'],
    ['比分是1:0', '比分是一比零'],
    ['以3-1击败', '以三比一击败'],
    ['37:16', '三十七比十六'],
    ['1:3', '一比三'],
    ['16:9的屏幕', '十六比九的屏幕'],
    ['1:10000', '一比一万'],
    ['1:1.5', '一比一点五'],
    ['1:2:3', '一比二比三'],
  ])('says %s as %s', (written, spoken) => {
    expect(normalize(cleanText(written), 'zh').spoken).toBe(spoken);
  });
});

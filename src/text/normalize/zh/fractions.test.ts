import { describe, expect, it } from 'vitest';
import { cleanText } from '../../clean.ts';
import { normalize } from '../normalize.ts';

describe('fractions and percent in Mandarin', () => {
  it.each([
    ['-100分之57', '负一百分之五十七'],
    ['1/2', '二分之一'],
    ['3/16', '十六分之三'],
    ['33/4', '四分之三十三'],
    ['1又1/5', '一又五分之一'],
    ['1 1/2', '一又二分之一'],
    ['½', '二分之一'],
    ['2¾', '二又四分之三'],
    ['-1/2', '负二分之一'],
    ['负100分之57', '负一百分之五十七'],
    ['2分之1', '二分之一'],
    ['百分之2', '百分之二'],
    ['98%', '百分之九十八'],
    ['5‰', '千分之五'],
    ['-5%', '负百分之五'],
    ['100%', '百分之百'],
    ['10%-20%', '百分之十到百分之二十'],
    ['10-20%', '百分之十到二十'],
    ['0.6个百分点', '零点六个百分点'],
  ])('says %s as %s', (written, spoken) => {
    expect(normalize(cleanText(written), 'zh').spoken).toBe(spoken);
  });
});

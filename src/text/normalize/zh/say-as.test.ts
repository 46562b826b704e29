import { describe, expect, it } from 'vitest';
import type { SayAs } from '../rule.ts';
import { sayAs } from './say-as.ts';

describe('what a writer marked, in Mandarin', () => {
  it.each<readonly [SayAs, string, string | undefined, string | undefined]>([
    ['cardinal', '12345', undefined, '一万两千三百四十五'],
    ['cardinal', '-2.5', undefined, '负二点五'],
    ['cardinal', 'abc', undefined, undefined],
    ['ordinal', '2', undefined, '第二'],
    ['ordinal', '第10', undefined, '第十'],
    ['digits', '1-23', undefined, '一二三'],
    ['digits', 'abc', undefined, undefined],
    ['characters', 'a1b2', undefined, 'A 一 B 二'],
    ['fraction', '2/9', undefined, '九分之二'],
    ['fraction', '3+1/2', undefined, '三又二分之一'],
    ['date', '2018-05-01', 'ymd', '二零一八年五月一日'],
    ['date', '05/01/2018', 'mdy', '二零一八年五月一日'],
    ['date', '01.05.2018', 'dmy', '二零一八年五月一日'],
    ['date', '20180501', 'yyyymmdd', '二零一八年五月一日'],
    ['date', '2018/5', 'ym', '二零一八年五月'],
    ['date', '5/1', 'md', '五月一日'],
    ['date', '2018', 'y', '二零一八年'],
    ['date', '5', 'm', '五月'],
    ['date', '31', 'd', '三十一日'],
    ['date', '13/1', 'md', undefined],
    ['date', '2018-05-01', undefined, '二零一八年五月一日'],
    ['time', '2:05', 'hms24', '两点零五分'],
    ['time', '2:05:09pm', 'hms12', '下午两点零五分零九秒'],
    ['time', '14:05', 'hms12', undefined],
    ['telephone', '139 8560-8526', undefined, '一三九八五六零八五二六'],
    ['currency', 'CNY 42.01', undefined, '四十二点零一人民币'],
    ['currency', '$42.01', undefined, '四十二点零一美元'],
    ['currency', '42', undefined, undefined],
    ['unit', '10km', undefined, '十公里'],
    ['unit', '2 kg', undefined, '两千克'],
    ['unit', '60km/h', undefined, '六十公里每小时'],
    ['unit', '10 foo', undefined, undefined],
  ])('%s: %s as %s is %s', (kind, text, format, spoken) => {
    expect(sayAs[kind](text, format)).toBe(spoken);
  });
});

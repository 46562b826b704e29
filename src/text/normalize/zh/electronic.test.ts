import { describe, expect, it } from 'vitest';
import { cleanText } from '../../clean.ts';
import { normalize } from '../normalize.ts';

describe('addresses in Mandarin', () => {
  it.each([
    ['https://www.baidu.com/s?q=1。', 'https冒号斜杠斜杠www点baidu点com斜杠s问号q等于一。'],
    ['user_01@163.com', 'user下划线零一艾特一六三点com'],
    ['192.168.0.1:80', '一九二点一六八点零点一冒号八零'],
    ['12306.cn', '一二三零六点cn'],
    ['去taobao.com买', '去taobao点com买'],
    ['@小明 #话题#', '艾特小明 话题'],
    ['@star_1', '艾特star下划线一'],
  ])('says %s as %s', (written, spoken) => {
    expect(normalize(cleanText(written), 'zh').spoken).toBe(spoken);
  });
});

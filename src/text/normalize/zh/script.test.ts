import { describe, expect, it } from 'vitest';
import { normalize } from '../normalize.ts';
import { inScriptOf } from './script.ts';

describe('the script of the answer', () => {
  it.each([
    ['共有20000人', '共有两万人'],
    ['广州股市下跌2%，成交20000元', '广州股市下跌百分之二，成交两万元'],
    ['這裡共有20000人', '這裡共有兩萬人'],
    ['他們在2:30見面，花了$1.5億', '他們在兩點三十分見面，花了一點五億美元'],
  ])('is that of the text around: %s', (written, spoken) => {
    expect(normalize(written, 'zh').spoken).toBe(spoken);
  });

  it('leaves alone what is written alike', () => {
    expect(inScriptOf('這', '三百元')).toBe('三百元');
  });

  it('turns to what is near, so that a long text may hold both', () => {
    const far = '中'.repeat(200);
    expect(normalize(`這20000人${far}共有20000人`, 'zh').spoken).toBe(`這兩萬人${far}共有两万人`);
  });
});

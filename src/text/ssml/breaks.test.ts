import { describe, expect, it } from 'vitest';
import { outline, passagesOf } from './outline.fixture.ts';

const spoken = (inside: string): string[] => outline(passagesOf(`<speak>${inside}</speak>`));

describe('break', () => {
  it.each([
    ['time="500ms"', '(0.5s)'],
    ['time="1.5s"', '(1.5s)'],
    ['time="+.25s"', '(0.25s)'],
    ['time=" 2 S "', '(2s)'],
    ['time="10s"', '(10s)'],
    ['time="300.00000000000004ms"', '(0.30000000000000004s)'],
    ['time="10000ms"', '(10s)'],
    ['', '(0.75s)'],
    ['strength="x-weak"', '(0.25s)'],
    ['strength="weak"', '(0.5s)'],
    ['strength="medium"', '(0.75s)'],
    ['strength="strong"', '(1s)'],
    ['strength="x-strong"', '(1.25s)'],
    ['strength="none" time="2s"', '(2s)'],
  ])('<break %s/> is %s', (attributes, pause) => {
    expect(spoken(`<break ${attributes}/>`)).toEqual([pause]);
  });

  it.each(['strength="none"', 'time="0s"', 'time="0ms"'])('<break %s/> is no pause', (attributes) => {
    expect(spoken(`a<break ${attributes}/>b`)).toEqual(['ab']);
  });

  it.each(['time="10001ms"', 'time="10.5s"', 'time="5"', 'time="-1s"', 'time="1e3s"', 'time=""', 'time="soon"'])(
    '<break %s/> is refused with what a time looks like',
    (attributes) => {
      expect(() => spoken(`a <break ${attributes}/>`)).toThrow(
        /^line 1, column 10: time of <break> is a duration such as "500ms" or "1.5s", at most 10s; ".*" came\.$/u,
      );
    },
  );

  it('refuses an unknown strength with the known ones', () => {
    expect(() => spoken('<break strength="huge"/>')).toThrow(/one of none, x-weak, .*x-strong; "huge" came/u);
    expect(() => spoken('<break strength="constructor"/>')).toThrow(/"constructor" came/u);
  });
});

describe('mark', () => {
  it('leaves the words around it together, in both spellings', () => {
    expect(spoken('a <mark name=" one "/><bookmark mark="two"/>b')).toEqual(['a b']);
    expect(spoken('5<mark name="a"/> km<mark name="b"/>')).toEqual(['5 km']);
  });

  it('is refused without a name', () => {
    expect(() => spoken('<mark/>')).toThrow(/<mark> needs name/u);
    expect(() => spoken('<bookmark mark=""/>')).toThrow(/<bookmark> needs mark/u);
  });
});

import { attributeOf, entryOf, neededAttribute, refuse, type Say } from './walk.ts';

/** Seconds; a longer pause is a mistake more often than a wish. */
const longestPause = 10;

/** Seconds; as Azure documents them, the only vendor that gives figures. */
const strengths: Readonly<Record<string, number>> = {
  ...{ none: 0, 'x-weak': 0.25, weak: 0.5, medium: 0.75, strong: 1, 'x-strong': 1.25 },
};

/** Programs write 0.1 + 0.2 with 17 decimals. */
const duration = /^\+?(\d{1,9}(?:\.\d{1,20})?|\.\d{1,20}) ?(ms|s)$/iu;

/** `break`: a pause of `time`, or else of `strength`, which is medium when absent. */
export const sayBreak: Say = (element, walk) => {
  const strength = attributeOf(element, 'strength') ?? 'medium';
  const ofStrength = entryOf(strengths, strength);
  if (ofStrength === undefined) refuse(element, 'strength', walk, `one of ${Object.keys(strengths).join(', ')}`);
  const time = attributeOf(element, 'time');
  walk.passages.pause(time === undefined ? ofStrength : (secondsOf(time) ?? refuseTime(element, walk)));
};

const refuseTime = (...[element, walk]: Parameters<Say>): never =>
  refuse(element, 'time', walk, `a duration such as "500ms" or "1.5s", at most ${longestPause}s`);

function secondsOf(time: string): number | undefined {
  const [, number, unit] = duration.exec(time) ?? [];
  const seconds = Number(number) / (unit?.toLowerCase() === 'ms' ? 1000 : 1);
  return seconds <= longestPause ? seconds : undefined;
}

/** `mark` of W3C: nobody listens to marks, so its name is checked and the words around it stay together. */
export const sayMark: Say = (element, walk) => {
  neededAttribute(element, 'name', walk, '<mark name="here"/>');
};

/** `bookmark`, which is what Azure calls a mark. */
export const sayBookmark: Say = (element, walk) => {
  neededAttribute(element, 'mark', walk, '<bookmark mark="here"/>');
};

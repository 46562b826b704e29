import { pino, type DestinationStream, type Logger } from 'pino';

export type Log = Logger;

/**
 * One JSON object a line on stdout. A message is a fixed sentence; what varies goes into fields. Neither ever holds
 * users' text, a key or a header that could carry one: callers pass names, counts and times only.
 */
export function createLog(level: string, destination?: DestinationStream): Log {
  const options = { level, base: null, timestamp: pino.stdTimeFunctions.isoTime };
  // Written at once, so that the last line before an end is there too.
  return pino(options, destination ?? pino.destination({ dest: 1, sync: true }));
}

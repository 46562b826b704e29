import { pino, type DestinationStream, type Logger } from 'pino';

export type Log = Logger;

/**
 * One JSON object a line on stdout, and in `copy` when there is one. A message is a fixed sentence; what varies goes into
 * fields. Neither ever holds users' text, a key or a header that could carry one: callers pass names, counts and times only.
 */
export function createLog(level: string, destination?: DestinationStream, copy?: DestinationStream): Log {
  const options = { level, base: null, timestamp: pino.stdTimeFunctions.isoTime };
  // Written at once, so that the last line before an end is there too.
  const stream = destination ?? pino.destination({ dest: 1, sync: true });
  if (!copy) return pino(options, stream);
  const both = (line: string): void => {
    stream.write(line);
    copy.write(line);
  };
  return pino(options, { write: both });
}

import { describe, expect, it } from 'vitest';
import { failureOf, failureOfStatus, retryAfterOf } from './failure.ts';

const withCode = (code: string) => Object.assign(new Error('some words'), { code });

describe('a failure', () => {
  it.each([
    ['ECONNRESET', 'reset'],
    ['ECONNREFUSED', 'refused'],
    ['ENOTFOUND', 'unknown host'],
    ['EMFILE', 'EMFILE'],
  ])('with %s is counted as %s', (code, kind) => {
    expect(failureOf(withCode(code))).toBe(kind);
  });

  it('at every address of a name is that at the first', () => {
    expect(failureOf(new AggregateError([withCode('ECONNREFUSED'), withCode('ENOTFOUND')]))).toBe('refused');
    expect(failureOf('something else')).toBe('failed');
  });
});

describe('a refusal', () => {
  it.each([
    [
      429,
      '{"error":{"code":"overloaded","type":"rate_limit_error","message":"Too much."}}',
      '429 overloaded',
      'Too much.',
    ],
    [400, '{"error":{"code":null,"type":"invalid_request_error","message":"No."}}', '400 invalid_request_error', 'No.'],
    [404, '{"detail":"Not Found"}', '404', 'Not Found'],
    [422, '{"detail":[{"loc":["body"]}]}', '422', undefined],
    [500, '{"error":"It broke."}', '500', 'It broke.'],
    [502, '<html>Bad Gateway</html>', '502', undefined],
    [503, '', '503', undefined],
    [500, 'null', '500', undefined],
    [500, String.raw`{"error":"It \u001b[31mbroke\r\n\nhere."}`, '500', 'It  [31mbroke here.'],
    [400, '{"error":{"code":"two words\\nand a line"}}', '400', undefined],
  ])('%i %s is counted as %s', (status, body, failure, message) => {
    expect(failureOfStatus(status, body)).toEqual({ failure, message });
  });
});

describe('Retry-After', () => {
  it.each([
    ['3', 3],
    [' 0 ', 0],
    ['Thu, 01 Jan 1970 00:00:12 GMT', 2],
    ['Thu, 01 Jan 1970 00:00:01 GMT', 0],
    ['soon', undefined],
    [undefined, undefined],
  ])('%j is %s seconds', (header, seconds) => {
    expect(retryAfterOf(header, 10_000)).toBe(seconds);
  });
});

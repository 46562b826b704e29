import { describe, expect, it } from 'vitest';
import { runLevel, type LevelOptions } from './level.ts';
import { SpeechServer, beginAudio, hangs, refusal, silence, whole, type Answer } from './speech-server.fixture.ts';

const usual: Omit<LevelOptions, 'url'> = {
  body: { response_format: 'pcm', voice: 'v' },
  texts: ['One.', 'Two.', 'Three.'],
  warmUpSeconds: 0,
  durationSeconds: 0.8,
  thinkSeconds: 0,
  realtime: false,
  playerBufferSeconds: 5,
  prebufferSeconds: 0,
  ttfaLimitSeconds: 30,
  timeoutSeconds: 20,
  maxOpen: 100,
  seed: 1,
};

/** Answers after a few milliseconds, so that a busy loop of requests stays small. */
const soon =
  (answer: Answer): Answer =>
  (response, asked) =>
    setTimeout(() => answer(response, asked), 10);

const users = (count: number) => ({ kind: 'users', users: count }) as const;
const rate = (requestsPerSecond: number) => ({ kind: 'rate', requestsPerSecond }) as const;

describe('a level of users', () => {
  it('lets each ask again after the answer, and never have two requests open', async () => {
    let [open, most] = [0, 0];
    await using server = await SpeechServer.answering((response, asked) => {
      most = Math.max(most, ++open);
      return soon(() => {
        open--;
        return whole(0.5)(response, asked);
      })(response, asked);
    });
    const level = await runLevel(users(3), { ...usual, url: server.url });
    expect(most).toBeLessThanOrEqual(3);
    expect(level.requests).toBeGreaterThan(3);
    expect(level).toMatchObject({ load: users(3), errors: {}, gapFreeShare: 1, underrunSeconds: 0 });
    expect([level.latencyMs.count, level.ttfaMs.count, level.rtf.count]).toEqual(Array(3).fill(level.requests));
    expect(level.meanOpen).toBeGreaterThan(0);
    expect(level.meanOpen).toBeLessThanOrEqual(3);
    expect(level.audioSecondsPerSecond).toBeGreaterThan(0);
    for (const { body } of server.asked) {
      expect(usual.texts).toContain(body['input']);
      expect(body).toMatchObject({ voice: 'v', response_format: 'pcm' });
    }
  });

  it('sends the same texts in the same order for the same seed', async () => {
    const texts = async (seed: number) => {
      await using server = await SpeechServer.answering(soon(whole(0.1)));
      await runLevel(users(1), { ...usual, url: server.url, seed, durationSeconds: 0.4 });
      return server.asked.slice(0, 8).map(({ body }) => body['input']);
    };
    const [once, again, another] = [await texts(1), await texts(1), await texts(2)];
    const length = Math.min(once.length, again.length);
    expect(length).toBeGreaterThan(2);
    expect(once.slice(0, length)).toEqual(again.slice(0, length));
    expect(another).not.toEqual(once);
  });

  it('obeys Retry-After', async () => {
    await using server = await SpeechServer.answering(refusal(429, 'overloaded', { 'retry-after': '8' }));
    const level = await runLevel(users(2), { ...usual, url: server.url });
    expect(server.asked).toHaveLength(2);
    expect(level).toMatchObject({ requests: 2, errors: { '429 overloaded': 2 }, gapFreeShare: 0 });
    expect(level.latencyMs.count).toBe(0);
  });

  it('waits after a failure without Retry-After, and asks again soon where that says 0', async () => {
    await using shut = await SpeechServer.answering(refusal(500, 'broken'));
    await runLevel(users(1), { ...usual, url: shut.url });
    expect(shut.asked).toHaveLength(1);
    await using open = await SpeechServer.answering(refusal(503, 'starting', { 'retry-after': '0' }));
    await runLevel(users(1), { ...usual, url: open.url });
    expect(open.asked.length).toBeGreaterThan(1);
    expect(open.asked.length).toBeLessThanOrEqual(9);
  });

  it('asks again only when all was played, at playback speed', async () => {
    await using server = await SpeechServer.answering(soon(whole(20)));
    await runLevel(users(2), { ...usual, url: server.url, realtime: true, playerBufferSeconds: 30 });
    expect(server.asked).toHaveLength(2);
  });

  it('leaves a server that stands still no good share', async () => {
    await using server = await SpeechServer.answering(hangs);
    const level = await runLevel(users(2), { ...usual, url: server.url, ttfaLimitSeconds: 0.1 });
    expect(level).toMatchObject({ requests: 0, errors: {}, gapFreeShare: 0 });
    expect(server.asked).toHaveLength(2);
  });

  it('does not count what ended in the warm-up', async () => {
    await using server = await SpeechServer.answering((response, asked) =>
      asked.index < 5
        ? soon(refusal(503, 'starting', { 'retry-after': '0' }))(response, asked)
        : soon(whole(0.2))(response, asked),
    );
    const level = await runLevel(users(5), {
      ...usual,
      url: server.url,
      warmUpSeconds: 2,
      rampSeconds: 0,
      durationSeconds: 0.5,
    });
    expect(level.errors).toEqual({});
    expect(level.requests).toBeLessThan(server.asked.length - 5);
  });

  it('cancels what is under way when it ends', async () => {
    let closed = 0;
    await using server = await SpeechServer.answering((response) => {
      response.once('close', () => closed++);
      beginAudio(response);
      response.write(silence(100));
    });
    const level = await runLevel(users(3), { ...usual, url: server.url });
    await expect.poll(() => closed).toBe(3);
    expect(level).toMatchObject({ requests: 0, errors: {} });
  });

  it('ends early with the signal, and keeps what was measured', async () => {
    const controller = new AbortController();
    await using server = await SpeechServer.answering((response, asked) => {
      if (asked.index === 5) controller.abort();
      return soon(whole(0.1))(response, asked);
    });
    const level = await runLevel(users(1), { ...usual, url: server.url, durationSeconds: 300 }, controller.signal);
    expect(level.requests).toBe(5);
    expect(level.seconds).toBeLessThan(300);
    const never = await runLevel(users(1), { ...usual, url: server.url }, AbortSignal.abort());
    expect(never.requests).toBe(0);
  });

  it('tells of its progress', async () => {
    await using server = await SpeechServer.answering(soon(whole(0.1)));
    const seen: number[] = [];
    await runLevel(users(1), {
      ...usual,
      url: server.url,
      onProgress: ({ requests, totalSeconds }) => seen.push(requests, totalSeconds),
    });
    expect(seen.length).toBeGreaterThan(0);
    expect(seen[1]).toBe(0.8);
  });
});

describe('a level of arrivals', () => {
  it('does not wait for answers, and sends no more than may be open', async () => {
    await using server = await SpeechServer.answering(hangs);
    const level = await runLevel(rate(200), { ...usual, url: server.url, maxOpen: 7 });
    expect(server.asked).toHaveLength(7);
    expect(level.errors['not sent']).toBeGreaterThan(7);
    expect(Object.keys(level.errors)).toEqual(['not sent']);
    expect(level.requests).toBe(level.errors['not sent']);
    expect(level.gapFreeShare).toBe(0);
  });

  it('counts answers', async () => {
    await using server = await SpeechServer.answering(soon(whole(0.1)));
    const level = await runLevel(rate(50), { ...usual, url: server.url });
    expect(level.requests).toBeGreaterThan(5);
    expect(level).toMatchObject({ load: rate(50), errors: {}, gapFreeShare: 1 });
  });
});

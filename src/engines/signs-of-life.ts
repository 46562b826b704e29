/** Between two signs; the gateway's limits are a minute by default. */
const everyMs = 10_000;
/** Ten minutes: what takes longer hangs, and whoever watches shall see that. */
const mostSigns = 60;

/** Gives a sign every ten seconds while some work is done that gives none itself, for ten minutes at most. */
export async function withSignsOfLife<T>(sign: () => void, work: () => Promise<T>): Promise<T> {
  let left = mostSigns;
  const timer = setInterval(() => {
    if (left-- > 0) sign();
    else clearInterval(timer);
  }, everyMs);
  timer.unref();
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}

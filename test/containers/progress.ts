const began = performance.now();

/** A line for whoever waits, with the time since the start. */
export function say(text: string): void {
  const elapsed = Math.round((performance.now() - began) / 1000);
  process.stderr.write(`starling: ${String(elapsed).padStart(4)} s  ${text}\n`);
}

/** Says what is being done, and every half minute that it still is. */
export async function during<T>(what: string, work: () => Promise<T>): Promise<T> {
  say(`${what} …`);
  const timer = setInterval(() => say(`${what} … still at it`), 30_000);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}

import { StarlingError } from '../errors.ts';

/** starting → ready → draining → stopped; never back. */
export type LifecycleState = 'starting' | 'ready' | 'draining' | 'stopped';

/** Readiness, and the count of requests in work, so that a drain knows when it is done. */
export class Lifecycle {
  #state: LifecycleState = 'starting';
  #active = 0;
  #idle: (() => void) | undefined;

  get state(): LifecycleState {
    return this.#state;
  }

  /** Speech requests in work. */
  get active(): number {
    return this.#active;
  }

  ready(): void {
    if (this.#state === 'starting') this.#state = 'ready';
  }

  stopped(): void {
    this.#state = 'stopped';
  }

  /** Counts a request in; the returned function counts it out, once. Throws `draining` when none may enter. */
  enter(): () => void {
    if (this.#state === 'draining' || this.#state === 'stopped') {
      throw new StarlingError(
        'draining',
        'This server is shutting down and takes no new work. Send the request again.',
        {
          retryAfterSeconds: 1,
        },
      );
    }
    this.#active++;
    let left = false;
    return () => {
      if (left) return;
      left = true;
      this.#active--;
      if (this.#active === 0) this.#idle?.();
    };
  }

  /** Lets no new request in and waits for those inside, at most `milliseconds`. Tells whether all of them finished. */
  async drain(milliseconds: number): Promise<boolean> {
    this.#state = 'draining';
    if (this.#active === 0) return true;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, milliseconds)));
    const idle = new Promise<void>((resolve) => (this.#idle = resolve));
    await Promise.race([late, idle]);
    clearTimeout(timer);
    return this.active === 0;
  }
}

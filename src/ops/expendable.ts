import { writeFileSync } from 'node:fs';

/**
 * Tells Linux to end this process and those that it starts before others when memory runs out: an engine, which is started
 * again, or a health check, rather than the server. Nothing where the system does not know of it.
 */
export function beExpendable(): void {
  try {
    // From 0 to 1000; anybody may raise their own. 300 outweighs a third of the memory.
    writeFileSync('/proc/self/oom_score_adj', '300');
  } catch {
    // Another system, or a container without /proc; then its choice stands.
  }
}

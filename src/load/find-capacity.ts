import type { Capacity } from './result.ts';

export interface CapacitySearch {
  /** The share of streams (0–1) that must be served well. */
  readonly share: number;
  /** Where the search begins. */
  readonly from: number;
  /** Fewer and more users than these are not tried. */
  readonly least: number;
  readonly most: number;
}

/**
 * The largest number of users who are served well, as if fewer users always meant better service: doubled until a level fails,
 * then bisected until the failed number is within one user, or 5 %, of the good one. `measure` runs a level and gives its
 * `gapFreeShare`; undefined ends the search with what is known. 0 users when even the fewest tried were not served well.
 */
export async function findCapacity(
  search: CapacitySearch,
  measure: (users: number) => Promise<number | undefined>,
): Promise<Capacity> {
  const { share, least, most } = search;
  const tried: { users: number; gapFreeShare: number }[] = [];
  // Every number up to `good` is thought to be served well, every one from `bad` on is not; nothing failed yet.
  let good = least - 1;
  let bad = Infinity;
  let users = Math.min(most, Math.max(least, search.from));
  while (good < most && bad - good > Math.max(1, Math.floor(good * 0.05))) {
    const gapFreeShare = await measure(users);
    if (gapFreeShare === undefined) break;
    tried.push({ users, gapFreeShare });
    if (gapFreeShare >= share) good = users;
    else bad = users;
    users = bad === Infinity ? Math.min(most, users * 2) : Math.floor((good + bad) / 2);
  }
  const served = tried.filter((each) => each.gapFreeShare >= share).map((each) => each.users);
  return { users: Math.max(0, ...served), share, tried };
}

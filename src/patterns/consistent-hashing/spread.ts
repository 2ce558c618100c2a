/** How evenly keys are spread, and how many of them have to move. */

/** How many keys each place has. */
export function countsOf(owners: Int32Array, nodes: number): Int32Array {
  const counts = new Int32Array(nodes);
  for (const owner of owners) if (owner >= 0) counts[owner]++;
  return counts;
}

/** The unevenness of shares: largest by mean, and standard deviation by mean. 1 and 0 when all are equal. */
export function spreadOf(shares: ArrayLike<number>): { maxByMean: number; cv: number } {
  const n = shares.length;
  let [sum, max] = [0, 0];
  for (let i = 0; i < n; i++) {
    sum += shares[i];
    max = Math.max(max, shares[i]);
  }
  if (sum === 0) return { maxByMean: 1, cv: 0 };
  const mean = sum / n;
  let squares = 0;
  for (let i = 0; i < n; i++) squares += (shares[i] - mean) * (shares[i] - mean);
  return { maxByMean: max / mean, cv: Math.sqrt(squares / n) / mean };
}

/**
 * Expected standard deviation by mean of the keys of n nodes. On a ring of v random points a node, shares are
 * Beta(v, (n − 1)·v); drawing `keys` keys adds (n − 1)/keys to the variance, which is all that other schemes have.
 * @param virtualNodes Infinity for a scheme without points
 */
export function expectedCv(nodes: number, virtualNodes: number, keys: number): number {
  const arcs = virtualNodes === Infinity ? 0 : (nodes - 1) / (nodes * virtualNodes + 1);
  return Math.sqrt(arcs + (nodes - 1) / keys);
}

/** What a change of nodes did to keys. */
export interface Movement {
  /** Keys that have another owner. */
  moved: number;
  /** Those of them whose owner went, or that went to a newcomer: the others need not have moved. */
  needed: number;
}

/** Compares owners, by id, before and after a change of nodes. */
export function movementOf(
  before: { ids: readonly string[]; owners: Int32Array },
  after: { ids: readonly string[]; owners: Int32Array },
): Movement {
  const stayed = before.ids.map((id) => after.ids.indexOf(id));
  const isNew = after.ids.map((id) => !before.ids.includes(id));
  const movement = { moved: 0, needed: 0 };
  const count = Math.min(before.owners.length, after.owners.length);
  for (let key = 0; key < count; key++) {
    const [from, to] = [before.owners[key], after.owners[key]];
    const kept = from < 0 ? -1 : stayed[from];
    if (kept === to && from < 0 === to < 0) continue;
    movement.moved++;
    if (kept < 0 || to < 0 || isNew[to]) movement.needed++;
  }
  return movement;
}

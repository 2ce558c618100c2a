/** Rendezvous hashing, highest random weight: Thaler and Ravishankar (1998). */
import { ln } from '../../kernel/maths';
import { hashOf, type HashName } from './hashes';
import type { Member, Takes } from './member';

export interface Rendezvous {
  scheme: 'rendezvous';
  hash: HashName;
  ids: string[];
  weights: Float64Array;
  /** Whether some nodes weigh more than others. */
  weighted: boolean;
}

export function createRendezvous(members: readonly Member[], hash: HashName): Rendezvous {
  const weights = Float64Array.from(members, ({ weight }) => weight);
  const weighted = weights.some((weight) => weight !== weights[0]);
  return { scheme: 'rendezvous', hash, ids: members.map(({ id }) => id), weights, weighted };
}

/**
 * What a node bids for a key: the hash of `key@id`. Weighted, −w / ln u for the hash as u on (0, 1), which wins with
 * a chance in proportion to w and keeps the order where all weights are equal.
 */
function bidOf({ hash, ids, weights, weighted }: Rendezvous, key: string, place: number): number {
  const bid = hashOf(hash, `${key}@${ids[place]}`);
  return weighted ? -weights[place] / ln((bid + 0.5) / 4294967296) : bid;
}

/** The place of the node that bids most; of equals the one whose id comes first. */
export function rendezvousOwner(rendezvous: Rendezvous, key: string): number {
  const { ids } = rendezvous;
  let best = -1;
  let highest = -1;
  for (let place = 0; place < ids.length; place++) {
    const bid = bidOf(rendezvous, key, place);
    if (bid > highest || (bid === highest && ids[place] < ids[best])) [best, highest] = [place, bid];
  }
  return best;
}

/** The node that bids most among those that take the key; −1 when none does. */
export function walkRendezvous(rendezvous: Rendezvous, key: string, takes: Takes): number {
  const { ids } = rendezvous;
  const bids = ids.map((id, place) => ({ id, place, bid: bidOf(rendezvous, key, place) }));
  bids.sort((a, b) => b.bid - a.bid || (a.id < b.id ? -1 : 1));
  return bids.find(({ place }) => takes(place))?.place ?? -1;
}

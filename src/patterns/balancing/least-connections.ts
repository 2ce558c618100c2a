import type { Candidate, Chance } from './candidate';
import type { Roster } from './roster';

/** The server with the fewest requests in flight: join the shortest queue, as far as the balancer knows it. */
export interface LeastConnections {
  strategy: 'leastConnections';
}

/** The least loaded server. Equals draw lots, so that idle servers share alike whatever their order. */
export function pickLeastConnections(
  roster: Roster,
  candidates: readonly Candidate[],
  chance: Chance,
): number {
  const { places, count } = roster;
  let best = -1;
  let least = Infinity;
  let equals = 0;
  for (let index = 0; index < count; index++) {
    const { load } = candidates[places[index]];
    if (load < least) {
      best = places[index];
      least = load;
      equals = 1;
    } else if (load === least && chance() * ++equals < 1) best = places[index];
  }
  return best;
}

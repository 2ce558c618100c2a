import { mix32 } from '../../kernel/hash';
import type { Roster } from './roster';

/** Every client has its server: rendezvous hashing, Thaler and Ravishankar 1998. */
export interface IpHash {
  strategy: 'ipHash';
}

/**
 * The server whose hash together with the client's is highest. The others' hashes do not depend on who takes part:
 * when a server goes, its clients alone move, each to its own second best; when it comes back, so do they.
 */
export function pickIpHash(roster: Roster, client: number): number {
  const { places, hashes, count } = roster;
  const clientHash = mix32(client);
  let best = -1;
  let highest = -1;
  for (let index = 0; index < count; index++) {
    const score = mix32(clientHash ^ hashes[places[index]]);
    if (score > highest) {
      highest = score;
      best = places[index];
    }
  }
  return best;
}

/** Wrong on purpose, the textbook's sticky session: hash modulo the number of usable servers. */
export interface ModuloHash {
  strategy: 'moduloHash';
}

/** The server at the client's hash modulo their number. When one goes, nearly every client of the others moves too. */
export function pickModuloHash(roster: Roster, client: number): number {
  return roster.places[mix32(client) % roster.count];
}

/**
 * The mechanism below every strategy: who the servers are, and which of them take part in the pick at hand.
 * A strategy chooses among those alone, so no strategy can pick a server that is not usable.
 */
import { mix32, murmur3 } from '../../kernel/hash';
import type { Candidate, Chance } from './candidate';

/** The servers by *place*, their position in the list of candidates. */
export interface Roster {
  /** Id of each server. */
  ids: string[];
  /** Weight of each server. */
  weights: Float64Array;
  /** Murmur3 of each id. */
  hashes: Int32Array;
  /** 1 for a server that takes part in the pick at hand, by place. */
  taking: Uint8Array;
  /** The places of those servers, ascending, in the first `count` items. */
  places: Int32Array;
  /** How many take part. */
  count: number;
}

/** A roster of nobody. */
export function createRoster(): Roster {
  return {
    ids: [],
    weights: new Float64Array(0),
    hashes: new Int32Array(0),
    taking: new Uint8Array(0),
    places: new Int32Array(0),
    count: 0,
  };
}

/** True when the candidates are the servers of the roster, with the same weights at the same places. */
export function isRosterOf(roster: Roster, candidates: readonly Candidate[]): boolean {
  const { ids, weights } = roster;
  if (ids.length !== candidates.length) return false;
  for (let place = 0; place < ids.length; place++) {
    const { id, weight } = candidates[place];
    if (id !== ids[place] || weight !== weights[place]) return false;
  }
  return true;
}

/** Takes the candidates as the new list of servers. @throws Error for a weight that is not a whole number from 1 */
export function enrol(roster: Roster, candidates: readonly Candidate[]): void {
  for (const { id, weight } of candidates) {
    if (!Number.isInteger(weight) || weight < 1) {
      throw new Error(`The weight of ${id} must be a whole number from 1, not ${String(weight)}.`);
    }
  }
  roster.ids = candidates.map(({ id }) => id);
  roster.weights = Float64Array.from(candidates, ({ weight }) => weight);
  roster.hashes = Int32Array.from(candidates, ({ id }) => murmur3(id));
  roster.taking = new Uint8Array(candidates.length);
  roster.places = new Int32Array(candidates.length);
  roster.count = 0;
}

/** Decides who takes part in a pick: every usable server, a warming one with the probability of its share. */
export function callUp(roster: Roster, candidates: readonly Candidate[], chance: Chance): void {
  roster.count = 0;
  for (let place = 0; place < candidates.length; place++) {
    const { usable, share } = candidates[place];
    note(roster, place, usable && (share >= 1 || chance() < share));
  }
  if (roster.count === 0) callUpAll(roster, candidates);
}

/**
 * The same for strategies that tie clients to servers. Instead of chance, each client has a fixed number for each
 * server: while the share grows the server's clients come back one by one, and whoever is back stays.
 */
export function callUpFor(roster: Roster, candidates: readonly Candidate[], client: number): void {
  roster.count = 0;
  for (let place = 0; place < candidates.length; place++) {
    const { usable, share } = candidates[place];
    note(roster, place, usable && (share >= 1 || patience(client, roster.hashes[place]) < share));
  }
  if (roster.count === 0) callUpAll(roster, candidates);
}

/** When only warming servers are left and all of them sit out, all of them serve. */
function callUpAll(roster: Roster, candidates: readonly Candidate[]): void {
  for (let place = 0; place < candidates.length; place++) note(roster, place, candidates[place].usable);
}

function note(roster: Roster, place: number, takesPart: boolean): void {
  roster.taking[place] = takesPart ? 1 : 0;
  if (takesPart) roster.places[roster.count++] = place;
}

/** Keeps this number apart from the hashes that choose a client's server. */
const PATIENCE_SALT = 0x9e3779b9;

/** The share, on [0, 1), above which a client comes back to a warming server. */
function patience(client: number, serverHash: number): number {
  return mix32(mix32(client ^ PATIENCE_SALT) ^ serverHash) / 4294967296;
}

/** Maglev hashing: Eisenbud and others, *Maglev: A Fast and Reliable Software Network Load Balancer* (2016). */
import { hashOf, type HashName } from './hashes';
import type { Member, Takes } from './member';

export interface Maglev {
  scheme: 'maglev';
  nodes: number;
  /** The place of the node that has each entry. */
  table: Int32Array;
}

/**
 * A table that nodes fill in turn, each going through the entries in an order of its own, from an offset in steps of a
 * skip; a node of weight w takes w entries a turn.
 * @param size a prime, so that every skip visits every entry
 * @throws Error for a table with fewer entries than nodes, and for a size that is no prime
 */
export function createMaglev(members: readonly Member[], hash: HashName, size: number): Maglev {
  if (!isPrime(size)) throw new Error(`The table size must be a prime, not ${String(size)}.`);
  if (size < members.length) {
    throw new Error(`${String(size)} entries are too few for ${String(members.length)} nodes.`);
  }
  const table = new Int32Array(size).fill(-1);
  const skips = members.map(({ id }) => (hashOf(hash, `${id}#skip`) % (size - 1)) + 1);
  const next = members.map(({ id }) => hashOf(hash, `${id}#offset`) % size);
  let free = members.length > 0 ? size : 0;
  while (free > 0) {
    for (let place = 0; place < members.length; place++) {
      for (let turn = 0; turn < members[place].weight && free > 0; turn++, free--) {
        while (table[next[place]] >= 0) next[place] = (next[place] + skips[place]) % size;
        table[next[place]] = place;
      }
    }
  }
  return { scheme: 'maglev', nodes: members.length, table };
}

function isPrime(n: number): boolean {
  if (!Number.isInteger(n) || n < 2) return false;
  for (let divisor = 2; divisor * divisor <= n; divisor++) if (n % divisor === 0) return false;
  return true;
}

/** The first node that takes the key, from its entry on, each asked once; −1 when none does. */
export function walkMaglev({ table, nodes }: Maglev, position: number, takes: Takes): number {
  const asked = new Uint8Array(nodes);
  for (let i = 0; i < table.length; i++) {
    const place = table[(position + i) % table.length];
    if (place < 0 || asked[place] === 1) continue;
    if (takes(place)) return place;
    asked[place] = 1;
  }
  return -1;
}

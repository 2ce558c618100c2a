/**
 * Leases: who misses gets a token and must show it to fill. A delete, or another store, cancels the tokens given out
 * before it, so a value read from the database before a write cannot come into the cache after it. All who miss a key
 * between two such moments share one token, and the first fill spends it.
 * @see R. Nishtala et al., Scaling Memcache at Facebook, NSDI 2013, section 3.2.1
 */
import type { Plain } from '../../kernel/plain';
import { REFUSED, store, type CacheKey, type CacheState, type StoreResult } from './cache';

/** The token for filling a key that was missed, > 0. */
export function lease(state: CacheState, key: CacheKey): number {
  let token = state.leases.get(key);
  if (token === undefined) {
    token = ++state.lastToken;
    state.leases.set(key, token);
  }
  return token;
}

/** As `store`, but refused when the token has been cancelled or spent. */
export function fill<V extends Plain>(
  state: CacheState<V>,
  key: CacheKey,
  value: V,
  token: number,
  nowUs: number,
  chance: () => number,
  version = 0,
): StoreResult {
  if (state.leases.get(key) !== token) return REFUSED;
  return { stored: true, evicted: store(state, key, value, nowUs, chance, version) };
}

/** A cache with a choice of eviction rules, expiry, versions and leases. Rules of behaviour: `SPEC.md`. */
export {
  clear,
  createCache,
  entriesOf,
  lookup,
  peek,
  remove,
  resize,
  sizeOf,
  store,
  storeIfNewer,
  type CacheEntry,
  type CacheKey,
  type CacheOptions,
  type CacheState,
  type Lookup,
  type StoreResult,
  type TtlMode,
} from './cache';
export { fill, lease } from './lease';
export { EVICTION_POLICIES, type EvictionPolicy } from './rules';

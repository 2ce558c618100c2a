/**
 * How an application keeps a cache and a database together: which of the two it asks, in which order.
 *
 * Each strategy is a recipe for reads and one for writes. A recipe looks at what has been done so far and names the
 * next step; whoever follows it does the step and asks again. In `cacheAside` the application does all the work;
 * in the others the cache stands in front of the database and does its part itself.
 */

/** One thing to do next. */
export type Step =
  /** Look the key up in the cache. */
  | 'askCache'
  /** Ask the cache, which asks the database when it does not know. */
  | 'readThrough'
  | 'readDatabase'
  | 'writeDatabase'
  /** Put what was read into the cache; nobody waits for it. */
  | 'fillCache'
  /** Put what was written into the cache instead of deleting it. */
  | 'updateCache'
  | 'deleteFromCache'
  /** Hand the write to the cache, which writes to the database before it answers. */
  | 'writeThrough'
  /** Hand the write to the cache and to the database at the same time. */
  | 'writeBoth'
  /** Hand the write to the cache, which answers at once and writes to the database later. */
  | 'writeBehind'
  /** Hand the write to the cache, which passes it on and forgets the key. */
  | 'writeAround'
  | 'answer';

/** What has been done of a request. */
export interface Progress {
  op: 'read' | 'write';
  /** The step done last; null at the start. */
  last: Step | null;
  /** Whether the last step did what it should: a cache that knows the key, a database that answered. */
  worked: boolean;
}

/** Mistakes and variants that a strategy may be run with. */
export interface Variant {
  /** After a write, put the new value into the cache instead of deleting the old one. */
  updatesInsteadOfDeleting: boolean;
  /** Write-through to cache and database at the same time instead of one after the other. */
  writesInParallel: boolean;
}

type Recipe = (progress: Progress, variant: Variant) => Step;

interface Strategy {
  title: string;
  help: string;
  read: Recipe;
  write: Recipe;
}

/** [CS1] A hit is answered from the cache; a miss is read from the database, answered, and then put in the cache. */
const readAside: Recipe = ({ last, worked }) => {
  if (last === null) return 'askCache';
  if (last === 'askCache') return worked ? 'answer' : 'readDatabase';
  if (last === 'readDatabase') return worked ? 'fillCache' : 'answer';
  return 'answer';
};

/** [CS2] Reads go to the cache alone; what it does not know it fetches itself. */
const readThrough: Recipe = ({ last }) => (last === null ? 'readThrough' : 'answer');

/** [CS3] The database first, then the cached copy goes; the next read fetches the new value. */
const writeThenDelete: Recipe = ({ last, worked }, variant) => {
  if (last === null) return 'writeDatabase';
  if (last === 'writeDatabase' && worked)
    return variant.updatesInsteadOfDeleting ? 'updateCache' : 'deleteFromCache';
  return 'answer';
};

/** A write that is the cache's affair. */
function handOver(step: Step): Recipe {
  return ({ last }) => (last === null ? step : 'answer');
}

export const STRATEGIES = {
  cacheAside: {
    title: 'cache-aside',
    help: 'the application asks the cache, then the database, and fills the cache itself',
    read: readAside,
    write: writeThenDelete,
  },
  readThrough: {
    title: 'read-through',
    help: 'the cache fetches what it does not know; writes go to the database and delete the copy',
    read: readThrough,
    write: writeThenDelete,
  },
  writeThrough: {
    title: 'write-through',
    help: 'writes go through the cache to the database before they are acknowledged',
    read: readThrough,
    write: (progress, variant) =>
      handOver(variant.writesInParallel ? 'writeBoth' : 'writeThrough')(progress, variant),
  },
  writeBehind: {
    title: 'write-behind',
    help: 'the cache acknowledges at once and writes to the database later, in batches',
    read: readThrough,
    write: handOver('writeBehind'),
  },
  writeAround: {
    title: 'write-around',
    help: 'writes pass the cache by: a read after a write always misses',
    read: readThrough,
    write: handOver('writeAround'),
  },
  refreshAhead: {
    title: 'refresh-ahead',
    help: 'read-through, and the cache renews popular entries before they expire',
    read: readThrough,
    write: writeThenDelete,
  },
} as const satisfies Record<string, Strategy>;

export type CachingStrategy = keyof typeof STRATEGIES;

/** The next step of a request, under a strategy. */
export function nextStep(strategy: CachingStrategy, progress: Progress, variant: Variant): Step {
  return STRATEGIES[strategy][progress.op](progress, variant);
}

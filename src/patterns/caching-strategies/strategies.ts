/**
 * How an application keeps a cache and a database together: which of the two it asks, in which order.
 *
 * Each strategy is a recipe for reads and one for writes. A recipe looks at how far a request has come and names the
 * next step; whoever follows it does the step and asks again. In cache-aside the application does all the work; in
 * the others the cache stands in front of the database and does its part itself (`through.ts`).
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
  /** Put what was written into the cache instead of deleting the copy. */
  | 'updateCache'
  | 'deleteFromCache'
  /** Hand the write to the cache, which writes to the database before it answers. */
  | 'writeThrough'
  /** Hand the write to the cache, which stores it and writes to the database at the same time. */
  | 'writeBoth'
  /** Hand the write to the cache, which answers at once and writes to the database later. */
  | 'writeBehind'
  /** Hand the write to the cache, which passes it on and forgets the key. */
  | 'writeAround'
  | 'answer';

/** How a step ended. */
export type StepEnd =
  /** As wished: the cache knows the key, the database has done it. */
  | 'well'
  /** Not: the key is not there, the database has refused. */
  | 'badly'
  /** Nobody knows: there was no answer in time, and it may have happened all the same. */
  | 'unknown';

/** How far a request has come. */
export interface Progress {
  op: 'read' | 'write';
  /** The step done last; null at the start. */
  last: Step | null;
  ended: StepEnd;
}

/** Mistakes that a strategy may be run with. */
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

/** [CS2] A hit is answered from the cache; a miss is read from the database, answered, and put into the cache. */
const readAside: Recipe = ({ last, ended }) => {
  if (last === null) return 'askCache';
  if (last === 'askCache') return ended === 'well' ? 'answer' : 'readDatabase';
  if (last === 'readDatabase') return ended === 'well' ? 'fillCache' : 'answer';
  return 'answer';
};

/** [CS3] Reads go to the cache alone; what it does not know it fetches itself. */
const readThrough: Recipe = ({ last }) => (last === null ? 'readThrough' : 'answer');

/** [CS4] The database first, then the cached copy goes; the next read fetches the new value. */
const writeThenDelete: Recipe = ({ last, ended }, variant) => {
  if (last === null) return 'writeDatabase';
  if (last !== 'writeDatabase' || ended === 'badly') return 'answer';
  const updates = variant.updatesInsteadOfDeleting && ended === 'well';
  return updates ? 'updateCache' : 'deleteFromCache';
};

/** [CS5] A write that is the cache's affair. */
function handOver(step: Step): Recipe {
  return ({ last }) => (last === null ? step : 'answer');
}

/** All strategies, by the name of their knob. */
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

/** [CS1] The next step of a request, under a strategy. */
export function nextStep(strategy: CachingStrategy, progress: Progress, variant: Variant): Step {
  return STRATEGIES[strategy][progress.op](progress, variant);
}

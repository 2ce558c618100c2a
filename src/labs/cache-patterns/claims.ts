import type { Claims, RunView } from '../../scenario/types';

const EMPTIED_SEC = 10;
const DOWN_SEC = [6, 14] as const;

function percent(share: number): string {
  return `${(share * 100).toFixed(0)} %`;
}

function millis(value: number): string {
  return `${value.toFixed(0)} ms`;
}

function hitRatio(run: RunView, fromSec: number): number {
  const hits = run.count('cache.hits', fromSec, run.untilSec);
  return hits / run.count('cache.lookups', fromSec, run.untilSec);
}

/** Acknowledged by the cache, not made needless by a later write, and never arrived: waiting or lost. */
function missingWrites(run: RunView): number {
  const count = (metric: string): number => run.count(`cache.${metric}`);
  return count('writesBuffered') - count('writesCoalesced') - count('writesFlushed');
}

/** Stale reads in one run and none in the other. */
function cured(run: RunView, other: RunView): { held: boolean; says: string } {
  const [own, others] = [run, other].map((view) => view.count('staleReads'));
  return {
    held: own >= 10 && others === 0 && other.held('no-stale-read'),
    says: `${String(own)} of ${String(run.count('reads'))} reads were stale, and ${String(others)} beside.`,
  };
}

export const claims: Claims = {
  empty: (run) => {
    const reads = (fromSec: number, toSec: number): number => run.rate('db.reads', fromSec, toSec);
    const before = reads(EMPTIED_SEC - 5, EMPTIED_SEC);
    const after = reads(EMPTIED_SEC, EMPTIED_SEC + 2);
    const later = reads(EMPTIED_SEC + 4, run.untilSec);
    return {
      held: after > before * 2 && later < after * 0.75 && run.count('errorsPerSec') === 0,
      says: `The database went from ${before.toFixed(0)} to ${after.toFixed(0)} reads a second, then back to ${later.toFixed(0)}.`,
    };
  },
  'cache-down': (run, other) => {
    const [own, others] = [run, other].map((view) => view.count('errorsPerSec'));
    const before = run.mean('app.readTimeMs', 2, DOWN_SEC[0]);
    const during = run.mean('app.readTimeMs', DOWN_SEC[0] + 2, DOWN_SEC[1]);
    return {
      held: own === 0 && others > 100 && during > before && other.lastSec('errorsPerSec') < DOWN_SEC[1] + 2.2,
      says: `Reads took ${millis(during)} instead of ${millis(before)} and none failed; ${String(others)} requests failed with read-through.`,
    };
  },
  'lost-writes': (run, other) => {
    const lost = missingWrites(run);
    const [own, others] = [run, other].map((view) => view.quantile('app.writeTimeMs', 0.5, 0, 9));
    const id = 'acknowledged-writes-survive';
    return {
      held: lost > 0 && !run.held(id) && other.held(id) && own < others * 0.6,
      says: `${String(lost)} acknowledged writes are gone. A write took ${millis(own)} instead of ${millis(others)}.`,
    };
  },
  'failed-flush': (run) => {
    const failed = run.count('cache.flushesFailed');
    return {
      held: failed >= 2 && missingWrites(run) === 0 && run.held('acknowledged-writes-survive'),
      says: `${String(failed)} flushes failed, and ${String(missingWrites(run))} writes are missing.`,
    };
  },
  coalescing: (run, other) => {
    const [own, others] = [run, other].map((view) => view.count('db.writes'));
    return {
      held: own < others * 0.7,
      says: `The database did ${String(own)} writes instead of ${String(others)}.`,
    };
  },
  'write-around': (run, other) => {
    const [own, others] = [run, other].map((view) => hitRatio(view, 5));
    return {
      held: own < others - 0.1,
      says: `The hit ratio was ${percent(own)}, and ${percent(others)} with write-through.`,
    };
  },
  'refresh-ahead': (run, other) => {
    const [own, others] = [run, other].map((view) => 1 - hitRatio(view, 5));
    return {
      held: own < 0.02 && others > 0.1,
      says: `${percent(own)} of reads missed, and ${percent(others)} with read-through.`,
    };
  },
  race: cured,
  'versions-and-deletes': cured,
  'update-order': cured,
  'both-at-once': (run, other) => {
    const id = 'cache-holds-what-database-held';
    const refused = run.count('requests.failed');
    return {
      held: refused > 0 && !run.held(id) && other.held(id) && other.count('requests.failed') > 0,
      says: `The database refused ${String(refused)} writes, and one of them was served from the cache.`,
    };
  },
};

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { NodeLog } from '../../../protocol/messages';
import {
  CELL_W,
  columnsOf,
  conflictsIn,
  epochsIn,
  leaderOf,
  leftOf,
  sayEntry,
  sayLog,
  windowAt,
} from './columns';

/** A log of these terms, one entry each, after a snapshot. */
function log(id: string, terms: readonly number[], more: Partial<NodeLog> = {}): NodeLog {
  const snapshotIndex = more.snapshotIndex ?? 0;
  return {
    id,
    snapshotIndex,
    lastIndex: snapshotIndex + terms.length,
    commitIndex: snapshotIndex,
    epoch: Math.max(0, ...terms),
    entries: terms.map((epoch, i) => ({ index: snapshotIndex + i + 1, epoch, text: 'write', short: 'w' })),
    followers: [],
    ...more,
  };
}

const followers = [{ id: 's2', next: 4, match: 3 }];

describe('columns', () => {
  it('leave out what all logs have in a snapshot', () => {
    const logs = [log('s1', [1, 1], { snapshotIndex: 6 }), log('s2', [1], { snapshotIndex: 4 })];
    expect(columnsOf(logs)).toEqual({ base: 4, last: 8 });
    expect(leftOf({ base: 4, last: 8 }, 5)).toBe(0);
    expect(columnsOf([])).toEqual({ base: 0, last: 0 });
  });

  it('in sight are always within the window, wherever one scrolls', () => {
    fc.assert(
      fc.property(
        fc.nat(10_000),
        fc.nat(700_000),
        fc.integer({ min: 100, max: 3000 }),
        (base, scroll, width) => {
          const { from, count } = windowAt({ base, last: 100_000 }, scroll, width);
          const first = base + 1 + Math.floor(scroll / CELL_W);
          const last = base + 1 + Math.floor((scroll + width) / CELL_W);
          expect(from).toBeGreaterThan(base);
          expect(from).toBeLessThanOrEqual(first);
          expect(from + count).toBeGreaterThan(last);
          expect(count).toBeLessThan(80);
        },
      ),
    );
  });
});

describe('the leader shown', () => {
  it('is the one of the newest term, or none', () => {
    const old = log('s1', [1], { followers, epoch: 1 });
    const young = log('s4', [1, 2], { followers, epoch: 2 });
    expect(leaderOf([old, young, log('s2', [3])])).toBe(young);
    expect(leaderOf([log('s2', [3])])).toBeNull();
  });
});

describe('conflicts', () => {
  const at = (logs: NodeLog[], id: string) => [...(conflictsIn(logs).get(id) ?? [])];

  it('are entries that contradict the leader', () => {
    const leader = log('s1', [1, 1, 3], { followers, epoch: 3 });
    const logs = [leader, log('s2', [1, 2, 2]), log('s3', [1, 1, 3])];
    expect(at(logs, 's1')).toEqual([]);
    expect(at(logs, 's2')).toEqual([2, 3]);
    expect(at(logs, 's3')).toEqual([]);
  });

  it('without a leader, are entries that contradict what is committed, and else the newest term', () => {
    const logs = [log('s1', [1, 2], { commitIndex: 2 }), log('s2', [1, 3])];
    expect(at(logs, 's2')).toEqual([2]);
    const open = [log('s1', [1, 2]), log('s2', [1, 3])];
    expect(at(open, 's1')).toEqual([2]);
    expect(at(open, 's2')).toEqual([]);
  });

  it('are none where one log only reaches further', () => {
    const leader = log('s1', [1], { followers });
    expect(at([leader, log('s2', [1, 1])], 's2')).toEqual([]);
  });
});

describe('words', () => {
  it('tell an entry and a log', () => {
    const [entry] = log('s1', [3]).entries;
    expect(sayEntry(entry, true, false)).toBe('1: write, term 3, committed');
    expect(sayEntry(entry, false, true)).toBe('1: write, term 3, contradicts the others');
    expect(sayLog(log('s1', [3, 3], { snapshotIndex: 4, commitIndex: 5 }), 1)).toBe(
      's1: 6 entries, 5 known to be committed, 4 in a snapshot, 1 in sight contradict the others',
    );
    expect(sayLog(log('s1', []), 0)).toBe('s1: empty, 0 known to be committed');
  });

  it('terms are named once', () => {
    expect(epochsIn([log('a', [2, 1]), log('b', [2, 3])])).toEqual([1, 2, 3]);
  });
});

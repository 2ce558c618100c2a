import { describe, expect, it } from 'vitest';
import { at, during, nodeIn } from '../kernel/testing/tiny';
import type { CacheNodeState } from '../nodes/cache/index';
import { write } from '../nodes/testing/plan';
import { invariant as writesSurvive } from './acknowledged-writes-survive';
import { nodesOf, verdictOf, watch } from './testing/storage';

describe('acknowledged writes survive', () => {
  const behind = nodesOf({ strategy: 'writeBehind' });
  const asks = [1, 2, 3, 1, 4].map((key, index) => write(100 + index * 10, key, index));

  it('holds while they wait in the buffer, and when they have arrived', () => {
    const waiting = verdictOf(watch(writesSurvive, behind, asks, { untilMs: 900 }));
    expect(waiting).toEqual({
      brokenAtMs: -1,
      says: '5 writes were acknowledged, none is lost. The last ones of 4 keys wait to be flushed.',
    });
    const arrived = verdictOf(watch(writesSurvive, behind, asks, { untilMs: 3000 }));
    expect(arrived).toEqual({ brokenAtMs: -1, says: '5 writes were acknowledged, none is lost.' });
  });

  it('breaks at the crash that loses the buffer, and names as many keys as it held', () => {
    const before = watch(writesSurvive, behind, asks, { untilMs: 799 });
    const { buffer } = before.state('cache') as CacheNodeState;
    const run = watch(writesSurvive, behind, asks, { inputs: [at(800, 'crash', 'cache')], untilMs: 3000 });
    expect(verdictOf(run)).toEqual({
      brokenAtMs: 800,
      says: 'The last acknowledged write of 4 keys is gone: 1, 2, 3, 4',
    });
    expect(buffer.newest.size).toBe(4);
  });

  it('counts an acknowledgement that was under way at the crash, when it comes', () => {
    // Key 9 is taken at 211 and acknowledged to the client at 221.
    const late = [...asks, write(200, 9, 1)];
    const run = watch(writesSurvive, behind, late, { inputs: [at(213, 'crash', 'cache')], untilMs: 900 });
    expect(verdictOf(run)).toEqual({
      brokenAtMs: 213,
      says: 'The last acknowledged write of 5 keys is gone: 1, 2, 3, 4, 9',
    });
  });

  it('does not count a write that is lost before anybody was told of it', () => {
    const inputs = [at(208, 'crash', 'cache')];
    const run = watch(writesSurvive, behind, [write(200, 9, 1)], { inputs, untilMs: 900 });
    expect(verdictOf(run).brokenAtMs).toBe(-1);
  });

  it('holds when a flush under way outlives its cache, and breaks when it is refused', () => {
    const inputs = [at(1002, 'crash', 'cache')];
    const arrives = watch(writesSurvive, behind, asks, { inputs, untilMs: 3000 });
    expect(verdictOf(arrives).brokenAtMs).toBe(-1);
    const refusing = nodesOf({ strategy: 'writeBehind' }, {}, { writeFailureRatio: 1 });
    const refused = watch(writesSurvive, refusing, asks, { inputs, untilMs: 3000 });
    // Sent at 1000, served from 1005 for four times 30 ms, and the refusal finds nobody at 1130.
    expect(verdictOf(refused).brokenAtMs).toBe(1130);
    const paused = [...inputs, during(1003, 2000, 'pause', 'db')];
    const later = watch(writesSurvive, behind, asks, { inputs: paused, untilMs: 3000 });
    expect(verdictOf(later).brokenAtMs).toBe(-1);
  });

  it('holds when failed flushes are repeated', () => {
    const inputs = [during(0, 2500, 'set', 'db.writeFailureRatio', 1)];
    const run = watch(writesSurvive, behind, asks, { inputs, untilMs: 5000 });
    expect(run.count('cache.flushesFailed')).toBe(2);
    expect(verdictOf(run).brokenAtMs).toBe(-1);
  });

  it.each(['cacheAside', 'readThrough', 'writeThrough', 'writeAround', 'refreshAhead'])(
    'holds under %s, whoever crashes',
    (strategy) => {
      const inputs = ['app', 'cache', 'db'].flatMap((id, index) => [
        during(150 + index * 100, 180 + index * 100, 'crash', id),
      ]);
      const more = Array.from({ length: 60 }, (_, i) => write(100 + i * 7, i % 4, i));
      const run = watch(writesSurvive, nodesOf({ strategy }), more, { inputs, untilMs: 3000 });
      expect(verdictOf(run).brokenAtMs).toBe(-1);
      expect(nodeIn(run.sim, 'db').up).toBe(true);
    },
  );
});

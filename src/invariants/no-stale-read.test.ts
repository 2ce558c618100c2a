import { describe, expect, it } from 'vitest';
import { at, MS } from '../kernel/testing/tiny';
import { read, write } from '../nodes/testing/plan';
import { invariant as noStaleRead } from './no-stale-read';
import { nodesOf, verdictOf, watch } from './testing/storage';

describe('no stale read', () => {
  const asks = [write(0, 7, 1), read(100, 7), write(150, 7, 2), read(400, 7), read(500, 7)];
  const inputs = [at(148, 'delay', 'app->cache#3', 200 * MS)];

  it('breaks at the first read that returns less than was acknowledged before it began', () => {
    const nodes = nodesOf({ strategy: 'cacheAside', fillRule: 'always' });
    expect(verdictOf(watch(noStaleRead, nodes, asks, { inputs, untilMs: 1000 }))).toEqual({
      brokenAtMs: 421,
      says: '2 of 3 reads were stale. The first was of key 7.',
    });
  });

  it('holds with leases', () => {
    const nodes = nodesOf({ strategy: 'cacheAside' });
    expect(verdictOf(watch(noStaleRead, nodes, asks, { inputs, untilMs: 1000 }))).toEqual({
      brokenAtMs: -1,
      says: '3 reads were answered, none of them stale.',
    });
  });

  it('a read that began before the acknowledgement may return the old value', () => {
    const early = [write(0, 7, 1), read(100, 7), write(200, 7, 2), read(230, 7)];
    const nodes = nodesOf({ strategy: 'cacheAside', fillRule: 'always' });
    const run = watch(noStaleRead, nodes, early, { untilMs: 1000 });
    expect(run.told.find(({ ask }) => ask === 3)?.answer?.value).toBe(1);
    expect(verdictOf(run).brokenAtMs).toBe(-1);
  });
});

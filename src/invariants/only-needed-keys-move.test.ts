import { describe, expect, it } from 'vitest';
import { placedWorld, routerIn, standingAfter } from './testing/placing';
import { invariant } from './only-needed-keys-move';

const ID = 'only-needed-keys-move';
const changes = ['1s join node-5', '2s leave node-2', '3s join node-2'];

describe('only keys that must move, move', () => {
  it.each(['ring', 'rendezvous'])('and they do under %s', (scheme) => {
    const { held, says } = standingAfter(ID, 4, { 'router.scheme': scheme }, changes);
    expect(held).toBe(true);
    expect(says).toMatch(/^Changes of nodes: 3\. They moved \d+ keys, each for a reason\.$/);
  });

  it.each([
    ['modulo', '1s join node-5', 1],
    ['jump', '2s leave node-1', 2],
    ['maglev', '2s leave node-1', 2],
  ])('and not under %s: %s', (scheme, input, sec) => {
    const { held, brokenAtSec, says } = standingAfter(ID, 4, { 'router.scheme': scheme }, [input]);
    expect([held, brokenAtSec]).toEqual([false, sec]);
    expect(says).toMatch(
      /^\d+ keys moved between nodes that stayed, such as key-\d+ from node-\d to node-\d\.$/,
    );
  });

  it('and jump keeps it when the last comes and goes', () => {
    const inputs = ['1s join node-5', '2s leave node-5'];
    expect(standingAfter(ID, 4, { 'router.scheme': 'jump' }, inputs).held).toBe(true);
  });

  it('and breaks with points by position', () => {
    expect(standingAfter(ID, 4, { 'router.pointsByPosition': true }, ['2s leave node-1']).held).toBe(false);
  });

  it('and other rules are no change of nodes', () => {
    const { held, says } = standingAfter(ID, 4, {}, ['2s set router.scheme modulo']);
    expect(held).toBe(true);
    expect(says).toContain('Changes of nodes: 0.');
  });

  it('and a single key that moves for nothing is enough', () => {
    const world = placedWorld(1);
    const memo = invariant.init();
    expect(invariant.check(memo, world, -1)).toBe(true);
    const router = routerIn(world);
    const owners = router.layout.owners.slice();
    const ids = router.layout.ids.slice(0, 4);
    const stays = owners.findIndex((owner) => owner === 1);
    router.layout = { ...router.layout, ids, owners: owners.map((owner) => Math.min(owner, 3)) };
    router.layout.owners[stays] = 2;
    expect(invariant.check(memo, world, -1)).toBe(false);
    expect(invariant.says(memo)).toBe(
      `1 keys moved between nodes that stayed, such as key-${String(stays)} from node-1 to node-2.`,
    );
  });
});

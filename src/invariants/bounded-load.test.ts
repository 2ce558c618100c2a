import { describe, expect, it } from 'vitest';
import { invariant } from './bounded-load';
import { judgeSent, placedWorld, routerIn, standingAfter } from './testing/placing';

const ID = 'bounded-load';
const HOT = { 'clients.hotRatio': 0.5, 'nodes.ttlMs': 0, 'nodes.workers': 1 };

describe('no node is far above the mean', () => {
  it('and none is when requests in flight are bounded', () => {
    const { held, says } = standingAfter(ID, 10, { ...HOT, 'router.bound': 'inFlight' });
    expect(held).toBe(true);
    expect(says).toMatch(/^\d{3} requests went to nodes that had room\.$/);
  });

  it('and one is when keys are bounded instead', () => {
    const { held, says } = standingAfter(ID, 10, { ...HOT, 'router.bound': 'keys' });
    expect(held).toBe(false);
    expect(says).toMatch(
      /^node-\d got its request number \d+ in flight, of \d+ at all nodes; at most \d+ were/,
    );
  });

  it('and says so when there is no bound', () => {
    expect(standingAfter(ID, 3, HOT)).toMatchObject({ held: true, says: 'Loads are not bounded.' });
  });

  it('and allows exactly the bound', () => {
    // With this one: 8 in flight at 5 nodes, 1.25 × 8 / 5 = 2.
    const world = placedWorld(1, { 'router.bound': 'inFlight' });
    const router = routerIn(world);
    for (const [i, node] of router.nodes.entries()) node.inFlight = [2, 1, 1, 2, 2][i];
    expect(judgeSent(invariant, world, 'node-0', 1).held).toBe(true);
    for (const [i, node] of router.nodes.entries()) node.inFlight = [3, 1, 1, 1, 2][i];
    expect(judgeSent(invariant, world, 'node-0', 1)).toEqual({
      held: false,
      says: 'node-0 got its request number 3 in flight, of 8 at all nodes; at most 2 were allowed.',
    });
  });
});

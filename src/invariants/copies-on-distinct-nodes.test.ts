import { describe, expect, it } from 'vitest';
import { standingAfter } from './testing/placing';

const ID = 'copies-on-distinct-nodes';

describe('copies are on different nodes', () => {
  it('and they are, on the next different nodes', () => {
    const { held, says } = standingAfter(ID, 5, { 'router.copies': 3 });
    expect(held).toBe(true);
    expect(says).toMatch(/^Requests for keys with copies: \d{2,3}\. Each has them on different nodes\.$/);
  });

  it('and not on the next points', () => {
    const { held, says } = standingAfter(ID, 5, { 'router.copies': 3, 'router.nextPoints': true });
    expect(held).toBe(false);
    expect(says).toMatch(/^The 3 copies of key-\d+ are on node-\d( and node-\d)? alone\.$/);
  });

  it('and asks for no more nodes than there are', () => {
    expect(standingAfter(ID, 5, { 'router.copies': 10 }).held).toBe(true);
  });

  it('and has nothing to say where there is one copy, or a bound in its place', () => {
    for (const [copies, bound] of [
      [1, 'none'],
      [3, 'inFlight'],
    ] as const) {
      const knobs = { 'router.copies': copies, 'router.bound': bound, 'router.nextPoints': true };
      const { held, says } = standingAfter(ID, 5, knobs);
      expect(held).toBe(true);
      expect(says).toContain('copies: 0.');
    }
  });
});

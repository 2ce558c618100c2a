import { describe, expect, it } from 'vitest';
import { invariant } from './no-request-to-removed';
import { balancerOf, judge, sendTo, worldAfter } from './testing/dispatch';

// s2 dies at 2 s and is out by 4 s.
const world = worldAfter(5, {}, ['2s crash s2']);

describe('no request to a removed server', () => {
  it('holds while requests go to servers in service', () => {
    const shown = ['s1', 's3', 's4'].map((id) => [world, sendTo(world, id)] as const);
    expect(judge(invariant, shown)).toEqual({
      held: true,
      says: '3 requests went to servers believed well.',
    });
  });

  it('breaks at a request to a server that probes took out', () => {
    expect(balancerOf(world).fleet.health[1].mode).toBe('unhealthy');
    expect(judge(invariant, [[world, sendTo(world, 's2')]])).toEqual({
      held: false,
      says: 'lb sent a request to s2, which it held for unhealthy.',
    });
  });

  it.each(['ejected', 'draining'] as const)('breaks at a request to a server that is %s', (mode) => {
    const other = worldAfter(1);
    balancerOf(other).fleet.health[0].mode = mode;
    expect(judge(invariant, [[other, sendTo(other, 's1')]]).held).toBe(false);
  });

  it('lets probes and replies pass', () => {
    const probe = sendTo(world, 's2', { role: 'control', type: 'probe' });
    const reply = sendTo(world, 's2', { role: 'reply' });
    expect(
      judge(invariant, [
        [world, probe],
        [world, reply],
      ]).says,
    ).toMatch(/^0 /);
  });
});

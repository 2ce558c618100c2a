import { describe, expect, it } from 'vitest';
import type { World } from '../kernel/world';
import { invariant } from './spares-the-busiest';
import { balancerOf, judge, sendTo, worldAfter } from './testing/dispatch';

/** Servers with these loads, as the balancer saw them at its last pick. */
function loaded(loads: readonly number[], strategy = 'powerOfTwo'): World {
  const world = worldAfter(1, { 'lb.strategy': strategy, 'servers.present': loads.length });
  for (const [index, load] of loads.entries()) balancerOf(world).fleet.candidates[index].load = load;
  return world;
}

function judgeSendTo(id: string, world: World) {
  return judge(invariant, [[world, sendTo(world, id)]]);
}

describe('two choices spare the busiest', () => {
  it('breaks at a request to a server that is busier than all others', () => {
    expect(judgeSendTo('s1', loaded([3, 2, 2, 0]))).toEqual({
      held: false,
      says: 's1 got a request although it had 3, more than any other server.',
    });
  });

  it('holds for all others, and among equals', () => {
    expect(judgeSendTo('s2', loaded([3, 2, 2, 0])).held).toBe(true);
    expect(judgeSendTo('s1', loaded([3, 3, 2, 0])).held).toBe(true);
    expect(judgeSendTo('s4', loaded([3, 2, 2, 0]))).toEqual({
      held: true,
      says: '1 picks, none of them the busiest server.',
    });
  });

  it('does not count servers that are out, and asks nothing of a single one', () => {
    const world = loaded([3, 5]);
    balancerOf(world).fleet.candidates[1].usable = false;
    expect(judgeSendTo('s1', world).held).toBe(true);
    const three = loaded([3, 5, 1]);
    balancerOf(three).fleet.candidates[1].usable = false;
    expect(judgeSendTo('s1', three).held).toBe(false);
  });

  it('asks nothing while every other server warms up, since those may sit out', () => {
    const world = loaded([3, 1, 1]);
    const { health } = balancerOf(world).fleet;
    health[1].mode = 'warming';
    expect(judgeSendTo('s1', world).held).toBe(false);
    health[2].mode = 'warming';
    expect(judgeSendTo('s1', world).held).toBe(true);
  });

  it('is promised by two choices alone', () => {
    expect(judgeSendTo('s1', loaded([3, 2, 2, 0], 'random'))).toEqual({
      held: true,
      says: 'The power of two choices is not in use.',
    });
  });
});

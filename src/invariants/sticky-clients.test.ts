import { describe, expect, it } from 'vitest';
import { invariant } from './sticky-clients';
import { balancerOf, judge, sendTo, worldAfter } from './testing/dispatch';

const knobs = { 'lb.strategy': 'ipHash' };
const inputs = ['2s crash s2', '6s restart s2'];
const [well, without, back, later] = [1, 5, 8, 9].map((seconds) => worldAfter(seconds, knobs, inputs));

describe('a client stays on its server', () => {
  it('and holds while it does', () => {
    expect(
      judge(invariant, [
        [well, sendTo(well, 's2')],
        [well, sendTo(well, 's2')],
      ]),
    ).toEqual({
      held: true,
      says: 'Clients tied to servers: 1. None was moved without need.',
    });
  });

  it('and breaks when it is moved off a server that is well', () => {
    expect(
      judge(invariant, [
        [well, sendTo(well, 's3')],
        [without, sendTo(without, 's1')],
      ]),
    ).toEqual({
      held: false,
      says: 'Client 1 was moved from s3, which is well, to s1.',
    });
  });

  it('and lets it leave a server that is out, and return when it is back', () => {
    const left = [
      [well, sendTo(well, 's2')],
      [without, sendTo(without, 's1')],
    ] as const;
    const returned = [...left, [back, sendTo(back, 's2')]] as const;
    expect(balancerOf(without).fleet.health[1].mode).toBe('unhealthy');
    expect(judge(invariant, left).held).toBe(true);
    expect(judge(invariant, returned).held).toBe(true);
  });

  it('and breaks when it leaves the server that is back', () => {
    const shown = [
      [back, sendTo(back, 's2')],
      [later, sendTo(later, 's1')],
    ] as const;
    expect(judge(invariant, shown).held).toBe(false);
  });

  it('and breaks when the server it goes to had been back for long', () => {
    const shown = [
      [back, sendTo(back, 's1')],
      [later, sendTo(later, 's2')],
    ] as const;
    expect(judge(invariant, shown).held).toBe(false);
  });

  it('and may leave a server whose circuit breaker is open, and come back to it', () => {
    const guarded = worldAfter(12, { ...knobs, 'lb.breaker': true, 'lb.serverTimeoutMs': 500 }, [
      '2s set s2.hangRatio 1',
    ]);
    expect(balancerOf(guarded).fleet.health[1].mode).toBe('healthy');
    const shown = [
      [well, sendTo(well, 's2')],
      [guarded, sendTo(guarded, 's1')],
      [guarded, sendTo(guarded, 's2')],
    ] as const;
    expect(judge(invariant, shown).held).toBe(true);
  });

  it('is promised by the hashes alone', () => {
    const other = worldAfter(1);
    expect(
      judge(invariant, [
        [other, sendTo(other, 's1')],
        [other, sendTo(other, 's2')],
      ]),
    ).toEqual({
      held: true,
      says: 'No strategy in use ties clients to servers.',
    });
  });
});

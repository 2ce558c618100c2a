import { describe, expect, it } from 'vitest';
import { standings, type AnyInvariant } from '../kernel/invariant';
import type { Input } from '../kernel/input';
import { at, during } from '../kernel/testing/tiny';
import { runStore, type StoreParts } from '../nodes/quorum-node/testing/store';
import { invariant as kept } from './acknowledged-writes-kept';
import { invariant as linearizable } from './linearizable';
import { invariant as fresh } from './no-stale-quorum-read';

const BUSY: StoreParts = { nodes: 3, clients: 2, client: { sessions: 3, thinkTimeMs: 15 } };

function standing(promise: AnyInvariant, parts: StoreParts, inputs: readonly Input[] = [], untilMs = 5_000) {
  const [{ brokenAtUs, says }] = standings(
    runStore({ ...BUSY, ...parts, invariants: [promise] }, inputs, untilMs).sim,
  );
  return { held: brokenAtUs < 0, says };
}

const LOOSE = { readLevel: 'one', writeLevel: 'one', sendTo: 'needed', readRepair: 'off', handoff: 'off' };

describe('reads find the newest write', () => {
  it('with quorums that overlap', () => {
    const { held, says } = standing(fresh, {});
    expect(held).toBe(true);
    expect(says).toMatch(/^Reads answered: \d{3}\. None was stale\.$/);
  });

  it('and not with ONE and ONE', () => {
    const { held, says } = standing(fresh, { node: LOOSE });
    expect(held).toBe(false);
    expect(says).toMatch(
      /^s\d told c\d that key 0 holds (nothing|\d+); \d+ had been acknowledged before the client asked\.$/,
    );
  });
});

describe('acknowledged writes are kept', () => {
  it('through crashes', () => {
    expect(
      standing(kept, {}, [during(1_000, 2_000, 'crash', 's1'), during(2_500, 3_000, 'crash', 's2')]),
    ).toEqual({
      held: true,
      says: expect.stringMatching(/^Writes acknowledged: \d+\. None is lost\.$/) as string,
    });
  });

  it('and not through a clock that is ahead, unless siblings stay', () => {
    const skew = [during(1_000, 3_000, 'skew', 's1', 500_000)];
    const { held, says } = standing(kept, {}, skew);
    expect(held).toBe(false);
    expect(says).toMatch(/^Key 0: \d+ was acknowledged, and is on no disk\. There is \d+\.$/);
    expect(standing(kept, { node: { conflicts: 'vectorClocks' } }, skew).held).toBe(true);
    expect(standing(kept, { node: { conflicts: 'vectorClocks', clocksOnly: true } }).held).toBe(false);
  });

  it('and not when all disks that had them are lost', () => {
    const crashes = ['s1', 's2', 's3'].map((id) => during(2_000, 2_100, 'crash', id));
    expect(standing(kept, { node: { losesDisk: true } }, crashes).held).toBe(false);
    expect(standing(kept, {}, crashes).held).toBe(true);
  });
});

describe('the history is linearizable', () => {
  it('with quorums that overlap and repair before the reply', () => {
    expect(standing(linearizable, { link: { latencyMs: 5, ordered: false } })).toEqual({
      held: true,
      says: expect.stringMatching(/^Operations checked: \d+\. One order explains them\.$/) as string,
    });
  });

  it('and not when a read gives siblings: a register holds one value', () => {
    const { held, says } = standing(linearizable, { node: { conflicts: 'vectorClocks' } }, [
      at(1, 'skew', 's1', 0),
    ]);
    expect(held).toBe(false);
    expect(says).toMatch(/got \[\d+(,\d+)+\] for "0"/);
  });
});

import { describe, expect, it } from 'vitest';
import { standings } from '../kernel/invariant';
import { Simulation } from '../kernel/simulation';
import { at, SEC } from '../kernel/testing/tiny';
import { buildModel } from '../scenario/build';
import type { ScenarioNode } from '../scenario/types';
import { invariants } from './index';

function run(ignoresVersions: boolean, inputs: readonly ReturnType<typeof at>[] = [], seed = 7) {
  const nodes: ScenarioNode[] = [
    { id: 'updaters', kind: 'updaters', at: [0, 0], params: { to: 'store', updaters: 10 } },
    {
      id: 'store',
      kind: 'database',
      at: [0, 0],
      params: { writeTimeMs: 1, serviceTimeMs: 1, ignoresVersions },
    },
  ];
  const links = [{ between: ['updaters', 'store'] as const, latencyMs: 10 }];
  const model = buildModel({ version: 1, title: '', seed, pace: 1, nodes, links }, {}, seed, [
    'no-lost-update',
  ]);
  const sim = new Simulation(model);
  sim.setInputs(inputs);
  sim.advance(20 * SEC);
  return standings(sim)[0];
}

describe('no update is lost', () => {
  it('while the store compares versions, whatever happens to it', () => {
    expect([...invariants.keys()]).toContain('no-lost-update');
    const inputs = [at(4200, 'crash', 'store'), at(6000, 'restart', 'store'), at(8100, 'crash', 'updaters')];
    for (const seed of [1, 2, 3]) {
      const { brokenAtUs, says } = run(false, inputs, seed);
      expect(brokenAtUs).toBe(-1);
      expect(says).toMatch(/^\d+ updates were acknowledged, and all are there\.$/);
    }
  });

  it('breaks with the first acknowledgement of an update that another has overwritten', () => {
    const { brokenAtUs, says } = run(true);
    expect(brokenAtUs).toBeGreaterThan(0);
    expect(brokenAtUs).toBeLessThan(SEC);
    expect(says).toMatch(/^store\/0 is (\d+) after (\d+) acknowledged updates\.$/);
  });
});

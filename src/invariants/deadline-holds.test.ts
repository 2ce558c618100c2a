import { describe, expect, it } from 'vitest';
import { standings } from '../kernel/invariant';
import { Simulation } from '../kernel/simulation';
import { SEC } from '../kernel/testing/tiny';
import { buildModel } from '../scenario/build';
import type { ScenarioNode } from '../scenario/types';

/** Clients with a second for a call, before a service that never answers in time. */
function run(deadlineRestarts: boolean): { brokenAtUs: number; says: string } {
  const clients = { to: 'api', ratePerSec: 10, timeoutMs: 400, retry: true, retryBackoff: 'immediate' };
  const nodes: ScenarioNode[] = [
    {
      id: 'clients',
      kind: 'traffic-source',
      at: [0, 0],
      params: { ...clients, retryAttempts: 9, deadline: true, deadlineAfterMs: 1000, deadlineRestarts },
    },
    { id: 'api', kind: 'service', at: [0, 0], params: { hangRatio: 1, workers: 100 } },
  ];
  const links = [{ between: ['clients', 'api'] as const, latencyMs: 10 }];
  const scenario = { version: 1 as const, title: '', seed: 7, pace: 1, nodes, links };
  const sim = new Simulation(buildModel(scenario, {}, 7, ['deadline-holds']));
  sim.advance(10 * SEC);
  return standings(sim)[0];
}

describe('the deadline holds', () => {
  it('for every attempt of a call', () => {
    const { brokenAtUs, says } = run(false);
    expect(brokenAtUs).toBe(-1);
    expect(says).toMatch(/^\d{3} attempts were sent, all within the deadline of their call\.$/);
  });

  it('breaks with the first attempt that may outlast its call', () => {
    const { brokenAtUs, says } = run(true);
    expect(brokenAtUs).toBeGreaterThan(0.8 * SEC);
    // The third attempt begins at 800 ms and has 400.
    expect(says).toBe('Attempt 3 of a call of clients may last 200 ms beyond its deadline.');
  });
});

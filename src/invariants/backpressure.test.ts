import { describe, expect, it } from 'vitest';
import { standings, type InvariantStanding } from '../kernel/invariant';
import type { ParamValue } from '../kernel/params';
import { Simulation } from '../kernel/simulation';
import { SEC } from '../kernel/testing/tiny';
import { buildModel } from '../scenario/build';
import type { ScenarioNode } from '../scenario/types';

type Values = Readonly<Record<string, ParamValue>>;

/** Clients that send twice what the sink can do, through a stage that is told how much it may send. */
function run(reader: Values, sink: Values): InvariantStanding[] {
  const nodes: ScenarioNode[] = [
    {
      id: 'clients',
      kind: 'traffic-source',
      at: [0, 0],
      params: { to: 'reader', ratePerSec: 20, arrivals: 'even' },
    },
    {
      id: 'reader',
      kind: 'stage',
      at: [0, 0],
      params: { downstream: 'sink', serviceTimeMs: 1, policy: 'unbounded', ...reader },
    },
    {
      id: 'sink',
      kind: 'stage',
      at: [0, 0],
      params: { policy: 'credits', bound: 4, serviceTimeMs: 100, serviceShape: 'constant', ...sink },
    },
  ];
  const links = [
    { between: ['clients', 'reader'] as const, latencyMs: 10 },
    { between: ['reader', 'sink'] as const, latencyMs: 10 },
  ];
  const scenario = { version: 1 as const, title: '', seed: 7, pace: 1, nodes, links };
  const sim = new Simulation(buildModel(scenario, {}, 7, ['bounded-buffer', 'no-more-than-requested']));
  sim.advance(10 * SEC);
  return standings(sim);
}

describe('buffers and demand', () => {
  it('hold while everybody keeps to the rules', () => {
    const [bounded, requested] = run({}, {});
    expect(bounded).toMatchObject({ brokenAtUs: -1, says: 'At most 4 items were in one bounded buffer.' });
    expect(requested.brokenAtUs).toBe(-1);
    expect(requested.says).toMatch(/^10\d items were sent on request, none without\.$/);
  });

  it('a publisher that ignores demand sends more than was requested, and the buffer holds', () => {
    const [bounded, requested] = run({ ignoresDemand: true }, {});
    expect(bounded.brokenAtUs).toBe(-1);
    expect(requested.brokenAtUs).toBeGreaterThan(0);
    expect(requested.says).toMatch(/^reader sent item \d+ to sink, which had requested \d+\.$/);
  });

  it('a subscriber that forgets what it requested overruns its own buffer', () => {
    const [bounded, requested] = run({}, { forgetsRequested: true });
    expect(requested.brokenAtUs).toBe(-1);
    expect(bounded.brokenAtUs).toBeGreaterThan(0);
    expect(bounded.says).toBe('sink held 5 items in 4 places.');
  });

  it('nothing is judged where there is no bound', () => {
    const [bounded, requested] = run({}, { policy: 'unbounded' });
    expect(bounded).toMatchObject({ brokenAtUs: -1, says: 'At most 0 items were in one bounded buffer.' });
    expect(requested.says).toBe('0 items were sent on request, none without.');
  });
});

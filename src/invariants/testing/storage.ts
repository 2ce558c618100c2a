/** Runs of real nodes under one promise about data, by a plan. */
import { expect } from 'vitest';
import { standings, type AnyInvariant } from '../../kernel/invariant';
import type { ParamValue } from '../../kernel/params';
import type { Simulation } from '../../kernel/simulation';
import { findImpurities } from '../../kernel/plain';
import { MS } from '../../kernel/testing/tiny';
import { runPlan, type Ask, type Nodes, type PlannedRun } from '../../nodes/testing/plan';

type Params = Readonly<Record<string, ParamValue>>;

/** Application, cache and database: 1 ms to look up, 20 ms to read, 30 ms to write, a flush every second. */
export function nodesOf(app: Params, cache: Params = {}, db: Params = {}): Nodes {
  return {
    app: { kind: 'application', params: { cache: 'cache', database: 'db', ...app } },
    cache: {
      kind: 'cache',
      params: { database: 'db', lookupTimeMs: 1, ttlMs: 0, flushIntervalMs: 1000, ...cache },
    },
    db: {
      kind: 'database',
      params: { workers: 10, serviceShape: 'constant', serviceTimeMs: 20, writeTimeMs: 30, ...db },
    },
  };
}

/** How the only invariant of a run stands: when it broke, in milliseconds, and what it says. */
export function verdictOf({ sim }: { sim: Simulation }): { brokenAtMs: number; says: string } {
  const [{ brokenAtUs, says }] = standings(sim);
  return { brokenAtMs: brokenAtUs < 0 ? -1 : brokenAtUs / MS, says };
}

/** Runs a plan under an invariant, with 5 ms on every link. */
export function watch(
  invariant: AnyInvariant,
  nodes: Nodes,
  asks: readonly Ask[],
  options: Parameters<typeof runPlan>[2] = {},
): PlannedRun {
  const run = runPlan(nodes, asks, { latencyMs: 5, invariants: [invariant], ...options });
  expect(findImpurities(run.sim.world)).toEqual([]);
  return run;
}

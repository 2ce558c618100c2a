/** A cluster of real servers under one promise, for tests of promises about Raft. */
import { expect } from 'vitest';
import type { Input } from '../../kernel/input';
import { standings, type AnyInvariant } from '../../kernel/invariant';
import { findImpurities } from '../../kernel/plain';
import { Simulation } from '../../kernel/simulation';
import { MS } from '../../kernel/testing/tiny';
import {
  clusterModel,
  runCluster,
  type ClusterParts,
  type ClusterRun,
} from '../../nodes/raft-server/testing/cluster';
import { scheduleOf } from '../../nodes/raft-server/testing/schedules';

export interface Watched extends ClusterRun {
  /** When the promise broke, in milliseconds; −1 while it holds. */
  brokenAtMs: number;
  says: string;
}

/** Runs a cluster under a promise. */
export function watchCluster(
  invariant: AnyInvariant,
  parts: ClusterParts,
  inputs: readonly Input[],
  untilMs: number,
): Watched {
  const run = runCluster({ ...parts, invariants: [invariant] }, inputs, untilMs);
  expect(findImpurities(run.sim.world)).toEqual([]);
  const [{ brokenAtUs, says }] = standings(run.sim);
  return { ...run, brokenAtMs: brokenAtUs < 0 ? -1 : brokenAtUs / MS, says };
}

/** Tries random schedules with a rule broken. @returns the first seed that breaks the promise, and what it says; else 0 */
export function searchSchedules(
  invariant: AnyInvariant,
  server: ClusterParts['server'],
  { from = 1, to = 60, schedule = (one: number) => scheduleOf(one, 2_000) } = {},
): { seed: number; says: string } {
  for (let seed = from; seed <= to; seed++) {
    const { parts, inputs } = schedule(seed);
    const all = { ...parts, server: { ...parts.server, ...server } };
    const model = clusterModel({ ...all, invariants: [invariant] });
    const sim = new Simulation(model, { without: ['windows', 'hash'] });
    sim.setInputs(inputs);
    sim.advance(2_500 * MS);
    const [{ brokenAtUs, says }] = standings(sim);
    if (brokenAtUs >= 0) return { seed, says };
  }
  return { seed: 0, says: '' };
}

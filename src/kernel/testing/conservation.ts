/** The books of a run: every request that arrived has ended in exactly one way or is in flight. */
import { STATUSES } from '../message';
import { requestOffset } from '../metrics';
import type { Simulation } from '../simulation';

/** A counter from the start of the run until now. */
export function countSinceStart(sim: Simulation, index: number): number {
  const { metrics } = sim.world;
  return metrics.fast.reduce((sum, window) => sum + window.counters[index], metrics.counters[index]);
}

/** A counter by its name, from the start of the run until now. */
export function counted(sim: Simulation, metric: string): number {
  const place = sim.model.catalog.places.get(metric);
  if (place?.type !== 'counter') throw new Error(`There is no counter called ${metric}.`);
  return countSinceStart(sim, place.index);
}

/**
 * Checks GT INV-2 at every node and for the logical requests of the run.
 * @returns a sentence for every sum that does not come out; empty when all is well
 */
export function conservationProblems(sim: Simulation): string[] {
  const problems: string[] = [];
  const check = (who: string, first: number, inFlight: number): void => {
    const arrived = countSinceStart(sim, first);
    const ended = STATUSES.filter((status) => status !== 'degraded')
      .map((status) => countSinceStart(sim, first + requestOffset(status)))
      .reduce((sum, count) => sum + count, 0);
    const degraded = countSinceStart(sim, first + requestOffset('degraded'));
    const completed = countSinceStart(sim, first + requestOffset('completed'));
    if (arrived !== ended + inFlight)
      problems.push(`${who}: ${[arrived, 'arrived', ended, 'ended', inFlight, 'in flight'].join(' ')}`);
    if (degraded > completed) problems.push(`${who}: more degraded than completed`);
    if (inFlight < 0) problems.push(`${who}: ${String(inFlight)} in flight`);
  };
  let logical = 0;
  for (const node of sim.world.nodes) {
    check(node.id, sim.model.nodeMetrics[node.index].requests, node.openRequests + node.openLogical);
    logical += node.openLogical;
  }
  check('the run', sim.model.runRequests, logical);
  return problems;
}

/** Counts requests at every node they reach, and the logical requests of the run from start to end. */
import { isGood, type Status } from './message';
import { observeValue, requestOffset } from './metrics';
import type { Simulation } from './simulation';
import { US_PER_MS } from './time';
import type { SimNode } from './world';

/** A request has come to a node. */
export function countArrival(sim: Simulation, node: SimNode): void {
  node.openRequests++;
  sim.world.metrics.counters[sim.model.nodeMetrics[node.index].requests]++;
}

/** A node is done with a request. */
export function countEnd(sim: Simulation, node: SimNode, status: Status): void {
  countStatus(sim.world.metrics.counters, sim.model.nodeMetrics[node.index].requests, status);
  node.openRequests--;
}

/** A logical request of the run begins at a node. @returns its number */
export function countLogicalStart(sim: Simulation, node: SimNode): number {
  const { counters } = sim.world.metrics;
  counters[sim.model.runRequests]++;
  counters[sim.model.nodeMetrics[node.index].requests]++;
  node.openLogical++;
  return ++sim.world.requests;
}

/** A logical request of the run has ended at the node where it began. */
export function countLogicalEnd(sim: Simulation, node: SimNode, status: Status, startedAtUs: number): void {
  const { metrics, nowUs } = sim.world;
  countStatus(metrics.counters, sim.model.runRequests, status);
  countStatus(metrics.counters, sim.model.nodeMetrics[node.index].requests, status);
  node.openLogical--;
  const tookMs = (nowUs - startedAtUs) / US_PER_MS;
  observeValue(metrics, sim.model.answerTime, tookMs);
  if (isGood(status)) observeValue(metrics, sim.model.responseTime, tookMs);
}

function countStatus(counters: Float64Array, first: number, status: Status): void {
  counters[first + requestOffset(status)]++;
  if (status === 'degraded') counters[first + requestOffset('completed')]++;
}

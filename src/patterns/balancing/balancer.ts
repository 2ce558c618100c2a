/**
 * A balancer: keeps the roster of servers, lets those who take part in a pick step forward, and asks its strategy.
 */
import { createBoundedRing, pickOnRing, rebuildRing, type BoundedRing } from './bounded-ring';
import type { Candidate, Chance, ClientRequest } from './candidate';
import { pickIpHash, pickModuloHash, type IpHash, type ModuloHash } from './client-hash';
import { pickLeastConnections, type LeastConnections } from './least-connections';
import { carryEstimates, createPeakEwma, observeLatency, pickPeakEwma, type PeakEwma } from './peak-ewma';
import { pickOfTwo, pickRandom, type PowerOfTwo, type RandomChoice } from './random';
import { callUp, callUpFor, createRoster, enrol, isRosterOf, type Roster } from './roster';
import { createRoundRobin, pickRoundRobin, type RoundRobin } from './round-robin';
import {
  createWeightedInterleaved,
  pickInterleaved,
  restartInterleaved,
  type WeightedInterleaved,
} from './weighted-interleaved';
import { createWeightedSmooth, pickSmooth, restartSmooth, type WeightedSmooth } from './weighted-smooth';

/** Every way to pick a server. */
export const STRATEGIES = [
  'roundRobin',
  'weightedInterleaved',
  'weightedSmooth',
  'random',
  'leastConnections',
  'powerOfTwo',
  'ipHash',
  'moduloHash',
  'consistentHashBounded',
  'peakEwma',
] as const;
export type Strategy = (typeof STRATEGIES)[number];

/** What a strategy remembers from pick to pick. */
export type Memory =
  | RoundRobin
  | WeightedInterleaved
  | WeightedSmooth
  | RandomChoice
  | LeastConnections
  | PowerOfTwo
  | IpHash
  | ModuloHash
  | BoundedRing
  | PeakEwma;

/** A balancer as plain data. */
export interface BalancerState {
  /** The servers, and who takes part in the pick at hand. */
  roster: Roster;
  /** What its strategy remembers; the strategy's name is in it. */
  memory: Memory;
}

/** Settings of the strategies that have any. */
export interface BalancerOptions {
  /** `powerOfTwo`, wrong on purpose: both draws may hit the same server. Default false. */
  withReplacement?: boolean;
  /** `consistentHashBounded`: points of each server on the ring, from 1. Default 100. */
  virtualNodes?: number;
  /** `consistentHashBounded`: how many times the mean load a server may have, from 1. Default 1.25. */
  loadFactor?: number;
  /** `peakEwma`: the time constant of forgetting, above 0. Default 10 000 ms, as in Finagle. */
  decayMs?: number;
}

/** A balancer that knows no servers yet. @throws Error for an option out of its range */
export function createBalancer(strategy: Strategy, options: BalancerOptions = {}): BalancerState {
  return { roster: createRoster(), memory: createMemory(strategy, options) };
}

function createMemory(strategy: Strategy, options: BalancerOptions): Memory {
  const { withReplacement = false, virtualNodes = 100, loadFactor = 1.25, decayMs = 10_000 } = options;
  switch (strategy) {
    case 'roundRobin':
      return createRoundRobin();
    case 'weightedInterleaved':
      return createWeightedInterleaved();
    case 'weightedSmooth':
      return createWeightedSmooth();
    case 'powerOfTwo':
      return { strategy, withReplacement };
    case 'consistentHashBounded':
      return createBoundedRing(virtualNodes, loadFactor);
    case 'peakEwma':
      return createPeakEwma(decayMs);
    case 'random':
    case 'leastConnections':
    case 'ipHash':
    case 'moduloHash':
      return { strategy };
  }
}

/**
 * Picks a server for a request. A changed list of candidates is noticed here.
 * @returns its index in `candidates`, or −1 when none is usable
 * @throws Error for a weight that is not a whole number from 1
 */
export function pick(
  state: BalancerState,
  candidates: readonly Candidate[],
  request: ClientRequest,
  chance: Chance,
): number {
  const { roster, memory } = state;
  if (!isRosterOf(roster, candidates)) changeMembers(state, candidates);
  if (tiesClients(memory)) callUpFor(roster, candidates, request.client);
  else callUp(roster, candidates, chance);
  return roster.count === 0 ? -1 : choose(memory, roster, candidates, request, chance);
}

/** Whether the strategy means to bring a client to the same server again. */
function tiesClients({ strategy }: Memory): boolean {
  return strategy === 'ipHash' || strategy === 'moduloHash' || strategy === 'consistentHashBounded';
}

function choose(
  memory: Memory,
  roster: Roster,
  candidates: readonly Candidate[],
  request: ClientRequest,
  chance: Chance,
): number {
  switch (memory.strategy) {
    case 'roundRobin':
      return pickRoundRobin(memory, roster);
    case 'weightedInterleaved':
      return pickInterleaved(memory, roster);
    case 'weightedSmooth':
      return pickSmooth(memory, roster);
    case 'random':
      return pickRandom(roster, chance);
    case 'leastConnections':
      return pickLeastConnections(roster, candidates, chance);
    case 'powerOfTwo':
      return pickOfTwo(memory, roster, candidates, chance);
    case 'ipHash':
      return pickIpHash(roster, request.client);
    case 'moduloHash':
      return pickModuloHash(roster, request.client);
    case 'consistentHashBounded':
      return pickOnRing(memory, roster, candidates, request.client);
    case 'peakEwma':
      return pickPeakEwma(memory, roster, candidates, request.nowUs, chance);
  }
}

function changeMembers({ roster, memory }: BalancerState, candidates: readonly Candidate[]): void {
  const before = roster.ids;
  enrol(roster, candidates);
  if (memory.strategy === 'weightedInterleaved') restartInterleaved(memory, roster);
  else if (memory.strategy === 'weightedSmooth') restartSmooth(memory, roster);
  else if (memory.strategy === 'consistentHashBounded') rebuildRing(memory, roster);
  else if (memory.strategy === 'peakEwma') carryEstimates(memory, before, roster);
}

/** A request ended after `latencyMs`: for strategies that learn. A server that has left meanwhile is passed over. */
export function observe(state: BalancerState, id: string, latencyMs: number, nowUs: number): void {
  const { roster, memory } = state;
  if (memory.strategy !== 'peakEwma') return;
  const place = roster.ids.indexOf(id);
  if (place !== -1) observeLatency(memory, place, latencyMs, nowUs);
}

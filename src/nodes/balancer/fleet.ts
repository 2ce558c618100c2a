/** The servers of a balancer: what it believes of each, kept while members come and go. */
import type { Context, ModeChange } from '../../kernel/contract';
import { NO_EVENT, type EventHandle } from '../../kernel/queue';
import { US_PER_MS } from '../../kernel/time';
import type { Candidate } from '../../patterns/balancing/index';
import {
  checkTime,
  createServerHealth,
  isUsable,
  nextCheckAtUs,
  shareOf,
  type HealthRules,
  type ServerHealth,
} from '../../patterns/health/index';
import type { Change } from '../../patterns/machine/index';
import type { balancerParams } from './params';

export type BalancerContext = Context<typeof balancerParams>;

/** Three lists of the same order: what strategies read, what health rules read, and the rest. */
export interface Fleet {
  candidates: Candidate[];
  health: ServerHealth[];
  servers: { inFlight: number; reportedLoad: number; lastChange: ModeChange | null }[];
  /** Goes off when the next ejection or warm-up ends. */
  healthTimer: EventHandle;
}

/** A fleet of nobody. */
export function createFleet(): Fleet {
  return { candidates: [], health: [], servers: [], healthTimer: NO_EVENT };
}

/** Takes the present members over; those that were there keep what is known of them. */
export function enrolMembers(ctx: BalancerContext, fleet: Fleet, first: boolean): void {
  const before = { ...fleet };
  const newcomer = first ? 'healthy' : 'unhealthy';
  const ids = ctx.members(ctx.params.servers);
  const places = ids.map((id) => before.candidates.findIndex((candidate) => candidate.id === id));
  fleet.candidates = ids.map((id, i) =>
    places[i] >= 0 ? before.candidates[places[i]] : { id, weight: 1, load: 0, usable: true, share: 1 },
  );
  fleet.health = places.map((place) =>
    place >= 0
      ? before.health[place]
      : createServerHealth(ctx.nowUs, ctx.params.probes ? newcomer : 'healthy'),
  );
  fleet.servers = places.map((place) =>
    place >= 0 ? before.servers[place] : { inFlight: 0, reportedLoad: 0, lastChange: null },
  );
}

/** The rules of health as the balancer's parameters have them. */
export function rulesOf(params: BalancerContext['params']): HealthRules {
  const ejectionUs = params.ejectionMs * US_PER_MS;
  return {
    unhealthyThreshold: params.unhealthyThreshold,
    healthyThreshold: params.healthyThreshold,
    failuresInARow: params.ejection ? params.failuresInARow : 0,
    failureRatio: params.ejection ? params.failureRatio : 0,
    failureWindowUs: FAILURE_WINDOW_US,
    minimumRequests: 5,
    baseEjectionUs: ejectionUs,
    maxEjectionUs: 10 * ejectionUs,
    forgiveAfterUs: 10_000_000,
    maxEjectedRatio: params.maxEjectedRatio,
    slowStartUs: params.slowStartMs * US_PER_MS,
    slowStartFloor: 0.1,
  };
}

/** Stretch over which bad answers of a server are counted. */
const FAILURE_WINDOW_US = 5_000_000;

/** Brings what strategies read up to date. */
export function refreshCandidates(ctx: BalancerContext, fleet: Fleet, rules: HealthRules): void {
  const { candidates, health, servers } = fleet;
  const reported = ctx.params.loadSource === 'probes';
  for (let i = 0; i < candidates.length; i++) {
    candidates[i].usable = isUsable(health[i]);
    candidates[i].share = shareOf(health[i], rules, ctx.nowUs);
    candidates[i].load = reported ? servers[i].reportedLoad : servers[i].inFlight;
  }
}

export function usableCount(fleet: Fleet): number {
  return fleet.health.filter(isUsable).length;
}

const REASONS: Readonly<Record<string, string>> = {
  enoughProbesFailed: 'probes failed',
  tooManyInARow: 'bad answers in a row',
  ratioTooHigh: 'too many bad answers',
};

/** Shows what the health machine of a server did, and sets the timer its new mode may need. */
export function noteHealth(
  ctx: BalancerContext,
  fleet: Fleet,
  index: number,
  change: Change | null,
  rules: HealthRules,
): void {
  if (change === null) return;
  const { id } = fleet.candidates[index];
  const health = fleet.health[index];
  fleet.servers[index].lastChange = ctx.changeMode(change, id);
  if (change.from === change.to) return;
  const wasUsable = change.from === 'healthy' || change.from === 'warming';
  if (change.to === 'unhealthy') ctx.log(`${id} removed: ${String(health.probesFailed)} probes failed`);
  else if (change.to === 'ejected') ctx.log(`${id} ejected: ${REASONS[change.guard] ?? change.event}`);
  else if (change.to === 'draining') ctx.log(`${id} drains: no new requests`);
  else if (!wasUsable) ctx.log(`${id} is back${change.to === 'warming' ? ', warming up' : ''}`);
  ctx.gauge('healthyServers', usableCount(fleet));
  setHealthTimer(ctx, fleet, rules);
}

/** Ends the ejections and warm-ups whose time has come. */
export function checkFleet(ctx: BalancerContext, fleet: Fleet, rules: HealthRules): void {
  for (const [index, health] of fleet.health.entries()) {
    noteHealth(ctx, fleet, index, checkTime(health, rules, ctx.nowUs), rules);
  }
  // A clock that runs fast calls too early, and then nothing was due yet.
  setHealthTimer(ctx, fleet, rules);
}

function setHealthTimer(ctx: BalancerContext, fleet: Fleet, rules: HealthRules): void {
  ctx.cancelTimer(fleet.healthTimer);
  fleet.healthTimer = NO_EVENT;
  const dueUs = Math.min(...fleet.health.map((health) => nextCheckAtUs(health, rules) ?? Infinity));
  if (dueUs < Infinity) fleet.healthTimer = ctx.setTimer('health', dueUs - ctx.nowUs);
}

/** Whether a server has been in service ever since a time: a client it served then belongs there. */
export function hasStayed(health: ServerHealth, sinceUs: number): boolean {
  return isUsable(health) && health.inServiceSinceUs <= sinceUs;
}

/** Whether a server has come into full service since a time, or is still on its way: its clients return to it. */
export function hasReturned(health: ServerHealth, sinceUs: number): boolean {
  return health.mode === 'warming' || health.sinceUs > sinceUs;
}

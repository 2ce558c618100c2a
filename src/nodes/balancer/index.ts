/**
 * A load balancer: passes each request on to one of its servers, by a strategy, and keeps away from those that are
 * not well.
 */
import { defineNodeKind, type Face, type MachineView } from '../../kernel/contract';
import { isGood, type CallEnd, type Message, type Timer } from '../../kernel/message';
import type { Plain } from '../../kernel/plain';
import { US_PER_MS } from '../../kernel/time';
import { createBalancer, observe, pick, type BalancerState } from '../../patterns/balancing/index';
import { drain, healthChart, probeEnded, requestEnded, undrain } from '../../patterns/health/index';
import { policy as breakerPolicy } from '../policies/circuit-breaker/index';
import { breakerParams } from '../policies/circuit-breaker/params';
import { policyUse } from '../policies/flatten';
import { policy as timeoutPolicy } from '../policies/timeout/index';
import {
  checkFleet,
  createFleet,
  enrolMembers,
  hasReturned,
  hasStayed,
  noteHealth,
  refreshCandidates,
  rulesOf,
  usableCount,
  type BalancerContext,
  type Fleet,
} from './fleet';
import { balancerParams } from './params';

export interface BalancerNodeState {
  /** Strategy and options the balancer was made with: a change of these makes a new one. */
  made: string;
  balancer: BalancerState;
  fleet: Fleet;
  /** Under a strategy that ties clients to servers: where each client was last, and when. */
  servedBy: Map<number, string>;
  servedAtUs: Map<number, number>;
}

function boot(ctx: BalancerContext): BalancerNodeState {
  const state: BalancerNodeState = {
    made: '',
    balancer: newBalancer(ctx),
    fleet: createFleet(),
    servedBy: new Map(),
    servedAtUs: new Map(),
  };
  state.made = madeOf(ctx);
  enrolMembers(ctx, state.fleet, true);
  usePolicies(ctx, state);
  ctx.gauge('healthyServers', usableCount(state.fleet));
  ctx.setTimer('probe', ctx.params.probeIntervalMs * US_PER_MS);
  return state;
}

function newBalancer(ctx: BalancerContext): BalancerState {
  const { strategy, withReplacement, loadFactor, decayMs } = ctx.params;
  return createBalancer(strategy, { withReplacement, loadFactor, decayMs });
}

function madeOf(ctx: BalancerContext): string {
  const { strategy, withReplacement, loadFactor, decayMs } = ctx.params;
  return [strategy, withReplacement, loadFactor, decayMs].join(' ');
}

function usePolicies(ctx: BalancerContext, state: BalancerNodeState): void {
  const { params } = ctx;
  const timeout =
    params.serverTimeoutMs > 0 ? [{ id: 'timeout', params: { timeoutMs: params.serverTimeoutMs } }] : [];
  const breaker = policyUse('circuit-breaker', 'breaker', breakerParams, params);
  for (const { id } of state.fleet.candidates) ctx.usePolicies(id, [...timeout, ...breaker]);
  ctx.usePolicies('probe', [{ id: 'timeout', params: { timeoutMs: params.probeTimeoutMs } }]);
}

function onMessage(ctx: BalancerContext, state: BalancerNodeState, message: Message): void {
  passOn(ctx, state, message, []);
}

/** Gives a request to a server that has not refused it yet. */
function passOn(
  ctx: BalancerContext,
  state: BalancerNodeState,
  message: Message,
  refusedBy: readonly string[],
): void {
  const { fleet, balancer } = state;
  refreshCandidates(ctx, fleet, rulesOf(ctx.params));
  for (const candidate of fleet.candidates) if (refusedBy.includes(candidate.id)) candidate.usable = false;
  const { client = 0 } = (message.body ?? {}) as { client?: number };
  const index = pick(balancer, fleet.candidates, { client, nowUs: ctx.nowUs }, () => ctx.uniform('pick'));
  if (index < 0) {
    ctx.reply(message, 'rejected');
    return;
  }
  const { id } = fleet.candidates[index];
  // Where a request goes that was refused elsewhere says nothing of where its client belongs.
  if (refusedBy.length === 0 && TIES_CLIENTS.includes(ctx.params.strategy))
    noteClient(ctx, state, client, index);
  fleet.servers[index].inFlight++;
  ctx.gauge('inFlight', totalInFlight(fleet));
  ctx.call(id, message.type, message.body, {
    policies: id,
    serving: message,
    data: { message: message as unknown as Plain, refusedBy },
  });
}

const TIES_CLIENTS: readonly string[] = ['ipHash', 'moduloHash', 'consistentHashBounded'];
/** Clients remembered at most. */
const CLIENTS_KEPT = 100_000;

/** Counts a client that goes to another server although its last one is well, unless the other has come back. */
function noteClient(ctx: BalancerContext, state: BalancerNodeState, client: number, index: number): void {
  const { servedBy, servedAtUs, fleet } = state;
  const { id } = fleet.candidates[index];
  const before = servedBy.get(client);
  const atUs = servedAtUs.get(client) ?? 0;
  if (before === undefined && servedBy.size >= CLIENTS_KEPT) forgetClients(state);
  servedBy.set(client, id);
  servedAtUs.set(client, ctx.nowUs);
  if (before === undefined || before === id) return;
  const left = fleet.candidates.findIndex((candidate) => candidate.id === before);
  if (left < 0 || !hasStayed(fleet.health[left], atUs) || hasReturned(fleet.health[index], atUs)) return;
  ctx.count('movedClients');
}

function forgetClients({ servedBy, servedAtUs }: BalancerNodeState): void {
  servedBy.clear();
  servedAtUs.clear();
}

function totalInFlight(fleet: Fleet): number {
  let total = 0;
  for (let i = 0; i < fleet.servers.length; i++) total += fleet.servers[i].inFlight;
  return total;
}

function onOutcome(ctx: BalancerContext, state: BalancerNodeState, end: CallEnd): void {
  const { fleet } = state;
  const index = fleet.candidates.findIndex((candidate) => candidate.id === end.to);
  if (end.data === PROBE) {
    if (index >= 0) endProbe(ctx, state, index, end);
    return;
  }
  const { message, refusedBy } = end.data as unknown as { message: Message; refusedBy: readonly string[] };
  const rules = rulesOf(ctx.params);
  if (index >= 0) {
    fleet.servers[index].inFlight--;
    ctx.gauge('inFlight', totalInFlight(fleet));
  }
  if (end.by === 'circuit-breaker') {
    passOn(ctx, state, message, [...refusedBy, end.to]);
    return;
  }
  if (index >= 0) {
    const health = fleet.health[index];
    noteHealth(
      ctx,
      fleet,
      index,
      requestEnded(health, fleet.health, rules, !isGood(end.status), ctx.nowUs),
      rules,
    );
    observe(state.balancer, end.to, (ctx.nowUs - end.startedAtUs) / US_PER_MS, ctx.nowUs);
  }
  ctx.reply(message, end.status, end.answer);
}

/** Call data of a probe. */
const PROBE = 'probe';

function onTimer(ctx: BalancerContext, state: BalancerNodeState, timer: Timer): void {
  if (timer.name === 'health') {
    checkFleet(ctx, state.fleet, rulesOf(ctx.params));
    return;
  }
  ctx.repeatTimer(timer, ctx.params.probeIntervalMs * US_PER_MS);
  if (!ctx.params.probes) return;
  for (const { id } of state.fleet.candidates) {
    ctx.call(id, 'probe', null, { policies: 'probe', data: PROBE, control: true });
  }
}

/** What a server says of itself when it is probed. */
interface ProbeAnswer {
  load: number;
  weight: number;
  draining: boolean;
}

function endProbe(ctx: BalancerContext, state: BalancerNodeState, index: number, end: CallEnd): void {
  const { fleet } = state;
  const rules = rulesOf(ctx.params);
  const health = fleet.health[index];
  const good = isGood(end.status);
  if (good && end.answer !== null) {
    const { load, weight, draining } = end.answer as unknown as ProbeAnswer;
    fleet.servers[index].reportedLoad = load;
    fleet.candidates[index].weight = weight;
    const byHand = draining ? drain(health, rules, ctx.nowUs) : undrain(health, rules, ctx.nowUs);
    noteHealth(ctx, fleet, index, byHand, rules);
  }
  noteHealth(ctx, fleet, index, probeEnded(health, rules, good, ctx.nowUs), rules);
}

function onParams(ctx: BalancerContext, state: BalancerNodeState): void {
  if (state.made !== madeOf(ctx)) {
    state.balancer = newBalancer(ctx);
    state.made = madeOf(ctx);
    forgetClients(state);
  }
  usePolicies(ctx, state);
  checkFleet(ctx, state.fleet, rulesOf(ctx.params));
}

function onMembers(ctx: BalancerContext, state: BalancerNodeState): void {
  enrolMembers(ctx, state.fleet, false);
  usePolicies(ctx, state);
  ctx.gauge('healthyServers', usableCount(state.fleet));
}

function titleOf(strategy: string): string {
  return balancerParams.strategy.options.find(({ value }) => value === strategy)?.title ?? strategy;
}

function face(state: BalancerNodeState, params: BalancerContext['params']): Face {
  const all = state.fleet.health.length;
  const usable = usableCount(state.fleet);
  return {
    headline: {
      value: { metric: 'requests.arrived', stat: 'rate' },
      unit: '/s',
      help: 'requests passed on a second',
    },
    chip: { text: titleOf(params.strategy), tone: 'muted' },
    meters: [
      {
        label: 'healthy',
        text: `${String(usable)} of ${String(all)}`,
        ratio: all > 0 ? usable / all : 0,
        tone: usable < all ? 'warn' : 'calm',
      },
      { label: 'in flight', text: String(totalInFlight(state.fleet)) },
    ],
  };
}

function machinesOf(state: BalancerNodeState): MachineView[] {
  const { candidates, health, servers } = state.fleet;
  return candidates.map(({ id }, i) => ({
    id,
    title: `Health of ${id}`,
    chart: healthChart,
    mode: health[i].mode,
    sinceUs: health[i].sinceUs,
    last: servers[i].lastChange,
  }));
}

export const policies = [breakerPolicy, timeoutPolicy];

export const kind = defineNodeKind({
  kind: 'balancer',
  title: 'Load balancer',
  glyph: 'balancer',
  params: balancerParams,
  metrics: {
    healthyServers: { type: 'gauge', unit: 'servers', help: 'servers that get requests', better: 'more' },
    inFlight: { type: 'gauge', unit: 'requests', help: 'requests waiting for a server', better: 'less' },
    movedClients: {
      type: 'counter',
      unit: 'moves',
      help: 'times a client went to another server although its last one was well and the other had not just come back',
      better: 'less',
    },
  },
  boot,
  onMessage,
  onTimer,
  onOutcome,
  onParams,
  onMembers,
  face,
  machines: machinesOf,
  inspect: (state: BalancerNodeState) => ({
    servers: state.fleet.candidates.map(({ id, weight }, i) => ({
      id,
      health: state.fleet.health[i].mode,
      weight,
      inFlight: state.fleet.servers[i].inFlight,
      reportedLoad: state.fleet.servers[i].reportedLoad,
      failedProbes: state.fleet.health[i].probesFailed,
    })),
  }),
  unaffectedBy: { slow: 'passes requests on and does no work of its own', skew: 'compares no clocks' },
});

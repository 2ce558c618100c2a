/**
 * A hash router: knows which node owns which key, and passes every request on to the owner of its key. When nodes
 * come or go it places the keys anew, and counts how many of them had to move.
 */
import { defineNodeKind } from '../../kernel/contract';
import type { Message, Timer } from '../../kernel/message';
import { policy as timeoutPolicy } from '../policies/timeout/index';
import { enrol, rearrange, showShares } from './arrange';
import { face, inspect, picture } from './face';
import { layOut } from './layout';
import { hashRouterParams } from './params';
import { endRequest, NODE, passOn } from './requests';
import type { HashRouterState, RouterContext } from './state';

export type { HashRouterState } from './state';

function boot(ctx: RouterContext): HashRouterState {
  const nobody = layOut(ctx, []);
  const state: HashRouterState = { nodes: [], layout: nobody, last: null, cold: new Uint8Array(0) };
  usePolicies(ctx);
  enrol(ctx, state);
  state.layout = layOut(
    ctx,
    state.nodes.map(({ id }) => id),
  );
  state.cold = new Uint8Array(state.layout.owners.length).fill(1);
  showShares(ctx, state);
  return state;
}

function usePolicies(ctx: RouterContext): void {
  const timeoutMs = ctx.params.nodeTimeoutMs;
  ctx.usePolicies(NODE, timeoutMs > 0 ? [{ id: 'timeout', params: { timeoutMs } }] : []);
}

/** The ejection of a node is over: it gets its keys back, and a new chance. */
function onTimer(ctx: RouterContext, state: HashRouterState, timer: Timer): void {
  const node = state.nodes.find(({ id }) => id === timer.data);
  if (node === undefined || node.ejectedUntilUs === 0) return;
  node.ejectedUntilUs = 0;
  rearrange(ctx, state);
}

export const policies = [timeoutPolicy];

export const kind = defineNodeKind({
  kind: 'hash-router',
  title: 'Hash router',
  glyph: 'balancer',
  params: hashRouterParams,
  metrics: {
    inFlight: { type: 'gauge', unit: 'requests', help: 'requests waiting for a node', better: 'less' },
    keysMoved: { type: 'counter', unit: 'keys', help: 'keys that got another owner', better: 'less' },
    keysMovedNeedlessly: {
      type: 'counter',
      unit: 'keys',
      help: 'keys that moved although their owner stayed and no newcomer got them',
      better: 'less',
    },
    movedRatio: { type: 'gauge', unit: '', help: 'share of keys the last change moved', better: 'less' },
    neededRatio: {
      type: 'gauge',
      unit: '',
      help: 'share of keys that the last change of nodes had to move',
      better: 'neither',
    },
    spread: {
      type: 'gauge',
      unit: '',
      help: 'standard deviation of the keys of a node, by their mean',
      better: 'less',
    },
    expectedSpread: {
      type: 'gauge',
      unit: '',
      help: 'the spread that chance makes on average',
      better: 'neither',
    },
    fullest: {
      type: 'gauge',
      unit: '× mean',
      help: 'keys of the fullest node, by their mean',
      better: 'less',
    },
    passedOver: {
      type: 'counter',
      unit: 'requests',
      help: 'requests that went to another node than the owner of their key',
      better: 'neither',
    },
    lookups: { type: 'counter', unit: 'reads', help: 'reads answered by caches', better: 'neither' },
    hits: { type: 'counter', unit: 'reads', help: 'reads answered from memory', better: 'more' },
  },
  boot,
  onMessage: (ctx, state: HashRouterState, message: Message) => {
    passOn(ctx, state, message);
  },
  onTimer,
  onOutcome: endRequest,
  onParams: (ctx, state) => {
    usePolicies(ctx);
    rearrange(ctx, state);
  },
  onMembers: (ctx, state) => {
    enrol(ctx, state);
    rearrange(ctx, state);
  },
  face,
  inspect,
  picture,
  unaffectedBy: { slow: 'passes requests on and does no work of its own', skew: 'compares no clocks' },
});

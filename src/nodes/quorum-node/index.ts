/**
 * A node of a quorum store: replica of the keys that the ring gives it, and coordinator of whatever clients ask it.
 * Its disk, and what it keeps for others, survive a crash. Versions, tallies and hints are in `patterns/quorum`.
 */
import { defineNodeKind } from '../../kernel/contract';
import type { CallEnd, Message, Timer } from '../../kernel/message';
import type { Plain } from '../../kernel/plain';
import { US_PER_MS } from '../../kernel/time';
import { policy as timeoutPolicy } from '../policies/timeout/index';
import { beginCompare, onCompare, onCompareEnd, onExchange, onExchangeEnd } from './anti-entropy';
import { REPLICA, trust } from './coordinate';
import { face, inspect } from './face';
import { handOver, onHandOffEnd } from './handoff';
import { quorumNodeParams } from './params';
import { beginRead, noteOwnRepair, onGetEnd, onRepairEnd } from './reading';
import { endOfWrite, onGet, onHandOff, onPut, showCounts } from './replica';
import { createNode, emptyDisk, type QuorumContext, type QuorumNodeState } from './state';
import { beginWrite, noteOwnCopy, onPutEnd } from './writing';

export type { ClientAnswer, ClientBody, QuorumNodeState } from './state';

function boot(ctx: QuorumContext): QuorumNodeState {
  return start(ctx, emptyDisk(ctx.members(ctx.params.group)));
}

function restart(ctx: QuorumContext, durable: Plain): QuorumNodeState {
  const kept = durable as unknown as QuorumNodeState['durable'];
  if (!ctx.params.losesDisk) return start(ctx, kept);
  // Whom it works with, and how many versions it has made, it reads from a file that somebody else keeps.
  return start(ctx, { ...emptyDisk(kept.members), issuer: kept.issuer });
}

function start(ctx: QuorumContext, durable: QuorumNodeState['durable']): QuorumNodeState {
  const state = createNode(durable);
  usePolicies(ctx);
  showCounts(ctx, state);
  setTimers(ctx, state);
  return state;
}

function usePolicies(ctx: QuorumContext): void {
  ctx.usePolicies(REPLICA, [{ id: 'timeout', params: { timeoutMs: ctx.params.replicaTimeoutMs } }]);
}

/** Nodes begin at different times, so that they do not all do the same at once. */
function setTimers(ctx: QuorumContext, state: QuorumNodeState): void {
  const { handoff, handoffEveryMs, antiEntropyMs } = ctx.params;
  ctx.cancelTimer(state.handOffTimer);
  ctx.cancelTimer(state.compareTimer);
  const first = (everyMs: number): number =>
    Math.round(everyMs * US_PER_MS * (0.5 + ctx.uniform('phase') / 2));
  if (handoff !== 'off') state.handOffTimer = ctx.setTimer('handOff', first(handoffEveryMs));
  if (antiEntropyMs > 0) state.compareTimer = ctx.setTimer('compare', first(antiEntropyMs));
}

function onTimer(ctx: QuorumContext, state: QuorumNodeState, timer: Timer): void {
  if (timer.name === 'handOff') {
    state.handOffTimer = ctx.repeatTimer(timer, ctx.params.handoffEveryMs * US_PER_MS);
    handOver(ctx, state);
  } else if (timer.name === 'compare') {
    state.compareTimer = ctx.repeatTimer(timer, ctx.params.antiEntropyMs * US_PER_MS);
    beginCompare(ctx, state);
  }
}

function onMessage(ctx: QuorumContext, state: QuorumNodeState, message: Message): void {
  trust(state, message.from);
  switch (message.type) {
    case 'read':
      beginRead(ctx, state, message);
      break;
    case 'write':
      beginWrite(ctx, state, message);
      break;
    case 'get':
      onGet(ctx, state, message);
      break;
    case 'put':
    case 'repair':
      onPut(ctx, state, message);
      break;
    case 'handOff':
      onHandOff(ctx, state, message);
      break;
    case 'compare':
      onCompare(ctx, state, message);
      break;
    case 'exchange':
      onExchange(ctx, state, message);
      break;
    default:
      ctx.reply(message, 'failed');
  }
}

const ENDS: Readonly<Record<string, (ctx: QuorumContext, state: QuorumNodeState, end: CallEnd) => void>> = {
  get: onGetEnd,
  put: onPutEnd,
  repair: onRepairEnd,
  handOff: onHandOffEnd,
  compare: onCompareEnd,
  exchange: onExchangeEnd,
};

/** Something is on the disk: whoever waits for it is told. */
function onWork(ctx: QuorumContext, state: QuorumNodeState): void {
  const job = endOfWrite(ctx, state);
  if (job === null) return;
  if (job.message !== null) ctx.reply(job.message, 'completed');
  const operation = state.operations.get(job.operation);
  if (operation === undefined) return;
  if (job.purpose === 'put') noteOwnCopy(ctx, state, operation);
  else noteOwnRepair(ctx, state, operation);
}

export const policies = [timeoutPolicy];

const counter = (unit: string, help: string, better: 'more' | 'less' | 'neither') =>
  ({ type: 'counter', unit, help, better }) as const;

export const kind = defineNodeKind({
  kind: 'quorum-node',
  title: 'Quorum node',
  glyph: 'database',
  params: quorumNodeParams,
  metrics: {
    coordinated: counter('requests', 'reads and writes it coordinated', 'more'),
    unavailable: counter('requests', 'requests refused: too many replicas are taken for down', 'less'),
    quorumsMissed: counter('requests', 'requests for which too few replicas answered', 'less'),
    repairs: counter('versions', 'replicas it repaired while reading', 'neither'),
    hintsKept: counter('hints', 'writes it kept for others', 'neither'),
    hintsDelivered: counter('hints', 'versions it handed over to their owners', 'neither'),
    digestsSent: counter('digests', 'digests of its tree that it sent', 'less'),
    keysExchanged: counter('keys', 'keys it got when trees differed', 'neither'),
    hintsWaiting: { type: 'gauge', unit: 'hints', help: 'versions it keeps for others', better: 'less' },
    siblings: {
      type: 'gauge',
      unit: 'versions',
      help: 'versions beyond the first of each key',
      better: 'less',
    },
    diskQueue: { type: 'gauge', unit: 'writes', help: 'writes that wait for the disk', better: 'less' },
    lagMs: {
      type: 'histogram',
      unit: 'ms',
      help: 'from the sending of a write to its being on this disk',
      better: 'less',
    },
  },
  boot,
  restart,
  onMessage,
  onTimer,
  onWork,
  onOutcome: (ctx, state, end) => {
    ENDS[end.type](ctx, state, end);
  },
  onParams: (ctx, state) => {
    usePolicies(ctx);
    setTimers(ctx, state);
  },
  face,
  inspect,
  unaffectedBy: ({ writeTimeMs }) => ({
    ...(writeTimeMs > 0 ? {} : { slow: 'does no work that takes time while its disk takes none' }),
  }),
});

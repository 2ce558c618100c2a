/**
 * A server of a Raft cluster. Term, vote, log and snapshot are on its disk and survive a crash; all else is volatile.
 * The protocol itself is in `patterns/raft`.
 */
import { defineNodeKind, type NoteMeaning } from '../../kernel/contract';
import type { Message, Timer } from '../../kernel/message';
import type { Plain } from '../../kernel/plain';
import { NO_EVENT } from '../../kernel/queue';
import { createServer, emptyDisk, votersOf, type Durable, type RaftMessage } from '../../patterns/raft/index';
import { actions } from './actions';
import { askServer, happen, onDisk } from './effects';
import { firstDisk } from './first-logs';
import { dial, face, inspect, logOf, machinesOf } from './face';
import { raftServerParams, raftSettings } from './params';
import type { RaftContext, RaftNodeState } from './state';

export type { CommandAnswer, CommandBody, RaftNodeState } from './state';

/** A server that starts with the run is one of the first members; one that comes later waits to be taken in. */
function boot(ctx: RaftContext): RaftNodeState {
  if (ctx.nowUs > 0) return start(ctx, emptyDisk([]));
  return start(ctx, firstDisk(ctx.members(ctx.params.group), ctx.params.firstLog));
}

function restart(ctx: RaftContext, durable: Plain): RaftNodeState {
  const kept = durable as unknown as Durable;
  if (!ctx.params.losesDisk) return start(ctx, kept);
  // Whom it works with it reads from a file that somebody else keeps.
  return start(ctx, emptyDisk(votersOf(kept.snapshot.config)));
}

function start(ctx: RaftContext, durable: Durable): RaftNodeState {
  // Added one by one: a search boots thousands of servers a second, and spreading one into another costs more.
  const state = createServer(ctx.id, raftSettings(ctx.params), durable) as RaftNodeState;
  state.election = NO_EVENT;
  state.heartbeat = NO_EVENT;
  state.disk = { writing: false, behindThis: [], behindNext: [], writesNext: false };
  state.asked = new Map();
  state.askedCount = 0;
  state.lastChange = null;
  happen(ctx, state, { type: 'start' });
  ctx.gauge('term', durable.term);
  ctx.gauge('commitIndex', state.commitIndex);
  ctx.gauge('logEntries', durable.log.length);
  return state;
}

function onMessage(ctx: RaftContext, state: RaftNodeState, message: Message): void {
  if (message.role === 'note') {
    const said = message.body as unknown as RaftMessage;
    happen(ctx, state, { type: 'message', from: message.from, message: said });
  } else if (isCommand(message.type)) askServer(ctx, state, message);
  else ctx.reply(message, 'failed');
}

function isCommand(type: string): boolean {
  return type === 'read' || type === 'write' || type === 'cas';
}

/** Heartbeats are signs of life, as long as they bring nothing and nobody has an objection. */
function meaningOf({ body }: Message): NoteMeaning {
  const said = body as unknown as RaftMessage;
  switch (said.type) {
    case 'append':
      return said.entries.length === 0 ? 'beat' : 'news';
    case 'appendReply':
      return said.ok ? 'beat' : 'refusal';
    case 'voteReply':
    case 'preVoteReply':
      return said.granted ? 'answer' : 'refusal';
    default:
      return 'news';
  }
}

function onTimer(ctx: RaftContext, state: RaftNodeState, timer: Timer): void {
  if (timer.name === 'election' || timer.name === 'heartbeat')
    happen(ctx, state, { type: timer.name }, timer);
}

function onParams(ctx: RaftContext, state: RaftNodeState): void {
  state.settings = raftSettings(ctx.params);
}

export const kind = defineNodeKind({
  kind: 'raft-server',
  title: 'Raft server',
  glyph: 'server',
  params: raftServerParams,
  metrics: {
    elections: { type: 'counter', unit: 'elections', help: 'elections it stood in', better: 'less' },
    leaders: { type: 'counter', unit: 'elections', help: 'elections it won', better: 'neither' },
    splitVotes: {
      type: 'counter',
      unit: 'elections',
      help: 'elections it stood in that ended without a leader',
      better: 'less',
    },
    stepDowns: { type: 'counter', unit: 'times', help: 'times it ceased to lead', better: 'less' },
    term: { type: 'gauge', unit: '', help: 'its term', better: 'neither' },
    commitIndex: { type: 'gauge', unit: 'entries', help: 'entries it knows are committed', better: 'more' },
    logEntries: { type: 'gauge', unit: 'entries', help: 'entries in its log', better: 'less' },
    redirects: {
      type: 'counter',
      unit: 'requests',
      help: 'requests of clients sent elsewhere',
      better: 'less',
    },
    refusedAppends: {
      type: 'counter',
      unit: 'messages',
      help: 'entries or heartbeats it refused: an old term, or a log that does not fit',
      better: 'less',
    },
    snapshots: {
      type: 'counter',
      unit: 'snapshots',
      help: 'snapshots taken or received',
      better: 'neither',
    },
    snapshotsSent: {
      type: 'counter',
      unit: 'snapshots',
      help: 'snapshots sent to followers',
      better: 'less',
    },
  },
  runMetrics: {
    commitLatencyMs: {
      type: 'histogram',
      unit: 'ms',
      help: 'time from a command to its answer, at the leader',
      better: 'less',
    },
  },
  boot,
  restart,
  onMessage,
  onTimer,
  onWork: onDisk,
  onParams,
  actions,
  face,
  inspect,
  machines: machinesOf,
  noteMeaning: meaningOf,
  dial,
  log: logOf,
  unaffectedBy: ({ preVote, checkQuorum, reads, diskMs }) => ({
    ...(preVote || checkQuorum || reads === 'lease'
      ? {}
      : { skew: 'compares no clocks without pre-vote, check quorum and leases' }),
    ...(diskMs > 0 ? {} : { slow: 'does no work that takes time while its disk takes none' }),
  }),
});

/** What a user can do to a Raft server beside breaking it. */
import type { NodeAction } from '../../kernel/contract';
import { US_PER_MS } from '../../kernel/time';
import { isMember, votersOf } from '../../patterns/raft/index';
import { happen } from './effects';
import type { raftServerParams } from './params';
import type { RaftContext, RaftNodeState } from './state';

type Action = NodeAction<RaftNodeState, typeof raftServerParams>;

/** Tells every server what is wished for: whoever leads sees to it, this server included. */
function wish(
  ctx: RaftContext,
  state: RaftNodeState,
  what: 'transfer' | 'add' | 'remove',
  servers: readonly string[],
): string | null {
  const group = ctx.members(ctx.params.group);
  const stranger = servers.find((id) => what === 'add' && !group.includes(id));
  if (stranger !== undefined) return `There is no server called ${stranger} to take in.`;
  const message = { type: 'wish', term: state.durable.term, what, servers } as const;
  for (const id of group) if (id !== ctx.id) ctx.send(id, 'wish', message);
  happen(ctx, state, { type: 'message', from: ctx.id, message });
  return null;
}

/** The servers an action names, `s6,s7`, or else the one it is done to. */
function namedIn(arg: string, ctx: RaftContext): string[] {
  return arg === '' ? [ctx.id] : arg.split(',');
}

function setTimer(ctx: RaftContext, state: RaftNodeState, afterMs: number): null {
  happen(ctx, state, { type: 'setTimer', afterUs: afterMs * US_PER_MS });
  ctx.log(`${ctx.id} sets its election timer to ${String(afterMs)} ms`);
  return null;
}

const hasTimer = (state: RaftNodeState): string | null =>
  state.role === 'leader' || state.role === 'stopped'
    ? `${state.id} is ${state.role === 'leader' ? 'the leader' : 'no member'}: it has no election timer.`
    : null;

export const actions: Readonly<Record<string, Action>> = {
  forceTimeout: {
    title: 'Time out now',
    help: 'Its election timeout is over at once, so that it stands for election.',
    refuse: hasTimer,
    run: (ctx, state) => {
      happen(ctx, state, { type: 'election' });
      return null;
    },
  },
  alignTimer: {
    title: 'Align its timer',
    help: 'Its election timer fires after the shortest timeout from now. Done to all servers, it splits the votes.',
    refuse: hasTimer,
    run: (ctx, state) => setTimer(ctx, state, ctx.params.electionTimeoutMinMs),
  },
  spreadTimer: {
    title: 'Spread its timer',
    help: 'Its election timer takes its own place in the range of timeouts, as far as can be from the others.',
    refuse: hasTimer,
    run: (ctx, state) => {
      const { electionTimeoutMinMs: min, electionTimeoutMaxMs: max } = ctx.params;
      const voters = votersOf(state.config);
      const place = Math.max(0, voters.indexOf(ctx.id)) / Math.max(1, voters.length - 1);
      return setTimer(ctx, state, Math.round(min + Math.max(0, max - min) * place));
    },
  },
  lead: {
    title: 'Make it the leader',
    help: 'The leader brings it up to date and hands over to it.',
    refuse: (state) => (state.role === 'leader' ? `${state.id} is the leader already.` : null),
    run: (ctx, state) => wish(ctx, state, 'transfer', [ctx.id]),
  },
  addMember: {
    title: 'Take in as a member',
    help: 'The leader adds it, or the servers named, to the cluster.',
    run: (ctx, state, arg) => wish(ctx, state, 'add', namedIn(arg, ctx)),
  },
  removeMember: {
    title: 'Remove from the cluster',
    help: 'The leader removes it, or the servers named, from the cluster.',
    refuse: (state) =>
      isMember(state.config, state.id) || state.role !== 'stopped' ? null : `${state.id} is no member.`,
    run: (ctx, state, arg) => wish(ctx, state, 'remove', namedIn(arg, ctx)),
  },
  compact: {
    title: 'Compact the log',
    help: 'What is committed becomes a snapshot.',
    refuse: (state) =>
      state.commitIndex > state.durable.snapshot.index ? null : 'There is nothing committed to compact.',
    run: (ctx, state) => {
      happen(ctx, state, { type: 'compact' });
      ctx.log(`${ctx.id} replaces its log up to entry ${String(state.durable.snapshot.index)} by a snapshot`);
      return null;
    },
  },
};

/**
 * The role of a server as a statechart: the one definition of which role may follow which, on which event, under
 * which guard. Guards only read the facts that an event brings.
 */
import { setup } from 'xstate';
import { compileMachine, type ModeOf } from '../machine/index';

export type RoleEvent =
  | { readonly type: 'starts'; readonly isMember: boolean }
  | { readonly type: 'electionTimeout'; readonly isMember: boolean; readonly preVote: boolean }
  | { readonly type: 'voteArrives'; readonly hasMajority: boolean }
  | { readonly type: 'higherTerm' }
  | { readonly type: 'leaderCalls' }
  | { readonly type: 'timeoutNow'; readonly isMember: boolean }
  | { readonly type: 'quorumLost' }
  | { readonly type: 'removed' };

const onElectionTimeout = [
  { guard: 'isNoMember', target: 'follower' },
  { guard: 'asksFirst', target: 'preCandidate' },
  { target: 'candidate' },
] as const;

export const machine = setup({
  types: { events: {} as RoleEvent, meta: {} as { title: string } },
  guards: {
    isMember: ({ event }) => 'isMember' in event && event.isMember,
    isNoMember: ({ event }) => 'isMember' in event && !event.isMember,
    asksFirst: ({ event }) => event.type === 'electionTimeout' && event.preVote,
    hasMajority: ({ event }) => event.type === 'voteArrives' && event.hasMajority,
  },
}).createMachine({
  id: 'raft-role',
  initial: 'stopped',
  states: {
    stopped: {
      meta: { title: 'Stopped' },
      description:
        'Not running, or no member of the cluster: never stands for election until a leader calls.',
      on: {
        starts: { guard: 'isMember', target: 'follower' },
        leaderCalls: 'follower',
      },
    },
    follower: {
      meta: { title: 'Follower' },
      description: 'Takes entries from a leader and votes. Hearing from none for too long, it stands itself.',
      on: {
        electionTimeout: onElectionTimeout,
        timeoutNow: { guard: 'isMember', target: 'candidate' },
        higherTerm: 'follower',
        removed: 'stopped',
      },
    },
    preCandidate: {
      meta: { title: 'Pre-candidate' },
      description: 'Asks whether it would win an election, before its term grows and disturbs others.',
      on: {
        electionTimeout: onElectionTimeout,
        voteArrives: { guard: 'hasMajority', target: 'candidate' },
        timeoutNow: { guard: 'isMember', target: 'candidate' },
        higherTerm: 'follower',
        leaderCalls: 'follower',
        removed: 'stopped',
      },
    },
    candidate: {
      meta: { title: 'Candidate' },
      description: 'Has begun a new term and asks the others for their votes.',
      on: {
        electionTimeout: onElectionTimeout,
        voteArrives: { guard: 'hasMajority', target: 'leader' },
        higherTerm: 'follower',
        leaderCalls: 'follower',
        removed: 'stopped',
      },
    },
    leader: {
      meta: { title: 'Leader' },
      description: 'The only one of its term: it orders all entries and copies them to the others.',
      on: {
        higherTerm: 'follower',
        quorumLost: 'follower',
        removed: 'stopped',
      },
    },
  },
});

export type Role = ModeOf<typeof machine>;

/** The machine as the engine runs it. */
export const compiled = compileMachine(machine);

/** The machine as plain data, for drawing. */
export const roleChart = compiled.chart;

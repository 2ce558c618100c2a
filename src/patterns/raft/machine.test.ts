import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { transition } from 'xstate';
import { nextMode } from '../machine/index';
import { roleChart, type Role } from './index';
import { compiled, machine, type RoleEvent } from './machine';

const facts = fc.boolean();
const events: fc.Arbitrary<RoleEvent> = fc.oneof(
  fc.record({ type: fc.constantFrom('starts', 'timeoutNow'), isMember: facts }) as fc.Arbitrary<RoleEvent>,
  fc.record({ type: fc.constant('electionTimeout' as const), isMember: facts, preVote: facts }),
  fc.record({ type: fc.constant('voteArrives' as const), hasMajority: facts }),
  fc.record({
    type: fc.constantFrom('higherTerm', 'leaderCalls', 'quorumLost', 'removed'),
  }) as fc.Arbitrary<RoleEvent>,
);
const ROLES = ['stopped', 'follower', 'preCandidate', 'candidate', 'leader'] as const;

describe('the machine of roles', () => {
  it("[RAFT1] [MA1] the table follows XState's transition over every path", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...ROLES),
        fc.array(events, { maxLength: 40, size: 'max' }),
        (start, path) => {
          let snapshot = machine.resolveState({ value: start });
          let role: Role = start;
          for (const event of path) {
            [snapshot] = transition(machine, snapshot, event);
            role = nextMode(compiled, role, event).to;
            expect(role).toBe(snapshot.value);
          }
        },
      ),
    );
  });

  it('[RAFT1] has five roles and starts stopped', () => {
    expect(roleChart.modes.map(({ id }) => id)).toEqual(ROLES);
    expect(roleChart.initial).toBe('stopped');
  });

  it('[RAFT6] only a candidate becomes leader, and only by votes', () => {
    const leading = roleChart.edges.filter(({ to, from }) => to === 'leader' && from !== to);
    expect(leading).toEqual([
      { from: 'candidate', event: 'voteArrives', guard: 'hasMajority', to: 'leader' },
    ]);
  });
});

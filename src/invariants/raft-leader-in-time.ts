import { defineInvariant } from '../kernel/invariant';
import type { World } from '../kernel/world';
import type { RaftNodeState } from '../nodes/raft-server/index';
import { quorumOf } from '../patterns/raft/index';
import { serverOf } from './support/raft';

interface Memo {
  /** There could be a leader and is none; since when, and how long that may last. */
  missing: boolean;
  sinceUs: number;
  patienceUs: number;
  /** Something has happened that may have changed this. */
  stirred: boolean;
  broken: string;
}

/** A leader must be found within so many of the longest election timeouts. */
const TIMEOUTS = 10;

/** What the protocol promises beside safety, as long as messages are faster than timeouts. */
export const invariant = defineInvariant<Memo>({
  id: 'raft-leader-in-time',
  title: 'A leader in time',
  explain:
    'While a majority of the members run and nothing is wrong between them, there is a leader within ten of the longest election timeouts.',
  on: ['mode', 'node', 'input', 'timer'],
  init: () => ({ missing: false, sinceUs: 0, patienceUs: 0, stirred: false, broken: '' }),
  observe: (memo, entry) => {
    if (entry.kind !== 'timer') memo.stirred = true;
  },
  check: (memo, world) => {
    if (memo.missing && world.nowUs - memo.sinceUs > memo.patienceUs)
      memo.broken ||= `A majority runs undisturbed and has had no leader for ${String(TIMEOUTS)} election timeouts.`;
    if (memo.stirred) lookAround(memo, world);
    return memo.broken === ''
      ? { held: true, says: 'Whenever there could be a leader, one was found in time.' }
      : { held: false, says: memo.broken };
  },
});

function lookAround(memo: Memo, world: Readonly<World>): void {
  memo.stirred = false;
  const running = runningServers(world);
  const couldLead = isMajority(running) && isQuiet(world, running);
  const missing = couldLead && !running.some(({ role }) => role === 'leader');
  if (missing && !memo.missing) memo.sinceUs = world.nowUs;
  memo.missing = missing;
  memo.patienceUs = TIMEOUTS * Math.max(0, ...running.map(({ settings }) => settings.electionTimeoutMaxUs));
}

function runningServers(world: Readonly<World>): RaftNodeState[] {
  const running: RaftNodeState[] = [];
  for (const node of world.nodes) {
    const server = node.pauses === 0 ? serverOf(node) : null;
    if (server !== null) running.push(server);
  }
  return running;
}

/** Whether these servers are a majority of the members, as the one that knows most sees it. */
function isMajority(running: readonly RaftNodeState[]): boolean {
  if (running.length === 0) return false;
  const { config } = running.reduce((a, b) => (b.commitIndex > a.commitIndex ? b : a));
  return [config.members, config.next ?? config.members].every((members) => {
    const there = running.filter(({ id }) => members.includes(id)).length;
    return there >= quorumOf(members.length, false);
  });
}

/** Whether no fault stands between any two of these servers, and none meddles with their clocks or speed. */
function isQuiet(world: Readonly<World>, running: readonly RaftNodeState[]): boolean {
  const ids = new Set(running.map(({ id }) => id));
  const between = world.links.filter(
    ({ from, to }) => ids.has(world.nodes[from].id) && ids.has(world.nodes[to].id),
  );
  const isCalm = world.nodes.every(
    ({ id, slow, clockRate }) => !ids.has(id) || (slow === 1 && clockRate === 1),
  );
  return isCalm && between.every(({ rules }) => rules.every(({ clip }) => clip === ''));
}
